"""The demo company: made once, through the actions, with log-ins that work."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from config.demo import log_ins, seed
from config.demo.accesses import as_person
from drivers import queries
from drivers.models import Custody, Driver
from fleet.models import LeaseContract, OdometerReading, PlatePeriod, Vehicle
from privacy.models import Account, RoleAssignment

pytestmark = pytest.mark.django_db
PASSWORD = "een lang genoeg wachtwoord 7"


@pytest.fixture
def demo(db):
    assert seed(PASSWORD)


def test_a_second_run_changes_nothing(demo, django_assert_max_num_queries):
    before = [model.objects.count() for model in (Vehicle, Driver, Custody, LeaseContract, Account)]
    with django_assert_max_num_queries(1):
        assert not seed(PASSWORD)
    assert [model.objects.count() for model in (Vehicle, Driver, Custody, LeaseContract, Account)] == before


def test_everybody_logs_in_with_the_password_given(demo):
    for email in log_ins.ALL:
        account = Account.objects.get(email=email)
        assert account.check_password(PASSWORD)
        assert not account.must_change_password


def test_another_password_is_taken_over(demo):
    assert not seed("een ander lang wachtwoord 8")
    assert Account.objects.get(email=log_ins.ADMIN).check_password("een ander lang wachtwoord 8")


def test_a_weak_password_makes_nothing(monkeypatch):
    monkeypatch.setenv("DISCREET_DEMO_PASSWORD", "short")
    with pytest.raises(CommandError):
        call_command("seed_demo", stdout=StringIO())
    assert not Account.objects.filter(email=log_ins.DRIVER).exists()


def test_no_password_says_what_to_set(monkeypatch):
    monkeypatch.delenv("DISCREET_DEMO_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="DISCREET_DEMO_PASSWORD"):
        call_command("seed_demo", stdout=StringIO())


def test_the_fleet_looks_like_one(demo):
    assert Vehicle.objects.count() >= 60
    assert OdometerReading.objects.filter(status="quarantined").count() == 1
    assert Custody.objects.filter(holder_kind="pool").count() >= 2
    assert Custody.objects.filter(planned=True).exists()
    assert Custody.objects.filter(attention="employment_ended").exists()
    assert PlatePeriod.objects.filter(ends_on__isnull=False).count() == 2
    assert set(Vehicle.objects.exclude(plate_country="").values_list("plate_country", flat=True)) == {"NL", "BE", "FR"}


def test_roles_are_as_announced(demo):
    roles = {
        email: set(RoleAssignment.objects.filter(account__email=email).values_list("role", flat=True)) for email in log_ins.ALL
    }
    assert roles[log_ins.MANAGER] == {"fleet_manager", "driver"}
    assert roles[log_ins.ADMIN] == {"admin", "fleet_staff"}
    assert roles[log_ins.WORKSHOP] == {"workshop"}


def test_each_manager_sees_the_own_fleet(demo):
    first = queries.vehicles_with_drivers(as_person(log_ins.MANAGER, "fleet_manager", "driver.fleet_reporting")).rows
    second = queries.vehicles_with_drivers(as_person(log_ins.MANAGER_2, "fleet_manager", "driver.fleet_reporting")).rows
    assert (len(first), len(second)) == (34, 20)
    assert not {row.id for row in first} & {row.id for row in second}


def test_drivers_have_a_car(demo):
    for email in (log_ins.DRIVER, log_ins.DRIVER_2, log_ins.MANAGER):
        assert len(queries.my_cars(as_person(email, "driver", "driver.portal"))) == 1
