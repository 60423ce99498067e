"""Each action of the product, ready to be performed once: what it needs, under which access, and the call."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from privacy.access import Access
from tests.cast import Cast
from tests.factories import administrator, keeper

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)


class Prepared(SimpleNamespace):
    """What an action needs, made before; and the access under which it is performed."""

    access: Access


Prepare = Callable[[Cast], Prepared]
Perform = Callable[[Prepared], Any]
ACTIONS: dict[str, tuple[Prepare, Perform]] = {}


def action(name: str, prepare: Prepare, perform: Perform) -> None:
    """Enter one action in the table; `name` is its app and function."""
    assert name not in ACTIONS
    ACTIONS[name] = (prepare, perform)


def staff(**made: Any) -> Prepared:
    """Under an access of the lessor's fleet department."""
    return Prepared(access=keeper(), **made)


def office(**made: Any) -> Prepared:
    """Under an access of the administration."""
    return Prepared(access=administrator(), **made)


def desk(cast: Cast, purpose: str = "driver.accident", **made: Any) -> Prepared:
    """Under an access of agent Ali."""
    return Prepared(access=cast.ali.access(purpose), **made)


# the modules enter their actions when they are imported
from tests.performing import drivers, fleet, incidents, privacy  # noqa: E402, F401
