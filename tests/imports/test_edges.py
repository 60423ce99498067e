"""Imports through the API and the pages: who may, what is answered, and that bad files never break anything."""

import io
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from fleet.models import Vehicle
from privacy.models import Account
from tests.api.conftest import Caller, _full_buckets, as_person, machine
from tests.imports.conftest import csv_of

__all__ = ["_full_buckets", "as_person", "machine"]
pytestmark = pytest.mark.django_db

UPKEEP = "driver.vehicle_management"
HEAD = "VIN;Make;Model;CO2"
GOOD = "WVWZZZ1KZAW000051;Volkswagen;Golf;120"
BAD = "WVWZZZ1KZAW00005;Volkswagen;Golf;120"


def file(*lines, name="fleet.csv"):
    return SimpleUploadedFile(name, csv_of(HEAD, *lines), content_type="text/csv")


@pytest.fixture
def femke(cast):
    client = Client()
    client.force_login(Account.objects.get(pk=cast.femke.account_id), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_api_checks_then_imports_and_tells(as_person, cast):
    caller: Caller = as_person("femke", UPKEEP)
    checked = caller.send_form("imports/", {"file": file(GOOD, BAD), "dry_run": "true"})
    assert checked.status_code == 201, checked.content
    body = checked.json()
    assert (body["kind"], body["dry_run"], body["added"], body["refused"]) == ("vehicles", True, 1, 1)
    assert body["lines"][0]["number"] == 3
    assert body["lines"][0]["said"][0]["code"] == "vin_length"
    assert not Vehicle.objects.filter(make="Volkswagen", model="Golf").exists()
    done = caller.send_form("imports/", {"file": file(GOOD, BAD)}).json()
    assert done["added"] == 1
    again = caller.send_form("imports/", {"file": file(GOOD, BAD)})
    assert again.json()["unchanged"] == 1
    read = caller.get(again["Location"].removeprefix("/api/v1/"))
    assert read.json()["refused"] == 1
    assert [run["id"] for run in caller.get("imports/").json()["results"]][0] == again.json()["id"]


def test_a_machine_of_the_lessor_imports_and_one_of_an_employer_does_not(machine, cast):
    assert machine(UPKEEP).send_form("imports/", {"file": file(GOOD)}).status_code == 201
    answer = machine(UPKEEP, organisation=cast.windmolen).send_form("imports/", {"file": file(GOOD)})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["maud", "dana", "ali", "petra", "wout", "ana"])
def test_others_do_not_import(as_person, name):
    assert as_person(name, UPKEEP).send_form("imports/", {"file": file(GOOD)}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({}, 422, "file_missing"),
        ({"file": SimpleUploadedFile("x.csv", b"")}, 422, "file_empty"),
        ({"file": SimpleUploadedFile("x.csv", b"one;two\n1;2")}, 422, "header_unknown"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04xx")}, 422, "file_broken_workbook"),
        ({"file": SimpleUploadedFile("x.csv", csv_of(HEAD, GOOD)), "kind": "planes"}, 422, "kind_unknown"),
        ({"file": SimpleUploadedFile("x.csv", csv_of(HEAD, GOOD)), "employer": "Nergens"}, 422, "employer_unknown"),
        ({"photo": SimpleUploadedFile("x.csv", b"x")}, 422, "bad_input"),
    ],
)
def test_unusable_calls_get_a_clear_answer(as_person, fields, status, code):
    for value in fields.values():
        getattr(value, "seek", lambda _n: None)(0)
    answer = as_person("femke", UPKEEP).send_form("imports/", fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content


def test_an_unknown_run_is_not_found(as_person):
    assert as_person("femke", UPKEEP).get(f"imports/{uuid.uuid4()}/").status_code == 404


def test_the_api_gives_templates_in_three_languages(as_person):
    caller = as_person("femke", UPKEEP)
    answer = caller.get("imports/templates/", kind="drivers", form="xlsx", language="fr")
    assert answer.status_code == 200
    assert CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()[0][0] == "Nom"
    assert caller.get("imports/templates/", kind="planes").status_code == 422


@pytest.mark.parametrize("kind", ["vehicles", "contracts", "drivers", "custody", "odometer"])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_template_is_known_by_its_own_headings_and_explains_each(femke, kind, language):
    from drivers.imports.columns import match_header
    from drivers.imports.kinds import KINDS

    answer = femke.get(reverse("imports:template", args=[kind, "xlsx"]), {"language": language})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert all(cell.comment is not None for cell in book.worksheets[0][1])
    header = match_header(headings, KINDS[kind].columns)
    assert (header.unknown, header.missing, header.twice) == ((), (), ())
    assert book.worksheets[1].max_row == len(headings) + 1


def test_the_page_checks_imports_and_shows_each_refused_line(femke):
    home = reverse("imports:home")
    assert femke.get(home).status_code == 200
    answer = femke.post(reverse("imports:upload"), {"file": file(GOOD, BAD), "step": "check"}, follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "17" in text
    assert not Vehicle.objects.filter(make="Volkswagen", model="Golf").exists()
    fragment = femke.post(reverse("imports:upload"), {"file": file(GOOD, BAD), "step": "import"}, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert b"<html" not in fragment.content
    assert Vehicle.objects.filter(make="Volkswagen", model="Golf").exists()
    assert "WVWZZZ1KZAW00005" not in text + fragment.content.decode()
    listed = femke.get(home).content.decode()
    assert reverse("imports:run", args=[answer.context["run"].id]) in listed
    refused = femke.get(reverse("imports:refusals", args=[answer.context["run"].id]))
    assert b"vin_length" in refused.content


def test_an_unusable_file_comes_back_as_the_form_with_the_reason(femke):
    for headers in ({}, {"HX-Request": "true"}):
        answer = femke.post(reverse("imports:upload"), {"file": SimpleUploadedFile("x.csv", b"one;two\n1;2")}, headers=headers)
        assert answer.status_code == 422
        assert "header_unknown" not in answer.content.decode()
    assert femke.post(reverse("imports:upload"), {}).status_code == 422


def test_the_administration_sees_runs_and_templates_and_sends_nothing(cast):
    client = Client()
    client.force_login(Account.objects.get(pk=cast.ana.account_id), "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("imports:home"))
    assert page.status_code == 200
    assert 'type="file"' not in page.content.decode()
    assert client.get(reverse("imports:template", args=["vehicles", "csv"])).status_code == 200
    assert client.post(reverse("imports:upload"), {"file": file(GOOD)}).status_code == 403
