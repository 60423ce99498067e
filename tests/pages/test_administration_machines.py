"""Connected systems: registered with purposes, called with the secret shown once, revoked at once."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from privacy.edge.models import MachineClient
from privacy.ledger.models import Event
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db

LIST = "administration:machines"
UPKEEP, PRIVATE = "driver.vehicle_management", "private.vehicle_management"


def register(client, **changes):
    return client.post(reverse(LIST), {"name": "HR export", "organisation": "lessor", "purposes": [UPKEEP]} | changes)


def credentials(answer):
    client_id, secret = re.findall(r'<code class="secret">([^<]+)</code>', answer.content.decode())
    return {"client_id": client_id, "client_secret": secret}


def token(known):
    answer = Client().post("/identity/o/api/token", {"grant_type": "client_credentials", **known})
    return answer.json().get("access_token", "")


def vehicles(bearer, purpose=UPKEEP):
    return Client().get("/api/v1/vehicles/", headers={"Authorization": f"Bearer {bearer}", "X-Purpose": purpose})


def test_a_system_is_registered_and_calls_for_its_purposes_only(cast, reader):
    answer = register(reader("ana"))
    bearer = token(credentials(answer))
    assert vehicles(bearer).status_code == 200
    assert vehicles(bearer, PRIVATE).status_code == 403


def test_a_system_of_an_employer_sees_that_employer(cast, reader):
    bearer = token(credentials(register(reader("ana"), organisation=str(cast.chantier))))
    found = {row["id"] for row in vehicles(bearer).json()["results"]}
    assert found == {str(cast.chloe_car)}


def test_the_secret_is_shown_once(cast, reader):
    client = reader("ana")
    secret = credentials(register(client))["client_secret"]
    page = words(client.get(reverse(LIST)))
    assert "HR export" in page
    assert secret not in page


def test_a_revoked_system_is_refused_at_once(cast, reader):
    client = reader("ana")
    known = credentials(register(client))
    bearer = token(known)
    row = MachineClient.objects.get()
    place = reverse("administration:revoke_machine", args=[row.public_id])
    assert client.post(place).status_code == 302
    assert vehicles(bearer).status_code == 401
    assert token(known) == ""
    assert client.post(place).status_code == 409
    assert "Disconnected" in words(client.get(reverse(LIST)))


def test_both_are_recorded(cast, reader):
    client = reader("ana")
    register(client)
    client.post(reverse("administration:revoke_machine", args=[MachineClient.objects.get().public_id]))
    verbs = list(Event.objects.filter(kind="change", role="admin").order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["privacy.register_machine", "privacy.revoke_machine"]


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"name": "x" * 200}, {"purposes": []}, {"purposes": ["driver.accident"]}, {"organisation": "x"}]
)
def test_what_cannot_be_used_is_told(cast, reader, changes):
    assert register(reader("ana"), **changes).status_code == 422
    assert not MachineClient.objects.exists()


@pytest.mark.parametrize("name", ["dana", "maud", "ali", "femke", "petra", "wout", "chris"])
def test_nobody_else_registers_or_sees_systems(cast, reader, name):
    before = Event.objects.filter(kind="refusal").count()
    assert reader(name).get(reverse(LIST)).status_code == 403
    assert register(reader(name)).status_code == 403
    assert Event.objects.filter(kind="refusal").count() == before + 2
    assert not MachineClient.objects.exists()
