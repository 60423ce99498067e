"""My data: every item with who else may see it, and the contact data that people keep right themselves."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from drivers.queries import own_record
from privacy.models import Account
from tests.cast import CANARIES
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def change(cast, name="dana"):
    return reverse("mycar:change_contact", args=[getattr(cast, name).driver])


def test_every_item_is_there(reader):
    page = words(reader("dana").get(reverse("mycar:my_data")))
    for name, value in CANARIES["dana"].items():
        assert (value if isinstance(value, str) else "1911") in page, name
    assert not any(str(value) in page for value in CANARIES["emre"].values() if isinstance(value, str))


def test_it_says_who_else_may_see_an_item(reader):
    page = words(reader("dana").get(reverse("mycar:my_data")))
    assert "Fleet manager" in page
    assert "Call-centre agent" in page


def test_contact_data_are_changed(cast, reader):
    client = reader("dana")
    sent = {"email": "new@example.test", "phone": "+31 6 11 22 33 44", "postal_address": "Kade 3\r\n1234 AB Stad"}
    response = client.post(change(cast), sent)
    assert response.status_code == 302
    [record] = own_record(cast.dana.access("driver.portal"))
    assert record["email"] == "new@example.test"
    assert record["full_name"] == CANARIES["dana"]["full_name"]


def test_an_emptied_field_clears_the_item(cast, reader):
    sent = {"email": CANARIES["dana"]["email"], "phone": "", "postal_address": CANARIES["dana"]["postal_address"]}
    assert reader("dana").post(change(cast), sent).status_code == 302
    assert own_record(cast.dana.access("driver.portal"))[0]["phone"] is None


def test_what_cannot_be_used_is_named_and_kept_in_the_form(cast, reader):
    response = reader("dana").post(change(cast), {"email": "no address", "phone": "12", "postal_address": "Kade 3"})
    page = words(response)
    assert response.status_code == 422
    assert "Enter an e-mail address" in page
    assert "country code" in page
    assert "no address" in page
    assert own_record(cast.dana.access("driver.portal"))[0]["email"] == CANARIES["dana"]["email"]


def test_another_persons_contact_data_are_not_found(cast, reader):
    client = reader("dana")
    assert client.get(change(cast, "emre")).status_code == 404
    assert client.post(change(cast, "emre"), {"phone": "+31 6 11 22 33 44"}).status_code == 404


@pytest.mark.parametrize("field", ["email", "phone", "postal_address"])
def test_nul_bytes_are_refused(field, cast, reader):
    assert reader("dana").post(change(cast), {field: "a\x00b"}).status_code == 422


def test_naughty_strings_break_nothing(cast, reader):
    path = DATA / "hostile-strings" / "blns.json"
    if not path.exists():
        pytest.skip("no shared data on this machine")
    client = reader("dana")
    for text in json.loads(path.read_text())[::12]:
        assert client.post(change(cast), {"postal_address": text, "email": text, "phone": text}).status_code in (302, 422)


def test_the_language_chosen_is_kept_with_the_log_in(cast, reader):
    client = reader("dana")
    assert client.post(reverse("set_language"), {"language": "fr", "next": "/"}).status_code == 302
    assert Account.objects.get(pk=cast.dana.account_id).language == "fr"
    assert 'lang="fr"' in words(client.get(reverse("mycar:my_data")))
    assert 'lang="fr"' in words(reader("dana").get(reverse("mycar:my_data")))


def test_a_language_that_is_not_offered_changes_nothing(cast, reader):
    reader("dana").post(reverse("set_language"), {"language": "xx", "next": "/"})
    assert Account.objects.get(pk=cast.dana.account_id).language == "en"
