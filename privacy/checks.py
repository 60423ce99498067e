"""Fail-closed checks: a field, scope, condition or item that nobody declared stops the start (`manage.py check`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

from privacy import policy, registry
from privacy.fields import BlindIndex, NameTokens, SealedField
from privacy.models import Record
from privacy.normalise import NORMALISERS
from privacy.registry import RegistryError

# Every record has these; they are declared here once.
RECORD_PLAIN = {"id", "public_id", "created_at", "changed_at"}


def _is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "instance_type") and hasattr(model, "history_id")


@register("privacy")
def every_field_is_declared(**kwargs: Any) -> list[CheckMessage]:
    """E001-E007: each model field is sealed, tracked or plain with a reason."""
    problems: list[CheckMessage] = []
    libraries = registry.libraries()
    for model in apps.get_models(include_auto_created=True):
        if _is_history(model) or model._meta.app_label in libraries:
            continue
        problems += _check_model(model)
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    problems += [
        Error(f"personal_data declares {label}, which is no model.", id="privacy.E003")
        for label in registry.holdings()
        if label not in known
    ]
    return problems


def _check_model(model: type[models.Model]) -> Iterator[CheckMessage]:
    label = model._meta.label
    try:
        holding = registry.holding(label)
    except RegistryError:
        hint = "Declare it with privacy.registry.hold in the personal_data.py of its app."
        yield Error(f"{label} is declared by no app.", hint=hint, obj=model, id="privacy.E001")
        return
    names = {field.name for field in model._meta.concrete_fields}
    known_by_base = RECORD_PLAIN if issubclass(model, Record) else set()
    for field in model._meta.concrete_fields:
        yield from _check_field(model, field, holding, known_by_base)
    for name in [*holding.tracked, *holding.plain, *holding.lookups, *holding.labels]:
        if name not in names:
            yield Error(f"{label}.{name} is declared, and is no field.", obj=model, id="privacy.E003")
    for name, item in holding.tracked.items():
        if item not in policy.current().items:
            yield Error(f"{label}.{name}: item {item} is not in the policy.", obj=model, id="privacy.E004")
    yield from _check_subject(model, holding)
    yield from _check_indexes(model)


def _check_field(
    model: type[models.Model], field: Any, holding: registry.Holding, known_by_base: set[str]
) -> Iterator[CheckMessage]:
    label, name = model._meta.label, field.name
    if isinstance(field, SealedField):
        if field.item not in policy.current().items:
            yield Error(f"{label}.{name}: item {field.item} is not in the policy.", obj=model, id="privacy.E004")
        if not issubclass(model, Record):
            yield Error(f"{label}.{name} is sealed, so {label} must be a Record.", obj=model, id="privacy.E006")
        if name in holding.tracked or name in holding.plain:
            yield Error(f"{label}.{name} is sealed and cannot be tracked or plain.", obj=model, id="privacy.E007")
        return
    if isinstance(field, BlindIndex | NameTokens):
        yield from _check_index_field(model, field)
        return
    if name in holding.tracked and name in holding.plain:
        yield Error(f"{label}.{name} is declared both tracked and plain.", obj=model, id="privacy.E007")
    if name not in holding.tracked and name not in holding.plain and name not in known_by_base:
        hint = "Seal it, or declare it tracked (with its item) or plain (with the reason) in personal_data.py."
        yield Error(f"{label}.{name} is neither sealed, tracked nor plain.", hint=hint, obj=model, id="privacy.E002")


def _check_index_field(model: type[models.Model], field: BlindIndex | NameTokens) -> Iterator[CheckMessage]:
    label = f"{model._meta.label}.{field.name}"
    sealed = {other.name for other in model._meta.concrete_fields if isinstance(other, SealedField)}
    if field.of not in sealed:
        yield Error(f"{label} indexes {field.of}, which is no sealed field.", obj=model, id="privacy.E009")
    if isinstance(field, BlindIndex) and field.normalise not in NORMALISERS:
        yield Error(f"{label}: there is no normaliser {field.normalise}.", obj=model, id="privacy.E009")


def _check_subject(model: type[models.Model], holding: registry.Holding) -> Iterator[CheckMessage]:
    has_sealed = any(isinstance(field, SealedField) for field in model._meta.concrete_fields)
    if holding.subject is None:
        if has_sealed:
            yield Error(f"{holding.label} has sealed fields and no subject.", obj=model, id="privacy.E005")
        return
    current: Any = model
    for step in holding.subject.split("__"):
        try:
            current = current._meta.get_field(step).related_model
        except Exception:  # noqa: BLE001 whatever is wrong with the path, it is wrong
            current = None
        if current is None:
            yield Error(f"{holding.label}: {holding.subject} is no path to a subject.", obj=model, id="privacy.E005")
            return
    if current._meta.label != "privacy.Subject":
        yield Error(f"{holding.label}: {holding.subject} ends at {current._meta.label}.", obj=model, id="privacy.E005")


def _check_indexes(model: type[models.Model]) -> Iterator[CheckMessage]:
    sealed = {field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)}
    named = {name.lstrip("-") for index in model._meta.indexes for name in index.fields}
    named |= {name for rule in model._meta.constraints for name in getattr(rule, "fields", ())}
    for name in sorted(sealed & named):
        text = f"{model._meta.label}.{name} is sealed and cannot stand in an index or constraint."
        yield Error(text, obj=model, id="privacy.E011")


@register("privacy")
def registry_and_policy_agree(**kwargs: Any) -> list[CheckMessage]:
    """E012-E014: roles of scopes and look-ups exist; conditions of claimable disclosures are declared by an app."""
    current = policy.current()
    problems: list[CheckMessage] = []
    for label, role in sorted(registry.scope_labels()):
        if role not in current.roles:
            problems.append(Error(f"A scope on {label} names the unknown role {role}.", id="privacy.E012"))
    for label, holding in registry.holdings().items():
        for name, roles in holding.lookups.items():
            problems += [
                Error(f"{label}.{name}: look-ups name the unknown role {role}.", id="privacy.E012")
                for role in roles
                if role not in current.roles
            ]
    declared = registry.condition_names() | {"record_page"}
    for name in sorted(_conditions_in_use(current) - declared):
        text = f"The policy uses the condition {name}, which no app declares."
        problems.append(Error(text, hint="Register it with privacy.registry.condition.", id="privacy.E013"))
    for name in sorted(declared - set(current.conditions)):
        problems.append(Error(f"The condition {name} is declared and not in the policy.", id="privacy.E014"))
    return problems


def _conditions_in_use(current: policy.Policy) -> set[str]:
    """Conditions on which a decision for a role that exists and a purpose that is live depends."""
    recipients = {role.recipient for role in current.roles.values()}
    return {
        name
        for (purpose, recipient, _kind, _item), rule in current.cells.items()
        if recipient in recipients and current.purposes[purpose].live
        for branch in rule.branches
        for name in branch.when
    }
