"""What was moved, changed or shredded stays shut: withheld in words, never an error and never somebody else's value."""

import uuid
from typing import Any

import pytest

from drivers.models import Driver
from fleet.models import Vehicle
from incidents.models import DamageReport
from privacy import gate, sealing
from privacy.change import change
from privacy.fields import Sealed
from privacy.testing import holds_canary, plant
from privacy.vault import keys
from tests.cast import CANARIES, Cast
from tests.factories import keeper
from tests.incidents.scenes import dana_reports
from tests.privacy.looks import opened

pytestmark = pytest.mark.django_db


def _shown(cast: Cast, name: str = "full_name") -> Any:
    [row] = gate.disclose(keeper(), Driver.objects.filter(public_id=cast.dana.driver), [name, "country"])
    assert row["country"] == "NL"
    return row


def _put(public_id: uuid.UUID, **columns: Sealed | None) -> None:
    with change(keeper(), "tests.moved") as work:
        row = Driver.objects.get(public_id=public_id)
        for name, value in columns.items():
            setattr(row, name, value)
        work.save(row)


@pytest.mark.parametrize("position", [17, 28, 29, -1])
def test_a_changed_ciphertext_is_withheld_as_unreadable(cast: Cast, position: int) -> None:
    own = Driver.objects.get(public_id=cast.dana.driver).full_name._envelope
    changed = bytearray(own)
    changed[position] ^= 1
    _put(cast.dana.driver, full_name=Sealed(bytes(changed)))
    assert _shown(cast).withheld["full_name"].code == "unreadable"


def test_a_ciphertext_moved_to_another_row_field_or_key_is_withheld(cast: Cast) -> None:
    dana, emre = (Driver.objects.get(public_id=person.driver) for person in (cast.dana, cast.emre))
    _put(cast.dana.driver, full_name=emre.full_name)
    assert _shown(cast).withheld["full_name"].code == "unreadable"
    _put(cast.dana.driver, full_name=dana.postal_address, postal_address=dana.full_name)
    assert _shown(cast).withheld["full_name"].code == "unreadable"
    other_key = sealing.envelope_key(emre.full_name._envelope).bytes
    own = dana.full_name._envelope
    _put(cast.dana.driver, full_name=Sealed(own[:1] + other_key + own[17:]))
    row = _shown(cast)
    assert row.withheld["full_name"].code == "unreadable"
    assert "privacy officer" in row.withheld["full_name"].text or row.withheld["full_name"].text
    assert CANARIES["emre"]["full_name"] not in str(row)


def test_a_ciphertext_whose_key_nobody_knows_is_withheld(cast: Cast) -> None:
    own = Driver.objects.get(public_id=cast.dana.driver).full_name._envelope
    _put(cast.dana.driver, full_name=Sealed(own[:1] + uuid.uuid4().bytes + own[17:]))
    assert _shown(cast).withheld["full_name"].code == "erased"


@pytest.mark.parametrize(
    "envelope", [b"", b"\x01", b"\x01" + bytes(15), b"\x01" + bytes(16), b"\x01" + bytes(28), b"\x09" + bytes(60)]
)
def test_a_broken_envelope_is_withheld_and_no_error(cast: Cast, envelope: bytes) -> None:
    _put(cast.dana.driver, full_name=Sealed(envelope))
    assert _shown(cast).withheld["full_name"].code in ("unreadable", "erased")


def test_what_does_not_decode_is_withheld_and_no_error(cast: Cast) -> None:
    dana = Driver.objects.get(public_id=cast.dana.driver)
    key = sealing.envelope_key(dana.date_of_birth._envelope)
    bound = sealing.associated_data("drivers.Driver", "full_name") + dana.public_id.bytes
    cipher = keys.open_keys([key.bytes])[key.bytes]
    _put(cast.dana.driver, full_name=Sealed(sealing.close_envelope(cipher, key, bound, b"\xff\xfe not utf-8")))
    assert _shown(cast).withheld["full_name"].code == "unreadable"


