"""Links to photographs: signed, short, for one account in one role, and decided anew each time they are followed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone, translation

from privacy.access import Access, Actor, Channel, Organisation
from privacy.errors import NotFoundHere
from privacy.media import pages
from privacy.media.links import LinkExpired, link_for, read_link
from privacy.models import Account, RoleAssignment, Subject

PURPOSE = "driver.portal"
PIXELS = b"\xff\xd8\xff the photograph"
MEDIA = uuid.uuid4()


def access_of(account_id: int | None, **changes: object) -> Access:
    values = {
        "actor": Actor(account_id=account_id, subject_id=None),
        "role": "driver",
        "organisation": Organisation(kind="self", id=None, name=""),
        "purpose": PURPOSE,
        "channel": Channel.PAGE,
    }
    return Access(**values | changes)  # type: ignore[arg-type]


def token_of(address: str) -> str:
    return address.rsplit("/", 1)[1]


# The token


def test_a_link_carries_the_access_and_comes_back_as_it_was() -> None:
    case, employer = uuid.uuid4(), uuid.uuid4()
    organisation = Organisation(kind="employer", id=employer, name="Name that stays out")
    address = link_for(access_of(7, role="fleet_manager", organisation=organisation, case=case), MEDIA, "thumb")
    link = read_link(token_of(address))
    assert (link.media, link.variant, link.account_id) == (MEDIA, "thumb", 7)
    assert (link.role, link.purpose, link.channel, link.case) == ("fleet_manager", PURPOSE, Channel.PAGE, case)
    assert (link.organisation_kind, link.organisation_id, link.emergency) == ("employer", employer, None)
    assert "Name" not in signing.b64_decode(token_of(address).split(":")[0].encode()).decode()


def test_a_link_lives_five_minutes() -> None:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as clock:
        token = token_of(link_for(access_of(7), MEDIA))
        clock.shift(timedelta(minutes=4, seconds=59))
        assert read_link(token).media == MEDIA
        clock.shift(timedelta(seconds=2))
        with pytest.raises(LinkExpired) as expired:
            read_link(token)
    assert expired.value.status == 410
    with translation.override("en"):
        assert "open it again" in str(expired.value.message)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "x" + token,
        lambda token: token.rsplit(":", 1)[0],
        lambda token: signing.dumps(["another", "salt"]),
        lambda token: "no-token-at-all",
        lambda token: "\u202e" + token,
    ],
)
def test_a_tampered_link_is_not_found(spoil: Callable[[str], str]) -> None:
    with pytest.raises(NotFoundHere):
        read_link(spoil(token_of(link_for(access_of(7), MEDIA))))


def test_jobs_get_no_links() -> None:
    with pytest.raises(ValueError, match="no log-in"):
        link_for(access_of(None), MEDIA)


def test_an_unknown_variant_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="variant"):
        link_for(access_of(7), MEDIA, "original")


# Following it


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Access, str]]:
    """The gate's looks; here it always releases, so that only the link itself is judged."""
    looks: list[tuple[Access, str]] = []

    def disclose_file(access: Access, queryset: object, path: str, variant: str = "full") -> SimpleNamespace:
        looks.append((access, variant))
        return SimpleNamespace(content=PIXELS, content_type="image/jpeg")

    monkeypatch.setattr(pages.gate, "disclose_file", disclose_file)
    monkeypatch.setattr(pages, "showing", lambda media: (None, "image"))
    return looks


@pytest.fixture
def person(db: None) -> Account:
    return account("driver-of-links@demo.test")


def account(email: str) -> Account:
    made = Account.objects.make(email=email, subject=Subject.objects.create(kind="driver"), language="en")
    RoleAssignment.objects.create(
        account=made, role="driver", organisation_kind="self", valid_from=timezone.now() - timedelta(days=1)
    )
    return made


def logged_in(who: Account) -> Client:
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.django_db
def test_the_photo_is_shown_and_kept_nowhere(person: Account, opened: list[tuple[Access, str]]) -> None:
    address = link_for(access_of(person.pk), MEDIA, "thumb")
    response = logged_in(person).get(address)
    assert (response.status_code, response.content) == (200, PIXELS)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    [(access, variant)] = opened
    assert (access.actor.account_id, access.role, access.purpose, variant) == (person.pk, "driver", PURPOSE, "thumb")


@pytest.mark.django_db
def test_each_look_goes_through_the_gate(person: Account, opened: list[tuple[Access, str]]) -> None:
    client, address = logged_in(person), link_for(access_of(person.pk), MEDIA)
    client.get(address)
    client.get(address)
    assert len(opened) == 2
    assert opened[0][0].request_id != opened[1][0].request_id


@pytest.mark.django_db
def test_a_link_of_another_account_is_not_found(person: Account, opened: list[tuple[Access, str]]) -> None:
    other = account("other-driver-of-links@demo.test")
    response = logged_in(other).get(link_for(access_of(person.pk), MEDIA))
    assert response.status_code == 404
    assert PIXELS not in response.content
    assert opened == []


@pytest.mark.django_db
def test_nobody_logged_in_is_led_to_the_log_in(person: Account, opened: list[tuple[Access, str]]) -> None:
    response = Client().get(link_for(access_of(person.pk), MEDIA))
    assert response.status_code == 302
    assert "next=" in response["Location"]
    assert opened == []


@pytest.mark.django_db
def test_an_expired_link_says_what_to_do(person: Account, opened: list[tuple[Access, str]]) -> None:
    client = logged_in(person)
    with time_machine.travel(timezone.now() - timedelta(minutes=6)):
        address = link_for(access_of(person.pk), MEDIA)
    response = client.get(address, headers={"Accept-Language": "en"})
    assert response.status_code == 410
    assert "open it again" in response.content.decode()
    assert opened == []


@pytest.mark.django_db
def test_a_tampered_address_is_not_found(person: Account, opened: list[tuple[Access, str]]) -> None:
    response = logged_in(person).get(link_for(access_of(person.pk), MEDIA)[:-2] + "zz")
    assert response.status_code == 404
    assert opened == []


@pytest.mark.django_db
def test_a_role_that_has_ended_shows_nothing(person: Account, opened: list[tuple[Access, str]]) -> None:
    address = link_for(access_of(person.pk), MEDIA)
    RoleAssignment.objects.filter(account=person).update(valid_to=timezone.now() - timedelta(seconds=1))
    response = logged_in(person).get(address)
    assert response.status_code == 403
    assert opened == []


@pytest.mark.django_db
def test_a_photo_that_no_row_shows_is_not_found(person: Account) -> None:
    response = logged_in(person).get(link_for(access_of(person.pk), uuid.uuid4()))
    assert response.status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["head", "post", "put", "delete"])
def test_only_a_plain_look_is_served(person: Account, opened: list[tuple[Access, str]], method: str) -> None:
    response = getattr(logged_in(person), method)(link_for(access_of(person.pk), MEDIA))
    assert response.status_code == 405
    assert opened == []
