"""The whole journey on a phone-sized screen: report, search, case, MyFleet, who saw my data, the privacy office.

Every page on the way is judged by axe, must not scroll sideways and must not write an error, such as a refusal by the content policy.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from incidents.models import Photo
from tests.browser.conftest import Phone
from tests.cast import CANARIES, CANARY_CARS, Cast
from tests.incidents.scenes import DAMAGE, INJURY, NARRATIVE, PLACE
from tests.privacy.media_pictures import AMSTERDAM, SECRET, encoded, exif_of, noise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REAL = Path(__file__).parents[3] / "shared" / "data" / "photos"
PHOTOS_OF_REAL_CAMERAS = [path for path in (REAL / "DSCN0010.jpg", REAL / "samplefilehub.heif") if path.exists()]
DANA, PLATE = CANARIES["dana"], CANARY_CARS["dana"]["licence_plate"]


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.PRIVACY_MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Photographs with a position in them, one made here and those of real cameras where they are at hand; and one that is broken."""
    made, broken = tmp_path / "made.jpg", tmp_path / "broken.jpg"
    made.write_bytes(encoded(noise(), exif=exif_of(gps=dict(AMSTERDAM))))
    broken.write_bytes(b"\xff\xd8\xff\xe0 this is no photograph")
    return [made, *PHOTOS_OF_REAL_CAMERAS, broken]


def test_the_journey(cast: Cast, phone: Callable[[str], Phone], photos: list[Path]) -> None:
    driver = phone("driver")
    driver.log_in(cast.dana)
    _the_car_and_its_contract(driver)
    _a_report_with_photos(driver, photos)
    agent = phone("agent")
    agent.log_in(cast.ali)
    _the_agent_finds_the_car_and_opens_the_case(agent)
    manager = phone("manager")
    manager.log_in(cast.maud)
    _the_manager_sees_the_damage_and_not_the_story(manager, cast)
    _the_driver_finds_each_look(driver)
    officer = phone("officer")
    officer.log_in(cast.petra)
    _the_officer_sees_the_same_looks(officer)


def _the_car_and_its_contract(driver: Phone) -> None:
    shown = driver.look()
    assert PLATE in shown
    assert "Volkswagen" in shown
    driver.page.get_by_role("link", name=re.compile("Everything about this car")).first.click()
    expect(driver.page).to_have_url(re.compile("/my-car/cars/"))
    shown = driver.look()
    assert CANARY_CARS["dana"]["vin"] in shown
    assert "2024" in shown, "the contract's term"
    driver.open("/my-car/my-data/")
    shown = driver.look()
    for item in ("full_name", "email", "phone", "national_id_number", "bank_account_details"):
        assert DANA[item] in shown


def _a_report_with_photos(driver: Phone, photos: list[Path]) -> None:
    page = driver.page
    driver.open("/my-car/report/")
    driver.look()
    _tick(driver, "kind", "accident")
    _tick(driver, "injured", "yes")
    _tick(driver, "drivable", "no")
    _tick(driver, "zones", "left_front_door")
    page.locator("[name=place]").fill(PLACE)
    page.locator("[name=injury_information]").fill(INJURY)
    page.locator("[name=damage_description]").fill(DAMAGE)
    page.locator("[name=narrative]").fill(NARRATIVE)
    page.locator("[name=photos]").set_input_files(photos)
    page.get_by_role("button", name="Send the report").click()
    expect(
        page.get_by_text("Not sent yet: please look at this first")
    ).to_be_visible()  # the declaration about other people is missing
    driver.problems = [one for one in driver.problems if "422" not in one]
    assert NARRATIVE in page.locator("[name=narrative]").input_value(), "nothing that was entered is lost"
    driver.look()
    _tick(driver, "may_name_others", "on")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("We have your report")).to_be_visible(timeout=30_000)
    shown = driver.look()
    assert "broken.jpg" in shown, "the file that cannot be used is named, and the report is kept"
    assert Photo.objects.count() == len(photos) - 1
    page.get_by_role("link", name="To the report").click()
    expect(page.locator("img").first).to_be_visible()
    shown = driver.look()
    assert NARRATIVE in shown
    assert INJURY in shown
    assert SECRET not in page.content()
    loaded = page.evaluate("[...document.querySelectorAll('main img, #content img')].map(i => i.naturalWidth > 0)")
    assert loaded.count(True) >= len(photos) - 1
    driver.open("/my-car/reports/")
    driver.look()


