"""A real browser on a phone's screen, which notes everything that a page gets wrong."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cast import Person, _cast_once, cast
from tests.factories import PASSWORD

__all__ = ["_cast_once", "cast"]
PHONE = {"width": 360, "height": 740}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PICTURES = os.environ.get("DISCREET_TEST_PICTURES", "")
"""A folder for pictures of every page looked at; none are taken when it is not named."""


@pytest.fixture(scope="session")
def engine(chromium: str) -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    # Playwright runs an event loop in this thread, in which Django otherwise refuses to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Phone:
    """The phone of one person: a page, and what went wrong on it."""

    def __init__(self, page: Page, address: str, name: str) -> None:
        self.page, self.address, self.name = page, address, name
        self.problems: list[str] = []
        self._pictures = 0
        page.on("console", self._told)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on(
            "response", lambda answer: self.problems.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        )
        page.on("request", self._stays_here)

    def _told(self, line: Any) -> None:
        # a preview of a file that was chosen is freed once it is drawn; the browser says so when its page goes
        if line.type == "error" and not line.location.get("url", "").startswith("blob:"):
            self.problems.append(line.text)

    def _stays_here(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"a request to {request.url}")

    def log_in(self, person: Person) -> None:
        """By the form, as people do."""
        self.open("/accounts/login/")
        self.page.locator("input[name=login]").fill(person.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.get_by_role("button", name=re.compile("^(Log in|Inloggen|Se connecter)$")).click()
        self.page.wait_for_url(lambda url: "login" not in url)

    def open(self, path: str) -> None:
        """Go to an address of the product."""
        self.page.goto(self.address + path)

    def text(self) -> str:
        """What stands on the page to be read."""
        return self.page.locator("body").inner_text()

    def look(self) -> str:
        """Judge the page as it stands: accessible, nothing beside the screen, no error. Returns its text."""
        self.page.wait_for_load_state("load")
        if PICTURES:
            self._pictures += 1
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{PICTURES}/{self.name}-{self._pictures:02d}.png", full_page=True, caret="initial")
        here = self.page.url
        widths = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1], f"{here} scrolls sideways: {widths}; {self._too_wide()}"
        found = Axe().run(self.page).response["violations"]
        assert not found, f"{here}: " + "; ".join(
            f"{one['id']}: {[node['html'][:160] for node in one['nodes']][:3]}" for one in found
        )
        assert not self.problems, f"{here}: {self.problems}"
        return self.text()

    def _too_wide(self) -> list[str]:
        wide: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)"
            ".slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
        )
        return wide


@pytest.fixture
def phone(engine: Browser, live_server: Any) -> Iterator[Callable[[str], Phone]]:
    """Makes a phone: of its own cookies, 360 points wide, in English."""
    contexts = []

    def make(name: str) -> Phone:
        context = engine.new_context(viewport=PHONE, device_scale_factor=2, locale="en-GB", has_touch=True, is_mobile=True)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Phone(context.new_page(), live_server.url, name)

    yield make
    for context in contexts:
        context.close()
