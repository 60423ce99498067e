"""Texts that break importers: kept as they are and read back through the gate, or refused; never a crash, never a formula."""

import json
from pathlib import Path

import pytest

from drivers import queries
from drivers.models import Driver
from fleet.queries import matches
from tests.factories import keeper
from tests.imports.conftest import bring, csv_of, xlsx_of

pytestmark = pytest.mark.django_db

PUBLIC = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "hostile-strings"
OWN = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*2",
    "+1-1",
    "Robert'); DROP TABLE drivers_driver;--",
    "<script>alert(1)</script>",
    "{{ request.user }}{% debug %}",
    "\u202eright to left\u202c",
    "שלום עולם",
    "zero\u200bwidth",
    "e\u0301 composed",
    "👩‍👩‍👧 family",
    "tab\tinside",
    'quote " and ; semicolon',
    "two\nlines",
    "%s %(x)s {0} ${x}",
    "../../../../etc/passwd",
    "x" * 200,
]
HEAD = ["Name", "E-mail", "Employer", "Employed from", "Contact person"]


def line(n, text):
    return [f"Person {text}"[:200] if n % 2 else text, f"h{n}@example.test", "Windmolen Nederland", "2024-01-01", text]


def as_csv(texts):
    quoted = (";".join('"' + cell.replace('"', '""') + '"' for cell in line(n, text)) for n, text in enumerate(texts))
    return csv_of(";".join(HEAD), *quoted)


def shown(count):
    access = keeper()
    found = matches(access, Driver, "email", [f"h{n}@example.test" for n in range(count)])
    return {email: queries.driver_card(access, hits[0].id) for email, hits in found.items()}


def test_own_hostile_texts_come_back_as_they_were(cast):
    import unicodedata

    assert bring(as_csv(OWN)).counts == (len(OWN), 0, 0, 0)
    found = shown(len(OWN))
    for n, text in enumerate(OWN):
        card = found[f"h{n}@example.test"]
        assert card["operational_contact"] == unicodedata.normalize("NFC", text)
        assert card["full_name"] == unicodedata.normalize("NFC", line(n, text)[0])
    assert bring(as_csv(OWN)).counts == (0, 0, len(OWN), 0)


def test_hostile_texts_in_a_workbook_are_text_and_formulas_are_not_run(cast):
    texts = [text for text in OWN if not text.startswith("=")]
    rows = [line(n, text) for n, text in enumerate(texts)]
    assert bring(xlsx_of(HEAD, *rows)).counts == (len(texts), 0, 0, 0)


def test_nul_bytes_and_endless_texts_refuse_their_line_only(cast):
    told = bring(as_csv(["fine", "nul\x00byte", "x" * 40_000, "also fine"]))
    assert told.counts == (2, 0, 0, 2)
    assert told.reasons[3, "full_name"] == "nul_byte"
    assert told.reasons[4, "operational_contact"] == "too_long"


def test_windows_1252_with_decimal_commas(cast):
    lines = (
        "Contractnummer;Kenteken;Ingangsdatum;Looptijd (maanden);Kilometers totaal;Leasebedrag per maand",
        "Één-1;X-771-DN;01-02-2025;48;120.000;1.512,40",
    )
    told = bring(csv_of(*lines, encoding="cp1252"))
    assert {"encoding_cp1252", "decimal_comma", "separator_semicolon"} <= told.notes
    assert told.reasons == {(2, "licence_plate"): "vehicle_has_contract"}


@pytest.mark.skipif(not PUBLIC.exists(), reason="the public strings are not on this machine")
def test_public_hostile_strings_are_kept_or_refused_by_line(cast):
    texts = [text for text in json.loads((PUBLIC / "blns.json").read_text("utf-8")) if text.strip()]
    texts += (PUBLIC / "csv_injection_payloads.txt").read_text("utf-8").split("\n")
    texts = [text for text in texts if text.strip() and "\ud800" not in text]
    told = bring(as_csv(texts))
    added, changed, unchanged, refused = told.counts
    assert (changed, unchanged) == (0, 0)
    assert added + refused == len(texts)
    assert set(told.reasons.values()) <= {"nul_byte", "too_long", "name_missing", "required"}
    assert added > 400
    again = bring(as_csv(texts))
    assert (again.counts[0], again.counts[2]) == (0, added)
