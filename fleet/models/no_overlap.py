"""No two overlapping intervals of one parent, by database constraint and without the btree_gist extension.

A one-number range stands in for "equal", which the plain GiST index cannot do for a bigint.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db.models import F, Func, Value


class _OneNumber(Func):
    function = "int8range"
    output_field = BigIntegerRangeField()


class _Days(Func):
    function = "daterange"
    output_field = DateRangeField()


def no_overlapping_days(*, name: str, parent: str, starts_on: str, ends_on: str) -> ExclusionConstraint:
    """Return the constraint; the end day is not part of the interval, an empty end means open."""
    return ExclusionConstraint(
        name=name,
        index_type="GIST",
        expressions=[
            (_OneNumber(F(parent), F(parent), Value("[]")), RangeOperators.OVERLAPS),
            (_Days(F(starts_on), F(ends_on), Value("[)")), RangeOperators.OVERLAPS),
        ],
    )
