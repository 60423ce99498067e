"""Files in all the shapes in which they come, and those that cannot be used: a clear answer each time."""

import io
import zipfile

import pytest

from drivers.imports.files import MOST_BYTES, tables
from drivers.imports.opened import open_file
from privacy.errors import BadInput, TooLarge
from tests.imports.conftest import csv_of, xlsx_of

HEAD = "Chassisnummer;Merk;Modèle"
LINE = "WVWZZZ1KZAW000001;Citroën;Coöper €"
VALUES = ["WVWZZZ1KZAW000001", "Citroën", "Coöper €"]


def read(content, **more):
    opened = open_file(content, **more)
    return opened.kind.name, [(number, cells[: opened.width]) for number, cells in opened.rows()], set(opened.facts)


@pytest.mark.parametrize(
    ("encoding", "fact"),
    [
        ("utf-8", "encoding_utf8"),
        ("utf-8-sig", "encoding_utf8"),
        ("utf-16", "encoding_utf16"),
        ("utf-16-le", "encoding_utf16le"),
        ("utf-16-be", "encoding_utf16be"),
        ("utf-32", "encoding_utf32"),
        ("cp1252", "encoding_cp1252"),
    ],
)
def test_encodings_are_told_apart(encoding, fact):
    kind, rows, facts = read(csv_of(HEAD, LINE, encoding=encoding))
    assert (kind, rows) == ("vehicles", [(2, VALUES)])
    assert fact in facts


@pytest.mark.parametrize(("separator", "fact"), [(";", "semicolon"), (",", "comma"), ("\t", "tab")])
def test_separators_are_told_apart(separator, fact):
    content = csv_of(*(line.replace(";", separator) for line in (HEAD, LINE)))
    kind, rows, facts = read(content)
    assert (kind, rows, f"separator_{fact}" in facts) == ("vehicles", [(2, VALUES)], True)


def test_columns_stand_in_any_order_and_language_and_empty_lines_count():
    opened = open_file(csv_of("sep=;", "", "model;châssis;MERK;VIN;  ", "Golf;;VW;W1;", "", "", "Polo;;VW;W2;", newline="\n"))
    assert {column.name: place for column, place in opened.places} == {"model": 0, "make": 2, "vin": 3}
    assert [number for number, _cells in opened.rows()] == [4, 7]
    assert (opened.total, opened.empty, list(opened.unknown), opened.width) == (2, 2, [1], 4)


def test_cells_with_newlines_keep_the_numbers_right():
    opened = open_file(b'VIN,Make,Model\r\nW1,VW,"Golf\r\nVariant"\r\nW2,VW,Polo\r\n')
    assert [(number, cells[2]) for number, cells in opened.rows()] == [(2, "Golf\r\nVariant"), (4, "Polo")]


def test_a_workbook_is_read_by_the_sheet_with_known_headings():
    kind, rows, facts = read(xlsx_of([], ["VIN", "Make", "Model"], ["W1", "VW", 208]))
    assert (kind, rows, facts) == ("vehicles", [(3, ["W1", "VW", 208.0])], {"workbook"})


def test_formulas_in_csv_are_text():
    _kind, rows, _facts = read(csv_of("VIN;Make;Model", "=1+1;@SUM(A1);+cmd|' /C calc'!A0"))
    assert rows == [(2, ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0"])]


def _archive(name, size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf", "header_unknown"),
        (b" \r\n \r\n", "file_empty"),
        (csv_of("VIN;Make;Model"), "file_empty"),
        (b"\xd0\xcf\x11\xe0old", "file_old_workbook"),
        (b"PK\x03\x04broken", "file_broken_workbook"),
        (_archive("word/document.xml", 10), "file_not_a_table"),
        (_archive("xl/workbook.xml", 10), "file_broken_workbook"),
        (b"%PDF-1.7 and more", "file_not_a_table"),
        (b"caf\xe9\x81;x", "file_encoding"),
        (b"one;two;three\n1;2;3", "header_unknown"),
        (csv_of("VIN;Make;Merk;Model", "a;b;c;d"), "column_twice"),
        (csv_of("VIN;Make", "a;b"), "column_missing"),
        (csv_of("Odometer;Read at", "1;2"), "column_missing"),
        (b'VIN;Make;Model\n"W1;VW;Golf\nW2;VW;Polo\n', "file_quotes"),
    ],
)
def test_unusable_files_are_refused_with_a_reason(content, code):
    with pytest.raises(BadInput) as refused:
        list(open_file(content).rows())
    assert refused.value.code == code
    assert str(refused.value.fields["file"][0]).strip()


def test_too_large_is_too_large():
    with pytest.raises(TooLarge):
        tables(b"x" * (MOST_BYTES + 1))
    with pytest.raises(TooLarge):
        tables(_archive("xl/workbook.xml", 600 * 1024 * 1024))
    with pytest.raises(TooLarge) as refused:
        open_file(csv_of("VIN;Make;Model", *["a;b;c"] * 6), most_lines=5)
    assert refused.value.code == "file_too_many_lines"


def test_missing_columns_are_named_in_the_language_of_the_reader():
    from django.utils import translation

    with translation.override("fr"), pytest.raises(BadInput) as refused:
        open_file(csv_of("VIN;Odometer", "a;b"), kind="odometer")
    assert "Relevé le" in str(refused.value.fields["file"][0])


@pytest.mark.parametrize("more", [{"kind": "planes"}, {"decimal": "x"}])
def test_unknown_settings_are_refused(more):
    with pytest.raises(BadInput):
        open_file(csv_of(HEAD, LINE), **more)
