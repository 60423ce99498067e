"""Bodies that cannot be read are told apart and refused; cursors and records keep their form."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from privacy.edge.paging import LARGEST_LIMIT, page_wanted
from privacy.edge.parsers import JsonParser, parse_json
from privacy.edge.records import record
from privacy.edge.refusals import BadCall
from privacy.edge.renderers import to_json
from privacy.errors import BadInput, TooLarge


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "broken_json"),
        (b"{", "broken_json"),
        (b'{"a": 1,}', "broken_json"),
        (b'{"a": NaN}', "broken_json"),
        (b'{"a": -Infinity}', "broken_json"),
        (b'{"a": 1, "a": 2}', "name_twice"),
        (b'{"a": "\xff"}', "not_utf8"),
        (b"[" * 100_000, "too_deep"),
        (b"[" * 30 + b"]" * 30, "too_deep"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "number_too_long"),
    ],
)
def test_unreadable_bodies_say_what_is_wrong(body: bytes, code: str) -> None:
    with pytest.raises(BadCall) as caught:
        parse_json(body)
    assert caught.value.code == code
    assert caught.value.status == 400


def test_the_place_of_the_break_is_named() -> None:
    with pytest.raises(BadCall) as caught:
        parse_json(b'{"a": 1,\n "b" 2}')
    assert "line 2" in str(caught.value.message)


def test_numbers_stay_exact() -> None:
    assert parse_json(b'{"a": 0.10}') == {"a": Decimal("0.10")}


def test_a_body_over_the_limit_is_refused_without_reading_it_all(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    stream = io.BytesIO(b" " * 1_000)
    with pytest.raises(TooLarge):
        JsonParser().parse(stream)
    assert stream.tell() <= 101


def test_a_value_without_json_form_stops_the_answer() -> None:
    with pytest.raises(TypeError):
        to_json({"a": object()})
    assert json.loads(to_json({"a": Decimal("1.10"), "b": gettext_lazy("text")})) == {"a": "1.10", "b": "text"}


def test_a_cursor_leads_to_where_the_page_before_ended() -> None:
    first = page_wanted("vehicles", {"limit": "2"})
    assert first.after is None
    assert first.cursor(None) is None
    second = page_wanted("vehicles", {"limit": "2", "cursor": first.cursor("place")})
    assert (second.after, second.limit) == ("place", 2)


@pytest.mark.parametrize("cursor", ["x", "a:b:c", "x" * 1_000, "é", "bm90OmE6Y3Vyc29y"])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(BadCall):
        page_wanted("vehicles", {"cursor": cursor})


def test_a_cursor_of_another_list_is_refused() -> None:
    cursor = page_wanted("drivers", {}).cursor("place")
    with pytest.raises(BadCall):
        page_wanted("vehicles", {"cursor": cursor})


@pytest.mark.parametrize("limit", ["0", "-1", "x", str(LARGEST_LIMIT + 1), "1e3", "٣", "9" * 50])
def test_a_limit_out_of_range_is_refused(limit: str) -> None:
    with pytest.raises(BadInput):
        page_wanted("vehicles", {"limit": limit})


def test_dotted_names_nest_and_reasons_stand_beside() -> None:
    withheld = {"driver.email": SimpleNamespace(code="not_named", text="not needed")}
    disclosed: Any = SimpleNamespace(id="1", values={"make": "m", "driver.full_name": "n"}, withheld=withheld)
    assert record(disclosed) == {
        "id": "1",
        "make": "m",
        "driver": {"full_name": "n"},
        "withheld": {"driver.email": {"code": "not_named", "text": "not needed"}},
    }
