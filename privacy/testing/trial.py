"""Trying the ways out, one after another, on one planted row."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from privacy.testing.canary import seen_in
from privacy.testing.paths import PATHS, Path
from privacy.testing.rows import Planted


class _Undo(Exception):
    """Rolls back what a path changed."""


def leaks(planted: Planted, paths: Mapping[str, Path] = PATHS) -> list[str]:
    """Names of the paths that show the canary, in what they return or in the error they raise.

    Each path runs in a savepoint of its own that is rolled back, on a row read anew, so none of them spoils the next.
    """
    return [name for name, function in paths.items() if seen_in(planted.canary, attempt(function, planted))]


def attempt(function: Path, planted: Planted) -> Any:
    """What a reader would get by this path: the result, or the error with all that it quotes."""
    fresh = Planted(planted.rows.get(), planted.field, planted.canary)
    try:
        with transaction.atomic():
            found = function(fresh)
            raise _Undo
    except _Undo:
        return found
    except Exception as problem:  # noqa: BLE001 whatever the path raises is an answer
        return [str(problem), repr(problem), *(repr(each) for each in problem.args), _quoted(problem)]


def _quoted(problem: BaseException) -> str:
    """The error's chain as a log would show it; without source lines, which may name a canary on purpose."""
    told: traceback.TracebackException | None = traceback.TracebackException.from_exception(problem)
    texts: list[str] = []
    while told is not None:
        texts.extend(told.format_exception_only())
        told = told.__cause__ or told.__context__
    return "".join(texts)
