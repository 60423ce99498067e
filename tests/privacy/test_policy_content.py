"""What stands in the policy files, against the purpose texts, the decisions on numbers and the published vocabulary."""

from __future__ import annotations

import csv
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from privacy import release
from privacy.policy import Policy, load, loader

REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("DISCREET_SHARED", REPOSITORY.parent / "shared"))
TERMS = Path(__file__).with_name("policy_dpv_terms.txt")
CONTACT = {"email", "phone", "postal_address"}
EXPANDED = {"contact_details": CONTACT, "business_contact_details": CONTACT}

IDS = {
    "customer.account_administration": "4.2.1.a", "customer.communication": "4.2.1.b", "customer.surveys_marketing": "4.2.1.c",
    "customer.premises_security": "4.2.2.a", "customer.myfleet": "4.2.3.a", "customer.management_reporting": "4.2.4.a",
    "customer.compliance": "4.2.4.b",
    "driver.communication": "4.3.1.a", "driver.surveys_marketing": "4.3.1.b", "driver.vehicle_management": "4.3.2.a",
    "driver.maintenance": "4.3.2.b", "driver.accident": "4.3.2.c", "driver.fines": "4.3.2.d", "driver.energy_toll": "4.3.2.e",
    "driver.rental": "4.3.3.a", "driver.roadside": "4.3.3.b", "driver.safety": "4.3.4.a", "driver.portal": "4.3.5.a",
    "driver.fleet_reporting": "4.3.5.b", "driver.management_reporting": "4.3.6.a", "driver.compliance": "4.3.6.b",
    "private.acceptance": "4.4.1.a", "private.portal": "4.4.1.b", "private.communication": "4.4.2.a",
    "private.surveys_marketing": "4.4.2.b", "private.vehicle_management": "4.4.3.a", "private.maintenance": "4.4.3.b",
    "private.accident": "4.4.3.c", "private.energy": "4.4.3.d", "private.fines": "4.4.3.e", "private.roadside": "4.4.4.a",
    "private.management_reporting": "4.4.5.a", "private.compliance": "4.4.5.b",
}  # fmt: skip
OWN = {"rights.own_record", "accountability.ledger_review", "operation.accounts", "operation.maintenance"}
LIVE = OWN | {
    "customer.myfleet", "customer.account_administration", "driver.communication", "driver.vehicle_management", "driver.accident",
    "driver.portal", "driver.fleet_reporting", "driver.maintenance", "private.portal", "private.communication",
    "private.vehicle_management", "private.maintenance", "private.accident",
}  # fmt: skip

shared_only = pytest.mark.skipif(not SHARED.is_dir(), reason="the source material is not beside the repository")


@cache
def _policy() -> Policy:
    return load(REPOSITORY / "config" / "policy")


@cache
def _texts() -> dict[str, Any]:
    rows = json.loads((SHARED / "domain" / "purposes.json").read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows}


def _text_of(purpose: str) -> dict[str, Any]:
    found: dict[str, Any] = _texts()[f"leaseplan:{IDS[purpose]}"]
    return found


def test_the_purposes_are_those_of_the_three_chapters_and_our_own() -> None:
    purposes = _policy().purposes
    assert set(purposes) == set(IDS) | OWN
    assert {name for name, purpose in purposes.items() if purpose.live} == LIVE
    for name, number in IDS.items():
        assert f"leaseplan:{number}" in purposes[name].sources


@shared_only
def test_no_purpose_of_the_three_chapters_is_missing() -> None:
    chapters = {text for text in _texts() if re.match(r"leaseplan:4\.[234]\.", text)}
    assert chapters == {f"leaseplan:{number}" for number in IDS.values()}


@shared_only
@pytest.mark.parametrize("purpose", IDS)
def test_items_and_bases_are_those_of_the_text(purpose: str) -> None:
    text, ours = _text_of(purpose), _policy().purposes[purpose]
    stated = {name for row in text["data_items"] for name in EXPANDED.get(row["item"], {row["item"]})}
    assert set(ours.items) - set(ours.items_by_decision) == stated
    assert {basis.basis for basis in ours.bases} == {row["basis"] for row in text["legal_bases"]}
    kinds = {text["data_subject"]}
    assert kinds <= set(ours.subject_kinds)
    assert ours.summary["en"] not in text["description"]


@shared_only
@pytest.mark.parametrize("purpose", IDS)
def test_every_recipient_of_the_text_has_a_rule(purpose: str) -> None:
    policy = _policy()
    named = {recipient for told, recipient, _kind, _item in policy.cells if told == purpose}
    stated = {row["recipient"] for row in _text_of(purpose)["recipients"] if row["stated"]} - {"general_sharing_clause"}
    assert stated <= named


@shared_only
def test_the_employer_gets_nothing_for_a_purpose_that_does_not_name_it() -> None:
    """But for the car itself in rental and roadside help, which the decisions give, and the manager's own data."""
    policy = _policy()
    told = {purpose for purpose, recipient, _kind, _item in policy.cells if recipient == "employer_fleet_manager"}
    stated = {name for name in IDS if _text_of(name)["employer_visible"]["visible"] in ("yes", "conditional")}
    assert told - stated == {"driver.rental", "driver.roadside", "rights.own_record"}
    about_people = {
        item
        for purpose, recipient, _kind, item in policy.cells
        if recipient == "employer_fleet_manager" and purpose in ("driver.rental", "driver.roadside")
    }
    assert about_people == {"licence_plate", "vehicle_make_model", "lease_term", "odometer", "fuel_type", "co2_emissions"}


