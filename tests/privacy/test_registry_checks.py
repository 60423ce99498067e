"""What nobody declared stops the start: fields, items, roles, conditions, subjects; and the registry closes after it."""

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import models
from django.db.models import Q
from django.test.utils import isolate_apps

from drivers.models import Driver
from privacy import checks, policy, registry
from privacy.fields import BlindIndex, NameTokens, SealedField, SealedText
from privacy.registry import Condition, Holding, RegistryError, ScopeRule

DRIVER = "drivers.Driver"


def problems_of(model: type[models.Model]) -> set[str]:
    return {str(problem.id) for problem in checks._check_model(model)}


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Declares the drivers otherwise than the product does, for one test."""

    def declare(**changes: Any) -> None:
        monkeypatch.setitem(registry._holdings, DRIVER, replace(registry.holding(DRIVER), **changes))

    return declare


@pytest.fixture
def open_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of its own that takes declarations."""
    monkeypatch.setattr(registry, "_closed", False)
    for name in ("_holdings", "_libraries", "_scopes", "_conditions", "_finders"):
        monkeypatch.setattr(registry, name, {})


# --- the product as it stands ------------------------------------------------------------------------------------------


def test_the_product_is_declared_in_full() -> None:
    assert run_checks(tags=["privacy"]) == []
    call_command("check", stdout=StringIO(), stderr=StringIO())


def test_every_declaration_is_of_a_model_that_the_register_can_name() -> None:
    for label, holding in registry.holdings().items():
        assert all(len(reason) > 3 for reason in holding.plain.values()), label


# --- fields ------------------------------------------------------------------------------------------------------------


def test_a_field_that_nobody_declared(declared: Any) -> None:
    plain = dict(registry.holding(DRIVER).plain)
    del plain["country"]
    declared(plain=plain)
    [problem] = [problem for problem in checks._check_model(Driver) if problem.id == "privacy.E002"]
    assert "drivers.Driver.country" in problem.msg
    assert "personal_data.py" in str(problem.hint)
    assert problem.is_serious()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"plain": {"no_such_field": "a reason"}}, "privacy.E003"),
        ({"lookups": {"no_such_field": ("agent",)}}, "privacy.E003"),
        ({"labels": {"no_such_field": "No such field"}}, "privacy.E003"),
        ({"tracked": {"employed_from": "shoe_size"}}, "privacy.E004"),
        ({"subject": "employer"}, "privacy.E005"),
        ({"subject": "nobody"}, "privacy.E005"),
        ({"subject": "country"}, "privacy.E005"),
        ({"subject": None}, "privacy.E005"),
        ({"plain": {"full_name": "we like names"}}, "privacy.E007"),
        ({"tracked": {"email": "email"}}, "privacy.E007"),
        ({"tracked": {"country": "email"}}, "privacy.E007"),
    ],
)
def test_a_declaration_that_does_not_fit(declared: Any, changes: dict[str, Any], code: str) -> None:
    before = registry.holding(DRIVER)
    merged = {name: value if name == "subject" else {**getattr(before, name), **value} for name, value in changes.items()}
    declared(**merged)
    assert code in problems_of(Driver)


def test_a_model_that_nobody_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(registry._holdings, DRIVER)
    assert problems_of(Driver) == {"privacy.E001"}
    assert "privacy.E001" in {problem.id for problem in run_checks(tags=["privacy"])}
    with pytest.raises(RegistryError):
        registry.holding(DRIVER)


def test_a_declaration_of_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._holdings, "drivers.Ghost", Holding("drivers.Ghost", None))
    assert "privacy.E003" in {problem.id for problem in checks.every_field_is_declared()}


def test_an_item_that_the_policy_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Driver._meta.get_field("full_name"), "item", "nickname")
    assert "privacy.E004" in problems_of(Driver)


@isolate_apps("privacy")
def test_sealed_fields_ask_for_a_record_a_subject_and_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    class Loose(models.Model):  # noqa: DJ008
        name = SealedText(item="full_name")
        lost_index = BlindIndex(of="nobody", normalise="text")
        odd_index = BlindIndex(of="name", normalise="soundex")
        tokens = NameTokens(of="nobody")

        class Meta:
            app_label = "privacy"
            ordering = ("name",)
            indexes = (models.Index(fields=["name"], name="by_name"),)
            constraints = (models.UniqueConstraint(fields=["name"], name="one_name"),)

    monkeypatch.setitem(registry._holdings, "privacy.Loose", Holding("privacy.Loose", None, plain={"id": "key"}))
    found = [problem.id for problem in checks._check_model(Loose)]
    assert {"privacy.E005", "privacy.E006", "privacy.E011"} <= set(found)
    assert found.count("privacy.E009") == 3
    assert "privacy.E010" in {problem.id for problem in Loose._meta.get_field("name").check()}


