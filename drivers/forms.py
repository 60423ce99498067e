"""Forms of drivers and private lessees about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.errors import BadInput


class ContactForm(forms.Form):
    """The contact data that people keep right themselves. What fits is judged by the action; here only what to ask for."""

    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=_("For messages about your car. The address with which you log in is another one and stays as it is."),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("With the country code, such as +31 6 12 34 56 78."),
    )
    postal_address = forms.CharField(
        label=_("Address"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )

    def refuse(self, refusal: BadInput) -> None:
        """Puts the texts of a refusal at the fields that they are about."""
        for name, texts in refusal.fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)
        if not refusal.fields:
            self.add_error(None, refusal.message)

    def changed_values(self) -> dict[str, Any]:
        """What the person changed; an emptied field clears the item."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
