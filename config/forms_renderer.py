"""How every form looks: label, hint, field and errors as one group, tied together for screen readers, in the classes of Tabler."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, widgets
from django.forms.renderers import DjangoTemplates

WIDGET_CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxInput, "form-check-input"),
    (widgets.RadioSelect, ""),  # also covers a list of check boxes: the class would land on the list around the boxes
    (widgets.Select, "form-select"),
    (widgets.Textarea, "form-control"),
    (widgets.Input, "form-control"),
)


def widget_class(widget: widgets.Widget) -> str:
    """Return the CSS class of a widget, empty for one that is hidden or unknown."""
    if widget.is_hidden:
        return ""
    return next((name for kind, name in WIDGET_CLASSES if isinstance(widget, kind)), "")


class TablerField(BoundField):
    """A form field that gives its widget the CSS class of its kind, and marks it when it has errors."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: widgets.Widget | None = None) -> dict[str, Any]:
        """Return the attributes of the widget, own classes first, the page's and the widget's own after them."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        names = [widget_class(widget), built.get("class", ""), widget.attrs.get("class", "")]
        if self.errors:
            names.append("is-invalid")
        if str(widget.attrs.get("placeholder", "")) == str(self.label):
            built["placeholder"] = ""  # the label already stands above the field
        classes = " ".join(name for name in names if name)
        return {**built, "class": classes} if classes else built

    @property
    def is_check(self) -> bool:
        """Return whether the label stands behind the box instead of above the field."""
        return isinstance(self.field.widget, widgets.CheckboxInput)


class TablerForms(DjangoTemplates):
    """The renderer named in FORM_RENDERER. Templates: config/templates/forms/."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = TablerField
