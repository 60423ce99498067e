"""Cells written by hand from the decisions and the purpose texts, among them every trap of the requirements that applies here.

A cell reads: recipient (or role), purpose, kind of subject, item, answer. Answers: `full`, `masked`, `coarse:HOW`, `aggregate:HOW`,
with conditions in brackets, several branches joined by " | "; or `-:REASON` when nothing releases it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from privacy.policy import Branch, Decision, Policy, PolicyError, UnknownName, load

FOLDER = Path(__file__).parents[2] / "config" / "policy"
RUNS = "[employment_running]"
POOL = "[pool_car_driver_unknown]"
CASE = "[own_open_case]"
JOB = "[own_live_job]"
CLAIM = "[own_claim]"
INJURY = "[claim_concerns_injury,own_claim]"
MONTH = "coarse:vehicle_and_month"
REFERENCE = "coarse:number_date_kind_state"


@cache
def _policy() -> Policy:
    return load(FOLDER)


def _branch(branch: Branch) -> str:
    how = f":{branch.how}" if branch.how else ""
    return f"{branch.form}{how}" + (f"[{','.join(sorted(branch.when))}]" if branch.when else "")


def _words(decision: Decision) -> str:
    return " | ".join(_branch(branch) for branch in decision.branches) or f"-:{decision.reason}"


MANAGER = "employer_fleet_manager"
EMPLOYER = [
    # reporting (4.3.5.b)
    ("driver.fleet_reporting", "driver", "full_name", f"full{RUNS}"),
    ("driver.fleet_reporting", "driver", "driver_id", f"full{RUNS}"),
    ("driver.fleet_reporting", "driver", "email", f"full{RUNS}"),
    ("driver.fleet_reporting", "driver", "phone", f"full{RUNS}"),
    ("driver.fleet_reporting", "driver", "postal_address", "-:not_named"),
    ("driver.fleet_reporting", "driver", "nationality", "-:identity_not_needed"),  # trap 11
    ("driver.fleet_reporting", "driver", "national_id_number", "full[employment_running,law_requires_national_id]"),  # trap 11
    ("driver.fleet_reporting", "vehicle", "licence_plate", "full"),
    ("driver.fleet_reporting", "vehicle", "vehicle_make_model", "full"),
    ("driver.fleet_reporting", "vehicle", "lease_term", "full"),  # trap 24: named for single cars
    ("driver.fleet_reporting", "vehicle", "odometer", "full"),  # trap 24
    ("driver.fleet_reporting", "vehicle", "co2_emissions", "full"),
    ("driver.fleet_reporting", "vehicle", "vin", "-:not_named"),
    ("driver.fleet_reporting", "vehicle", "service_history", "full"),
    ("driver.fleet_reporting", "vehicle", "damage_details", "full"),
    ("driver.fleet_reporting", "driver", "damage_details", f"full{RUNS}"),
    ("driver.fleet_reporting", "driver", "accident_details", "-:not_named"),
    ("driver.fleet_reporting", "driver", "insurance_information", "-:not_named"),
    ("driver.fleet_reporting", "driver", "injury_information", "-:health"),  # trap 6
    ("driver.fleet_reporting", "driver", "fine_details", "aggregate:count_and_amount_per_month"),  # trap 2
    ("driver.fleet_reporting", "driver", "offence_time", "-:not_named"),
    ("driver.fleet_reporting", "vehicle", "fuel_consumption", MONTH),  # trap 25
    ("driver.fleet_reporting", "vehicle", "fuel_card_number", "masked"),
    ("driver.fleet_reporting", "driver", "bank_account_details", "-:payment_private"),  # trap 10
    ("driver.fleet_reporting", "driver", "correspondence", "-:messages_private"),
    ("driver.fleet_reporting", "private_lease_customer", "full_name", "-:other_subject_kind"),
    # vehicle management and maintenance (4.3.2.a, b)
    ("driver.vehicle_management", "driver", "postal_address", "full[employment_running,record_page]"),
    ("driver.maintenance", "driver", "postal_address", "full[employment_running,record_page]"),
    ("driver.vehicle_management", "driver", "phone", f"full{RUNS}"),
    ("driver.maintenance", "vehicle", "service_history", "full"),
    ("driver.vehicle_management", "driver", "operational_contact", "-:not_named"),
    ("driver.vehicle_management", "driver", "other_provided_information", "-:messages_private"),  # trap 9
    ("driver.maintenance", "driver", "delivery_or_pickup_location", "-:place_private"),
    # accident (4.3.2.c)
    ("driver.accident", "driver", "full_name", f"full{RUNS}"),
    ("driver.accident", "driver", "email", "-:not_named"),
    ("driver.accident", "driver", "phone", "-:not_named"),
    ("driver.accident", "driver", "date_of_birth", "-:identity_not_needed"),
    ("driver.accident", "driver", "accident_details", f"coarse:date_and_kind{RUNS}"),
    ("driver.accident", "vehicle", "accident_details", "coarse:date_and_kind"),
    ("driver.accident", "driver", "injury_information", "-:health"),  # trap 6
    ("driver.accident", "passenger", "injury_information", "-:health"),
    ("driver.accident", "driver", "incident_photos", "-:pictures_private"),  # trap 9
    ("driver.accident", "vehicle", "photo_capture", "-:pictures_private"),
    ("driver.accident", "witness", "witness_information", "-:other_people"),  # trap 8
    ("driver.accident", "third_party", "third_party_identity", "-:other_people"),  # trap 8
    ("driver.accident", "driver", "passenger_count", "-:other_people"),
    ("driver.accident", "driver", "police_report", "-:criminal"),  # trap 5
    ("driver.accident", "witness", "witness_statement", "-:criminal"),
    ("driver.accident", "third_party", "third_party_claim", "coarse:state_and_amounts"),
    ("driver.accident", "driver", "insurance_information", f"coarse:state_and_amounts{RUNS}"),
    ("driver.accident", "driver", "free_text_message", "-:messages_private"),  # trap 9
    ("driver.accident", "witness", "full_name", "-:not_named"),  # trap 8
    # fines (4.3.2.d)
    ("driver.fines", "driver", "full_name", f"full{POOL}"),  # trap 1
    ("driver.fines", "vehicle", "licence_plate", f"full{POOL}"),  # trap 1
    ("driver.fines", "driver", "offence_time", f"full{POOL}"),
    ("driver.fines", "driver", "fine_details", "coarse:amount_reference_state_deadline"),  # trap 3
    ("driver.fines", "driver", "postal_address", "-:not_named"),
    ("driver.fines", "driver", "offence_place", "-:criminal"),  # trap 4
    ("driver.fines", "driver", "offence_nature", "-:criminal"),  # trap 4
    # energy and toll (4.3.2.e)
    ("driver.energy_toll", "driver", "full_name", f"full{RUNS}"),
    ("driver.energy_toll", "driver", "phone", "-:not_named"),
    ("driver.energy_toll", "vehicle", "fuel_information", MONTH),  # trap 25
    ("driver.energy_toll", "vehicle", "toll_cost", MONTH),
    ("driver.energy_toll", "vehicle", "toll_time", "-:place_private"),  # trap 25
    ("driver.energy_toll", "vehicle", "toll_location", "-:place_private"),  # trap 25
    ("driver.energy_toll", "driver", "ev_charge_card_number", f"masked{RUNS}"),
    ("driver.energy_toll", "driver", "charge_point_number", "-:place_private"),
    ("driver.energy_toll", "driver", "charge_point_address", "-:place_private"),
    ("driver.energy_toll", "driver", "bank_account_details", "-:payment_private"),  # trap 10
    # rental, roadside, safety
    ("driver.roadside", "driver", "full_name", "-:not_named"),  # trap 26
    ("driver.roadside", "driver", "assistance_location", "-:place_private"),  # trap 26
    ("driver.rental", "driver", "delivery_or_pickup_location", "-:place_private"),  # trap 26
    ("driver.safety", "driver", "driver_risk_index", "aggregate:group_average"),  # trap 27
    ("driver.safety", "driver", "training_completed", f"full{RUNS}"),
    ("driver.safety", "vehicle", "licence_plate", "-:not_named"),
    # no employer: communication, portal, private lease
    ("driver.communication", "driver", "full_name", "-:not_named"),
    ("driver.communication", "driver", "call_recording", "-:messages_private"),
    ("driver.portal", "driver", "full_name", "-:not_named"),
    ("private.accident", "private_lease_customer", "accident_details", "-:not_named"),  # trap 47
    # the manager's own data (4.2.3.a)
    ("customer.myfleet", "customer_contact", "email", "full[about_self]"),
    ("customer.myfleet", "driver", "full_name", "-:other_subject_kind"),
]

AGENT = [
    ("driver.communication", "driver", "full_name", "full"),
    ("driver.communication", "vehicle", "licence_plate", "full"),
    ("driver.communication", "vehicle", "vehicle_make_model", "full"),
    ("driver.communication", "driver", "phone", f"full{CASE} | masked"),
    ("driver.communication", "driver", "email", f"full{CASE}"),
    (
        "driver.communication",
        "driver",
        "case_reference",
        f"full{CASE} | {REFERENCE}[case_open] | {REFERENCE}[case_closed_recently]",
    ),
    ("driver.communication", "driver", "postal_address", "-:not_named"),
    ("driver.communication", "driver", "call_recording", "-:not_named"),
    ("private.communication", "private_lease_customer", "phone", f"full{CASE} | masked"),
    ("private.communication", "private_lease_customer", "financial_obligations", "-:not_named"),
    ("private.communication", "driver", "full_name", "-:other_subject_kind"),  # trap 47
    ("driver.accident", "driver", "full_name", f"full{CASE}"),
    ("driver.accident", "driver", "date_of_birth", f"full{CASE}"),
    ("driver.accident", "driver", "accident_details", f"full{CASE}"),
    ("driver.accident", "driver", "incident_photos", f"full{CASE}"),
    ("driver.accident", "driver", "injury_information", f"full{CASE}"),
    ("driver.accident", "witness", "witness_information", f"full{CASE}"),
    ("driver.accident", "third_party", "third_party_identity", f"full{CASE}"),
    ("driver.accident", "driver", "case_reference", f"full{CASE} | {REFERENCE}[case_closed_recently]"),
    ("driver.accident", "driver", "police_report", "-:not_named"),
    ("driver.accident", "driver", "service_history", "-:not_named"),
    ("driver.accident", "driver", "photo_capture", "-:not_named"),
    ("driver.energy_toll", "driver", "bank_account_details", "-:payment_private"),
    ("driver.fleet_reporting", "driver", "national_id_number", "-:identity_not_needed"),
    ("driver.safety", "driver", "driver_risk_index", "-:behaviour_private"),
    ("driver.fines", "driver", "fine_details", "-:criminal"),
    ("private.acceptance", "private_lease_customer", "income_documents", "-:payment_private"),
    ("driver.roadside", "driver", "assistance_location", f"full{CASE}"),
    ("driver.rental", "driver", "delivery_or_pickup_location", f"full{CASE}"),
]

PARTNERS = [
    ("garage", "driver.maintenance", "driver", "full_name", f"full{JOB}"),
    ("garage", "driver.maintenance", "driver", "phone", f"full{JOB}"),
    ("garage", "driver.maintenance", "driver", "email", "-:not_named"),
    ("garage", "driver.maintenance", "vehicle", "vin", f"full{JOB}"),
    ("garage", "driver.maintenance", "driver", "incident_photos", "full[own_live_job,photo_of_damage]"),
    ("garage", "driver.maintenance", "driver", "postal_address", "-:place_private"),
    ("garage", "driver.maintenance", "driver", "delivery_or_pickup_location", "full[own_live_job,pick_up_service]"),
    ("garage", "driver.maintenance", "driver", "driver_id", "-:identity_not_needed"),
    ("body_shop", "driver.accident", "driver", "damage_details", f"full{JOB}"),
    ("body_shop", "driver.accident", "driver", "accident_details", "-:not_named"),
    ("garage", "driver.accident", "driver", "injury_information", "-:health"),
    ("garage", "private.accident", "private_lease_customer", "injury_information", "-:health"),  # trap 7
    ("garage", "private.accident", "private_lease_customer", "date_of_birth", "-:identity_not_needed"),  # trap 7
    ("tyre_shop", "driver.maintenance", "vehicle", "odometer", f"full{JOB}"),
    ("garage", "driver.accident", "witness", "witness_information", "-:other_people"),
    ("roadside_provider", "driver.roadside", "driver", "assistance_location", f"full{JOB}"),
    ("roadside_provider", "driver.roadside", "driver", "postal_address", "-:not_named"),
    ("towing_provider", "private.roadside", "private_lease_customer", "phone", f"full{JOB}"),
    ("replacement_vehicle_provider", "driver.roadside", "driver", "assistance_location", "-:not_named"),
    ("rental_partner", "driver.rental", "driver", "rental_period", f"full{JOB}"),
    ("rental_partner", "driver.rental", "driver", "company_contact_person", f"full{JOB}"),
    ("rental_partner", "driver.rental", "vehicle", "vehicle_make_model", "-:not_named"),
    ("insurer", "driver.accident", "driver", "accident_details", f"full{CLAIM}"),
    ("insurer", "driver.accident", "driver", "injury_information", f"full{INJURY}"),
    ("insurer", "driver.accident", "driver", "date_of_birth", f"full{INJURY}"),
    ("insurer", "private.accident", "private_lease_customer", "injury_information", f"full{INJURY}"),  # trap 7
    ("professional_expert", "driver.accident", "driver", "police_report", f"full{CLAIM}"),
    ("insurer", "driver.accident", "driver", "bank_account_details", "-:not_named"),
    ("fuel_card_issuer", "driver.energy_toll", "driver", "postal_address", "full"),
    ("fuel_card_issuer", "driver.energy_toll", "driver", "bank_account_details", "-:payment_private"),  # trap 10
    ("ev_charging_provider", "driver.energy_toll", "driver", "fuel_card_number", "-:not_named"),
    ("ev_charging_provider", "private.energy", "private_lease_customer", "ev_charge_card_number", "full"),
    ("payment_company", "driver.energy_toll", "driver", "bank_account_details", "full[reimbursement_due]"),  # trap 10
    ("payment_company", "driver.energy_toll", "driver", "fuel_information", "-:not_named"),
    ("payment_provider", "private.acceptance", "private_lease_customer", "bank_account_details", "full"),  # trap 10
    ("payment_provider", "private.acceptance", "private_lease_customer", "driving_licence", "-:not_named"),
    (
        "authority",
        "driver.fines",
        "driver",
        "full_name",
        "full[nomination_required_by_law] | full[legal_demand_on_file]",
    ),  # trap 29
    ("authority", "driver.fines", "driver", "driver_id", "-:not_named"),
    ("tax_authority", "customer.compliance", "customer_contact", "full_name", "full[legal_demand_on_file]"),  # trap 29
    ("tax_authority", "customer.compliance", "customer_contact", "other_provided_information", "-:not_named"),  # trap 50
    ("investigation_agency", "driver.compliance", "vehicle", "vehicle_details", "full[legal_demand_on_file]"),
    ("safety_programme_provider", "driver.safety", "driver", "email", "full"),
    ("safety_programme_provider", "driver.safety", "driver", "phone", "-:not_named"),
]

OWN = [
    ("driver.portal", "driver", "full_name", "full"),
    ("driver.portal", "driver", "national_id_number", "full"),
    ("driver.portal", "driver", "injury_information", "full"),
    ("driver.portal", "driver", "fine_details", "full"),
    ("driver.portal", "driver", "bank_account_details", "full"),
    ("driver.portal", "vehicle", "licence_plate", "full"),
    ("driver.portal", "driver", "login_credentials", "coarse:login_name"),
    ("driver.accident", "driver", "accident_details", "full"),
    ("driver.accident", "driver", "incident_photos", "full"),
    ("driver.accident", "driver", "photo_capture", "full"),
    ("driver.accident", "witness", "witness_information", "full[entered_by_self]"),  # trap 8
    ("driver.accident", "third_party", "third_party_identity", "full[entered_by_self]"),  # trap 8
    ("driver.accident", "witness", "witness_statement", "-:other_people"),
    ("driver.accident", "driver", "police_report", "-:other_people"),
    ("driver.accident", "third_party", "third_party_claim", "-:other_people"),
    ("driver.accident", "passenger", "injury_information", "-:not_named"),
    ("driver.accident", "third_party", "full_name", "-:not_named"),
    ("driver.rental", "driver", "company_contact_person", "-:not_named"),
    ("private.fines", "private_lease_customer", "offence_place", "full"),  # trap 4
    ("private.portal", "private_lease_customer", "financial_obligations", "full"),
    ("private.portal", "driver", "full_name", "-:other_subject_kind"),
    ("rights.own_record", "driver", "access_record", "full"),
]

LESSOR = [
    ("lessor_fleet_staff", "driver.vehicle_management", "driver", "postal_address", "full"),
    ("lessor_fleet_staff", "driver.vehicle_management", "vehicle", "vin", "full"),
    ("lessor_fleet_staff", "driver.vehicle_management", "driver", "driving_licence", "masked"),
    ("lessor_fleet_staff", "driver.vehicle_management", "driver", "date_of_birth", "-:not_named"),
    ("lessor_fleet_staff", "driver.accident", "driver", "injury_information", "-:not_named"),
    ("machine_client", "driver.vehicle_management", "driver", "full_name", "full"),
    ("machine_client", "driver.vehicle_management", "driver", "driving_licence", "-:not_named"),
    ("lessor_claims", "driver.accident", "driver", "photo_capture", "full[case_open]"),
    ("lessor_claims", "driver.accident", "driver", "injury_information", "full[case_open,claim_concerns_injury]"),
    ("lessor_claims", "driver.accident", "driver", "national_id_number", "-:not_named"),
    ("lessor_admin", "operation.accounts", "driver", "login_credentials", "coarse:login_name"),
    ("lessor_admin", "customer.account_administration", "customer_contact", "full_name", "-:not_named"),
    ("privacy_officer", "accountability.ledger_review", "driver", "full_name", "-:not_named"),
    ("system_jobs", "operation.maintenance", "driver", "full_name", "-:not_named"),
]

CELLS = [
    *[(MANAGER, *cell) for cell in EMPLOYER],
    *[("call_centre", *cell) for cell in AGENT],
    *PARTNERS,
    *[("self", *cell) for cell in OWN],
    *LESSOR,
]


@pytest.mark.parametrize(("recipient", "purpose", "kind", "item", "answer"), CELLS)
def test_hand_written_cell(recipient: str, purpose: str, kind: str, item: str, answer: str) -> None:
    decision = _policy().decide_for_recipient(recipient=recipient, purpose=purpose, item=item, subject_kind=kind)
    assert _words(decision) == answer


CLAIMS = {
    "driver": {"driver.portal", "driver.accident", "rights.own_record"},
    "private_lessee": {"private.portal", "private.accident", "rights.own_record"},
    "fleet_manager": {
        "driver.fleet_reporting",
        "driver.accident",
        "driver.vehicle_management",
        "customer.myfleet",
        "rights.own_record",
    },
    "agent": {"driver.communication", "private.communication", "driver.accident", "private.accident", "rights.own_record"},
    "workshop": {"driver.maintenance", "private.maintenance", "rights.own_record"},
    "privacy_officer": {"accountability.ledger_review", "rights.own_record"},
    "system": {"operation.maintenance", "operation.accounts"},
    "machine": {"driver.vehicle_management", "private.vehicle_management"},
}


@pytest.mark.parametrize(("role", "purposes"), CLAIMS.items())
def test_a_role_claims_exactly_these_purposes(role: str, purposes: set[str]) -> None:
    assert set(_policy().claimable_by(role)) == purposes


@pytest.mark.parametrize(
    ("role", "purpose", "reason"),
    [
        ("fleet_manager", "driver.fines", "purpose_planned"),
        ("fleet_manager", "driver.communication", "role_may_not_claim"),
        ("fleet_manager", "private.portal", "role_may_not_claim"),
        ("workshop", "driver.fleet_reporting", "role_may_not_claim"),  # trap 19: no supplier in MyFleet
        ("agent", "driver.fleet_reporting", "role_may_not_claim"),
        ("privacy_officer", "driver.accident", "role_may_not_claim"),
        ("admin", "driver.vehicle_management", "role_may_not_claim"),
        ("driver", "private.portal", "role_may_not_claim"),  # trap 47
        ("agent", "driver.surveys_marketing", "purpose_planned"),  # traps 16, 17, 20
    ],
)
def test_a_purpose_that_a_role_may_not_claim_withholds_everything(role: str, purpose: str, reason: str) -> None:
    policy = _policy()
    claim = policy.may_claim(role, purpose)
    assert (claim.allowed, claim.reason) == (False, reason)
    for item in policy.purposes[purpose].items:
        for kind in policy.purposes[purpose].subject_kinds:
            decision = policy.decide(role=role, purpose=purpose, item=item, subject_kind=kind)
            assert (decision.branches, decision.reason, decision.rule) == ((), reason, claim.rule)


def test_the_basis_differs_by_audience_for_the_same_operation() -> None:
    """Traps 13 and 14: interest towards an employed driver, contract towards a private lease customer."""
    policy = _policy()
    asked = {"recipient": "garage", "item": "damage_details"}
    driver = policy.decide_for_recipient(purpose="driver.accident", subject_kind="driver", **asked)
    private = policy.decide_for_recipient(purpose="private.accident", subject_kind="private_lease_customer", **asked)
    assert (driver.legal_basis, private.legal_basis) == ("legitimate_interest", "contract")


def test_work_done_for_private_lease_rests_on_the_contract_and_forecasting_on_the_interest() -> None:
    """Trap 15."""
    bases = [basis.basis for basis in _policy().purposes["private.maintenance"].bases]
    assert bases == ["contract", "legitimate_interest"]


def test_the_safety_provider_may_send_in_four_items_and_nothing_else() -> None:
    """R-006."""
    policy = _policy()
    accepted = {item for item in policy.items if policy.may_deliver("safety_programme_provider", "driver.safety", item)}
    assert accepted == {"driver_risk_index", "training_recommended", "training_enrolled", "training_completed"}
    assert not policy.may_deliver("safety_programme_provider", "driver.accident", "driver_risk_index")
    assert not policy.may_deliver("garage", "driver.safety", "driver_risk_index")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"role": "fleet_managr"}, "role 'fleet_managr' (did you mean fleet_manager"),
        ({"purpose": "driver.fleet_report"}, "purpose 'driver.fleet_report' (did you mean driver.fleet_reporting"),
        ({"item": "odomter"}, "item 'odomter' (did you mean odometer"),
        ({"subject_kind": "drivr"}, "kind of subject 'drivr' (did you mean driver"),
    ],
)
def test_an_unknown_name_is_an_error_and_never_a_quiet_no(changed: dict[str, str], words: str) -> None:
    asked = {"role": "fleet_manager", "purpose": "driver.fleet_reporting", "item": "odometer", "subject_kind": "vehicle"}
    with pytest.raises(UnknownName) as refusal:
        _policy().decide(**{**asked, **changed})
    assert words in str(refusal.value)
    assert isinstance(refusal.value, PolicyError)
    assert isinstance(refusal.value, KeyError)
