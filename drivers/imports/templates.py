"""Empty files to fill in: headings in the language asked for, with what to write beside each."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from drivers.imports.columns import Column
from drivers.imports.job import Kind

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 22
AUTHOR = "Discreet"


def workbook(kind: Kind, language: str) -> bytes:
    """A workbook: a sheet to fill in, its headings carrying notes, and a sheet that explains the columns."""
    with translation.override(language):
        book = Workbook(write_only=True)
        _sheet_to_fill_in(book, kind, language)
        _sheet_of_explanations(book, kind, language)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(kind: Kind, language: str) -> bytes:
    """A CSV file with the headings alone, in UTF-8 with its mark, so that spreadsheets read it right."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([one.titles[language] for one in kind.columns])
    return out.getvalue().encode("utf-8-sig")


def _sheet_to_fill_in(book: Any, kind: Kind, language: str) -> None:
    sheet = book.create_sheet(str(kind.title)[:31])
    for n in range(1, len(kind.columns) + 1):
        sheet.column_dimensions[get_column_letter(n)].width = WIDTH
    sheet.freeze_panes = "A2"
    headings = []
    for one in kind.columns:
        cell = WriteOnlyCell(sheet, value=one.titles[language])
        cell.font = Font(bold=True)
        cell.comment = Comment(_explained(one), AUTHOR)
        headings.append(cell)
    sheet.append(headings)


def _sheet_of_explanations(book: Any, kind: Kind, language: str) -> None:
    sheet = book.create_sheet(_("Explanation")[:31])
    for letter, width in (("A", WIDTH), ("B", 14), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    sheet.append([_("Column"), _("Needed"), _("What to write")])
    for one in kind.columns:
        sheet.append([one.titles[language], _needed(kind, one), str(one.hint)])


def _explained(one: Column) -> str:
    return f"{one.hint} ({_('required')})" if one.required else str(one.hint)


def _needed(kind: Kind, one: Column) -> str:
    if one.required:
        return _("yes")
    return _("one of several") if any(one.name in group for group in kind.one_of) else _("no")
