"""What every test shares: three databases used with the application's rights, and settings that no run can spoil."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each database test all three databases; skip browser tests where there is no browser."""
    without_browser = pytest.mark.skip(reason="no Chromium on this machine")
    browser = browser_program()
    for item in items:
        marker = item.get_closest_marker("django_db")
        fixtures = getattr(item, "fixturenames", ())
        if marker is not None or {"db", "transactional_db", "live_server"} & set(fixtures):
            given: dict[str, Any] = dict(marker.kwargs) if marker else {}
            given.setdefault("transaction", bool({"transactional_db", "live_server"} & set(fixtures)))
            item.add_marker(pytest.mark.django_db(**{**given, "databases": "__all__"}), append=False)
        if item.get_closest_marker("browser") and browser is None:
            item.add_marker(without_browser)


def browser_program() -> str | None:
    """Return the path of an installed Chromium, None when there is none."""
    return next((path for path in CHROMIUM if Path(path).exists()), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for tests marked `browser`."""
    path = browser_program()
    if path is None:
        pytest.skip("no Chromium on this machine")
    return path


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Databases of this run's own, used as the application uses them: with no right that it lacks in use."""
    from config.ledger_months import prepare_months
    from tests import databases

    with django_db_blocker.unblock():
        databases.create_all()
        prepare_months()
    yield
    with django_db_blocker.unblock():
        databases.drop_all()


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    """Start each test with an empty cache: throttles and look-up limits count from nothing."""
    cache.clear()
    yield
    cache.clear()
