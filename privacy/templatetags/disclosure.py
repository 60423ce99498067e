"""Tags that put a disclosed value, or the reason why it is not shown, on a page.

A page never formats a personal value itself: `{% item row "driver.full_name" %}` knows that the value may be withheld, shown in part or
not filled in, and says so in words. Text that people typed is isolated in `<bdi>`, so that right-to-left characters in it cannot
rearrange the page around it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy import policy, registry

if TYPE_CHECKING:
    from privacy.gate import Disclosed

register = template.Library()

REDUCED_FORMS = ("masked", "coarse")
NO_BREAK_SPACE = "\u00a0"


@register.simple_tag
def item(
    row: Disclosed,
    alias: str,
    unit: str = "",
    labels: Mapping[Any, Any] | None = None,
    compact: bool = False,
    grouping: bool = True,
) -> SafeString:
    """Return one value of a disclosed row as markup, or the words that say why it is not there.

    Args:
        row: what the gate released.
        alias: name of the value in the row.
        unit: written after a figure, such as "km".
        labels: titles of machine values (states, kinds), by value.
        compact: for a table cell: the reason of a withheld value stands in one chip.
        grouping: False for figures that are not counted, such as a year.

    Raises:
        LookupError: the row was not asked for that alias; the page and its query disagree.
    """
    if alias in row.withheld:
        reason = row.withheld[alias]
        context = {"code": reason.code, "text": reason.text, "compact": compact}
        return render_to_string("partials/withheld.html", context)
    if alias not in row.values:
        raise LookupError(f"The page shows {alias}, but its query did not ask {row.kind} for it.")
    value = row.values[alias]
    if is_empty(value):
        return render_to_string("partials/not_filled_in.html")
    shown = value_markup(_labelled(value, labels), grouping=grouping)
    if unit:
        shown = format_html("{}{}{}", shown, NO_BREAK_SPACE, unit)
    form = str(row.forms.get(alias, ""))
    if form in REDUCED_FORMS:
        return render_to_string("partials/reduced.html", {"form": form, "value": shown})
    return shown


@register.simple_tag
def item_label(name: str, row: Disclosed | None = None) -> str:
    """Return the title of an item in the language of the page.

    Args:
        name: item of the policy, or an alias of `row` ("driver.full_name": its last part counts).
        row: a disclosed row; lets the name be a column of its model, such as "odometer_km".

    Raises:
        LookupError: neither an item nor a declared column.
    """
    field = name.replace("__", ".").rsplit(".", 1)[-1]
    items = policy.current().items
    if field in items:
        return _title(items[field])
    if row is not None:
        held = registry.holding(row.kind)
        if field in held.labels:
            return str(held.labels[field])
        if held.tracked.get(field) in items:
            return _title(items[held.tracked[field]])
    raise LookupError(f"{name} is neither an item of the policy nor a column with a declared label.")


def is_empty(value: object) -> bool:
    """Return whether a value counts as not filled in; zero and False are filled in."""
    return value is None or (isinstance(value, (str, bytes, Sequence, Mapping)) and len(value) == 0)


def value_markup(value: object, *, grouping: bool = True) -> SafeString:
    """Return any plain value in the notation of the page's language, escaped."""
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(value, grouping)
    return format_html("<bdi>{}</bdi>", value)


def _labelled(value: Any, labels: Mapping[Any, Any] | None) -> Any:
    """Return the title of a machine value where the page brought one."""
    if labels is None or isinstance(value, (list, tuple, dict)):
        return value
    return labels.get(value, value)


def _title(described: policy.Item) -> str:
    return policy.text_in(described.title, get_language())


def _boolean(value: Any, grouping: bool) -> SafeString:
    return format_html("{}", _("yes") if value else _("no"))


def _number(value: Any, grouping: bool) -> SafeString:
    return format_html("{}", formats.number_format(value, use_l10n=True, force_grouping=grouping))


def _moment(value: Any, grouping: bool) -> SafeString:
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.date_format(local, "DATETIME_FORMAT"))


def _date(value: Any, grouping: bool) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.date_format(value, "DATE_FORMAT"))


def _time(value: Any, grouping: bool) -> SafeString:
    return format_html("{}", formats.time_format(value, "TIME_FORMAT"))


def _text(value: Any, grouping: bool) -> SafeString:
    text = str(value)
    if "\n" in text:
        return format_html('<bdi class="item-lines">{}</bdi>', text)
    return format_html("<bdi>{}</bdi>", text)


def _mapping(value: Any, grouping: bool) -> SafeString:
    pairs = (
        (str(key).replace("_", " "), value_markup(part, grouping=grouping)) for key, part in value.items() if not is_empty(part)
    )
    return format_html('<span class="item-parts">{}</span>', format_html_join("; ", "{}: {}", pairs))


def _list(value: Any, grouping: bool) -> SafeString:
    return format_html_join(", ", "{}", ((value_markup(part, grouping=grouping),) for part in value))


# bool is an int and datetime is a date: the narrower kind stands first.
WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any, bool], SafeString]], ...] = (
    (bool, _boolean),
    ((int, float, Decimal), _number),
    (dt.datetime, _moment),
    (dt.date, _date),
    (dt.time, _time),
    ((str, Promise), _text),
    (Mapping, _mapping),
    ((list, tuple, set, frozenset), _list),
)
