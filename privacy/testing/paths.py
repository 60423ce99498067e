"""The ways by which a stored value can leave a Django program, each as a function that tries it.

A path returns what a reader would get, or raises. Either is searched for the canary; neither may show it. Grouped as in the threat model.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from privacy.testing.rows import Planted

Path = Callable[[Planted], Any]
PATHS: dict[str, Path] = {}


def path(function: Path) -> Path:
    """Register a way out under its function's name."""
    if function.__name__ in PATHS:
        raise ValueError(f"{function.__name__} stands twice")
    PATHS[function.__name__] = function
    return function


# the modules register their paths when they are imported
from privacy.testing import paths_python, paths_queries, paths_oracles, paths_sql, paths_output, paths_libraries  # noqa: E402, F401, I001
