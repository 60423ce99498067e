"""No known way of reading a column shows what a sealed field holds: each path, tried on each sealed field of each model.

The fields are found by themselves, so a new one is covered the day it is declared. Out of scope, and said so in the threat model:
what code of the process does with a value after the gate released it (`Disclosed` is plain inside), such as a crash report that
keeps the local variables of a view. Answers, caches and logs are searched for such values in `tests/test_canary.py`.
"""

import datetime
import io
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from fleet.models import Employer
from privacy import gate
from privacy.change import change
from privacy.errors import Refused
from privacy.fields import MARK, Sealed, SealedField
from privacy.media import ingest, storage, store
from privacy.models import Subject
from privacy.registry import RegistryError
from privacy.testing import PATHS, Canary, Planted, canary_for, holds_canary, leaks, plant, sealed_columns, seen_in
from privacy.testing.canary import WORD
from tests.factories import keeper
from tests.privacy.media_pictures import SECRET, encoded, exif_of, noise

pytestmark = pytest.mark.django_db

COLUMNS = {f"{field.model._meta.label}.{field.name}": field for field in sealed_columns()}
NOW = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)
OVERRIDES = {
    "privacy.EmergencyGrant": lambda: {"starts_at": NOW, "expires_at": NOW + datetime.timedelta(hours=1)},
}
# Paths on which even a plain column of text shows nothing: they ask for a date, a number or a structure, or give a digest.
BLIND_TO_TEXT = {
    "blind_index_column",
    "blind_index_oracle",
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


def test_the_kit_catches_a_plain_column() -> None:
    """The same paths on a plain column of a domain model: nearly all of them must cry out."""
    field = Employer._meta.get_field("name")
    canary = Canary(WORD, (WORD,))
    row = Employer(name=WORD, kind="company", country="NL", language="nl", path=f"{uuid.uuid4().hex}/")
    with change(keeper(), "tests.plain_column") as work:
        work.save(row)
    silent = set(PATHS) - set(leaks(Planted(row, field, canary)))
    assert silent == BLIND_TO_TEXT


