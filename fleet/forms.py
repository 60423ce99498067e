"""Forms of the administration of employers. What fits is judged by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from privacy.forms import RefusableForm


class EmployerForm(RefusableForm):
    """A client company."""

    name = forms.CharField(label=_("Name"), max_length=200)
    legal_name = forms.CharField(label=_("Registered name"), max_length=200, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, help_text=_("Two letters, such as NL, BE or FR."))
    language = forms.ChoiceField(label=_("Language"))
    national_id_required = forms.BooleanField(
        label=_("The law obliges this employer to hold the national number of its people"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = list(settings.LANGUAGES)  # type: ignore[attr-defined]


class UnitForm(RefusableForm):
    """A unit below a company or another unit; country and language of the node above when left empty."""

    name = forms.CharField(label=_("Name of the unit"), max_length=200)
    country = forms.CharField(label=_("Country"), max_length=2, required=False, help_text=_("Empty: as the one above."))
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("as the one above")), *settings.LANGUAGES]  # type: ignore[attr-defined]


class GrantForm(RefusableForm):
    """The log-in that may see an employer."""

    email = forms.CharField(
        label=_("Log-in address of the manager"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
