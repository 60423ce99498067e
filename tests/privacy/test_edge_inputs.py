"""What the edge takes as input and what it refuses, field by field, without repeating a value."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from privacy.edge.inputs import Many, Number, Text, Whole, read_input
from privacy.errors import BadInput

NAUGHTY = Path(__file__).resolve().parents[1] / "data" / "hostile-strings" / "blns.json"


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Place:
    street: str


@dataclass(frozen=True)
class Sample:
    name: Annotated[str, Text(max_chars=20)]
    count: Annotated[int, Whole(least=0, most=10)] = 0
    amount: Annotated[Decimal, Number(digits=8, decimals=2, least=Decimal(0))] = Decimal(0)
    on: date | None = None
    at: datetime | None = None
    vehicle: uuid.UUID | None = None
    urgent: bool = False
    colour: Colour | None = None
    tags: Annotated[list[str], Many(most=3)] = dataclasses.field(default_factory=list)
    place: Place | None = None
    note: str = ""


def refused(**data: object) -> dict[str, list[str]]:
    with pytest.raises(BadInput) as caught:
        read_input(Sample, {"name": "n", **data})
    return {name: [str(text) for text in texts] for name, texts in caught.value.fields.items()}


def test_reads_every_type() -> None:
    vehicle = uuid.uuid4()
    read = read_input(
        Sample,
        {
            "name": "a",
            "count": "7",
            "amount": "12.30",
            "on": "2026-03-01",
            "at": "2026-03-01T10:30:00+01:00",
            "vehicle": str(vehicle),
            "urgent": "true",
            "colour": "blue",
            "tags": ["x", "y"],
            "place": {"street": "s"},
        },
    )
    assert read.count == 7
    assert read.amount == Decimal("12.30")
    assert read.on == date(2026, 3, 1)
    assert read.at == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert read.vehicle == vehicle
    assert (read.urgent, read.colour, read.tags, read.place) == (True, Colour.BLUE, ["x", "y"], Place("s"))


def test_missing_and_unknown_fields_are_named() -> None:
    with pytest.raises(BadInput) as caught:
        read_input(Sample, {"nmae": "secret-value"})
    assert set(caught.value.fields) == {"name", "nmae"}
    assert "secret-value" not in str(caught.value.fields)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", None),
        ("name", 3),
        ("name", "x" * 21),
        ("name", "a\x00b"),
        ("name", "half \ud800"),
        ("count", 11),
        ("count", -1),
        ("count", "1.5"),
        ("count", True),
        ("count", 10**50),
        ("count", "9" * 5_000),
        ("count", [1]),
        ("amount", "NaN"),
        ("amount", "1e999999999"),
        ("amount", "Infinity"),
        ("amount", "1.234"),
        ("amount", "-1"),
        ("amount", "1_000"),
        ("amount", "12,50"),
        ("amount", "10000000"),
        ("on", "01-03-2026"),
        ("on", "0001-01-01"),
        ("on", 20260301),
        ("at", "2026-03-01T10:30:00"),
        ("at", "0001-01-01T00:00:00+23:59"),
        ("at", "9999-12-31T23:59:59-23:59"),
        ("at", {}),
        ("vehicle", "not-an-id"),
        ("vehicle", 5),
        ("vehicle", "{12345678-1234-1234-1234-123456789012}"),
        ("urgent", "perhaps"),
        ("urgent", 1),
        ("colour", "green"),
        ("colour", []),
        ("tags", "x"),
        ("tags", ["1", "2", "3", "4"]),
        ("tags", [None]),
        ("place", "s"),
    ],
)
def test_unfit_values_are_refused_under_their_field(field: str, value: object) -> None:
    assert field in refused(**{field: value})


def test_nested_fields_are_named_with_their_path() -> None:
    assert "place.street" in refused(place={"street": ""})


def test_empty_form_field_means_none() -> None:
    assert read_input(Sample, {"name": "n", "on": "", "count": "3"}).on is None


def test_form_lists_take_every_value() -> None:
    assert read_input(Sample, QueryDict("name=n&tags=a&tags=b")).tags == ["a", "b"]


@pytest.mark.parametrize("data", [None, [], "x", 4])
def test_only_objects_are_read(data: object) -> None:
    with pytest.raises(BadInput):
        read_input(Sample, data)


@pytest.mark.parametrize("text", ["مرحبا", "\u202eabc\u202c", "Zoë", "田中", "👩‍👩‍👧", "<script>", "'; DROP TABLE x; --"])
def test_any_writing_is_kept_as_given(text: str) -> None:
    assert read_input(Sample, {"name": text}).name == text


def test_naughty_strings_are_kept_or_refused_and_never_fail() -> None:
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")) if NAUGHTY.exists() else ["\ufeff", "\u0007", "$HOME"]:
        assert read_input(Place, {"street": text or "-"}).street == (text or "-")


@given(
    st.dictionaries(
        st.text(max_size=5) | st.sampled_from(["name", "count", "amount", "at", "tags"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=30),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
            max_leaves=5,
        ),
    )
)
def test_whatever_is_sent_is_read_or_refused(data: dict[str, object]) -> None:
    with contextlib.suppress(BadInput):
        assert isinstance(read_input(Sample, data), Sample)
