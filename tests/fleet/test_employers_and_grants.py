"""A grant covers a branch of the tree of the organisation for which the access is made, and nothing else."""

from dataclasses import replace

import pytest

from fleet import actions, queries
from fleet.models import Employer, EmployerGrant
from privacy.access import Organisation
from privacy.errors import BadInput, NotFoundHere, NotPermitted
from tests.fleet.conftest import lessor, person


def names(access):
    return [employer.name for employer in queries.employers_of(access)]


def test_a_grant_on_a_company_covers_every_unit_below(tree, manager):
    assert names(manager(tree.company, tree.company)) == [
        "Noordzee Beheer",
        "Noordzee Nederland",
        "Noordzee Terneuzen",
        "Noordzee Belgique",
    ]


def test_a_grant_on_a_unit_covers_that_branch_only(tree, manager):
    assert names(manager(tree.company, tree.dutch)) == ["Noordzee Nederland", "Noordzee Terneuzen"]


def test_grants_of_another_organisation_do_not_count(tree, manager):
    access = manager(tree.company, tree.company, tree.other)
    assert "Maasdal" not in names(access)
    elsewhere = replace(access, organisation=Organisation("employer", tree.other, "client"))
    assert names(elsewhere) == ["Maasdal"]


def test_the_organisation_narrows_a_wider_grant(tree, manager):
    access = replace(manager(tree.company, tree.company), organisation=Organisation("employer", tree.dutch, "client"))
    assert names(access) == ["Noordzee Nederland", "Noordzee Terneuzen"]


def test_overlapping_grants_count_once(tree, manager):
    granted = queries.granted_employer_ids(manager(tree.company, tree.company, tree.dutch, tree.site))
    assert len(granted) == len(set(granted)) == 4


def test_grants_are_read_with_one_query(tree, manager, django_assert_num_queries):
    access = manager(tree.company, tree.company)
    with django_assert_num_queries(1):
        queries.granted_employer_ids(access)


@pytest.mark.parametrize("organisation", [Organisation("lessor", None, "lessor"), Organisation("employer", None, "")])
def test_without_an_employer_nothing_is_granted(tree, manager, organisation):
    access = replace(manager(tree.company, tree.company), organisation=organisation)
    assert queries.granted_employer_ids(access) == []


def test_a_revoked_grant_ends_with_the_next_look(staff, tree):
    access, account = person("fleet_manager", Organisation("employer", tree.company, "client"), "driver.fleet_reporting")
    for _ in range(2):
        actions.grant_employer(access=staff, account=account.public_id, employer=tree.company)
    assert EmployerGrant.objects.filter(user=account).count() == 1
    actions.revoke_employer(access=staff, account=account.public_id, employer=tree.company)
    assert names(access) == []
    assert [row.history_type for row in EmployerGrant.history.order_by("history_id")] == ["+", "-"]
    with pytest.raises(NotFoundHere):
        actions.revoke_employer(access=staff, account=account.public_id, employer=tree.company)


def test_a_supplier_grant_reaches_that_supplier(staff, tree):
    garage = actions.create_supplier(access=staff, name="Garage Zuid", kind="garage", country="NL", language="nl")
    access, account = person("workshop", Organisation("supplier", garage, "garage"), "driver.maintenance")
    assert queries.granted_supplier_ids(access) == []
    actions.grant_supplier(access=staff, account=account.public_id, supplier=garage)
    assert len(queries.granted_supplier_ids(access)) == 1
    assert [row.name for row in queries.suppliers_of(access)] == ["Garage Zuid"]


def test_a_moved_unit_takes_its_branch_and_its_readers_along(staff, tree, manager):
    belgian = manager(tree.company, tree.belgian)
    actions.move_unit(access=staff, unit=tree.dutch, new_parent=tree.belgian)
    assert names(belgian) == ["Noordzee Belgique", "Noordzee Nederland", "Noordzee Terneuzen"]
    site = Employer.objects.get(public_id=tree.site)
    assert site.path == "".join(f"{key.hex}/" for key in (tree.company, tree.belgian, tree.dutch, tree.site))


@pytest.mark.parametrize(
    ("unit", "parent", "code"),
    [("dutch", "dutch", "tree_cycle"), ("dutch", "site", "tree_cycle"), ("dutch", "other", "tree_other_company")],
)
def test_a_move_that_breaks_the_tree_is_refused(staff, tree, unit, parent, code):
    with pytest.raises(BadInput) as refused:
        actions.move_unit(access=staff, unit=getattr(tree, unit), new_parent=getattr(tree, parent))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"legal_name": "\ud800"}, "legal_name"),
        ({"country": "Narnia"}, "country"),
        ({"language": "de"}, "language"),
    ],
)
def test_each_unusable_value_of_an_employer_names_its_field(staff, change, field):
    with pytest.raises(BadInput) as refused:
        actions.create_employer(access=staff, **{"name": "Firma", "country": "NL", "language": "nl"} | change)
    assert list(refused.value.fields) == [field]


def test_names_from_any_script_are_kept(staff):
    made = actions.create_employer(access=staff, name="شركة ‏النقل 𝒯", country="NL", language="nl")
    assert Employer.objects.get(public_id=made).name == "شركة ‏النقل 𝒯"


def test_a_fleet_manager_sets_up_no_employers(tree, manager):
    with pytest.raises(NotPermitted):
        actions.create_unit(access=manager(tree.company, tree.company), parent=tree.company, name="Mijn eigen")


def test_an_administrator_sees_employers_and_no_vehicles(tree, car):
    car(tree.company)
    admin = lessor("admin", "customer.account_administration")
    assert "Maasdal" in names(admin)
    assert queries.list_vehicles(admin).rows == []
