"""Forms of damage reports. What a report may say is judged by the action; here only what is asked, and how it is read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import ProhibitNullCharactersValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from incidents import actions, queries, rules
from incidents.actions.checks import refuse_problems
from privacy.errors import BadInput, Refused

PAPERS = ("passenger_count", "police_reference", "insurance_reference")
INJURED = {"no": _("No"), "yes": _("Yes"), "unknown": _("I do not know")}
FIELD_OF = {"vehicle": "car", "photos": None, "idempotency_key": None}
"""Names of the action's fields that the form has under another name, or not at all."""


class MomentField(forms.DateTimeField):
    """Date and time as the clock on the wall showed them.

    In the hour that a clock change repeats the first of the two is meant; in the hour that it skips, the moment that the clock
    moved on to. Somebody who reports from such a night is not sent away.
    """

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})

    def to_python(self, value: Any) -> datetime | None:
        """The aware moment, in UTC; None for nothing.

        Raises:
            ValidationError: not a date and time.
        """
        if value in self.empty_values:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else self._moment(str(value).strip())

    def _moment(self, text: str) -> datetime:
        try:
            clock = datetime.fromisoformat(text)
            return (clock if clock.tzinfo else clock.replace(tzinfo=timezone.get_current_timezone())).astimezone(UTC)
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class ZonesField(forms.MultipleChoiceField):
    """Places on the car."""

    widget = forms.CheckboxSelectMultiple


class PhotoInput(forms.FileInput):
    """A file field that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        """All files under the name, in the order in which they were chosen."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class PhotosField(forms.Field):
    """Photos as they come; each is judged by the action, so that one bad file costs neither the others nor the report."""

    widget = PhotoInput(attrs={"multiple": True, "accept": "image/*"})


def photos_in(files: Iterable[UploadedFile]) -> list[actions.NewPhoto]:
    """The files as the actions take them. One byte more than is taken is enough to refuse a file that is too large."""
    most = settings.PRIVACY_MEDIA_MAX_BYTES + 1
    return [actions.NewPhoto(content=file.read(most), name=file.name or "") for file in files]


def key_in(sent: Any) -> str:
    """The key of a form as it was sent; a new one where it is missing or spoilt, so that the report is taken all the same."""
    try:
        return str(uuid.UUID(sent.get("key", "")))
    except ValueError:
        return str(uuid.uuid4())


