"""Actions of reports, photos, cases and jobs."""

from typing import Any

from incidents import actions as incidents
from incidents.actions import NewPhoto
from incidents.models import Photo
from tests.cast import LESSOR, Cast, _person
from tests.factories import give_role, make_log_in
from tests.incidents.scenes import accident, case_of, dana_reports, job_of, picture
from tests.performing import Prepared, action, desk


def told(cast: Cast, *photos: NewPhoto) -> Any:
    return dana_reports(cast, *photos).report


action(
    "incidents.report_damage",
    lambda cast: Prepared(access=cast.dana.access("driver.portal"), report=accident(cast.dana_car)),
    lambda p: incidents.report_damage(access=p.access, report=p.report),
)
action(
    "incidents.withdraw_report",
    lambda cast: Prepared(access=cast.dana.access("driver.portal"), report=told(cast)),
    lambda p: incidents.withdraw_report(access=p.access, report=p.report),
)
action(
    "incidents.discard_report",
    lambda cast: desk(cast, "driver.communication", report=told(cast)),
    lambda p: incidents.discard_report(access=p.access, report=p.report),
)
action(
    "incidents.add_photos",
    lambda cast: Prepared(access=cast.dana.access("driver.portal"), report=told(cast)),
    lambda p: incidents.add_photos(access=p.access, report=p.report, photos=[NewPhoto(picture())]),
)


def photo_in_a_case(cast: Cast) -> Any:
    report = told(cast, NewPhoto(picture()))
    case_of(cast, report)
    return Photo.objects.get(report__public_id=report).public_id


action(
    "incidents.mark_photo",
    lambda cast: desk(cast, photo=photo_in_a_case(cast)),
    lambda p: incidents.mark_photo(access=p.access, photo=p.photo, mark="scene", unknown_persons=True),
)
action(
    "incidents.open_case",
    lambda cast: desk(cast, "driver.communication", report=told(cast)),
    lambda p: incidents.open_case(access=p.access, report=p.report),
)
action(
    "incidents.take_over_case",
    lambda cast: Prepared(case=case_of(cast, told(cast), agent=colleague()), access=cast.ali.access("driver.communication")),
    lambda p: incidents.take_over_case(access=p.access, case=p.case),
)


def colleague() -> Any:
    give_role(make_log_in("alma@cast.test"), "agent", LESSOR)
    return _person("alma")


action(
    "incidents.hand_over_case",
    lambda cast: desk(cast, case=case_of(cast, told(cast)), colleague=colleague()),
    lambda p: incidents.hand_over_case(access=p.access, case=p.case, colleague=p.colleague.email),
)
action(
    "incidents.add_note",
    lambda cast: desk(cast, case=case_of(cast, told(cast))),
    lambda p: incidents.add_note(access=p.access, case=p.case, text="called back"),
)
action(
    "incidents.change_case_state",
    lambda cast: desk(cast, case=case_of(cast, told(cast))),
    lambda p: incidents.change_case_state(access=p.access, case=p.case, verb="start"),
)
action(
    "incidents.record_insurance",
    lambda cast: desk(cast, case=case_of(cast, told(cast))),
    lambda p: incidents.record_insurance(access=p.access, case=p.case, state="notified"),
)
action(
    "incidents.refer_to_workshop",
    lambda cast: desk(cast, case=case_of(cast, told(cast)), workshop=cast.garage),
    lambda p: incidents.refer_to_workshop(access=p.access, case=p.case, workshop=p.workshop),
)


def live_job(cast: Cast) -> Any:
    case = case_of(cast, told(cast))
    job_of(cast, case)
    return case


action(
    "incidents.finish_job",
    lambda cast: Prepared(case=live_job(cast), access=cast.wout.access("driver.maintenance")),
    lambda p: incidents.finish_job(access=p.access, case=p.case),
)
