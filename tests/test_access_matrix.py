"""Who gets what answer at which address: one table, every address of ours by every role of the cast.

Each call is empty: no form, no body. 2xx is an answer, 302 leads on (for nobody: to the log-in), 401 asks for a log-in, 403 is not for
this role, 404 is not among the rows that this person reaches, 4xx beside these says what is wrong with the empty call of somebody who
may make it. The rows named are Dana's, of Windmolen; Marc manages another employer. Olga has a log-in and no role.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.db import transaction

from privacy.edge.throttles import ReadThrottle
from tests.cast import Cast, _cast_once, cast
from tests.clients import browser_of
from tests.matrix import PEOPLE, Callers, library_addresses, make_scene, own_addresses, path_of

__all__ = ["_cast_once", "cast"]
pytestmark = pytest.mark.django_db

EVERYBODY = ("nobody", *PEOPLE)
MATRIX = """
#                                    nobody dana  lieve maud  marc  ali   femke chris wout  petra ana   olga
home                            GET   302   302   302   302   302   302   302   200   302   302   302   200
schema                          GET   200   200   200   200   200   200   200   200   200   200   200   200
api_docs                        GET   200   200   200   200   200   200   200   200   200   200   200   200
api_vehicles                    GET   401   200   200   200   200   200   200   200   200   403   403   403
api_vehicles                    POST  401   403   403   422   422   403   422   403   403   403   403   403
api_vehicle                     GET   401   200   404   200   404   200   200   404   200   403   403   403
api_vehicle_holder              GET   401   422   422   422   422   422   422   422   403   403   403   403
api_drivers                     GET   401   200   200   200   200   200   200   200   200   403   403   403
api_drivers                     POST  401   403   403   422   422   403   422   403   403   403   403   403
api_driver                      GET   401   200   404   200   404   200   200   200   200   403   403   403
api_contracts                   GET   401   200   200   200   200   200   200   200   200   403   403   403
api_contracts                   POST  401   403   403   422   422   403   422   403   403   403   403   403
api_contract                    GET   401   200   404   200   404   404   200   404   404   403   403   403
api_odometer_readings           GET   401   200   200   200   200   200   200   403   200   403   403   403
api_odometer_readings           POST  401   422   422   422   422   422   422   403   422   403   403   403
api_damage_reports              GET   401   200   200   200   200   200   200   200   200   403   403   403
api_damage_reports              POST  401   422   422   422   422   422   403   422   403   403   403   403
api_damage_report               GET   401   200   404   200   404   200   404   404   200   403   403   403
api_report_photos               POST  401   415   415   415   415   415   403   415   403   403   403   403
api_cases                       GET   401   200   200   200   200   200   403   200   200   403   403   403
api_cases                       POST  401   403   403   403   403   422   403   403   403   403   403   403
api_case                        GET   401   200   404   200   404   200   403   404   403   403   403   403
api_case_notes                  POST  401   422   422   422   422   422   403   422   403   403   403   403
api_case_state                  POST  401   422   422   422   422   422   403   422   403   403   403   403
api_imports                     GET   401   403   403   200   200   403   200   403   403   403   200   403
api_imports                     POST  401   403   403   415   415   403   415   403   403   403   403   403
api_import_template             GET   401   403   403   422   422   403   422   403   403   403   422   403
api_import                      GET   401   403   403   404   404   403   200   403   403   403   200   403
api_me                          GET   401   200   200   200   200   200   200   200   200   200   200   200
api_own_record                  GET   401   200   200   403   403   403   403   403   403   403   403   403
api_access_log                  GET   401   200   200   200   200   200   200   200   200   200   200   403
api_ledger_events               GET   401   403   403   403   403   403   403   403   403   200   403   403
api_purposes                    GET   401   200   200   200   200   200   200   200   200   200   200   200
media:show                      GET   302   200   404   404   404   404   404   404   404   404   404   404
office:events                   GET   302   403   403   403   403   403   403   403   403   200   403   403
office:find                     POST  401   403   403   403   403   403   403   403   403   302   403   403
office:event                    GET   302   403   403   403   403   403   403   403   403   200   403   403
office:explain                  GET   302   403   403   403   403   403   403   403   403   200   403   403
office:purposes                 GET   302   403   403   403   403   403   403   403   403   200   403   403
office:purpose                  GET   302   403   403   403   403   403   403   403   403   200   403   403
office:emergency                GET   302   403   403   403   403   403   403   403   403   200   403   403
office:grant                    GET   302   403   403   403   403   403   403   403   403   200   403   403
office:grant                    POST  401   403   403   403   403   403   403   403   403   422   403   403
emergency:own                   GET   302   403   403   403   403   200   200   200   403   200   200   403
emergency:own                   POST  401   403   403   403   403   422   422   422   403   422   422   403
emergency:use                   POST  401   404   404   404   404   302   404   404   404   404   404   403
emergency:end                   POST  401   404   404   404   404   302   404   404   404   404   404   403
second_factor                   GET   302   200   200   200   200   200   200   200   200   200   200   200
imports:home                    GET   302   403   403   200   200   403   200   403   403   403   200   403
imports:upload                  POST  401   403   403   422   422   403   422   403   403   403   403   403
imports:run                     GET   302   403   403   404   404   403   200   403   403   403   200   403
imports:refusals                GET   302   403   403   404   404   403   200   403   403   403   200   403
imports:template                GET   302   403   403   200   200   403   200   403   403   403   200   403
mycar:home                      GET   302   200   200   403   403   403   403   403   403   403   403   403
mycar:car                       GET   302   200   404   403   403   403   403   403   403   403   403   403
mycar:report                    GET   302   200   200   403   403   403   403   403   403   403   403   403
mycar:report                    POST  401   422   422   403   403   403   403   403   403   403   403   403
mycar:reports                   GET   302   200   200   403   403   403   403   403   403   403   403   403
mycar:report_detail             GET   302   200   404   403   403   403   403   403   403   403   403   403
mycar:add_photos                GET   302   302   302   403   403   403   403   403   403   403   403   403
mycar:add_photos                POST  401   302   302   403   403   403   403   403   403   403   403   403
mycar:withdraw                  POST  401   302   404   403   403   403   403   403   403   403   403   403
mycar:my_data                   GET   302   200   200   403   403   403   403   403   403   403   403   403
mycar:change_contact            GET   302   200   404   403   403   403   403   403   403   403   403   403
mycar:change_contact            POST  401   200   404   403   403   403   403   403   403   403   403   403
mycar:who_saw                   GET   302   200   200   200   200   200   200   200   200   200   200   403
myfleet:home                    GET   302   403   403   200   200   403   403   403   403   403   403   403
myfleet:vehicles                GET   302   403   403   200   200   403   403   403   403   403   403   403
myfleet:vehicles                POST  401   403   403   422   422   403   403   403   403   403   403   403
myfleet:vehicle                 GET   302   403   403   200   404   403   403   403   403   403   403   403
myfleet:damages                 GET   302   403   403   200   200   403   403   403   403   403   403   403
myfleet:damage                  GET   302   403   403   200   404   403   403   403   403   403   403   403
myfleet:not_shown               GET   302   403   403   200   200   403   403   403   403   403   403   403
desk:search                     GET   302   403   403   403   403   200   403   403   403   403   403   403
desk:search                     POST  401   403   403   403   403   200   403   403   403   403   403   403
desk:queue                      GET   302   403   403   403   403   200   403   403   403   403   403   403
desk:open                       POST  401   403   403   403   403   422   403   403   403   403   403   403
desk:case                       GET   302   403   403   403   403   200   403   403   403   403   403   403
desk:case                       POST  401   403   403   403   403   422   403   403   403   403   403   403
desk:report                     GET   302   403   403   403   403   302   403   403   403   403   403   403
desk:report                     POST  401   403   403   403   403   409   403   403   403   403   403   403
workshop:jobs                   GET   302   403   403   403   403   403   403   403   200   403   403   403
workshop:job                    GET   302   403   403   403   403   403   403   403   200   403   403   403
workshop:finish                 POST  401   403   403   403   403   403   403   403   302   403   403   403
administration:accounts         GET   302   403   403   403   403   403   403   403   403   403   200   403
administration:accounts         POST  401   403   403   403   403   403   403   403   403   403   200   403
administration:new_account      GET   302   403   403   403   403   403   403   403   403   403   200   403
administration:new_account      POST  401   403   403   403   403   403   403   403   403   403   422   403
administration:account          GET   302   403   403   403   403   403   403   403   403   403   200   403
administration:account          POST  401   403   403   403   403   403   403   403   403   403   422   403
administration:reset_password   POST  401   403   403   403   403   403   403   403   403   403   200   403
administration:deactivate       POST  401   403   403   403   403   403   403   403   403   403   302   403
administration:end_role         POST  401   403   403   403   403   403   403   403   403   403   302   403
administration:machines         GET   302   403   403   403   403   403   403   403   403   403   200   403
administration:machines         POST  401   403   403   403   403   403   403   403   403   403   422   403
administration:revoke_machine   POST  401   403   403   403   403   403   403   403   403   403   302   403
administration:employers        GET   302   403   403   403   403   403   200   403   403   403   200   403
administration:employers        POST  401   403   403   403   403   403   422   403   403   403   422   403
administration:employer         GET   302   403   403   403   403   403   200   403   403   403   200   403
administration:employer         POST  401   403   403   403   403   403   422   403   403   403   422   403
administration:grant_employer   POST  401   403   403   403   403   403   422   403   403   403   422   403
administration:revoke_employer  POST  401   403   403   403   403   403   404   403   403   403   404   403
set_language                    POST  302   302   302   302   302   302   302   302   302   302   302   302
workspace_switch                GET   302   200   200   200   200   200   200   200   200   200   200   200
workspace_switch                POST  302   403   403   403   403   403   403   403   403   403   403   403
alive                           GET   200   200   200   200   200   200   200   200   200   200   200   200
ready                           GET   200   200   200   200   200   200   200   200   200   200   200   200
"""
FOR_NOBODY_TOO = {"schema", "api_docs", "alive", "ready"}
"""Addresses that answer without a log-in: they hold no data."""


def rows() -> dict[tuple[str, str], dict[str, int]]:
    """The table: (name, method) -> who -> status."""
    found = {}
    for line in MATRIX.strip().splitlines():
        if not line.startswith("#"):
            name, method, *answers = line.split()
            assert len(answers) == len(EVERYBODY), line
            assert (name, method) not in found, f"{name} {method} stands twice"
            found[name, method] = dict(zip(EVERYBODY, map(int, answers), strict=True))
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a call changes is taken back, so that the next one meets the same scene."""
    ReadThrottle.clear()
    points = {alias: transaction.savepoint(using=alias) for alias in ("default", "ledger", "vault")}
    try:
        yield
    finally:
        for alias, point in points.items():
            transaction.savepoint_rollback(point, using=alias)


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    settings.PRIVACY_MEDIA_ROOT = tmp_path