@shared_only
def test_special_categories_of_the_text_are_flagged() -> None:
    names = {"criminal_offence_art10": "criminal_art10"}
    items = _policy().items
    for purpose in IDS:
        for row in _text_of(purpose)["special"]:
            if row["item"] in items:
                item = items[row["item"]]
                assert names.get(row["flag"], row["flag"]) in (item.special, item.may_contain) or item.may_contain, row


def test_every_text_is_given_in_three_different_languages() -> None:
    for name, purpose in _policy().purposes.items():
        assert len(set(purpose.summary.values())) == 3, name
        assert purpose.title["nl"] != purpose.title["fr"], name
        assert all(text.endswith(".") for text in purpose.summary.values()), name


def test_each_purpose_about_a_drivers_car_concerns_the_vehicle_file_too() -> None:
    for name, purpose in _policy().purposes.items():
        if name.startswith(("driver.", "private.")) and "licence_plate" in purpose.items:
            assert "vehicle" in purpose.subject_kinds, name


def test_each_item_that_a_live_rule_shows_in_less_detail_has_that_form() -> None:
    policy = _policy()
    for rule in policy.cells.values():
        for branch in rule.branches:
            assert not branch.how or branch.how in policy.coarse_forms


def test_each_masking_rule_of_the_items_exists() -> None:
    """An unknown rule would hide a value whole, so nobody would notice."""
    assert set(loader.MASKS) <= set(release.MASKS)
    assert {item.mask for item in _policy().items.values()} <= {"", *loader.MASKS}


# --- numbers, periods, terms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "operator_default"),
    [
        ("minimum_age_driver", 18, False),
        ("minimum_age_account", 18, False),
        ("aggregate_minimum_group", 5, True),
        ("closed_case_visible", 30, True),
    ],
)
def test_numbers(name: str, value: int, operator_default: bool) -> None:  # noqa: FBT001
    found = _policy().numbers[name]
    assert (found.value, found.operator_default) == (value, operator_default)
    assert _policy().number(name) == value


@pytest.mark.parametrize(
    ("name", "trigger", "period", "source"),
    [
        ("identity", "book_year_of_last_invoice_ended", "P7Y", "R-049"),
        ("payment_file", "book_year_of_last_invoice_ended", "P7Y", "R-049"),
        ("contact", "contract_and_services_ended", "P0D", "R-050"),  # trap 32: per field, not per person
        ("credit_papers", "both_credit_audits_done", "P0D", "R-051"),  # trap 33
        ("request", "request_received", "P6M", "R-056"),  # trap 34
        ("accident_file", "case_closed", "P5Y", ""),
        ("fine_file", "fine_settled", "P2Y", ""),
        ("roadside_file", "case_closed", "P30D", ""),
        ("call_recording", "call_recorded", "P90D", ""),
        ("access_record", "look_recorded", "P3Y", ""),
    ],
)
def test_retention(name: str, trigger: str, period: str, source: str) -> None:
    found = _policy().retention[name]
    assert (found.trigger, found.period, found.source) == (trigger, period, source)
    assert found.operator_default == (source == "")


def test_one_person_has_items_with_different_ends() -> None:
    """Trap 32."""
    items = _policy().items
    assert items["full_name"].retention_class == items["postal_address"].retention_class == "identity"
    assert items["bank_account_details"].retention_class == "identity"
    assert (
        items["phone"].retention_class == items["email"].retention_class == items["driving_licence"].retention_class == "contact"
    )


def test_controllers_answer_to_different_terms() -> None:
    """Traps 35 to 38."""
    controllers = _policy().controllers
    assert controllers["private_lease_nl"].request_term == "P28D"
    assert controllers["private_lease_nl"].identity_proof == "none"
    assert controllers["lessor_nl"].request_term == "P1M"
    assert controllers["lessor_nl"].identity_proof == "may_be_asked"
    assert controllers["lessor_lu"].identity_proof == "copy_required"
    assert "request_term" in controllers["lessor_be"].from_operator
    for controller in controllers.values():
        assert (controller.breach_authority, controller.breach_people) == ("PT72H", "PT48H")
        assert controller.breach_clock == "earlier_of_own_discovery_and_processor_notice"
        assert controller.notice_lead_time == "P8D"
        assert re.fullmatch(r"[A-Z]{2}", controller.country)


def test_no_telematics_without_a_purpose() -> None:
    """Trap 28: no item and no purpose for it, so nothing can be stored under one."""
    policy = _policy()
    assert not [name for name in (*policy.items, *policy.purposes) if "telematic" in name or "blackbox" in name]


# --- vocabulary ------------------------------------------------------------------------------------------------------


def _used_terms() -> set[str]:
    policy = _policy()
    groups = (policy.items, policy.purposes, policy.subject_kinds, policy.legal_bases)
    return {entry.dpv for group in groups for entry in group.values()}


def _listed_terms() -> list[str]:
    lines = TERMS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_vocabulary_term_is_on_the_list_of_checked_terms() -> None:
    listed = _listed_terms()
    assert listed == sorted(set(listed))
    assert _used_terms() == set(listed)


@shared_only
def test_every_checked_term_is_published() -> None:
    published = set()
    for path in (SHARED / "data" / "privacy").glob("dpv23_*.csv"):
        with path.open(encoding="utf-8", newline="") as rows:
            published |= {f"{row['vocab']}:{row['term']}" for row in csv.DictReader(rows)}
    assert len(published) > 500
    assert set(_listed_terms()) <= published
