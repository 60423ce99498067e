"""The forms of the desk. They only carry what was typed; the actions judge it, and their refusals stand at the fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fleet.queries import SupplierView
from incidents import rules
from incidents.actions.cases import CURRENCIES
from incidents.queries import choices
from privacy.errors import BadInput

WORDS = choices()


class NoteForm(forms.Form):
    """One entry of the conversation log."""

    text = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3, "accesskey": "n"}),
        help_text=_("What was said and agreed; facts, no judgement of people."),
    )


class ReferForm(forms.Form):
    """The job for a workshop."""

    workshop = forms.ChoiceField(label=_("Workshop"))
    pick_up_place = forms.CharField(
        label=_("Where the workshop fetches the car"),
        required=False,
        help_text=_("Only when that was agreed. The workshop sees this place as long as the job lasts."),
    )

    def __init__(self, *args: Any, suppliers: Iterable[SupplierView] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [supplier for supplier in suppliers if supplier.kind in rules.REPAIRER_KINDS]
        options = [(str(supplier.id), f"{supplier.name} ({supplier.country})") for supplier in fitting]
        self.fields["workshop"].choices = [("", _("Choose a workshop")), *options]  # type: ignore[attr-defined]


class InsuranceForm(forms.Form):
    """Where the insurer stands."""

    state = forms.ChoiceField(label=_("Insurance"), choices=list(WORDS.insurance_states.items()))
    claim_amount = forms.DecimalField(label=_("Amount claimed"), required=False, localize=True)
    excess_amount = forms.DecimalField(label=_("Own risk"), required=False, localize=True)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])


class HandOverForm(forms.Form):
    """To whom the case goes."""

    colleague = forms.CharField(
        label=_("Log-in e-mail of the colleague"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The case is theirs at once. What it let you see is closed to you from then on."),
    )


def tell(form: forms.Form, refusal: BadInput) -> None:
    """Put the texts of a refusal at the fields of the form; what belongs to no field stands above it."""
    for name, texts in refusal.fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not refusal.fields:
        form.add_error(None, refusal.message)
