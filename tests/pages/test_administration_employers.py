"""The administration of employers: the tree, and which manager sees which branch."""

import pytest
from django.urls import reverse

from fleet.models import Employer, EmployerGrant
from privacy.ledger.models import Event
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db

LIST = "administration:employers"


def page_of(employer):
    return reverse("administration:employer", args=[employer])


@pytest.mark.parametrize("name", ["ana", "femke"])
def test_the_tree_is_listed(cast, reader, name):
    page = words(reader(name).get(reverse(LIST)))
    for known in ("Windmolen Logistiek BV", "Windmolen België", "Chantier du Nord SA"):
        assert known in page


@pytest.mark.parametrize("name", ["dana", "maud", "ali", "petra", "wout", "chris"])
def test_nobody_else_sees_or_changes_it_and_the_refusal_is_recorded(cast, reader, name):
    client, before = reader(name), Event.objects.filter(kind="refusal").count()
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(page_of(cast.windmolen)).status_code == 403
    assert client.post(page_of(cast.windmolen), {"name": "Other"}).status_code == 403
    grant = reverse("administration:grant_employer", args=[cast.windmolen])
    assert client.post(grant, {"email": "marc@cast.test"}).status_code == 403
    assert Event.objects.filter(kind="refusal").count() == before + 4
    assert not Employer.objects.filter(name="Other").exists()


def test_a_company_and_a_unit_are_registered(reader):
    client = reader("ana")
    sent = {"name": "Zonnebloem NV", "country": "be", "language": "nl", "national_id_required": "on"}
    place = client.post(reverse(LIST), sent)["Location"]
    company = Employer.objects.get(name="Zonnebloem NV")
    assert (place, company.country, company.national_id_required_by_law) == (page_of(company.public_id), "BE", True)
    assert client.post(place, {"name": "Zonnebloem Gent"}).status_code == 302
    unit = Employer.objects.get(name="Zonnebloem Gent")
    assert (unit.parent, unit.country) == (company, "BE")
    page = words(client.get(page_of(unit.public_id)))
    assert "Zonnebloem NV" in page


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"name": "x" * 300}, {"country": "Q7"}, {"language": "xx"}, {"name": "a\x00b"}]
)
def test_what_cannot_be_used_is_told_at_its_field(cast, reader, changes):
    before = Employer.objects.count()
    answer = reader("ana").post(reverse(LIST), {"name": "Nieuw", "country": "NL", "language": "nl"} | changes)
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()
    assert Employer.objects.count() == before


def test_a_manager_is_let_in_and_taken_out_again(cast, reader):
    client, place = reader("ana"), page_of(cast.windmolen_be)
    grant = reverse("administration:grant_employer", args=[cast.windmolen_be])
    assert client.post(grant, {"email": cast.marc.email.upper()})["Location"] == place
    assert cast.marc.email in words(client.get(place))
    revoke = reverse("administration:revoke_employer", args=[cast.windmolen_be, cast.marc.account])
    assert client.post(revoke).status_code == 302
    assert cast.marc.email not in words(client.get(place))
    assert client.post(revoke).status_code == 404


def test_who_may_see_it_is_shown_to_the_administrator_and_withheld_from_fleet_staff(cast, reader):
    assert cast.maud.email in words(reader("ana").get(page_of(cast.windmolen)))
    page = words(reader("femke").get(page_of(cast.windmolen)))
    assert cast.maud.email not in page
    assert "Not shown for this purpose" in page


@pytest.mark.parametrize("email", ["nobody@cast.test", "", "a\x00@b.test"])
def test_nobody_who_has_no_log_in_is_let_in(cast, reader, email):
    grant = reverse("administration:grant_employer", args=[cast.windmolen])
    before = EmployerGrant.objects.count()
    assert reader("ana").post(grant, {"email": email}).status_code == 422
    assert EmployerGrant.objects.count() == before


def test_fleet_staff_let_in_contact_persons_of_customers_only(cast, reader):
    client, grant = reader("femke"), reverse("administration:grant_employer", args=[cast.chantier])
    assert client.post(grant, {"email": cast.maud.email}).status_code == 302
    assert client.post(grant, {"email": cast.ali.email}).status_code == 422
    assert client.post(grant, {"email": cast.dana.email}).status_code == 422


def test_what_is_not_there_is_not_found(cast, reader):
    assert reader("ana").get(page_of(cast.dana.account)).status_code == 404
    assert reader("ana").post(page_of(cast.dana.account), {"name": "Unit"}).status_code == 404
