"""Files of drivers and private lessees: known by employee number or e-mail, changed in their contact data only."""

from datetime import UTC, datetime

import pytest

from drivers import queries
from drivers.models import Driver
from fleet.queries import matches
from tests.factories import keeper, private_keeper
from tests.imports.conftest import bring, csv_of

pytestmark = pytest.mark.django_db

HEAD = "Name,Kind,Employer,Employee number,E-mail,Phone,Address,Employed from,Employed until,Language,Date of birth"
NOOR = (
    'Noor Postma,driver,Windmolen Nederland,007,noor@example.test,+31611111111,"Dorpsstraat 1, Utrecht",2024-05-01,,nl,1990-02-03'
)
PIET = "Piet Klaver,private lessee,,,piet@example.test,,,,,nl,"


def card(email, access=None):
    access = access or keeper()
    (found,) = matches(access, Driver, "email", [email])[email]
    return queries.driver_card(access, found.id)


def test_people_are_added_and_read_back_through_the_gate(cast):
    told = bring(csv_of(HEAD, NOOR, PIET))
    assert told.counts == (2, 0, 0, 0), told
    noor = card("noor@example.test")
    assert (noor["full_name"], noor["driver_id"], noor["postal_address"]) == ("Noor Postma", "007", "Dorpsstraat 1, Utrecht")
    assert noor["employed_from"] == datetime(2024, 4, 30, 22, tzinfo=UTC)
    assert card("piet@example.test", private_keeper())["full_name"] == "Piet Klaver"


def test_the_same_file_twice_changes_nothing_whatever_the_writing(cast):
    bring(csv_of(HEAD, NOOR, PIET))
    again = NOOR.replace("noor@", "NOOR@").replace("+31611111111", "06 11 11 11 11")
    told = bring(csv_of(HEAD, again, PIET))
    assert told.counts == (0, 0, 2, 0), told
    assert "items_not_compared" in told.notes


def test_changed_contact_data_follow_the_file_and_an_end_ends_the_employment(cast):
    bring(csv_of(HEAD, NOOR))
    moved = (
        NOOR.replace("Dorpsstraat 1", "Kerkstraat 9")
        .replace("noor@", "noor.postma@")
        .replace(",2024-05-01,,", ",2024-05-01,2026-10-31,")
    )
    assert bring(csv_of(HEAD, moved)).counts == (0, 1, 0, 0)
    noor = card("noor.postma@example.test")
    assert noor["postal_address"] == "Kerkstraat 9, Utrecht"
    assert noor["employed_to"] == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert bring(csv_of(HEAD, moved)).counts == (0, 0, 1, 0)


@pytest.mark.parametrize("dry_run", [True, False])
def test_refusals_name_line_column_and_reason(cast, dry_run):
    bring(csv_of(HEAD, NOOR))
    before = Driver.objects.count()
    lines = [
        "Iris Bos,,Windmolen Nederland,,,,,2024-05-01,,nl,",
        "Iris Bos,,Windmolen Nederland,9,no address,12,,2024-05-01,,de,",
        "Iris Bos,,,10,iris@example.test,,,,,nl,2020-01-01",
        "Somebody Else,,Windmolen Nederland,007,,,,2024-05-01,,nl,",
        "Iris Bos,,Windmolen Nederland,11,noor@example.test,,,2024-05-01,,nl,",
        "Iris Bos,private lessee,Windmolen Nederland,12,iris@example.test,,,,,nl,",
        "Iris Bos,,Windmolen Nederland,13,iris@example.test,,,05/13/2024,,nl,",
    ]
    told = bring(csv_of(HEAD, *lines), dry_run=dry_run)
    assert told.counts == (0, 0, 0, 7)
    assert told.reasons == {
        (2, "email"): "person_not_named",
        (3, "language"): "choice",
        (4, "employer"): "employer_missing",
        (4, "employed_from"): "employment_start_missing",
        (4, "date_of_birth"): "birth_too_young",
        (5, "full_name"): "name_differs",
        (6, "full_name"): "name_differs",
        (6, "driver_id"): "driver_id_differs",
        (7, "employer"): "lessee_with_employer",
        (8, "employed_from"): "date_month_first",
    }
    assert Driver.objects.count() == before


def test_the_number_of_one_employer_is_nobody_at_another(cast):
    bring(csv_of(HEAD, NOOR))
    other = NOOR.replace("Windmolen Nederland", "Chantier du Nord SA").replace("noor@", "n.postma@")
    assert bring(csv_of(HEAD, other)).counts == (1, 0, 0, 0)
