"""From bytes to rows of cells: CSV in four encodings and three separators, or a sheet of a workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from drivers.imports.cells import Cell
from privacy.errors import BadInput, TooLarge

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 512 * 1024 * 1024
"""Of a workbook, which is a packed archive: a small file can hide a huge one."""
MOST_LINES = 200_000
SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab"}
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
TEXTS = {
    "file_empty": _("The file is empty."),
    "file_too_large": _("The file is larger than 50 MB. Split it and send the parts one after the other."),
    "file_too_many_lines": _("The file has more than 200,000 lines. Split it and send the parts one after the other."),
    "file_old_workbook": _("This is an old or protected spreadsheet. Save it as .xlsx without a password, or as CSV."),
    "file_broken_workbook": _("This spreadsheet cannot be opened. Save it again as .xlsx, or as CSV."),
    "file_encoding": _("The characters of this file cannot be read. Save it as CSV in UTF-8."),
    "file_not_a_table": _("This is no CSV file and no .xlsx workbook."),
    "file_quotes": _("The quotation marks do not match from line %(line)d on, so the lines after it cannot be told apart."),
}


def unusable(code: str, **named: object) -> BadInput:
    """The refusal of a whole file."""
    return BadInput(TEXTS[code] % named if named else TEXTS[code], code=code, fields={"file": [TEXTS[code] % named]})


class Table(Protocol):
    """Rows of cells that can be read more than once, each with the number that an editor or spreadsheet shows for it."""

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Number and cells of every row, empty ones included."""

    def facts(self) -> list[str]:
        """Codes that say how the file was read."""


@dataclass(frozen=True, slots=True, repr=False)
class CsvTable:
    """Text with a separator."""

    content: str
    encoding: str
    separator: str
    first_line: int = 1

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        reader = csv.reader(io.StringIO(self.content, newline=""), delimiter=self.separator, strict=True)
        start = self.first_line
        try:
            for row in reader:
                yield start, list(row)
                start = self.first_line + reader.line_num
        except csv.Error:
            raise unusable("file_quotes", line=start) from None

    def facts(self) -> list[str]:
        return [f"encoding_{self.encoding.replace('-', '').replace('sig', '')}", f"separator_{SEPARATORS[self.separator]}"]


@dataclass(frozen=True, slots=True, repr=False)
class SheetTable:
    """One sheet of a workbook."""

    sheet: CalamineSheet

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        for number, row in enumerate(self.sheet.iter_rows(), start=1):
            yield number, list(row)

    def facts(self) -> list[str]:
        return ["workbook"]


def tables(content: bytes) -> list[Table]:
    """The ways in which a file can be read as a table, to choose from by its headings.

    Raises:
        BadInput: nothing to read, or not readable. TooLarge: more bytes than are taken.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(TEXTS["file_too_large"], code="file_too_large", fields={"file": [TEXTS["file_too_large"]]})
    if not content.strip(b" \t\r\n\x00"):
        raise unusable("file_empty")
    if content.startswith(OLD_WORKBOOK):
        raise unusable("file_old_workbook")
    if content.startswith(b"PK\x03\x04"):
        return _sheets(content)
    return _texts(content)


def _sheets(content: bytes) -> list[Table]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise unusable("file_broken_workbook") from None
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TooLarge(TEXTS["file_too_large"], code="file_too_large", fields={"file": [TEXTS["file_too_large"]]})
    if not any(part.filename.startswith("xl/") for part in parts):
        raise unusable("file_not_a_table")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        found = [SheetTable(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError):
        raise unusable("file_broken_workbook") from None
    return list(found)


def _texts(content: bytes) -> list[Table]:
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise unusable("file_encoding") from None
    if any(content.startswith(mark) for mark in (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")):
        raise unusable("file_not_a_table")
    first, _newline, rest = text.partition("\n")
    if first.strip().lower() in ("sep=;", "sep=,", "sep=\t"):
        return [CsvTable(rest, encoding, first.rstrip("\r")[4], first_line=2)]
    return [CsvTable(text, encoding, separator) for separator in SEPARATORS]


def _encoding(content: bytes) -> str:
    """UTF by its mark or by being valid; Windows-1252 only for what is not."""
    for mark, name in BOMS:
        if content.startswith(mark):
            return name
    start = content[:400]
    if len(start) >= 4 and b"\x00" in start:
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if odd > len(start) // 4 and not even:
            return "utf-16-le"
        if even > len(start) // 4 and not odd:
            return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