def test_everybody_gets_the_answer_of_the_table(cast: Cast) -> None:
    scene, callers, wrong = make_scene(cast), Callers(cast), []
    for (name, method), expected in rows().items():
        for who, status in expected.items():
            if name in FOR_NOBODY_TOO and who not in ("nobody", "dana"):
                continue  # they do not ask who calls, and the description of the API takes its time
            with undone() if method == "POST" else nullcontext():
                ReadThrottle.clear()
                found = callers.ask(who, name, scene, method)
            if found != status:
                wrong.append(f"{method} {name} as {who}: {found}, the table says {status}")
    assert not wrong, "\n".join(wrong)


def test_an_address_takes_no_other_method(cast: Cast) -> None:
    scene, callers, table, wrong = make_scene(cast), Callers(cast), rows(), []
    for name in own_addresses():
        for method in ("GET", "POST"):
            if (name, method) not in table:
                with undone():
                    found = callers.ask("dana", name, scene, method)
                if found != 405:
                    wrong.append(f"{method} {name}: {found}; enter it in the table, or refuse the method")
    assert not wrong, "\n".join(wrong)


# --- what the table itself must say -------------------------------------------------------------------------------------


def test_without_a_log_in_there_is_nothing() -> None:
    answered = {name for (name, _method), row in rows().items() if row["nobody"] < 300}
    assert answered == FOR_NOBODY_TOO
    assert {row["nobody"] for (name, _method), row in rows().items() if name not in FOR_NOBODY_TOO} == {302, 401}


