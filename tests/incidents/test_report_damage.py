"""A driver reports damage: kept once, sealed, and with what was not known left unknown."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from incidents.actions import NewPhoto, NewReport, report_damage
from incidents.models import DamageReport, Photo
from incidents.queries import my_reports, report_card
from privacy.errors import BadInput, Conflict, LedgerUnavailable, NotFoundHere, NotPermitted
from privacy.ledger.models import Event
from privacy.ledger.store import reference
from tests.factories import make_vehicle
from tests.incidents.scenes import DAMAGE, INJURY, NARRATIVE, PLACE, accident, dana_reports, picture

pytestmark = pytest.mark.django_db


def test_what_was_told_comes_back_to_the_person_who_told_it(cast):
    receipt = dana_reports(cast)
    [view] = my_reports(cast.dana.access("driver.portal"))
    assert view.record.id == receipt.report
    assert view.record["number"] == receipt.number
    assert view.record["narrative"] == NARRATIVE
    assert view.record["place"] == PLACE
    assert view.record["injury_information"] == INJURY
    assert view.record["passenger_count"] == 2
    assert view.record["zones"] == ["left_front_door", "left_rear_door"]
    assert str(view.progress)
    assert view.moves == ("withdraw",)


def test_the_number_says_the_year_and_never_comes_twice(cast):
    first, second = dana_reports(cast), dana_reports(cast)
    year = timezone.localtime().year
    assert first.number.startswith(f"S-{year}-")
    assert first.number != second.number


def test_the_database_holds_no_word_of_it(cast):
    receipt = dana_reports(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM incidents_damagereport r WHERE public_id = %s", [receipt.report])
        (row,) = cursor.fetchone()
        cursor.execute("SELECT r::text FROM incidents_historicaldamagereport r WHERE public_id = %s", [receipt.report])
        (history,) = cursor.fetchone()
    assert receipt.number in row
    assert receipt.number in history
    for secret in (NARRATIVE, PLACE, INJURY, DAMAGE):
        assert secret not in row + history
        assert secret.encode().hex() not in row + history


def test_unknown_stays_unknown(cast):
    report = NewReport(vehicle=cast.dana_car, kind="damage", happened_at=timezone.now())
    receipt = report_damage(access=cast.dana.access("driver.portal"), report=report)
    record = report_card(cast.dana.access("driver.portal"), receipt.report).record
    assert record["drivable"] == "unknown"
    assert record["zones"] == []
    assert record["narrative"] is None
    assert record["passenger_count"] is None


def test_the_report_stands_in_the_ledger_under_the_drivers_reference(cast):
    access = cast.dana.access("driver.portal")
    receipt = report_damage(access=access, report=accident(cast.dana_car))
    event = Event.objects.get(request_id=access.request_id, kind="change", object_kind="incidents.DamageReport")
    assert event.verb == "incidents.report_damage"
    assert event.object_ids == [receipt.report]
    assert event.subject_refs == [reference(cast.dana.subject)]
    assert "injury_information" in event.items


def test_the_same_send_five_times_makes_one_report(cast):
    report = accident(cast.dana_car)
    access = cast.dana.access("driver.portal")
    receipts = [report_damage(access=access, report=report, idempotency_key="phone-0001") for _ in range(5)]
    assert {receipt.report for receipt in receipts} == {receipts[0].report}
    assert [receipt.repeated for receipt in receipts] == [False, True, True, True, True]
    assert DamageReport.objects.filter(vehicle__public_id=cast.dana_car).count() == 1


def test_the_same_key_with_other_content_is_refused_and_nothing_is_overwritten(cast):
    report = accident(cast.dana_car)
    access = cast.dana.access("driver.portal")
    first = report_damage(access=access, report=report, idempotency_key="phone-0002")
    with pytest.raises(Conflict) as refused:
        report_damage(access=access, report=accident(cast.dana_car, narrative="another"), idempotency_key="phone-0002")
    assert refused.value.code == "key_reused"
    assert first.number in str(refused.value.message)
    assert report_card(access, first.report).record["narrative"] == NARRATIVE


def test_the_key_of_one_person_is_not_the_key_of_another(cast):
    dana_reports(cast, key="phone-0003")
    emre = cast.emre.access("driver.portal")
    other = report_damage(access=emre, report=accident(cast.emre_car), idempotency_key="phone-0003")
    assert not other.repeated


def test_a_narrative_of_40_000_characters_names_the_limit_and_stores_nothing(cast):
    with pytest.raises(BadInput) as refused:
        dana_reports(cast, narrative="n" * 40_000)
    [text] = refused.value.fields["narrative"]
    assert "20000" in str(text)
    assert "40000" in str(text)
    assert refused.value.status == 422
    assert not DamageReport.objects.exists()
    assert dana_reports(cast, narrative="n" * 20_000).number


def test_what_is_wrong_is_said_all_at_once(cast):
    with pytest.raises(BadInput) as refused:
        dana_reports(cast, kind="meteor", happened_at=timezone.now() + timedelta(days=1), place="a\x00b")
    assert set(refused.value.fields) == {"kind", "happened_at", "place"}


def test_naughty_strings_are_kept_as_they_were_typed(cast):
    naughty = "\u202eRTL <script>alert(1)</script> '; DROP TABLE x;-- =cmd|' /C calc'!A0 \U0001f468‍\U0001f469‍\U0001f467 ﷽"
    receipt = dana_reports(cast, narrative=naughty, place=naughty)
    record = report_card(cast.dana.access("driver.portal"), receipt.report).record
    assert record["narrative"] == naughty
    assert record["place"] == naughty


def test_a_moment_before_the_car_was_held_is_warned_about_and_kept(cast):
    early = timezone.now() - timedelta(days=365 * 4)
    assert dana_reports(cast, happened_at=early).warnings == ("outside_custody",)
    assert dana_reports(cast).warnings == ()


def test_the_car_of_somebody_else_cannot_be_reported_on(cast):
    access = cast.dana.access("driver.portal")
    with pytest.raises(NotFoundHere):
        report_damage(access=access, report=accident(cast.emre_car))
    with pytest.raises(NotFoundHere):
        report_damage(access=access, report=accident(uuid4()))
    assert report_damage(access=access, report=accident(cast.dana_car)).number


def test_a_private_lessee_reports_for_the_own_car(cast):
    access = cast.lieve.access("private.portal")
    receipt = report_damage(access=access, report=accident(cast.lieve_car))
    assert [view.record.id for view in my_reports(access)] == [receipt.report]


def test_the_desk_reports_for_a_caller_and_the_report_is_the_callers(cast):
    access = cast.ali.access("driver.communication")
    report_damage(access=access, report=accident(cast.dana_car, driver=cast.dana.driver))
    [view] = my_reports(cast.dana.access("driver.portal"))
    assert view.record["narrative"] == NARRATIVE


def test_where_nobody_knows_who_drove_the_report_belongs_to_the_vehicles_file(cast):
    receipt = report_damage(access=cast.ali.access("driver.communication"), report=accident(cast.pool_car))
    row = DamageReport.objects.select_related("subject").get(public_id=receipt.report)
    assert row.driver is None
    assert row.subject.kind == "vehicle"


@pytest.mark.parametrize("who", ["maud", "wout", "petra"])
def test_other_roles_do_not_report(cast, who):
    person = getattr(cast, who)
    purpose = {"maud": "driver.accident", "wout": "driver.maintenance", "petra": "rights.own_record"}[who]
    with pytest.raises(NotPermitted):
        report_damage(access=person.access(purpose), report=accident(make_vehicle()))


def test_when_the_ledger_is_down_nothing_is_kept_and_the_answer_says_so(cast, monkeypatch):
    def down(*args, **kwargs):
        raise LedgerUnavailable

    with monkeypatch.context() as broken:
        broken.setattr("privacy.ledger.store.write", down)
        with pytest.raises(LedgerUnavailable):
            dana_reports(cast, NewPhoto(picture()), key="ledger-0001")
    assert not DamageReport.objects.exists()
    assert not Photo.objects.exists()
    again = dana_reports(cast, NewPhoto(picture()), key="ledger-0001")
    assert not again.repeated
    assert len(again.photos) == 1
