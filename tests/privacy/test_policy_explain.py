"""The explainer and the words for what is not shown; the policy in force and its replacement in tests."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from privacy import policy
from privacy.policy import reasons

FOLDER = Path(__file__).parents[2] / "config" / "policy"


def test_an_injury_is_explained_to_a_fleet_manager_with_decision_rule_and_source() -> None:
    rows = policy.explain(role="fleet_manager", item="injury_information", language="en")
    accident = [row for row in rows if row.purpose == "driver.accident"]
    assert [row.rule for row in accident] == ["employer-no-health"]
    assert accident[0].forms == ()
    assert accident[0].decision.is_withheld
    assert accident[0].reason == "Health information is not shared with this recipient."
    assert "leaseplan:4.3.2.c" in accident[0].sources
    assert {row.purpose for row in rows} == set(policy.current().claimable_by("fleet_manager"))


def test_kinds_of_subject_with_the_same_answer_share_a_row() -> None:
    rows = policy.explain(role="agent", item="licence_plate", purpose="driver.communication", language="en")
    assert [(row.subject_kinds, row.forms) for row in rows] == [(("driver", "vehicle"), ("in full",))]


def test_forms_come_with_their_conditions_in_words_in_the_order_in_which_they_are_tried() -> None:
    rows = policy.explain(role="agent", item="phone", purpose="driver.communication", language="en")
    driver = next(row for row in rows if "driver" in row.subject_kinds)
    assert driver.forms == ("in full (only when: the case is open and assigned to you)", "partly hidden")
    assert driver.reason == ""


def test_a_coarse_form_and_a_total_are_described() -> None:
    outline = policy.explain(role="fleet_manager", item="accident_details", purpose="driver.accident", language="en")
    told = [form for row in outline for form in row.forms]
    assert "in less detail: date and kind only, no narrative and no place" in told
    fines = policy.explain(role="fleet_manager", item="fine_details", purpose="driver.fleet_reporting", language="en")
    assert next(row for row in fines if row.forms).forms == ("only in totals over at least 5 people: count and amount per month",)


def test_a_purpose_that_may_not_be_claimed_is_explained_too() -> None:
    planned = policy.explain(role="fleet_manager", item="fine_details", purpose="driver.fines", language="en")
    assert not planned[0].claimable.allowed
    assert planned[0].forms == ()
    assert planned[0].reason == "This purpose is planned; nobody can use it yet."


@pytest.mark.parametrize(
    "asked",
    [{"role": "nobody", "item": "phone"}, {"role": "agent", "item": "phon"}, {"role": "agent", "item": "phone", "purpose": "x"}],
)
def test_an_unknown_name_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(policy.UnknownName):
        policy.explain(**asked)


def test_purposes_and_conditions_speak_the_language_asked_for() -> None:
    rows = {
        language: policy.explain(role="agent", item="phone", purpose="driver.communication", language=language)[0]
        for language in ("nl", "fr")
    }
    assert rows["nl"].purpose_title == "Contact met bestuurders"
    assert "aan u toegewezen" in rows["nl"].forms[0]
    assert rows["fr"].purpose_title == "Communication avec les conducteurs"
    assert "vous est attribué" in rows["fr"].forms[0]


def test_the_active_language_is_the_default() -> None:
    with translation.override("fr"):
        row = policy.explain(role="agent", item="phone", purpose="driver.communication")[0]
    assert row.purpose_title == "Communication avec les conducteurs"


# --- reasons ---------------------------------------------------------------------------------------------------------


def test_every_reason_that_a_decision_can_give_has_words() -> None:
    rules = policy.current()
    codes = {prohibition.reason for prohibition in rules.prohibitions.values()}
    codes |= {"not_named", "other_subject_kind", "purpose_planned", "role_may_not_claim", "condition_not_met", "may_claim"}
    for code in codes:
        assert policy.reason_text(code, "en").endswith(".")
    assert codes == set(reasons.REASONS), "a reason that nothing gives any more"


def test_an_unknown_reason_is_refused() -> None:
    with pytest.raises(policy.UnknownName, match="not_namd.*did you mean not_named"):
        policy.reason_text("not_namd", "en")


def test_an_unmet_condition_says_what_would_have_to_be_the_case() -> None:
    rules = policy.current()
    decision = rules.decide(
        role="fleet_manager", purpose="driver.vehicle_management", item="postal_address", subject_kind="driver"
    )
    words = policy.withheld_text(rules, decision, "en")
    assert (
        words == "Only shown when: the driver is employed and has the car now; you are on the page of one record, not in a list."
    )
    forbidden = rules.decide(role="fleet_manager", purpose="driver.accident", item="injury_information", subject_kind="driver")
    assert policy.withheld_text(rules, forbidden, "en") == policy.reason_text("health", "en")


def test_several_ways_to_an_item_are_joined_by_or() -> None:
    rules = policy.current()
    decision = rules.decide(role="agent", purpose="driver.accident", item="case_reference", subject_kind="driver")
    assert " and assigned to you, or the case was yours" in policy.withheld_text(rules, decision, "en")


def test_texts_fall_back_from_region_to_language_to_english() -> None:
    title = policy.current().items["full_name"].title
    assert [policy.text_in(title, language) for language in ("nl-be", "FR", "de", None)] == ["Naam", "Nom", "Name", "Name"]


# --- the policy in force ---------------------------------------------------------------------------------------------


def test_the_policy_is_loaded_once() -> None:
    assert policy.current() is policy.current()
    assert policy.current().version == policy.load(FOLDER).version


def test_another_policy_is_in_force_inside_the_block_only() -> None:
    before, other = policy.current(), policy.load(FOLDER)
    with policy.use_policy(other) as given:
        assert given is other
        assert policy.current() is other
    assert policy.current() is before


def test_the_policy_cannot_be_changed() -> None:
    rules = policy.current()
    with pytest.raises(TypeError):
        rules.items["full_name"] = rules.items["phone"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        rules.version = "x"  # type: ignore[misc]


# --- the command, as far as it needs no database ----------------------------------------------------------------------


def test_the_command_names_near_items_and_purposes() -> None:
    with pytest.raises(CommandError, match=r"no item injury_informaton\. Did you mean injury_information"):
        call_command("explain_access", "--as", "manager@demo.test", "--item", "injury_informaton", stdout=StringIO())
    with pytest.raises(CommandError, match=r"no purpose driver\.acident\. Did you mean driver\.accident"):
        call_command(
            "explain_access", "--as", "manager@demo.test", "--item", "phone", "--purpose", "driver.acident", stdout=StringIO()
        )
