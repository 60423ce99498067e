"""Conformance kit: every known way to read a column, tried on every sealed field of every model.

`sealed_columns()` finds the fields by itself, so a new field is covered the day it is declared. `plant()` makes a row that holds a
canary, `holds_canary()` proves that it is there, and `PATHS` are the ways out that must not show it. Other Django projects can use the
kit as it is: it needs models built on `privacy.models.Record` and nothing of ours besides.
"""

from privacy.testing.canary import Canary, all_seen_in, canary_for, seen_in
from privacy.testing.paths import PATHS
from privacy.testing.rows import Planted, holds_canary, plant, sealed_columns
from privacy.testing.trial import attempt, leaks

__all__ = [
    "PATHS",
    "Canary",
    "Planted",
    "all_seen_in",
    "attempt",
    "canary_for",
    "holds_canary",
    "leaks",
    "plant",
    "sealed_columns",
    "seen_in",
]