def test_shredding_erases_the_row_its_history_and_its_index(cast: Cast) -> None:
    dana = Driver.objects.get(public_id=cast.dana.driver)
    classes = {
        sealing.policy.current().items[field.item].retention_class
        for field in Driver._meta.concrete_fields
        if hasattr(field, "codec")
    }
    found = gate.find(keeper(), Driver, ["full_name"], email=CANARIES["dana"]["email"])
    assert [row.id for row in found] == [cast.dana.driver]
    assert keys.destroy(dana.subject_id, classes) > 0
    fields = [field.name for field in Driver._meta.concrete_fields if hasattr(field, "codec")]
    [row] = gate.disclose(cast.dana.access("driver.portal"), Driver.objects.filter(public_id=cast.dana.driver), fields)
    assert {why.code for why in row.withheld.values()} == {"erased"}
    past = dana.history.first()
    key = sealing.envelope_key(past.full_name._envelope).bytes
    assert keys.open_keys([key]) == {}
    assert gate.find(keeper(), Driver, ["full_name"], email=CANARIES["dana"]["email"]) == []
    emre = Driver.objects.get(public_id=cast.emre.driver)
    assert opened(emre, "full_name") == CANARIES["emre"]["full_name"], "nobody else is touched"


def test_a_backup_restored_after_an_erasure_brings_nothing_back(cast: Cast) -> None:
    """The database is put back to a day before the erasure, the vault is not: its backups have had their time."""
    kept = {name: getattr(Driver.objects.get(public_id=cast.dana.driver), name) for name in ("full_name", "phone", "email")}
    keys.destroy(cast.dana.subject, {item.retention_class for item in sealing.policy.current().items.values()})
    _put(cast.dana.driver, **dict.fromkeys(kept))
    [row] = gate.disclose(keeper(), Driver.objects.filter(public_id=cast.dana.driver), list(kept))
    assert dict(row.values) == dict.fromkeys(kept)
    _put(cast.dana.driver, **kept)
    [row] = gate.disclose(keeper(), Driver.objects.filter(public_id=cast.dana.driver), list(kept))
    assert {why.code for why in row.withheld.values()} == {"erased"}
    assert not row.values


def test_shredding_one_class_leaves_the_others(cast: Cast) -> None:
    item = sealing.policy.current().items
    assert item["full_name"].retention_class != item["phone"].retention_class
    keys.destroy(cast.dana.subject, [item["phone"].retention_class])
    [row] = gate.disclose(
        cast.dana.access("driver.portal"), Driver.objects.filter(public_id=cast.dana.driver), ["full_name", "phone"]
    )
    assert row["full_name"] == CANARIES["dana"]["full_name"]
    assert row.withheld["phone"].code == "erased"


def test_what_is_sealed_after_shredding_gets_a_new_key(cast: Cast) -> None:
    dana = Driver.objects.get(public_id=cast.dana.driver)
    old = sealing.envelope_key(dana.full_name._envelope)
    keys.destroy(cast.dana.subject, [sealing.policy.current().items["full_name"].retention_class])
    with change(keeper(), "tests.new_name") as work:
        sealing.seal(dana, full_name="Canary Afterwards")
        work.save(dana)
    assert sealing.envelope_key(dana.full_name._envelope) != old
    assert _shown(cast)["full_name"] == "Canary Afterwards"


def test_the_vehicle_file_and_its_driver_have_keys_of_their_own(cast: Cast) -> None:
    report = DamageReport.objects.get(public_id=dana_reports(cast).report)
    car = Vehicle.objects.get(public_id=cast.dana_car)
    keys.destroy(cast.dana.subject, {item.retention_class for item in sealing.policy.current().items.values()})
    assert opened(car, "licence_plate")
    with pytest.raises(KeyError):
        opened(report, "narrative")


def test_the_kit_notices_when_nothing_was_planted(cast: Cast) -> None:
    planted = plant(keeper(), Driver._meta.get_field("gender"))
    assert holds_canary(planted)
    sealing.seal(planted.row, gender="something else")
    assert not holds_canary(planted)
