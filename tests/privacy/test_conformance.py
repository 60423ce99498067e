"""No known way of reading a column shows what a sealed field holds: each path, tried on each sealed field of each model.

The fields are found by themselves, so a new one is covered the day it is declared. Out of scope, and said so in the threat model:
what code of the process does with a value after the gate released it (`Disclosed` is plain inside), such as a crash report that
keeps the local variables of a view. Answers, caches and logs are searched for such values in `tests/test_canary.py`.
"""

import base64
import datetime
import io
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.db.models import Max
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from PIL import Image, UnidentifiedImageError

from drivers.models import Driver
from fleet.models import LeaseContract, PlatePeriod
from privacy import gate, sealing
from privacy.change import change
from privacy.errors import Refused
from privacy.fields import MARK, Sealed, SealedDate, SealedField
from privacy.ledger.models import Event
from privacy.media import ingest, store
from privacy.models import Subject
from privacy.registry import RegistryError
from privacy.testing import PATHS, Canary, Planted, canary_for, holds_canary, leaks, plant, sealed_columns, seen_in
from privacy.testing.canary import WORD
from tests.factories import keeper, make_contract, make_employer, make_vehicle
from tests.privacy.media_pictures import SECRET, encoded, exif_of, noise

pytestmark = pytest.mark.django_db

COLUMNS = {f"{field.model._meta.label}.{field.name}": field for field in sealed_columns()}
NOW = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
OVERRIDES = {
    "privacy.EmergencyGrant": lambda: {"starts_at": NOW, "expires_at": NOW + datetime.timedelta(hours=1)},
}
# Paths on which even a plain column shows nothing here: there is no admin, the application's role may not analyse tables, a row's
# text names no value, and the rest look into a wrapper or an index that a plain column does not have.
SILENT_ON_PLAIN_COLUMNS = {
    "admin_read_only_field",
    "blind_index_column",
    "blind_index_oracle",
    "bytes_of_value",
    "explain",
    "filter_json_key",
    "members",
    "private_slot",
    "referents",
    "table_statistics",
    "text_of_queryset",
    "text_of_row",
}


def test_sealed_fields_are_found() -> None:
    assert len(COLUMNS) >= 28
    assert {field.model._meta.app_label for field in COLUMNS.values()} == {"privacy", "fleet", "drivers", "incidents"}
    assert len(PATHS) >= 160


@pytest.mark.parametrize("column", COLUMNS)
def test_no_path_shows_a_sealed_value(column: str) -> None:
    planted = plant(keeper(), COLUMNS[column], OVERRIDES)
    assert holds_canary(planted), "the canary must be there before its absence elsewhere says anything"
    assert leaks(planted) == []


def test_the_kit_catches_plain_columns() -> None:
    """The same paths on a plain text and a plain date of the product: nearly all of them must cry out."""
    employer = make_employer()
    vehicle = make_vehicle(employer, plate_since=canary_for(SealedDate(item="x")).value)
    contract = make_contract(vehicle, employer, number=WORD)
    text = Planted(LeaseContract.objects.get(public_id=contract), LeaseContract._meta.get_field("number"), Canary(WORD, (WORD,)))
    date = Planted(
        PlatePeriod.objects.get(vehicle__public_id=vehicle),
        PlatePeriod._meta.get_field("starts_on"),
        canary_for(SealedDate(item="x")),
    )
    seen = {*leaks(text), *leaks(date)}
    assert set(PATHS) - seen == SILENT_ON_PLAIN_COLUMNS
    assert len(leaks(text)) > 140


