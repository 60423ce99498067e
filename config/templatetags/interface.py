"""Tags of the pages' appearance: icons, small charts and the recurring blocks. They decide nothing about who sees what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

SPRITE = "vendor/icons/sprite.svg"
Number = int | float | Decimal


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """Return one icon of the sprite as SVG.

    Args:
        name: a name listed in scripts/vendor_assets.py.
        label: text for people who do not see it; empty when the words beside it say the same.
        extra: further CSS classes.
    """
    drawing = format_html('<use href="{}#icon-{}"></use>', static(SPRITE), name)
    if label:
        return format_html('<svg class="icon {}" role="img" aria-label="{}">{}</svg>', extra, label, drawing)
    return format_html('<svg class="icon {}" aria-hidden="true" focusable="false">{}</svg>', extra, drawing)


@register.simple_tag
def product_version() -> str:
    """Return the version shown in the footer, empty when the settings name none."""
    return str(getattr(settings, "PRODUCT_VERSION", ""))


@register.simple_tag
def sparkline(values: Iterable[Number], label: str, width: int = 120, height: int = 28) -> SafeString:
    """Return a line of a few figures as SVG, oldest first; `label` says in words what the line shows.

    Args:
        values: the figures, in the unit that the label names.
        label: text for people who do not see the line.
        width, height: size in pixels.
    """
    figures = [float(value) for value in values]
    if len(figures) < 2:
        return SafeString("")
    low, span = min(figures), (max(figures) - min(figures)) or 1.0
    step = (width - 4) / (len(figures) - 1)
    points = " ".join(
        f"{2 + index * step:.1f},{height - 2 - (figure - low) / span * (height - 4):.1f}" for index, figure in enumerate(figures)
    )
    return format_html(
        '<svg class="sparkline" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}"><polyline points="{}"/></svg>',
        label, width, height, width, height, points,
    )  # fmt: skip


@register.simple_tag
def bars(values: Iterable[Number], label: str, width: int = 160, height: int = 48) -> SafeString:
    """Return upright bars as SVG, first figure at the left; none of them below zero.

    Args:
        values: the figures, in the unit that the label names.
        label: text for people who do not see the bars.
        width, height: size in pixels.
    """
    figures = [max(float(value), 0.0) for value in values]
    if not figures:
        return SafeString("")
    step, top = width / len(figures), max(figures) or 1.0
    shapes = (
        (
            f"{index * step + step * 0.15:.1f}",
            f"{height - figure / top * height:.1f}",
            f"{step * 0.7:.1f}",
            f"{figure / top * height:.1f}",
        )
        for index, figure in enumerate(figures)
    )
    drawing = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" rx="1"/>', shapes)
    return format_html(
        '<svg class="bars" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>',
        label, width, height, width, height, drawing,
    )  # fmt: skip


@register.simple_tag
def share_bar(share: Number, label: str) -> SafeString:
    """Return a lying bar filled for `share` (0 to 1; values outside are cut off), with the percentage for screen readers."""
    percent = round(min(max(float(share), 0.0), 1.0) * 100)
    return format_html(
        '<svg class="share-bar" role="img" aria-label="{}: {}%" viewBox="0 0 100 4" preserveAspectRatio="none">'
        '<rect class="share-bar-track" width="100" height="4"/><rect class="share-bar-fill" width="{}" height="4"/></svg>',
        label, percent, percent,
    )  # fmt: skip


def _block(name: str, context: template.Context, content: str, **values: Any) -> SafeString:
    """Render one of the recurring blocks around the content that stands between its tags."""
    page: dict[str, Any] = {key: context[key] for key in ("request", "csrf_token") if key in context}
    return render_to_string(f"partials/{name}.html", {**page, "content": content, **values})


@register.simple_block_tag(takes_context=True)
def card(
    context: template.Context, content: str, title: str = "", icon: str = "", note: str = "", padded: bool = True
) -> SafeString:
    """Put the content in a titled card; `padded=False` for a table or list that reaches the card's edge."""
    return _block("card", context, content, title=title, icon=icon, note=note, padded=padded)


@register.simple_block_tag(takes_context=True)
def definition(context: template.Context, content: str, title: str, note: str = "") -> SafeString:
    """One row of a `<dl class="definitions">`: the title and, between the tags, its value."""
    return _block("definition", context, content, title=title, note=note)


@register.simple_block_tag(takes_context=True)
def timeline_entry(context: template.Context, content: str, title: str, at: Any = None, icon: str = "circle-check") -> SafeString:
    """One entry of an `<ol class="timeline">`: title, moment (aware datetime) and, between the tags, what happened."""
    return _block("timeline_entry", context, content, title=title, at=at, icon=icon)


@register.simple_block_tag(takes_context=True)
def table_frame(
    context: template.Context,
    content: str,
    frame: str,
    caption: str,
    pages: Mapping[str, Any] | None = None,
    stacked: bool = True,
) -> SafeString:
    """A table with its caption and page links, which htmx replaces as one piece.

    Args:
        frame: id of the piece; unique on the page, and the same when the piece is sent alone.
        caption: what the table lists; read out, and shown above it.
        pages: `previous`, `next` (addresses or empty) and `position` (words such as "21 to 40 of 113").
        stacked: on a phone each row becomes a small card; the cells then name their column in `data-label`.
    """
    return _block("table_frame", context, content, frame=frame, caption=caption, pages=pages or {}, stacked=stacked)
