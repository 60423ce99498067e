"""What every action of this app checks first, and the texts in which it refuses."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from incidents import rules
from incidents.models import words
from privacy.access import Access
from privacy.errors import BadInput, Conflict, NotPermitted

SELF = ("driver", "private_lessee")
DESK = ("agent",)
WORKSHOP = ("workshop",)

_TEXTS: Mapping[str, Any] = {
    "kind_unknown": _("Choose what happened from the list."),
    "drivable_unknown": _("Say whether the car can be driven: yes, no or not known."),
    "zone_unknown": _("Choose the places on the car from the drawing or the list."),
    "zone_of_time_missing": _("Give the time with its time zone."),
    "in_the_future": _("This moment is in the future. Check the date and the time."),
    "too_long_ago": _("This is more than %(limit)d years ago. Check the year."),
    "passengers_out_of_range": _("Give a number of passengers from 0 to %(limit)d, or leave it empty if you do not know."),
    "declaration_missing": _("You write about other people. Confirm that you may give us these details about them."),
    "text_too_long": _("At most %(limit)d characters fit here; you entered %(given)d. Shorten the text; the rest of the form is kept."),
    "text_broken": _("This text contains a broken character. Type it again."),
    "text_has_nul": _("This text contains a character that cannot be kept. Remove it or type the text again."),
}  # fmt: skip


def only_for(access: Access, roles: Collection[str]) -> None:
    """Refuse roles that do not perform this verb, whatever purpose they claim.

    Raises:
        NotPermitted
    """
    if access.role not in roles:
        raise NotPermitted(_("Your role may not make this change."), code="role_may_not")


def refuse_problems(problems: Sequence[rules.Problem]) -> None:
    """Turn what the rules found into one refusal with a text per field; nothing found, nothing happens.

    Raises:
        BadInput
    """
    fields: dict[str, list[Any]] = {}
    for problem in problems:
        text = _TEXTS[problem.code] % {"limit": problem.limit, "given": problem.given}
        fields.setdefault(problem.field, []).append(text)
    if fields:
        raise BadInput(code=problems[0].code, fields=fields)


def move_report(report: Any, verb: str) -> None:
    """Make one move of a report, or say why not.

    Raises:
        Conflict: the report is in a state that does not allow it.
    """
    _move(report, verb, rules.REPORT_MOVES, report.state, words.REPORT_STATES)


def move_case(case: Any, verb: str) -> None:
    """Make one move of a case, or say why not. Raises: Conflict; BadInput for an unknown verb."""
    _move(case, verb, rules.CASE_MOVES, case.state, words.CASE_STATES)


def move_job(case: Any, verb: str) -> None:
    """Make one move of the workshop's job on a case, or say why not. Raises: Conflict."""
    _move(case, verb, rules.JOB_MOVES, case.job_state, words.JOB_STATES)


def _move(row: Any, verb: str, moves: Mapping[str, tuple[frozenset[str], str]], state: str, names: Mapping[Any, Any]) -> None:
    move = rules.may_move(moves, verb, state)
    if move.reason == "verb_unknown":
        known = ", ".join(moves)
        raise BadInput(code="verb_unknown", fields={"verb": [_("Choose one of: %(verbs)s.") % {"verbs": known}]})
    if not move.allowed:
        text = _("This cannot be done in the state “%(state)s”. Reload the page to see how it stands now.")
        raise Conflict(text % {"state": names[state]}, code="state_does_not_allow")
    getattr(row, verb)()
