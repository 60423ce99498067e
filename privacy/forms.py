"""Forms of the privacy office, of emergency access and of the administration. What fits is judged by the actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from privacy import policy, words
from privacy.accounts import LOG_IN_KINDS
from privacy.errors import BadInput
from privacy.organisations import Choice
from privacy.policy.model import text_in
from privacy.review import Finder

NOTHING = ("", _("the leasing company, or oneself"))
DATE = {"type": "date"}
DURATIONS = ((30, _("half an hour")), (60, _("one hour")), (120, _("two hours")), (240, _("four hours")))


class RefusableForm(forms.Form):
    """A form that shows the refusal of an action at its fields."""

    def refuse(self, refusal: BadInput) -> None:
        """Puts the texts of a refusal at the fields that they are about, the others above the form."""
        for name, texts in refusal.fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)
        if not refusal.fields:
            self.add_error(None, refusal.message)


def _purposes() -> list[tuple[str, str]]:
    language = get_language()
    live = [one for one in policy.current().purposes.values() if one.live]
    return sorted(((one.id, text_in(one.title, language)) for one in live), key=lambda pair: pair[1])


class EventFilter(forms.Form):
    """Which events of the record are listed; names of purposes, kinds and outcomes, and days."""

    purpose_id = forms.ChoiceField(label=_("Purpose"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=DATE))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose_id"].choices = [("", _("All purposes")), *_purposes()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("All kinds")), *words.KINDS.items()]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [("", _("All outcomes")), *words.OUTCOMES.items()]  # type: ignore[attr-defined]
        for name in ("since", "until"):
            self.fields[name].input_formats = ["%Y-%m-%d"]  # type: ignore[attr-defined]


class FindPerson(RefusableForm):
    """Whom to filter by: who looked, or whose data; named by something that people know of them."""

    by = forms.ChoiceField(label=_("Look for"))
    text = forms.CharField(
        label=_("Address, plate or number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, finders: Sequence[Finder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        log_in, *_others = finders
        self.fields["by"].choices = [  # type: ignore[attr-defined]
            (f"actor:{log_in.name}", format_lazy("{}: {}", _("Who looked"), log_in.title)),
            *((f"subject:{one.name}", format_lazy("{}: {}", _("Whose data"), one.title)) for one in finders),
        ]


class ExplainQuestion(forms.Form):
    """A role and an item, and a purpose or all that the role may claim."""

    role = forms.ChoiceField(label=_("Role"))
    item = forms.ChoiceField(label=_("Item"))
    asked_purpose = forms.ChoiceField(label=_("Purpose"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules, language = policy.current(), get_language()
        for name, known in (("role", rules.roles), ("item", rules.items), ("asked_purpose", rules.purposes)):
            titled = sorted(((key, text_in(one.title, language)) for key, one in known.items()), key=lambda pair: pair[1].lower())
            first = [("", _("All that the role may use"))] if name == "asked_purpose" else []
            self.fields[name].choices = [*first, *titled]  # type: ignore[attr-defined]


class EmergencyForm(RefusableForm):
    """Why a look outside the usual rules cannot wait, for which purpose, and for how long."""

    purpose_id = forms.ChoiceField(label=_("Purpose"))
    reason = forms.CharField(
        label=_("Why can this not wait?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words, at least 20 characters. The privacy officer reads this and reviews every look."),
    )
    minutes = forms.TypedChoiceField(label=_("For how long?"), choices=DURATIONS, coerce=int, initial=60)

    def __init__(self, *args: Any, purposes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose_id"].choices = [(name, words.purpose_words(name)) for name in purposes]  # type: ignore[attr-defined]


class ReviewForm(RefusableForm):
    """What the reviewer found of an emergency access."""

    justified = forms.TypedChoiceField(
        label=_("Was it justified?"),
        choices=[("yes", _("Yes, it was justified")), ("no", _("No, it was not justified"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What did you find?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names and no details of the people concerned."),
    )  # fmt: skip


class AccountFilter(forms.Form):
    """Which log-ins are listed."""

    begins_with = forms.CharField(
        label=_("Address begins with"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "email"}),
    )


class AccountForm(RefusableForm):
    """A new log-in: for somebody new, or for a driver or private lessee who is registered under this address."""

    DRIVER = "registered"
    email = forms.CharField(
        label=_("Log-in address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    kind = forms.ChoiceField(label=_("For whom"))
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, language = policy.current().subject_kinds, get_language()
        kinds = [(kind, text_in(known[kind].title, language)) for kind in LOG_IN_KINDS]
        registered = (self.DRIVER, _("driver or private lease customer registered under this address"))
        self.fields["kind"].choices = [*kinds, registered]  # type: ignore[attr-defined]
        self.fields["language"].choices = list(settings.LANGUAGES)  # type: ignore[attr-defined]


class RoleForm(RefusableForm):
    """A role, and for whom it is held."""

    role = forms.ChoiceField(label=_("Role"))
    organisation = forms.ChoiceField(
        label=_("For"),
        required=False,
        help_text=_("Only for roles at an employer or supplier; others are held at the leasing company or for oneself."),
    )

    def __init__(self, *args: Any, roles: Sequence[str], organisations: Iterable[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose a role")), *((name, words.role_words(name)) for name in roles)]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [NOTHING, *_grouped(organisations)]  # type: ignore[attr-defined]


class MachineForm(RefusableForm):
    """A machine client: its name, for whom it works, and what for."""

    name = forms.CharField(label=_("Name of the system"), max_length=100, help_text=_("Such as “HR export”. No person's name."))
    organisation = forms.ChoiceField(label=_("Works for"))
    purposes = forms.MultipleChoiceField(label=_("Purposes"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, organisations: Iterable[Choice], purposes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("lessor", words.ORGANISATIONS["lessor"]), *_grouped(organisations)]  # type: ignore[attr-defined]
        self.fields["purposes"].choices = [(name, words.purpose_words(name)) for name in purposes]  # type: ignore[attr-defined]


def _grouped(organisations: Iterable[Choice]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Organisations for a drop-down list, by kind, units indented below their company."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in organisations:
        indent = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * (one.level - 1)
        groups.setdefault(one.organisation.kind, []).append((str(one.organisation.id), f"{indent}{one.organisation.name}"))
    return [(str(words.ORGANISATIONS[kind]), options) for kind, options in groups.items()]
