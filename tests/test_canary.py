"""A day of the cast over pages and API, then a search for every canary of Dana and Emre wherever it has no business.

First each canary must have been shown to its owner: an absence that follows says something. Searched are the answers to everybody else,
log lines, SQL, every table of the three databases, caches, sessions, task arguments, mails, files and error pages.
"""

import io
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.core import mail
from django.core.cache import caches
from django.db import connections

from config.logs import OUR_LOGGERS
from privacy.models import OutboxMessage
from privacy.testing import Canary, all_seen_in, seen_in
from tests.cast import CANARIES, CANARY_CARS, Cast, _cast_once, cast
from tests.day import (
    NOTE,
    PICK_UP,
    Day,
    ali_works_the_case,
    dana_reports_damage,
    the_others_look,
    those_who_keep_watch,
    what_goes_wrong,
)
from tests.incidents.scenes import DAMAGE, INJURY, INSURER, NARRATIVE, PLACE, POLICE
from tests.privacy.media_pictures import SECRET

__all__ = ["_cast_once", "cast"]
pytestmark = pytest.mark.django_db
CONTACT = ("full_name", "driver_id", "email", "phone", "postal_address", "licence_plate")
HANDLED = ("narrative", "place", "injury", "damage", "insurer", "note")
LISTED = [item for item in CONTACT if item != "postal_address"]  # of whoever's own page is not opened
SEES = {
    "maud": {"dana": (*CONTACT, "damage"), "emre": LISTED},
    "ali": {
        "dana": ("full_name", "phone", "email", "date_of_birth", "licence_plate", *HANDLED),
        "emre": ("full_name", "email", "licence_plate"),
    },
    "femke": dict.fromkeys(("dana", "emre"), (*CONTACT, "operational_contact", "vin")),
    "wout": {"dana": ("full_name", "phone", "licence_plate", "vin", "damage", "pick_up")},
}
"""Beside themselves: who may be shown which items of whom on that day. Everything else must be absent."""


def marks_of(value: Any) -> Canary:
    """A value in the forms in which a page or a program would write it."""
    if isinstance(value, date):
        long = (f"{value:%-d %B %Y}", f"{value:%B %-d, %Y}", f"{value:%d-%m-%Y}", f"{value:%d/%m/%Y}")
        return Canary(value, (value.isoformat(), *long))
    plain = str(value)
    return Canary(value, (plain, *({plain.replace("-", "")} if plain.startswith("X-77") else ())))


TOLD = {"narrative": NARRATIVE, "place": PLACE, "injury": INJURY, "damage": DAMAGE, "police": POLICE, "insurer": INSURER}
OF_DANA = {**CANARIES["dana"], **CANARY_CARS["dana"], **TOLD, "note": NOTE, "pick_up": PICK_UP}
SECRETS: dict[str, dict[str, Canary]] = {
    "dana": {name: marks_of(value) for name, value in OF_DANA.items()},
    "emre": {name: marks_of(value) for name, value in {**CANARIES["emre"], **CANARY_CARS["emre"]}.items()},
}
ALL = {f"{owner}.{item}": canary for owner, items in SECRETS.items() for item, canary in items.items()} | {
    "photo.artist": Canary(SECRET, (SECRET,))
}


def found_in(texts: Any, among: dict[str, Canary] | None = None) -> list[str]:
    """Names of the canaries that show."""
    return all_seen_in(ALL if among is None else among, texts)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[io.StringIO]:
    """Every log line of the process as it would be written, at the most talkative level, SQL included."""
    formatters = [handler.formatter for handler in logging.getLogger().handlers]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(next(one for one in formatters if isinstance(one, structlog.stdlib.ProcessorFormatter)))
    for name in ("", "django", "django.db.backends", *OUR_LOGGERS):
        caplog.set_level(logging.DEBUG, logger=name or None)
    logging.getLogger().addHandler(handler)
    for alias in connections:
        connections[alias].force_debug_cursor = True
    yield written
    logging.getLogger().removeHandler(handler)
    for alias in connections:
        connections[alias].force_debug_cursor = False


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.PRIVACY_MEDIA_ROOT = tmp_path