def test_a_log_in_without_a_role_reaches_nobody() -> None:
    answered = {name for (name, _method), row in rows().items() if row["olga"] < 300}
    assert answered <= FOR_NOBODY_TOO | {"home", "api_me", "api_purposes", "second_factor", "workspace_switch"}


def test_the_ids_of_another_employer_do_not_exist_for_marc() -> None:
    named = {"vehicle", "driver", "contract", "report", "case", "run"}
    for (name, method), row in rows().items():
        parts = set(own_addresses()[name])
        if parts & named and row["maud"] != 403 and method == "GET" and row["maud"] < 300:
            assert row["marc"] == 404, (name, method)
        if parts & {"vehicle", "driver", "contract", "report", "case"} and method == "GET":
            assert row["marc"] >= 400, (name, method)
            assert row["lieve"] >= 300, (name, method)


def test_each_workspace_is_for_its_role_alone() -> None:
    owners = {
        "mycar": {"dana", "lieve"},
        "myfleet": {"maud", "marc"},
        "desk": {"ali"},
        "workshop": {"wout"},
        "office": {"petra"},
        "administration": {"ana", "femke"},
    }
    for (name, _method), row in rows().items():
        workspace = name.partition(":")[0]
        if workspace in owners and name != "mycar:who_saw":
            outside = set(PEOPLE) - owners[workspace]
            assert {row[who] for who in outside} == {403}, name


