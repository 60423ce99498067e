"""The policy in force: loaded once from the settings, replaceable for the length of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from django.conf import settings

from privacy.policy.loader import load
from privacy.policy.model import Policy

_replaced: ContextVar[Policy | None] = ContextVar("replaced_policy", default=None)


@cache
def _loaded(folder: Path | str) -> Policy:
    return load(folder)


def current() -> Policy:
    """The policy in force.

    Raises:
        PolicyError: the files cannot be used; the message says what to do.
    """
    return _replaced.get() or _loaded(settings.PRIVACY_POLICY_DIR)


@contextmanager
def use_policy(policy: Policy) -> Iterator[Policy]:
    """Put another policy in force for a block of code (tests)."""
    token = _replaced.set(policy)
    try:
        yield policy
    finally:
        _replaced.reset(token)
