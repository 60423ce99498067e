"""Files of contracts: opened by number, changed by a new version, refused line by line."""

from decimal import Decimal

import pytest

from fleet.models import ContractVersion, LeaseContract
from fleet.queries import contract_card, contracts_by_number
from tests.factories import keeper, make_contract, make_vehicle, private_keeper
from tests.imports.conftest import bring, csv_of, importer

pytestmark = pytest.mark.django_db

HEAD = "Numéro de contrat;VIN;Type de contrat;Employeur;E-mail du client;Date de début;Durée (mois);Kilométrage total;Loyer mensuel;Services"


@pytest.fixture
def car(cast):
    return make_vehicle(cast.windmolen_nl, vin="WVWZZZ1KZAW000011")


@pytest.fixture
def private_car(cast):
    return make_vehicle(vin="WVWZZZ1KZAW000012")


BUSINESS = "K-1;WVWZZZ1KZAW000011;opérationnel;Windmolen Nederland;;01/02/2025;48;120 000;1.512,40;entretien|pneus"
PRIVATE = "K-2;WVWZZZ1KZAW000012;privé;;lieve@example.test;01/02/2025;36;60000;399,50;assurance"


def terms(number, access=None):
    access = access or keeper()
    return contract_card(access, contracts_by_number(access, {number})[number]).versions[0]


def test_business_and_private_contracts_are_opened_each_for_its_purpose(cast, car, private_car):
    from privacy.ledger.models import Event

    told = bring(csv_of(HEAD, BUSINESS, PRIVATE))
    assert told.counts == (2, 0, 0, 0), told
    found = terms("K-1")
    assert (found["km_total"], found["services"]) == (120_000, ["maintenance", "tyres"])
    assert ContractVersion.objects.get(contract__number="K-1").instalment == Decimal("1512.40")
    assert terms("K-2", private_keeper())["term_months"] == 36
    events = Event.objects.using("ledger").filter(verb="fleet.open_contracts")
    assert {"driver.vehicle_management", "private.vehicle_management"} <= set(events.values_list("purpose", flat=True))
    assert bring(csv_of(HEAD, BUSINESS, PRIVATE)).counts == (0, 0, 2, 0)


def test_a_changed_line_becomes_a_new_version(cast, car):
    bring(csv_of(HEAD, BUSINESS))
    told = bring(csv_of(HEAD, BUSINESS.replace("120 000", "140 000")))
    assert told.counts == (0, 1, 0, 0), told
    assert terms("K-1")["km_total"] == 140_000
    versions = ContractVersion.objects.filter(contract__number="K-1")
    assert sorted(versions.values_list("version", "km_total")) == [(1, 120_000), (2, 140_000)]
    assert bring(csv_of(HEAD, BUSINESS.replace("120 000", "140 000"))).counts == (0, 0, 1, 0)


def test_lines_for_a_purpose_that_was_not_claimed_are_refused(cast, car, private_car):
    told = bring(csv_of(HEAD, BUSINESS, PRIVATE), purposes=())
    assert (told.counts, told.reasons) == ((1, 0, 0, 1), {(3, ""): "other_purpose_private"})
    told = bring(csv_of(HEAD, BUSINESS, PRIVATE), purposes=(), access=importer("private.vehicle_management"))
    assert (told.counts, told.reasons) == ((1, 0, 0, 1), {(2, ""): "other_purpose_business"})


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_cannot_be_agreed_is_refused_by_line(cast, car, private_car, dry_run):
    make_contract(private_car, lessee=cast.lieve.subject, number="K-0")
    lines = [
        BUSINESS,
        BUSINESS.replace("K-1", "K-3"),
        "K-4;WVWZZZ1KZAW000099;opérationnel;Windmolen Nederland;;01/02/2025;48;120000;10;",
        "K-5;WVWZZZ1KZAW000012;opérationnel;Chantier du Nord SA;;01/02/2025;480;120000;10;sauna",
        "K-6;WVWZZZ1KZAW000012;privé;;nobody@example.test;13/13/2025;48;120000;dix;",
        "K-7;WVWZZZ1KZAW000012;privé;;nobody@example.test;01/02/2025;48;120000;10;",
        "K-8;WVWZZZ1KZAW000012;privé;;lieve@example.test;01/02/2025;48;120000;10;",
        "K-0;WVWZZZ1KZAW000011;privé;;lieve@example.test;01/01/2024;48;120000;512,40;",
    ]
    told = bring(csv_of(HEAD, *lines), dry_run=dry_run)
    assert told.counts == (1, 0, 0, 7)
    assert told.reasons == {
        (3, "vin"): "vehicle_has_contract",
        (4, "vin"): "vehicle_unknown",
        (5, "services"): "choice",
        (6, "starts_on"): "date_impossible",
        (6, "instalment"): "number_unreadable",
        (7, "lessee_email"): "person_unknown",
        (8, "vin"): "vehicle_has_contract",
        (9, "vin"): "contract_other_vehicle",
    }
    assert LeaseContract.objects.filter(number="K-1").exists() is not dry_run
