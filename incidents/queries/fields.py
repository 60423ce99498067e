"""Which fields each view asks for: alias to path. What is released of them is the policy's answer, per purpose and role."""

from collections.abc import Mapping

REPORT: Mapping[str, str] = {
    "number": "number",
    "kind": "kind",
    "state": "state",
    "reported_at": "created_at",
    "happened_at": "happened_at",
    "zones": "zones",
    "drivable": "drivable",
    "damage_description": "damage_description",
    "narrative": "narrative",
    "place": "place",
    "injury_information": "injury_information",
    "passenger_count": "passenger_count",
    "police_reference": "police_reference",
    "insurance_reference": "insurance_reference",
}
VEHICLE_OF: Mapping[str, str] = {
    "vehicle.id": "vehicle__public_id",
    "vehicle.licence_plate": "vehicle__licence_plate",
    "vehicle.plate_country": "vehicle__plate_country",
    "vehicle.make": "vehicle__make",
    "vehicle.model": "vehicle__model",
}
CASE_OF_REPORT: Mapping[str, str] = {
    "case.id": "case__public_id",
    "case.number": "case__number",
    "case.state": "case__state",
    "case.job_state": "case__job_state",
    "case.insurance_state": "case__insurance_state",
    "case.claim_amount": "case__claim_amount",
    "case.excess_amount": "case__excess_amount",
    "case.currency": "case__currency",
}
#: A report with all that belongs to it.
REPORT_CARD: Mapping[str, str] = {**REPORT, **VEHICLE_OF, **CASE_OF_REPORT}
#: The same for an employer, who also wants to know whose car it is.
REPORT_FOR_MANAGER: Mapping[str, str] = {
    **REPORT_CARD,
    "driver.id": "driver__public_id",
    "driver.full_name": "driver__full_name",
}
#: A report that waits for an agent: enough to choose it.
WAITING: Mapping[str, str] = {
    "number": "number",
    "kind": "kind",
    "state": "state",
    "reported_at": "created_at",
    **VEHICLE_OF,
}
CASE: Mapping[str, str] = {
    "number": "number",
    "kind": "kind",
    "state": "state",
    "opened_at": "opened_at",
    "closed_at": "closed_at",
    "job_state": "job_state",
    **VEHICLE_OF,
}
#: A case as its agent works it.
CASE_CARD: Mapping[str, str] = {
    **CASE,
    "job_since": "job_since",
    "job_until": "job_until",
    "workshop.id": "workshop__public_id",
    "workshop.name": "workshop__name",
    "insurance_state": "insurance_state",
    "claim_amount": "claim_amount",
    "excess_amount": "excess_amount",
    "currency": "currency",
    "driver.id": "driver__public_id",
    "driver.full_name": "driver__full_name",
    "driver.phone": "driver__phone",
    "driver.email": "driver__email",
    "driver.date_of_birth": "driver__date_of_birth",
    "driver.language": "driver__language",
    "report.id": "report__public_id",
    **{f"report.{alias}": f"report__{path}" for alias, path in REPORT.items()},
}
#: A case as the workshop that has the job sees it.
JOB_CARD: Mapping[str, str] = {
    **CASE,
    "job_since": "job_since",
    "pick_up_place": "pick_up_place",
    "vehicle.vin": "vehicle__vin",
    "vehicle.odometer_km": "vehicle__odometer_km",
    "driver.full_name": "driver__full_name",
    "driver.phone": "driver__phone",
    "report.id": "report__public_id",
    "report.zones": "report__zones",
    "report.drivable": "report__drivable",
    "report.damage_description": "report__damage_description",
}
NOTE: Mapping[str, str] = {"text": "text", "written_at": "written_at"}
PHOTO: Mapping[str, str] = {
    "report.id": "report__public_id",
    "image": "image",
    "media": "image__public_id",
    "captured_at": "image__captured_at",
    "captured_place": "image__captured_place",
    "mark": "mark",
    "unknown_persons": "unknown_persons",
    "position": "position",
}
#: What the desk's search shows of a vehicle and who has it now; "held" is the custody interval that runs.
FOUND_VEHICLE: Mapping[str, str] = {
    "vehicle.id": "public_id",
    "vehicle.licence_plate": "licence_plate",
    "vehicle.plate_country": "plate_country",
    "vehicle.make": "make",
    "vehicle.model": "model",
    "holder": "held__holder_kind",
    "driver.id": "held__driver__public_id",
    "driver.full_name": "held__driver__full_name",
}
#: The same of a person who holds no vehicle now.
FOUND_DRIVER: Mapping[str, str] = {"driver.id": "public_id", "driver.full_name": "full_name"}
FOUND_CASE: Mapping[str, str] = {
    "number": "number",
    "kind": "kind",
    "state": "state",
    "opened_at": "opened_at",
    **VEHICLE_OF,
    "driver.id": "driver__public_id",
    "driver.full_name": "driver__full_name",
}
