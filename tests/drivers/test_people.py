"""Adding drivers, changing contact data, ending an employment, inviting to a log-in."""

from datetime import UTC, date, datetime, timedelta

import pytest

from drivers import actions, queries
from drivers.actions import NewDriver
from drivers.models import Custody, Driver
from privacy import gate
from privacy.errors import BadInput, Conflict, NotFoundHere, NotPermitted
from privacy.models import Account, RoleAssignment
from tests.factories import LONG_AGO, keeper, make_driver, private_keeper

pytestmark = pytest.mark.django_db


def new(cast, **more):
    return NewDriver(**{"full_name": "Noor Postma", "employer": cast.windmolen, "employed_from": LONG_AGO, **more})


def test_many_are_added_as_one_with_subjects_of_their_own(cast):
    ids = actions.add_drivers(access=keeper(), drivers=[new(cast), new(cast, email="noor@example.test")])
    rows = Driver.objects.filter(public_id__in=ids)
    assert len({row.subject_id for row in rows}) == 2
    assert {row.subject.kind for row in rows} == {"driver"}
    assert all(row.history.count() == 1 for row in rows)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"full_name": "  "}, "full_name"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"full_name": "nul\x00byte"}, "full_name"),
        ({"email": "no address"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"date_of_birth": date.today() - timedelta(days=17 * 365)}, "date_of_birth"),
        ({"date_of_birth": date.today() + timedelta(days=1)}, "date_of_birth"),
        ({"employer": None}, "employer"),
        ({"employed_from": None}, "employed_from"),
        ({"employed_to": LONG_AGO - timedelta(days=1)}, "employed_to"),
        ({"employed_from": LONG_AGO.replace(tzinfo=None)}, "employed_from"),
        ({"country": "Nederland"}, "country"),
        ({"language": "de"}, "language"),
        ({"kind": "staff"}, "kind"),
        ({"kind": "private_lease_customer"}, "employer"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(cast, more, field):
    with pytest.raises(BadInput) as refused:
        actions.add_driver(access=keeper(), driver=new(cast, **more))
    assert field in refused.value.fields


def test_each_line_of_many_is_named(cast):
    count = Driver.objects.count()
    with pytest.raises(BadInput) as refused:
        actions.add_drivers(access=keeper(), drivers=[new(cast), new(cast, full_name=""), new(cast, email="x")])
    assert set(refused.value.fields) == {"1.full_name", "2.email"}
    assert Driver.objects.count() == count


def test_an_unknown_employer_is_not_there(cast):
    with pytest.raises(NotFoundHere):
        actions.add_driver(access=keeper(), driver=new(cast, employer=cast.dana_car))


def test_a_new_driver_prints_nothing(cast):
    assert "Noor" not in repr(new(cast))


def test_drivers_keep_their_own_contact_data(cast):
    access = cast.dana.access("driver.portal")
    actions.change_contact(access=access, driver=cast.dana.driver, email="new@example.test", phone="")
    card = queries.driver_card(access, cast.dana.driver)
    assert (card["email"], card["phone"]) == ("new@example.test", None)
    found = gate.find(keeper(), Driver, ["full_name"], email="NEW@example.test")
    assert [row.id for row in found] == [cast.dana.driver]


def test_drivers_do_not_change_what_the_lessor_keeps(cast):
    with pytest.raises(NotPermitted):
        actions.change_contact(
            access=cast.dana.access("driver.portal"), driver=cast.dana.driver, operational_contact="my neighbour"
        )


def test_nobody_changes_a_colleague(cast):
    with pytest.raises(NotFoundHere):
        actions.change_contact(access=cast.emre.access("driver.portal"), driver=cast.dana.driver, email="x@y.test")


def test_the_end_of_an_employment_closes_the_door_and_flags_the_car(cast):
    maud = cast.maud.access("driver.fleet_reporting")
    assert queries.driver_card(maud, cast.dana.driver)["full_name"]
    actions.end_employment(access=keeper(), driver=cast.dana.driver)
    later = cast.maud.access("driver.fleet_reporting")
    with pytest.raises(NotFoundHere):
        queries.driver_card(later, cast.dana.driver)
    rows = {row.id: row for row in queries.vehicles_with_drivers(later).rows}
    assert rows[cast.dana_car].withheld["driver.full_name"].code == "out_of_scope"
    assert queries.my_cars(cast.dana.access("driver.portal")) == []
    custody = Custody.objects.get(driver__public_id=cast.dana.driver)
    assert (custody.ends_at, custody.attention) == (None, "employment_ended")


def test_an_ended_employment_keeps_the_own_record_open(cast):
    actions.end_employment(access=keeper(), driver=cast.dana.driver)
    (own,) = queries.own_record(cast.dana.access("driver.portal"))
    assert own["full_name"].startswith("CanaryDANA")


def test_an_employment_ends_once_and_not_before_it_began(cast):
    with pytest.raises(BadInput):
        actions.end_employment(access=keeper(), driver=cast.dana.driver, at=LONG_AGO - timedelta(days=1))
    actions.end_employment(access=keeper(), driver=cast.dana.driver, at=datetime(2025, 1, 1, tzinfo=UTC))
    with pytest.raises(Conflict):
        actions.end_employment(access=keeper(), driver=cast.dana.driver)
    with pytest.raises(Conflict):
        actions.end_employment(access=private_keeper(), driver=cast.lieve.driver)


def test_an_invitation_gives_a_password_that_must_be_changed_in_time(cast):
    driver = make_driver(cast.windmolen, email="invited@example.test", language="fr")
    invitation = actions.invite_account(access=keeper(), driver=driver)
    account = Account.objects.get(public_id=invitation.account)
    assert account.check_password(invitation.temporary_password)
    assert account.must_change_password
    assert account.temporary_password_expires_at is not None
    assert (account.email, account.language) == ("invited@example.test", "fr")
    assert account.subject_id == Driver.objects.get(public_id=driver).subject_id
    assert RoleAssignment.objects.get(account=account).role == "driver"
    assert invitation.temporary_password not in repr(invitation)


def test_nobody_is_invited_twice_or_without_address(cast):
    with pytest.raises(Conflict):
        actions.invite_account(access=keeper(), driver=cast.dana.driver)
    with pytest.raises(BadInput):
        actions.invite_account(access=keeper(), driver=make_driver(cast.windmolen, email=""))