@pytest.mark.parametrize("option", [{"unique": True}, {"db_index": True}])
@isolate_apps("privacy")
def test_a_sealed_field_is_neither_unique_nor_indexed(option: dict[str, bool]) -> None:
    class Indexed(models.Model):  # noqa: DJ008
        name = SealedText(item="full_name", **option)

        class Meta:
            app_label = "privacy"

    assert "privacy.E011" in {problem.id for problem in Indexed._meta.get_field("name").check()}


def test_no_model_orders_or_searches_by_a_sealed_field() -> None:
    from django.apps import apps

    for model in apps.get_models():
        sealed = {field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)}
        assert not sealed & {str(name).lstrip("-") for name in model._meta.ordering}


# --- registry and policy -----------------------------------------------------------------------------------------------


def agreement() -> dict[str, str]:
    return {str(problem.id): problem.msg for problem in checks.registry_and_policy_agree()}


def test_a_scope_for_a_role_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = ScopeRule(DRIVER, "emperor", (), emergency=False, rows=lambda access: Q())
    monkeypatch.setitem(registry._scopes, (DRIVER, "emperor"), [rule])
    assert "emperor" in agreement()["privacy.E012"]


def test_a_look_up_for_a_role_that_does_not_exist(declared: Any) -> None:
    declared(lookups={"email": ("emperor",)})
    assert "emperor" in agreement()["privacy.E012"]


def test_a_condition_of_the_policy_that_no_app_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "employment_running"
    monkeypatch.setattr(registry, "_conditions", {key: one for key, one in registry._conditions.items() if key[0] != name})
    assert name in agreement()["privacy.E013"]


def test_a_condition_that_the_policy_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._conditions, ("full_moon", DRIVER), Condition("full_moon", DRIVER, lambda access: Q()))
    assert "full_moon" in agreement()["privacy.E014"]


def test_every_condition_in_use_is_declared_on_a_model_of_each_kind_it_is_asked_of() -> None:
    in_use = checks._conditions_in_use(policy.current()) - {"record_page"}
    assert in_use <= registry.condition_names()
    assert in_use


# --- declaring ---------------------------------------------------------------------------------------------------------


def test_the_registry_is_closed_once_the_product_runs() -> None:
    late: list[Any] = [
        lambda: registry.hold("x.Late", subject=None),
        lambda: registry.hold_library("x", "late"),
        lambda: registry.scope(DRIVER, role="agent")(lambda access: Q()),
        lambda: registry.condition("late", model=DRIVER)(lambda access: Q()),
        lambda: registry.subject_finder("late", title="late", roles=("agent",))(lambda access, text: []),
    ]
    for declare in late:
        with pytest.raises(RegistryError, match="closed"):
            declare()


@pytest.mark.usefixtures("open_registry")
def test_nothing_is_declared_twice_or_without_a_reason() -> None:
    registry.hold("x.Model", subject=None, plain={"id": "key"})
    with pytest.raises(RegistryError, match="twice"):
        registry.hold("x.Model", subject=None)
    for nothing in ("", "  "):
        with pytest.raises(RegistryError, match="without a reason"):
            registry.hold("x.Other", subject=None, plain={"name": nothing})
        with pytest.raises(RegistryError, match="without a reason"):
            registry.hold_library("x", nothing)
    registry.condition("c", models=("x.Model", "x.Other"))(lambda access: Q())
    with pytest.raises(RegistryError, match="twice"):
        registry.condition("c", model="x.Model")(lambda access: Q())
    with pytest.raises(RegistryError, match="no role"):
        registry.scope("x.Model")(lambda access: Q())
    registry.subject_finder("f", title="f", roles=("agent",))(lambda access, text: [])
    with pytest.raises(RegistryError, match="twice"):
        registry.subject_finder("f", title="f", roles=("agent",))(lambda access, text: [])


@pytest.mark.usefixtures("open_registry")
def test_scope_rules_apply_by_role_purpose_and_emergency() -> None:
    registry.scope("x.Model", roles=("a", "b"))(lambda access: Q(pk=1))
    registry.scope("x.Model", role="a", purposes=("p",))(lambda access: Q(pk=2))
    registry.scope("x.Model", role="a", emergency=True)(lambda access: Q(pk=3))

    def reached(role: str, purpose: str, *, emergency: bool = False) -> list[Any]:
        return [rule.rows(None) for rule in registry.scope_rules("x.Model", role, purpose, emergency=emergency)]  # type: ignore[arg-type]

    assert reached("b", "p") == [Q(pk=1)]
    assert reached("a", "q") == [Q(pk=1)]
    assert reached("a", "p") == [Q(pk=1), Q(pk=2)]
    assert reached("a", "p", emergency=True) == [Q(pk=1), Q(pk=2), Q(pk=3)]
    assert reached("c", "p", emergency=True) == []
    assert registry.scope_rules("x.Another", "a", "p", emergency=True) == []
