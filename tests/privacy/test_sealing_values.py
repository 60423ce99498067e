"""What goes in comes out, whatever it is: the codecs, strange texts, and what is refused at the door."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from drivers.models import Driver
from incidents.models import DamageReport
from privacy import sealing
from privacy.errors import BadInput
from privacy.media.models import MediaFile
from privacy.models import Subject
from tests.cast import Cast
from tests.privacy.looks import opened

pytestmark = pytest.mark.django_db
HOSTILE = Path(__file__).parents[3] / "shared" / "data" / "hostile-strings" / "blns.json"
OWN_HOSTILE = [
    "Jürgen Ærøskøbing-Şükrü",
    "İıŁł ß ﬁ",
    "‮evil‬ right to left",
    "אברהם بن زايد",
    "日本語 한국어 ไทย",
    "👩‍👩‍👧‍👦🇧🇪",
    "Z͑ͫ̓ͪ̂ͫ̽͏a̴l̵g̶o",
    "\t tab\r\nnew line\x0b\x0c\x1f\x7f\x85\u2028\u2029",
    "'; DROP TABLE drivers_driver; --",
    "<script>alert(1)</script>{{ 7*7 }}{% debug %}${7*7}%s%n",
    '=HYPERLINK("http://x")',
    "\ufeffBOM \u200b zero width \xad soft",
    "‹sealed›",
    "NULL",
    "-",
    " ",
]


@pytest.fixture
def owner() -> Driver:
    """An unsaved driver with a subject, to seal on."""
    return Driver(subject=Subject.objects.create(kind="driver"), country="NL", language="nl")


# --- round trips -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", OWN_HOSTILE)
def test_strange_texts_come_back_as_they_were(owner: Driver, text: str) -> None:
    sealing.seal(owner, postal_address=text)
    assert opened(owner, "postal_address") == sealing.unicodedata.normalize("NFC", text)


@pytest.mark.skipif(not HOSTILE.exists(), reason="the collection of hostile strings is not on this machine")
def test_hostile_strings_are_kept_or_refused_in_words(owner: Driver) -> None:
    texts = json.loads(HOSTILE.read_text())
    assert len(texts) >= 500
    kept = 0
    for text in texts:
        if storable(text, 500):
            sealing.seal(owner, postal_address=text)
            assert opened(owner, "postal_address") == sealing.unicodedata.normalize("NFC", text)
            kept += 1
        elif text:
            with pytest.raises(BadInput) as refused:
                sealing.seal(owner, postal_address=text)
            assert text not in str(refused.value.fields["postal_address"])
    assert kept > 480


def storable(text: str, limit: int) -> bool:
    """Without NUL and lone surrogates, not empty, and not too long once composed."""
    whole = not any(sign == "\x00" or "\ud800" <= sign <= "\udfff" for sign in text)
    return bool(text) and whole and len(sealing.unicodedata.normalize("NFC", text)) <= limit


@settings(max_examples=60, deadline=None)
@given(text=some.text(some.characters(), max_size=60))
def test_any_text_is_kept_whole_or_refused(text: str) -> None:
    if text and not storable(text, 40):
        with pytest.raises(BadInput):
            sealing.clean_text(text, name="x", max_chars=40)
        return
    clean = sealing.clean_text(text, name="x", max_chars=40)
    assert clean.encode().decode() == clean == sealing.unicodedata.normalize("NFC", text)
    assert sealing.clean_text(clean, name="x", max_chars=40) == clean


@pytest.mark.parametrize(("bad", "code"), [("a\x00b", "nul_byte"), ("a\ud800", "broken_text"), ("x" * 201, "too_long")])
def test_what_cannot_be_stored_is_refused_by_field_and_not_echoed(owner: Driver, bad: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        sealing.seal(owner, full_name=bad)
    assert (refused.value.code, refused.value.status, list(refused.value.fields)) == (code, 422, ["full_name"])
    assert bad not in str(refused.value.fields)
    assert owner.full_name is None


@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800"])
def test_a_structure_is_searched_for_the_same(bad: str) -> None:
    row = MediaFile(subject=Subject.objects.create(kind="driver"), item="incident_photos")
    for structure in ({"street": bad}, {bad: "street"}, [[bad]]):
        with pytest.raises(BadInput):
            sealing.seal(row, captured_place=structure)


def test_forty_thousand_characters_are_refused_in_words(cast: Cast) -> None:
    row = DamageReport(subject_id=cast.dana.subject)
    with pytest.raises(BadInput) as refused:
        sealing.seal(row, narrative="x" * 40_000)
    assert "40000" in str(refused.value.fields["narrative"][0])


@pytest.mark.parametrize("value", [0, -1, 10**30, Decimal("1.50"), Decimal("-0.001")])
def test_numbers(value: Any) -> None:
    row = DamageReport(subject=Subject.objects.create(kind="driver"))
    sealing.seal(row, passenger_count=value)
    found = opened(row, "passenger_count")
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("value", [date(1, 1, 1), date(1900, 2, 28), date(9999, 12, 31)])
def test_dates(owner: Driver, value: date) -> None:
    sealing.seal(owner, date_of_birth=value)
    assert opened(owner, "date_of_birth") == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("full_name", 7),
        ("full_name", b"x"),
        ("date_of_birth", "1990-01-01"),
        ("date_of_birth", datetime(2020, 1, 1)),
        ("full_name", ["x"]),
    ],
)
def test_another_type_is_a_mistake_of_the_program(owner: Driver, name: str, value: Any) -> None:
    with pytest.raises(TypeError):
        sealing.seal(owner, **{name: value})


def test_none_and_nothing_clear_the_value_and_its_index(owner: Driver) -> None:
    for nothing in (None, ""):
        sealing.seal(owner, email="canary@example.test", full_name="Canary Name")
        assert owner.email_index is not None
        sealing.seal(owner, email=nothing, full_name=nothing)
        assert (owner.email, owner.email_index, owner.full_name, owner.name_tokens) == (None, None, None, None)


def test_the_same_value_twice_gives_different_ciphertext_and_the_same_index(owner: Driver) -> None:
    sealing.seal(owner, email="Canary@Example.test")
    first, index = owner.email._envelope, owner.email_index._envelope
    sealing.seal(owner, email=" canary@example.test")
    assert owner.email._envelope != first
    assert owner.email_index._envelope == index


def test_only_sealed_columns_of_a_row_with_a_subject_are_sealed(owner: Driver) -> None:
    with pytest.raises(TypeError):
        sealing.seal(owner, country="NL")
    with pytest.raises(TypeError):
        sealing.seal(owner, email_index="x")
    with pytest.raises(ValueError, match="subject"):
        sealing.seal(Driver(country="NL", language="nl"), full_name="x")


def test_many_rows_take_one_read_and_one_write(django_assert_num_queries: Any) -> None:
    rows = [Driver(subject=Subject.objects.create(kind="driver"), country="NL", language="nl") for _ in range(20)]
    with django_assert_num_queries(3, using="vault"):  # read what there is, write what is missing, read it back
        sealing.seal_many([(row, {"full_name": "Canary", "email": "c@example.test", "gender": "x"}) for row in rows])
    with django_assert_num_queries(1, using="vault"):
        sealing.seal_many([(row, {"full_name": "Canary 2"}) for row in rows])
    assert opened(rows[7], "full_name") == "Canary 2"