class MorePhotosForm(forms.Form):
    """Photos for a report that stands, and what they are of."""

    photos = PhotosField(label=_("Add photos"), required=False)
    mark = forms.ChoiceField(label=_("They show"), required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        _offer(self, "mark", queries.choices().photo_marks.items())

    def new_photos(self) -> list[actions.NewPhoto]:
        """The photos that came; call it on a form that is valid."""
        mark = self.cleaned_data["mark"] or "damage"
        return [replace(photo, mark=mark) for photo in photos_in(self.cleaned_data["photos"] or [])]


class ReportForm(forms.Form):
    """A damage report, for a phone: what, when and where first; what few people can fill in, last."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    car = forms.ChoiceField(
        label=_("Which car?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the car."), "invalid_choice": _("Choose one of the cars in your name.")},
    )
    kind = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happened."), "invalid_choice": _("Choose what happened from the list.")},
    )
    happened_at = MomentField(
        label=_("When?"),
        error_messages={
            "required": _("Enter the day and the time."),
            "invalid": _("Enter the day and the time, such as 23-11-2025 14:30."),
        },
    )
    place = forms.CharField(
        label=_("Where?"), required=False, help_text=_("Street and town, or the number on the post beside the motorway.")
    )
    drivable = forms.ChoiceField(
        label=_("Can the car be driven safely?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the car can be driven: yes, no or not known.")},
    )
    injured = forms.ChoiceField(
        label=_("Is anybody hurt?"),
        widget=forms.RadioSelect,
        choices=lazy(lambda: list(INJURED.items()), list),
        error_messages={"required": _("Say whether anybody is hurt: yes, no, or that you do not know.")},
    )
    injury_information = forms.CharField(
        label=_("Who is hurt, and how?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only what the desk must know to help. Your employer never sees this."),
    )
    zones = ZonesField(label=_("Where on the car?"), required=False)
    damage_description = forms.CharField(label=_("The damage"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    narrative = forms.CharField(label=_("How did it happen?"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    photos = PhotosField(label=_("Photos"), required=False)
    passenger_count = forms.IntegerField(
        label=_("Passengers beside you"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0}),
        error_messages={"invalid": _("Enter a whole number, or leave it empty.")},
    )
    police_reference = forms.CharField(label=_("Number of the police report"), required=False)
    insurance_reference = forms.CharField(label=_("Reference of an insurer"), required=False)
    may_name_others = forms.BooleanField(
        label=_("Where I tell something about other people, I may give it to the leasing company for handling this damage."),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, cars: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(data, files, **more)
        offered = queries.choices()
        _offer(self, "car", cars)
        _offer(self, "kind", offered.kinds.items())
        _offer(self, "drivable", offered.drivable.items())
        _offer(self, "zones", offered.zones.items())
        for name in self._texts():
            # The action says it better, and keeps saying it the same way to every caller.
            self.fields[name].validators = _without_nul_check(self.fields[name].validators)

    def _texts(self) -> list[str]:
        """The free texts of the form, whose limits the rules know."""
        return [name for name in rules.TEXT_LIMITS if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Texts that cannot be kept are named together with what is missing, so that people correct everything in one go."""
        texts = {name: _lines(self.cleaned_data.get(name) or "") for name in self._texts()}
        try:
            refuse_problems(rules.check_texts(texts))
        except BadInput as refusal:
            self.refuse(refusal)
        return self.cleaned_data

    @classmethod
    def empty(cls, cars: Sequence[tuple[str, Any]], chosen: str = "") -> ReportForm:
        """The form as it is first shown: for one car, now, under a key of its own."""
        car = chosen if chosen in dict(cars) else (cars[0][0] if cars else "")
        now = timezone.now().replace(second=0, microsecond=0)
        return cls(cars=cars, initial={"key": uuid.uuid4(), "car": car, "happened_at": now})

    def renewed(self) -> None:
        """Gives the form as it was sent a key of its own: what is sent next is another report."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)  # type: ignore[arg-type]
        sent["key"] = str(uuid.uuid4())
        self.data = sent

    def report(self) -> actions.NewReport:
        """What was told; call it on a form that is valid."""
        told = self.cleaned_data
        return actions.NewReport(
            vehicle=uuid.UUID(told["car"]),
            kind=told["kind"],
            happened_at=told["happened_at"],
            zones=told["zones"],
            drivable=told["drivable"],
            damage_description=_lines(told["damage_description"]),
            narrative=_lines(told["narrative"]),
            place=told["place"],
            injury_information=_lines(self._injury()),
            passenger_count=told["passenger_count"],
            police_reference=told["police_reference"],
            insurance_reference=told["insurance_reference"],
            may_name_others=told["may_name_others"],
        )

    def _injury(self) -> str:
        """What was told about the injury; a yes without words still tells the desk to hurry. Words after a no are not sent."""
        if self.cleaned_data["injured"] != "yes":
            return ""
        return self.cleaned_data["injury_information"] or gettext("Somebody is hurt; no details were given.")

    def new_photos(self) -> list[actions.NewPhoto]:
        """The photos that came with it."""
        return photos_in(self.cleaned_data["photos"] or [])

    def refuse(self, refusal: Refused) -> None:
        """Puts the texts of a refusal at the fields that they are about."""
        for name, texts in refusal.fields.items():
            field = FIELD_OF.get(name, name)
            for text in texts:
                self.add_error(field if field in self.fields else None, text)
        if not refusal.fields:
            self.add_error(None, refusal.message)

    @property
    def papers_open(self) -> bool:
        """Whether the part that few people fill in is shown open: it holds something, or something to correct."""
        return any(self[name].value() or self[name].errors for name in PAPERS)


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def _lines(text: str) -> str:
    """The text with one character for each end of line; browsers send two, which people did not type."""
    return text.replace("\r\n", "\n")


def _without_nul_check(validators: Iterable[Any]) -> list[Any]:
    return [check for check in validators if not isinstance(check, ProhibitNullCharactersValidator)]
