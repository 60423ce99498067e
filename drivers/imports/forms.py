"""The form with which a file is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drivers.imports.kinds import KINDS
from privacy.errors import Refused


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("Tell it from the headings")), *((kind.name, kind.title) for kind in KINDS.values())]


class FileForm(forms.Form):
    """A file and how it is to be read. Whether it can be used is judged by the import; here only what to ask for."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        help_text=_("CSV or .xlsx. Columns may stand in any order, with headings in Dutch, French or English."),
        error_messages={"required": _("Choose a file.")},
    )
    kind = forms.ChoiceField(label=_("What the file is about"), required=False, choices=_kinds)
    employer = forms.CharField(
        label=_("Client or unit"),
        required=False,
        max_length=200,
        help_text=_("For lines that name none. May stay empty."),
    )
    decimal = forms.ChoiceField(
        label=_("Decimal sign"),
        required=False,
        choices=[("", _("Tell it from the numbers")), (",", _("Comma: 1.234,56")), (".", _("Point: 1,234.56"))],
    )

    def refuse(self, refusal: Refused) -> None:
        """Puts the texts of a refusal at the fields that they are about."""
        for name, texts in refusal.fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, str(text))
        if not refusal.fields:
            self.add_error(None, str(refusal.message))
