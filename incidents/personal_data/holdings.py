"""Which fields of this app are personal, and in which way. A sealed field declares its item on the model itself."""

from django.utils.translation import gettext_lazy as _

from privacy.media.registry import media_source
from privacy.registry import hold

REFERENCE = "reference; the items of the row it names are decided one by one"
STAFF = "reference to the account of a member of staff; no item of the person whose case it is"

hold(
    "incidents.DamageReport",
    subject="subject",
    tracked={
        "number": "case_reference",
        "kind": "case_reference",
        "state": "case_reference",
        "happened_at": "accident_details",
        "zones": "damage_details",
        "drivable": "damage_details",
    },
    plain={
        "vehicle": REFERENCE,
        "driver": REFERENCE,
        "subject": REFERENCE,
        "reported_by": "reference to the account that sent it; says nothing of what was sent",
        "idempotency_key": "random key chosen by the sender's device, so that a repeated send makes one report",
        "content_digest": "keyed hash of what was sent; tells a repeated send from another one and cannot be turned back",
        "may_name_others": "declaration of R-102, yes or no",
    },
    retention="accident_file",
    labels={
        "number": _("Number"),
        "kind": _("What happened"),
        "state": _("State"),
        "happened_at": _("Happened at"),
        "zones": _("Places on the car"),
        "drivable": _("Can it be driven"),
        "damage_description": _("The damage"),
        "narrative": _("What happened, in your words"),
        "place": _("Where"),
        "injury_information": _("Injuries"),
        "passenger_count": _("Number of passengers"),
        "police_reference": _("Number of the police report"),
        "insurance_reference": _("Reference of the insurer"),
        "may_name_others": _("May give details about others"),
    },
)
hold(
    "incidents.Case",
    subject="subject",
    tracked={
        "number": "case_reference",
        "kind": "case_reference",
        "state": "case_reference",
        "opened_at": "case_reference",
        "closed_at": "case_reference",
        "job_state": "case_reference",
        "job_since": "case_reference",
        "job_until": "case_reference",
        "insurance_state": "insurance_information",
        "claim_amount": "insurance_information",
        "excess_amount": "insurance_information",
    },
    plain={
        "report": REFERENCE,
        "vehicle": REFERENCE,
        "driver": REFERENCE,
        "subject": REFERENCE,
        "agent": STAFF,
        "workshop": "reference to a company",
        "currency": "code of a currency",
    },
    retention="accident_file",
    labels={
        "number": _("Number"),
        "kind": _("What happened"),
        "state": _("State"),
        "opened_at": _("Opened"),
        "closed_at": _("Closed"),
        "job_state": _("Repair"),
        "job_since": _("At the workshop since"),
        "job_until": _("At the workshop until"),
        "pick_up_place": _("Where the car is fetched"),
        "insurance_state": _("Insurance"),
        "claim_amount": _("Amount claimed"),
        "excess_amount": _("Own risk"),
        "currency": _("Currency"),
    },
)
hold(
    "incidents.CaseNote",
    subject="subject",
    plain={
        "case": REFERENCE,
        "subject": REFERENCE,
        "author": STAFF,
        "written_at": "time of an entry of the log; no person without its text",
    },
    retention="accident_file",
    labels={"text": _("Note"), "written_at": _("Written")},
)
hold(
    "incidents.Photo",
    subject="subject",
    tracked={"image": "incident_photos"},
    plain={
        "report": REFERENCE,
        "subject": REFERENCE,
        "mark": "kind of thing that a photo shows; decides who may see it",
        "unknown_persons": "whether unasked people are in view, yes, no or not known; names nobody",
        "position": "order of the photos",
    },
    retention="accident_file",
    labels={"image": _("Photo"), "mark": _("Shows"), "unknown_persons": _("Other people in view")},
)
media_source("incidents.Photo", "image")