def test_the_kit_catches_a_wrapper_that_talks(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = plant(keeper(), COLUMNS["drivers.Driver.full_name"])
    monkeypatch.setattr(Sealed, "__str__", lambda sealed: WORD)
    assert {"text_of_value", "template_variable", "csv_line", "json_default_str"} <= set(leaks(planted))


@pytest.mark.parametrize("form", [WORD, WORD.lower(), WORD.encode().hex(), base64.b64encode(f"a{WORD}b".encode()).decode()])
def test_the_search_knows_a_canary_in_other_clothes(form: str) -> None:
    canary = Canary(WORD, (WORD,))
    assert seen_in(canary, {"deep": [("in", form.encode())]})
    assert seen_in(canary, f"<p>{form}</p>")
    assert not seen_in(canary, {"deep": [MARK, b"\x01\x02", None]})


# --- beside the columns ------------------------------------------------------------------------------------------------


def test_no_statement_that_writes_carries_the_value() -> None:
    with ExitStack() as watched:
        seen = [watched.enter_context(CaptureQueriesContext(connections[alias])) for alias in connections]
        planted = plant(keeper(), COLUMNS["drivers.Driver.full_name"])
    statements = [query["sql"] for queries in seen for query in queries]
    assert any("INSERT INTO" in sql and "drivers_driver" in sql for sql in statements)
    assert holds_canary(planted)
    assert not seen_in(planted.canary, statements)


def test_files_on_the_disk_are_noise(settings: Any, tmp_path: Path) -> None:
    settings.PRIVACY_MEDIA_ROOT = tmp_path
    photo = encoded(noise(), exif=exif_of())
    assert SECRET.encode() in photo
    prepared = ingest.prepare(photo)
    with change(keeper(), "tests.photo") as work:
        subject = Subject.objects.create(kind="driver")
        row = store.store_photo(work, subject_id=subject.pk, item="incident_photos", prepared=prepared, keep_capture=True)
    files = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(files) == 2
    for name, content in files.items():
        assert content not in (prepared.content, prepared.thumbnail)
        assert not {prepared.content[200:260], prepared.thumbnail[200:260]} & {content[i : i + 60] for i in range(len(content))}
        assert SECRET.encode() not in content
        with pytest.raises(UnidentifiedImageError):
            Image.open(io.BytesIO(content))
        assert str(subject.pk) not in name
        assert str(row.public_id) not in name
    assert SECRET.encode() not in prepared.content + prepared.thumbnail


def test_refusals_of_the_gate_do_not_echo_what_was_asked() -> None:
    planted = plant(keeper(), COLUMNS["drivers.Driver.full_name"])
    tried: list[Any] = [
        lambda: gate.find(keeper(), Driver, ["full_name"], email=WORD),
        lambda: gate.find(keeper(), Driver, ["full_name"], phone=WORD),
        lambda: gate.find(keeper(), Driver, ["full_name"], gender=WORD),
        lambda: gate.find(keeper("driver.portal"), Driver, ["full_name"], email=WORD),
        lambda: gate.disclose(keeper(), Driver.objects.all(), {WORD: "no_such_field"}),
        lambda: gate.aggregate(keeper(), Driver.objects.all(), out=Max("full_name")),
        lambda: sealing.seal(planted.row, full_name=WORD * 100),
        lambda: sealing.seal(planted.row, full_name=f"{WORD}\x00"),
        lambda: sealing.seal(planted.row, full_name=f"{WORD}\ud800"),
    ]
    refused = 0
    for call in tried:
        try:
            found = call()
        except (Refused, RegistryError) as problem:
            refused += 1
            found = [str(problem), repr(problem), str(getattr(problem, "message", "")), str(getattr(problem, "fields", ""))]
        assert not seen_in(planted.canary, found if isinstance(found, list) and found and isinstance(found[0], str) else "")
    assert refused == 7
    assert not seen_in(planted.canary, list(Event.objects.values()))


def test_there_is_no_generic_door() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert "admin" not in get_resolver().namespace_dict


def test_history_holds_the_same_ciphertext_and_no_index() -> None:
    planted = plant(keeper(), COLUMNS["drivers.Driver.email"])
    past = planted.row.history.get()
    assert past.email._envelope == planted.row.email._envelope
    assert not hasattr(past, "email_index")
    assert planted.row.email_index is not None


def test_sealed_values_of_a_history_row_stay_sealed() -> None:
    for field in COLUMNS.values():
        past = next(f for f in field.model.history.model._meta.concrete_fields if f.name == field.name)
        assert isinstance(past, SealedField)
        assert past.item == field.item