def test_no_address_is_for_everybody_with_a_log_in_but_their_own_record() -> None:
    shared = {name for (name, _method), row in rows().items() if all(row[who] < 300 for who in PEOPLE if who != "olga")}
    assert shared <= FOR_NOBODY_TOO | {
        "api_me",
        "api_purposes",
        "api_access_log",
        "mycar:who_saw",
        "second_factor",
        "workspace_switch",
    }


# --- beside the table ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["maud", "dana", "wout", "ali"])
def test_ids_that_nobody_has_read_like_those_of_others(cast: Cast, who: str) -> None:
    """Absent and out of reach are told apart to nobody: same status, same words, same length."""
    scene, callers = make_scene(cast), Callers(cast)
    foreign = {"vehicle": cast.chloe_car, "driver": cast.chloe.driver}
    nobody = "00000000-0000-4000-8000-000000000000"
    for name in ("api_vehicle", "api_driver", "mycar:car" if who == "dana" else "api_vehicle"):
        [part] = own_addresses()[name]
        told = []
        for public_id in (foreign[part], nobody):
            path = path_of(name, scene).replace(str(scene.ids[part]), str(public_id))
            headers = {"X-Purpose": purpose} if (purpose := PURPOSES.get(who)) and name.startswith("api") else {}
            with undone():
                answer = callers.browsers[who].get(path, headers={**headers, "X-Request-ID": "one-and-the-same"})
            words = FORM_TOKEN.sub("", answer.content.decode()).replace(str(public_id), "")
            told.append((answer.status_code, words))
        assert told[0][0] == 404
        assert told[0] == told[1], name


FORM_TOKEN = re.compile(r"[A-Za-z0-9]{64}")
PURPOSES = {"maud": "driver.fleet_reporting", "dana": "driver.portal", "wout": "driver.maintenance", "ali": "driver.accident"}


def test_the_log_in_library_answers_nobody_with_data(cast: Cast) -> None:
    """Its addresses without parts, asked for by nobody: pages of the log-in, refusals, and no error of ours."""
    browser = browser_of(None)
    asked = 0
    for route in library_addresses():
        if "<" in route or "(" in route:
            continue
        answer = browser.get(f"/{route}")
        asked += 1
        assert answer.status_code < 500, route
        assert not [person.email for person in cast.people() if person.email in answer.content.decode()], route
    assert asked > 50
