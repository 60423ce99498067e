"""A day of the cast over pages and API: Dana reports, Ali works the case, the others look, and things go wrong."""

import html
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.models import DamageReport
from privacy.edge.throttles import ReadThrottle
from tests.cast import CANARIES, CANARY_CARS, Cast
from tests.clients import browser_of
from tests.factories import PASSWORD
from tests.incidents.scenes import DAMAGE, INJURY, INSURER, NARRATIVE, PLACE, POLICE
from tests.privacy.media_pictures import AMSTERDAM, SECRET, encoded, exif_of, noise

NOTE, PICK_UP = "CANARY-NOTE the driver calls back", "CANARY-PICKUP Kanariestraat 9"
EVERYBODY = ("dana", "emre", "chloe", "lieve", "maud", "marc", "ali", "femke", "chris", "wout", "petra", "ana", "olga")


class Day:
    """What everybody asked for and was answered."""

    def __init__(self, cast: Cast) -> None:
        self.browsers = {name: browser_of(getattr(cast, name), raise_request_exception=False) for name in EVERYBODY}
        self.answers: dict[str, list[str]] = {name: [] for name in EVERYBODY}
        self.statuses: list[tuple[str, str, int]] = []

    def keep(self, who: str, path: str, answer: Any) -> Any:
        """Note an answer: headers, cookies and body."""
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.answers[who].append(f"{answer.headers}\n{answer.cookies.output()}\n{html.unescape(body.decode('utf-8', 'replace'))}")
        self.statuses.append((who, path, answer.status_code))
        return answer

    def get(self, who: str, path: str, purpose: str = "") -> Any:
        ReadThrottle.clear()
        headers = {"X-Purpose": purpose} if purpose else {}
        return self.keep(who, path, self.browsers[who].get(path, headers=headers))

    def post(self, who: str, path: str, data: Any = None, *, purpose: str = "", **more: Any) -> Any:
        ReadThrottle.clear()
        headers = {"X-Purpose": purpose} if purpose else {}
        return self.keep(who, path, self.browsers[who].post(path, data or {}, headers=headers, **more))


def photo() -> SimpleUploadedFile:
    content = encoded(noise(), exif=exif_of(gps=dict(AMSTERDAM)))
    assert SECRET.encode() in content
    return SimpleUploadedFile(f"{SECRET}.jpg", content, content_type="image/jpeg")


def dana_reports_damage(day: Day, cast: Cast) -> Any:
    day.browsers["dana"].logout()
    day.post("dana", "/accounts/login/", {"login": cast.dana.email, "password": PASSWORD})
    for path in ("/", "/my-car/", f"/my-car/cars/{cast.dana_car}/", "/my-car/my-data/", "/my-car/report/", "/my-car/reports/"):
        day.get("dana", path)
    told = {
        "car": str(cast.dana_car),
        "kind": "accident",
        "happened_at": "2026-01-05T10:30",
        "drivable": "yes",
        "injured": "yes",
        "zones": ["left_front_door"],
        "damage_description": DAMAGE,
        "narrative": NARRATIVE,
        "place": PLACE,
        "injury_information": INJURY,
        "passenger_count": "2",
        "police_reference": POLICE,
        "insurance_reference": INSURER,
        "may_name_others": "on",
    }
    day.post("dana", "/my-car/report/", {**told, "narrative": NARRATIVE * 2_000})
    day.post("dana", "/my-car/report/", {**told, "place": f"{PLACE}\x00"})
    day.post("dana", "/my-car/report/", {**told, "photos": photo()})
    report = DamageReport.objects.get().public_id
    day.get("dana", f"/my-car/reports/{report}/")
    day.get("dana", f"/api/v1/damage-reports/{report}/", "driver.portal")
    day.get("dana", "/api/v1/me/record/", "driver.portal")
    day.get("dana", "/api/v1/vehicles/", "driver.portal")
    return report


def ali_works_the_case(day: Day, cast: Cast, report: Any) -> Any:
    dana, emre = CANARIES["dana"], CANARIES["emre"]
    searched = [*(dana[name] for name in ("email", "phone", "full_name")), emre["email"], CANARY_CARS["dana"]["licence_plate"]]
    for typed in searched:
        day.post("ali", "/desk/", {"q": typed})
    day.get("ali", "/desk/cases/")
    day.get("ali", f"/desk/reports/{report}/")
    opened = day.post("ali", f"/desk/reports/{report}/", {"do": "open"})
    place = opened["Location"]
    case = place.rstrip("/").rsplit("/", 1)[1]
    day.get("ali", place)
    day.post("ali", place, {"do": "note", "text": NOTE})
    day.post("ali", place, {"do": "refer", "workshop": str(cast.garage), "pick_up_place": PICK_UP})
    day.get("ali", place)
    day.get("ali", f"/api/v1/cases/{case}/", "driver.accident")
    day.get("ali", f"/api/v1/drivers/{cast.dana.driver}/", "driver.communication")
    return case