# --- the search ---------------------------------------------------------------------------------------------------------


def test_a_day_leaves_no_canary_where_it_has_no_business(
    cast: Cast, lines: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("privacy.outbox.current_app.send_task", lambda name, **more: sent.append((name, more)))
    day = Day(cast)
    report = dana_reports_damage(day, cast)
    case = ali_works_the_case(day, cast, report)
    the_others_look(day, cast, report, case)
    those_who_keep_watch(day, cast)
    what_goes_wrong(day, cast, monkeypatch)
    faults = [status for status in day.statuses if status[2] >= 500]
    assert [who for who, _path, _status in faults] == ["petra", "petra"], faults
    _owners_were_shown_everything(day)
    _nobody_else_was(day)
    _nothing_stands_in_the_clear(sent, tmp_path)
    _no_line_says_it(lines)


def _owners_were_shown_everything(day: Day) -> None:
    for owner, items in SECRETS.items():
        told_to_the_desk = {"note", "pick_up"}
        missing = [
            name for name, canary in items.items() if name not in told_to_the_desk and not seen_in(canary, day.answers[owner])
        ]
        assert not missing, f"{owner} was not shown {missing}: their absence elsewhere would say nothing"
    short = [
        f"{who} needs {owner}.{name}"
        for who, people in SEES.items()
        for owner, shown in people.items()
        for name in shown
        if not seen_in(SECRETS[owner][name], day.answers[who])
    ]
    assert not short, "\n".join(short)


def _nobody_else_was(day: Day) -> None:
    wrong = []
    for who, answers in day.answers.items():
        for owner, items in SECRETS.items():
            allowed = items if who == owner else SEES.get(who, {}).get(owner, ())
            hidden = {f"{owner}.{name}": canary for name, canary in items.items() if name not in allowed}
            if who == owner == "dana":
                hidden = {f"dana.{name}": items[name] for name in ("note",)}  # the desk's own log of the conversation
            wrong += [f"{who} was shown {name}" for name in found_in(answers, hidden)]
        wrong += [f"{who} was shown the photographer"] if found_in(answers, {"x": ALL["photo.artist"]}) and who != "dana" else []
    assert not wrong, "\n".join(wrong)


def _nothing_stands_in_the_clear(sent: list[Any], media: Path) -> None:
    for alias in connections:
        for table, rows in tables(alias):
            held = found_in(rows)
            assert not held, f"{alias}.{table} holds {held}"
    assert not found_in([str(one) for one in OutboxMessage.objects.values()])
    assert not found_in(sent)
    assert not found_in([repr(caches["default"]._cache)])
    assert not found_in([message.message().as_string() for message in mail.outbox])
    files = [path for path in media.rglob("*") if path.is_file()]
    assert len(files) == 2, "one photo and its thumbnail"
    assert not found_in([path.read_bytes() for path in files] + [str(path) for path in files])


def tables(alias: str) -> Iterator[tuple[str, list[str]]]:
    """Every table of a database, sessions, queues and history included, with its rows as text."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f"SELECT t::text FROM {name} t")
            yield name, [row for (row,) in cursor.fetchall()]


def _no_line_says_it(lines: io.StringIO) -> None:
    written = lines.getvalue()
    assert written.count("\n") > 200
    assert "event=request" in written
    assert not found_in([written])
    for alias in connections:
        statements = [query["sql"] for query in connections[alias].queries_log]
        assert statements or alias == "vault"
        assert not found_in(statements), f"SQL of {alias} holds {found_in(statements)}"


def test_the_search_finds_a_canary_in_a_table(cast: Cast) -> None:
    """The search itself works: a value put into a plain column is found."""
    OutboxMessage.objects.create(task="tests", arguments={"name": CANARIES["dana"]["full_name"]})
    assert any(found_in(rows) == ["dana.full_name"] for table, rows in tables("default") if "outbox" in table)
