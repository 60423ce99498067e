"""The two ways in which a policy is wrong: as a whole (at load), or asked for a name that it does not have (at call)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class PolicyError(Exception):
    """The policy files cannot be used, or the policy was asked something that it does not know."""


class UnknownName(PolicyError, KeyError):
    """A role, purpose, item, recipient or kind of subject that the policy does not declare."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would print the message in quotes


def near(name: str, known: Iterable[str]) -> str:
    """A hint with the closest known names, or an empty string: " (did you mean odometer?)"."""
    found = get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f" (did you mean {', '.join(found)}?)" if found else ""


def unknown(what: str, name: str, known: Iterable[str]) -> UnknownName:
    """The error for a name that the policy does not declare, with near names."""
    return UnknownName(f"The policy has no {what} {name!r}{near(name, known)}.")