def the_others_look(day: Day, cast: Cast, report: Any, case: Any) -> None:
    for who in ("maud", "marc"):
        for path in ("/my-fleet/", "/my-fleet/vehicles/", "/my-fleet/damage/", "/my-fleet/not-shown/"):
            day.get(who, path)
        for purpose in ("driver.fleet_reporting", "driver.vehicle_management", "driver.accident"):
            day.get(who, f"/my-fleet/vehicles/{cast.dana_car}/?purpose={purpose}")
            day.get(who, f"/my-fleet/damage/{report}/?purpose={purpose}")
            for name in ("vehicles", "drivers", "damage-reports", "cases"):
                day.get(who, f"/api/v1/{name}/", purpose)
            day.get(who, f"/api/v1/drivers/{cast.dana.driver}/", purpose)
    for path in ("vehicles", "drivers", "contracts"):
        day.get("femke", f"/api/v1/{path}/", "driver.vehicle_management")
    for vehicle in (cast.dana_car, cast.emre_car):
        day.get("femke", f"/api/v1/vehicles/{vehicle}/", "driver.vehicle_management")
    day.get("wout", "/workshop/")
    day.get("wout", f"/workshop/{case}/")
    for who in ("emre", "chloe", "lieve"):
        for path in (
            "/my-car/",
            "/my-car/my-data/",
            "/my-car/reports/",
            "/my-car/who-saw-my-data/",
            f"/my-car/reports/{report}/",
        ):
            day.get(who, path)
        day.get(who, "/api/v1/me/record/", "driver.portal" if who != "lieve" else "private.portal")
        day.get(who, f"/api/v1/drivers/{cast.dana.driver}/", "driver.portal" if who != "lieve" else "private.portal")
    day.get("emre", "/api/v1/vehicles/", "driver.portal")
    day.get("emre", f"/api/v1/vehicles/{cast.emre_car}/", "driver.portal")
    day.get("emre", f"/my-car/cars/{cast.emre_car}/")


def those_who_keep_watch(day: Day, cast: Cast) -> None:
    for finder, text in (
        ("subject:driver_email", CANARIES["dana"]["email"]),
        ("subject:licence_plate", CANARY_CARS["dana"]["licence_plate"]),
    ):
        leads = day.post("petra", "/office/find/", {"by": finder, "text": text})
        day.get("petra", leads["Location"])
    for path in ("/office/", "/office/explain/", "/office/purposes/", "/office/emergency/"):
        day.get("petra", path)
    day.get("petra", "/api/v1/ledger/events/")
    for who in ("ana", "chris", "olga"):
        for path in ("/", "/administration/", "/api/v1/drivers/", "/api/v1/vehicles/", f"/api/v1/drivers/{cast.dana.driver}/"):
            day.get(who, path, "" if path.startswith("/a") and "api" not in path else "driver.accident")
    day.get("dana", "/my-car/who-saw-my-data/")
    day.get("dana", "/api/v1/me/access-log/")


def what_goes_wrong(day: Day, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals and faults, with canaries in what is sent: no answer and no line repeats them to anybody."""
    secret = CANARIES["dana"]["full_name"]
    for who in ("marc", "olga", "emre"):
        day.get(who, f"/no-such-page/{secret}/")
        day.get(who, f"/api/v1/vehicles/?cursor={secret}&stage={secret}", "driver.fleet_reporting")
        day.get(who, "/api/v1/vehicles/", secret)
        day.post(
            who, "/api/v1/damage-reports/", f'{{"narrative": "{secret}"', content_type="application/json", purpose="driver.portal"
        )
        day.post(
            who,
            "/api/v1/damage-reports/",
            {"kind": secret, "vehicle": secret, "narrative": [secret]},
            content_type="application/json",
            purpose="driver.portal",
        )
    day.get("emre", f"/media/{secret}")

    def breaks(*args: Any, **kwargs: Any) -> None:
        raise ValueError(secret, CANARIES["emre"])

    with monkeypatch.context() as patched:
        patched.setattr("privacy.queries.events", breaks)
        assert day.get("petra", "/office/").status_code == 500
        assert day.get("petra", "/api/v1/ledger/events/").status_code == 500
