"""Every domain row keeps its past: sealed as the row is, with who, for what and why, and without an index to find it by."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from drivers import actions as drivers
from drivers.models import Driver
from fleet.models import Vehicle
from privacy import registry
from privacy.fields import BlindIndex, NameTokens, SealedField
from privacy.models import Record
from tests.cast import CANARIES, CANARY_CARS, CANARY_STRINGS, Cast
from tests.factories import keeper
from tests.incidents.scenes import case_of, dana_reports

pytestmark = pytest.mark.django_db
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
TRACE = {"history_user_id", "history_actor_name", "history_role", "history_purpose", "history_request", "history_verb"}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
def test_every_record_has_a_history_that_says_who(model: Any) -> None:
    past = model.history.model
    columns = {field.attname for field in past._meta.concrete_fields}
    assert columns >= TRACE
    assert not [field for field in past._meta.concrete_fields if isinstance(field, BlindIndex | NameTokens)]
    own = {field.name for field in model._meta.concrete_fields if not isinstance(field, BlindIndex | NameTokens)}
    assert own <= {field.name for field in past._meta.concrete_fields}
    for field in past._meta.concrete_fields:
        if isinstance(field, SealedField):
            assert field.db_type(connection) == "bytea"


def test_every_model_with_sealed_fields_is_a_record() -> None:
    holders = {model for model in apps.get_models() if any(isinstance(f, SealedField) for f in model._meta.concrete_fields)}
    assert {model for model in holders if not hasattr(model, "history_id")} <= set(RECORDS)
    assert {model._meta.label for model in RECORDS} <= set(registry.holdings())


def test_the_past_of_the_cast_says_how_it_came_about(cast: Cast) -> None:
    for model in (Driver, Vehicle):
        for past in model.history.all():
            assert past.history_role == "fleet_staff"
            assert past.history_verb.partition(".")[0] in ("fleet", "drivers")
            assert past.history_request
            assert past.history_purpose.endswith("vehicle_management")


def test_an_old_value_stays_sealed_and_readable_by_its_key_alone(cast: Cast) -> None:
    before = Driver.objects.get(public_id=cast.dana.driver).phone._envelope
    drivers.change_contact(access=keeper(), driver=cast.dana.driver, phone="+31611223344")
    row = Driver.objects.get(public_id=cast.dana.driver)
    new, old = row.history.order_by("-history_id")[:2]
    assert old.phone._envelope == before
    assert new.phone._envelope == row.phone._envelope != before


def test_no_history_table_holds_a_value(cast: Cast) -> None:
    case_of(cast, dana_reports(cast).report)
    searched = 0
    for model in RECORDS:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT row_to_json(past)::text FROM "{model.history.model._meta.db_table}" past')
            lines = [line for (line,) in cursor.fetchall()]
        searched += len(lines)
        found = [value for value in CANARY_STRINGS for line in lines if value in line or value.encode().hex() in line]
        assert not found, model._meta.label
    assert searched > 20
    assert CANARIES["dana"]["full_name"] in CANARY_STRINGS
    assert CANARY_CARS["dana"]["vin"] in CANARY_STRINGS