def _tick(driver: Phone, name: str, value: str) -> None:
    driver.page.locator(f"[name={name}][value={value}]").check(force=True)


def _the_agent_finds_the_car_and_opens_the_case(agent: Phone) -> None:
    page = agent.page
    agent.open("/desk/")
    agent.look()
    page.locator("#q").fill(PLATE.replace("-", " ").lower())
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#found").get_by_text(PLATE).first).to_be_visible()
    shown = agent.look()
    assert DANA["full_name"] in shown
    assert DANA["phone"] not in shown, "before there is a case the number is masked"
    assert PLATE not in page.url
    agent.open("/desk/cases/")
    agent.look()
    page.locator("#content a[href*='/desk/reports/']").first.click()
    shown = agent.look()
    assert NARRATIVE not in shown, "enough to choose it, not the story"
    page.get_by_role("button", name="Open a case").click()
    expect(page).to_have_url(re.compile("/desk/cases/[0-9a-f-]{36}/"))
    shown = agent.look()
    for text in (NARRATIVE, PLACE, INJURY, DANA["phone"], DANA["email"]):
        assert text in shown
    for item in ("national_id_number", "bank_account_details", "postal_address"):
        assert DANA[item] not in page.content()
    assert page.locator("img").count() >= 1


def _the_manager_sees_the_damage_and_not_the_story(manager: Phone, cast: Cast) -> None:
    page = manager.page
    manager.open("/my-fleet/")
    manager.look()
    manager.open("/my-fleet/vehicles/")
    shown = manager.look()
    assert PLATE in shown
    page.locator(f"#content a[href*='{cast.dana_car}']").first.click()
    shown = manager.look()
    assert DANA["full_name"] in shown
    page.locator("#content a[href*='/my-fleet/damage/']").first.click()
    expect(page).to_have_url(re.compile("/my-fleet/damage/[0-9a-f-]{36}/"))
    shown = manager.look()
    assert DAMAGE in shown
    assert "What you do not get, and why" in shown
    assert "Health information is not shared with this recipient." in shown
    for text in (NARRATIVE, PLACE, INJURY):
        assert text not in page.content()
    assert page.locator("main img, #content img").count() == 0
    manager.open("/my-fleet/not-shown/")
    manager.look()


def _the_driver_finds_each_look(driver: Phone) -> None:
    driver.open("/my-car/who-saw-my-data/")
    shown = driver.look()
    for words in ("Call-centre agent", "Fleet manager", "Windmolen Logistiek BV"):
        assert words in shown
    for purpose in ("Accident", "communicat", "report"):
        assert re.search(purpose, shown, re.IGNORECASE), purpose
    assert "Injur" in shown, "the agent saw what was told of injuries, and that stands there"
    assert "ali@" not in driver.page.content(), "the role, never the name of an employee"


def _the_officer_sees_the_same_looks(officer: Phone) -> None:
    page = officer.page
    officer.open("/office/")
    shown = officer.look()
    assert "Call-centre agent" in shown
    page.locator("select[name=purpose_id]").select_option("driver.accident")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page).to_have_url(re.compile("purpose_id=driver.accident"))
    shown = officer.look()
    assert "Call-centre agent" in shown
    page.locator("select[name=by]").select_option("subject:licence_plate")
    page.locator("input[name=text]").fill(PLATE)
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page).to_have_url(re.compile("subject="))
    shown = officer.look()
    assert "Fleet manager" in shown or "Call-centre agent" in shown
    for secret in (DANA["full_name"], NARRATIVE, PLATE):
        assert secret not in shown, "references and names of items, never a value"
    page.locator("#content a[href*='/office/events/']").first.click()
    officer.look()
    officer.open("/office/explain/")
    officer.look()
