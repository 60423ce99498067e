"""How a disclosed row is shown: values in the notation of the language, reasons in words, and nothing that was not asked for."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override

from privacy import policy
from privacy.templatetags import disclosure


def row(forms: dict[str, str] | None = None, withheld: dict[str, Any] | None = None, **values: Any) -> Any:
    return SimpleNamespace(kind="fleet.Vehicle", values=values, withheld=withheld or {}, forms=forms or {})


def shown(disclosed: Any, tag: str, language: str = "nl") -> str:
    with override(language):
        return Template("{% load disclosure %}" + tag).render(Context({"row": disclosed, "labels": {"in_life": "in use"}}))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (84512, "84.512"),
        (Decimal("12.50"), "12,50"),
        (dt.date(2028, 5, 12), "12 mei 2028"),
        (["a", "b"], "<bdi>a</bdi>, <bdi>b</bdi>"),
        ({"street": "Dam 1", "postcode": ""}, "street: <bdi>Dam 1</bdi>"),
        (0, "0"),
    ],
)
def test_a_value_is_written_in_the_notation_of_the_language(value, words):
    assert words in shown(row(x=value), '{% item row "x" %}')


def test_a_moment_is_shown_in_local_time_on_the_night_the_clock_changes():
    moment = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert "2:30" in shown(row(x=moment), '{% item row "x" %}')


def test_typed_text_is_escaped_and_cannot_turn_the_page_around():
    page = shown(row(x="<b>\u202etxet"), '{% item row "x" %}')
    assert page.startswith("<bdi>&lt;b&gt;")


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_an_empty_value_says_that_it_is_not_filled_in(value):
    assert "not filled in" in shown(row(x=value), '{% item row "x" %}', "en")


def test_a_withheld_value_gives_its_reason_in_words():
    reason = SimpleNamespace(code="pictures_private", text="Photographs can show people.")
    hidden = row(withheld={"photos": reason})
    for tag in ('{% item row "photos" %}', '{% item row "photos" compact=True %}'):
        page = shown(hidden, tag, "en")
        assert "Photographs can show people." in page
        assert 'data-code="pictures_private"' in page


def test_a_value_shown_in_part_is_marked():
    assert "Only the last characters" in shown(row(forms={"x": "masked"}, x="4300"), '{% item row "x" %}', "en")
    assert "less precisely" in shown(row(forms={"x": "coarse"}, x="2026"), '{% item row "x" %}', "en")
    assert "reduced" not in shown(row(forms={"x": "full"}, x="2026"), '{% item row "x" %}', "en")


def test_a_machine_value_takes_its_title_and_a_figure_its_unit():
    assert "in use" in shown(row(stage="in_life"), '{% item row "stage" labels=labels %}')
    assert "12\u00a0km" in shown(row(x=12), '{% item row "x" unit="km" %}')


def test_a_value_that_was_not_asked_for_is_a_fault_of_the_page():
    with pytest.raises(LookupError, match="did not ask"):
        disclosure.item(row(), "full_name")


def test_an_item_is_named_in_the_language_of_the_page(monkeypatch):
    odometer = SimpleNamespace(title={"nl": "Kilometerstand", "en": "Odometer"})
    monkeypatch.setattr(policy, "current", lambda: SimpleNamespace(items={"odometer": odometer}))
    monkeypatch.setattr(
        disclosure.registry, "holding", lambda label: SimpleNamespace(labels={}, tracked={"odometer_km": "odometer"})
    )
    assert shown(row(), '{% item_label "vehicle.odometer" %}') == "Kilometerstand"
    assert shown(row(), '{% item_label "odometer_km" row %}', "en") == "Odometer"
    with pytest.raises(LookupError):
        disclosure.item_label("shoe_size")
