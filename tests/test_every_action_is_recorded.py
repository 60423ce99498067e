"""Each action of the product, performed once: it leaves a ledger event of its own, and a role without the right leaves no change.

The table of `tests/performing` is complete: an action that is missing in it fails the last test.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from privacy.errors import Refused
from privacy.ledger.models import Event
from tests.cast import Cast, _cast_once, cast
from tests.performing import ACTIONS

__all__ = ["_cast_once", "cast"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    settings.PRIVACY_MEDIA_ROOT = tmp_path


def changes(request_id: str) -> list[Event]:
    return list(Event.objects.filter(request_id=request_id, kind__in=["change", "account", "emergency", "review"]).order_by("id"))


@pytest.mark.parametrize("name", ACTIONS)
def test_the_action_leaves_an_event(cast: Cast, name: str) -> None:
    prepare, perform = ACTIONS[name]
    prepared = prepare(cast)
    prepared.access = replace(prepared.access, request_id=f"tests-{name}")
    perform(prepared)
    events = changes(prepared.access.request_id)
    assert events, "an action without an event: nobody could tell that it happened"
    app = name.partition(".")[0]
    assert any(event.verb.startswith(f"{app}.") for event in events)
    for event in events:
        assert (event.outcome, event.role, event.purpose) == ("done", prepared.access.role, prepared.access.purpose)
        assert event.object_ids or event.subject_refs or event.items or event.verb


@pytest.mark.parametrize("name", ACTIONS)
def test_a_role_without_the_right_changes_nothing(cast: Cast, name: str) -> None:
    prepare, perform = ACTIONS[name]
    prepared = prepare(cast)
    prepared.access = replace(cast.marc.access("driver.fleet_reporting"), request_id=f"tests-{name}", at=prepared.access.at)
    with pytest.raises(Refused):
        perform(prepared)
    assert not changes(prepared.access.request_id)


def test_the_table_is_complete() -> None:
    known = {name.partition(".")[2] for name in ACTIONS}
    missing = [f"{function.__module__}.{function.__name__}" for function in actions() if function.__name__ not in known]
    assert not missing, f"perform these in the table above: {missing}"


PLACES = (
    "fleet.actions",
    "drivers.actions",
    "drivers.imports",
    "incidents.actions",
    "privacy.accounts",
    "privacy.emergency",
    "privacy.machines",
)


def actions() -> Iterator[Any]:
    """Every public function that takes its access by keyword: that is what an action is."""
    for name in (
        "fleet.actions",
        "drivers.actions",
        "drivers.imports",
        "incidents.actions",
        "privacy.accounts",
        "privacy.emergency",
        "privacy.machines",
    ):
        for module in _modules(name):
            for function in vars(module).values():
                if (
                    inspect.isfunction(function)
                    and function.__module__ == module.__name__
                    and not function.__name__.startswith("_")
                ):
                    access = inspect.signature(function).parameters.get("access")
                    if (
                        access is not None
                        and access.kind is inspect.Parameter.KEYWORD_ONLY
                        and function.__name__ != "judge_custodies"
                    ):
                        yield function


def _modules(name: str) -> Iterator[Any]:
    module = importlib.import_module(name)
    yield module
    for inside in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield importlib.import_module(f"{name}.{inside.name}")
