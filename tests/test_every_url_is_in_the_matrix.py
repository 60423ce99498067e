"""The access matrix is complete: an address that is missing in it fails here, before anybody finds it."""

import pytest

from tests.matrix import LIBRARIES, library_addresses, own_addresses
from tests.test_access_matrix import rows

REASONS = {
    "accounts/": "log-in, second factor and sessions of allauth, each for the account that asks",
    "_allauth/": "the same as an API",
    "identity/": "tokens for machine clients; what they reach is judged as for everybody, by role, purpose and scope",
    ".well-known/": "public facts about the token service",
}


def test_every_address_of_ours_stands_in_the_matrix() -> None:
    named = {name for name, _method in rows()}
    missing = sorted(set(own_addresses()) - named)
    assert not missing, f"say in tests/test_access_matrix.py who may ask for these: {missing}"


def test_the_matrix_names_no_address_that_is_gone() -> None:
    assert not {name for name, _method in rows()} - set(own_addresses())


def test_every_address_has_a_name_of_its_own() -> None:
    assert all(name and not name.endswith("None") for name in own_addresses())
    assert len(own_addresses()) > 80


@pytest.mark.parametrize("prefix", LIBRARIES)
def test_each_library_is_known_by_its_prefix(prefix: str) -> None:
    assert REASONS[prefix]
    assert [route for route in library_addresses() if route.startswith(prefix)]
