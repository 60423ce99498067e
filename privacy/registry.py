"""What the apps declare to the kernel: which field is personal in which way, which rows a role reaches, which conditions exist.

Each app's `personal_data.py` calls `hold`, `scope` and `condition` while Django starts; then the registry closes. A late or double
declaration raises: what stands here is complete, so that `manage.py check` can refuse a field that nobody declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Q
    from django.db.models.expressions import Combinable

    from privacy.access import Access

    ScopeFunction = Callable[[Access], Q]
    ConditionFunction = Callable[[Access], Q | Combinable]
    FinderFunction = Callable[[Access, str], Sequence[UUID]]


class RegistryError(Exception):
    """A declaration that contradicts another, or comes after the registry closed."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What one model holds of people.

    Args:
        label: "app.Model".
        subject: path of foreign keys from the row to its `privacy.Subject` ("subject", "vehicle__file"); None when no person is reached.
        subject_kind: the kind of that subject where it is always the same; saves a join.
        tracked: operating column -> item of the policy.
        plain: column -> why it is not personal.
        lookups: sealed field -> roles that may search by it (each search is recorded).
        retention: retention trigger group of the rows, a key of the policy.
        labels: field -> translatable name for exports.
    """

    label: str
    subject: str | None
    subject_kind: str | None = None
    tracked: Mapping[str, str] = field(default_factory=dict)
    plain: Mapping[str, str] = field(default_factory=dict)
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retention: str = ""
    labels: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """Rows of one model that a role reaches; the rules of one model and role are joined by OR."""

    label: str
    role: str
    purposes: tuple[str, ...]
    emergency: bool
    rows: ScopeFunction


@dataclass(frozen=True, slots=True)
class Condition:
    """A named predicate over the rows of one model, used by the policy."""

    name: str
    label: str
    holds: ConditionFunction
    waived_in_emergency: bool = False


@dataclass(frozen=True, slots=True)
class SubjectFinder:
    """A way to find whose data is meant, by something that people know of them; each use is a recorded look-up.

    Args:
        name: how a form names it.
        title: what is typed in, in words.
        roles: who may use it.
        find: the subjects found; nothing else of them.
    """

    name: str
    title: Any
    roles: tuple[str, ...]
    find: FinderFunction


_holdings: dict[str, Holding] = {}
_finders: dict[str, SubjectFinder] = {}
_libraries: dict[str, str] = {}
_scopes: dict[tuple[str, str], list[ScopeRule]] = {}
_conditions: dict[tuple[str, str], Condition] = {}
_closed = False


def _open_for_declarations(what: str) -> None:
    if _closed:
        raise RegistryError(f"{what}: the registry is closed; declare it in the app's personal_data.py.")


def hold(
    label: str,
    *,
    subject: str | None,
    subject_kind: str | None = None,
    tracked: Mapping[str, str] | None = None,
    plain: Mapping[str, str] | None = None,
    lookups: Mapping[str, Sequence[str]] | None = None,
    retention: str = "",
    labels: Mapping[str, Any] | None = None,
) -> None:
    """Declare what a model holds; see `Holding` for the arguments.

    Raises:
        RegistryError: declared twice, a plain column without a reason, or after the registry closed.
    """
    _open_for_declarations(label)
    if label in _holdings:
        raise RegistryError(f"{label} is declared twice.")
    for column, reason in (plain or {}).items():
        if not str(reason).strip():
            raise RegistryError(f"{label}.{column} is declared plain without a reason.")
    _holdings[label] = Holding(
        label=label,
        subject=subject,
        subject_kind=subject_kind,
        tracked=dict(tracked or {}),
        plain=dict(plain or {}),
        lookups={name: tuple(roles) for name, roles in (lookups or {}).items()},
        retention=retention,
        labels=dict(labels or {}),
    )


def hold_library(app_label: str, reason: str) -> None:
    """Declare all models of a third-party app at once, with the reason why none of them is sealed."""
    _open_for_declarations(app_label)
    if not reason.strip():
        raise RegistryError(f"{app_label} is declared without a reason.")
    _libraries[app_label] = reason


def scope(
    label: str,
    *,
    role: str | None = None,
    roles: Iterable[str] = (),
    purposes: Iterable[str] = (),
    emergency: bool = False,
) -> Callable[[ScopeFunction], ScopeFunction]:
    """Declare which rows of a model a role reaches. No declaration, no rows.

    Args:
        label: "app.Model".
        role, roles: the role or roles that reach the rows.
        purposes: only for these purposes; empty means for every purpose that the role may claim.
        emergency: only under a running emergency grant.
    """
    wanted = tuple(roles) + ((role,) if role else ())
    if not wanted:
        raise RegistryError(f"A scope on {label} names no role.")

    def register(rows: ScopeFunction) -> ScopeFunction:
        _open_for_declarations(f"scope on {label}")
        for name in wanted:
            rule = ScopeRule(label=label, role=name, purposes=tuple(purposes), emergency=emergency, rows=rows)
            _scopes.setdefault((label, name), []).append(rule)
        return rows

    return register


def condition(
    name: str, *, model: str | None = None, models: Iterable[str] = (), waived_in_emergency: bool = False
) -> Callable[[ConditionFunction], ConditionFunction]:
    """Declare a named predicate over the rows of one or several models; the same function serves all models named."""
    wanted = tuple(models) + ((model,) if model else ())

    def register(holds: ConditionFunction) -> ConditionFunction:
        _open_for_declarations(f"condition {name}")
        for label in wanted:
            if (name, label) in _conditions:
                raise RegistryError(f"Condition {name} is declared twice for {label}.")
            _conditions[name, label] = Condition(name, label, holds, waived_in_emergency)
        return holds

    return register


def subject_finder(name: str, *, title: Any, roles: Iterable[str]) -> Callable[[FinderFunction], FinderFunction]:
    """Declare a way to find subjects by something that people know of them, such as a plate.

    Args:
        name: how a form names it; unique.
        title: what is typed in, in words.
        roles: who may use it; the gate asks again whether the role may search by that field.
    """

    def register(find: FinderFunction) -> FinderFunction:
        _open_for_declarations(f"finder {name}")
        if name in _finders:
            raise RegistryError(f"Finder {name} is declared twice.")
        _finders[name] = SubjectFinder(name, title, tuple(roles), find)
        return find

    return register


def close() -> None:
    """End of start-up: nothing may be declared any more."""
    global _closed
    _closed = True


def holding(label: str) -> Holding:
    """The declaration of a model.

    Raises:
        RegistryError: the model is not declared.
    """
    try:
        return _holdings[label]
    except KeyError:
        raise RegistryError(f"{label} is not declared in any personal_data.py.") from None


def holdings() -> Mapping[str, Holding]:
    """All declarations by model label."""
    return dict(_holdings)


def libraries() -> Mapping[str, str]:
    """Third-party apps that are declared as a whole, with the reason."""
    return dict(_libraries)


def scope_rules(label: str, role: str, purpose: str, *, emergency: bool) -> list[ScopeRule]:
    """The scope rules that apply to this model, role and purpose; empty means: no rows."""
    return [
        rule
        for rule in _scopes.get((label, role), ())
        if (not rule.purposes or purpose in rule.purposes) and (emergency or not rule.emergency)
    ]


def condition_for(name: str, label: str) -> Condition | None:
    """The predicate of that name over rows of that model, if an app declared one."""
    return _conditions.get((name, label))


def condition_names() -> set[str]:
    """Names of all declared predicates."""
    return {name for name, _ in _conditions}


def subject_finders(role: str) -> list[SubjectFinder]:
    """The ways in which a role may find whose data is meant, by name."""
    return [finder for _name, finder in sorted(_finders.items()) if role in finder.roles]


def scope_labels() -> set[tuple[str, str]]:
    """Each (model label, role) for which a scope is declared."""
    return set(_scopes)
