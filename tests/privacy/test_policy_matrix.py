"""The whole matrix: every purpose, recipient, kind of subject and item, expected straight from the TOML tables, without the loader."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from privacy.policy import Decision, Policy, load

FOLDER = Path(__file__).parents[2] / "config" / "policy"
Table = dict[str, Any]


@cache
def _policy() -> Policy:
    return load(FOLDER)


@cache
def _files() -> Table:
    merged: Table = defaultdict(dict)
    for path in FOLDER.glob("*.toml"):
        for section, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(value, list):
                merged[section] = [*(merged[section] or []), *value]
            else:
                merged[section].update(value)
    return merged


PURPOSES = sorted(_files()["purposes"])


def _named(rules: list[Table], purpose: str, recipient: str) -> list[Table]:
    return [
        rule
        for rule in rules
        if recipient in rule["recipients"] and any(fnmatchcase(purpose, pattern) for pattern in rule["purposes"])
    ]


def _holds(rule: Table, purpose: Table, kind: str, item: str) -> bool:
    items = [*purpose["items"], *purpose.get("items_by_decision", [])] if rule["items"] == ["*"] else rule["items"]
    return kind in rule["of"] and item in items and item not in rule.get("except", [])


def _branches(rule: Table) -> list[tuple[str, str, frozenset[str]]]:
    lines = rule.get("branches") or [rule]
    return [(line["form"], line.get("how", ""), frozenset(line.get("when", []))) for line in lines]


def _expected(purpose: Table, forbidding: list[Table], disclosing: list[Table], kind: str, item: str) -> tuple[Any, ...]:
    """(branches, rule or None, reason) that the files foresee."""
    if kind not in purpose["subject_kinds"]:
        return [], None, "other_subject_kind"
    for rule in forbidding:
        if item in rule["items"]:
            return [], rule["rule"], rule["reason"]
    named = [rule for rule in disclosing if _holds(rule, purpose, kind, item)]
    assert len(named) <= 1, f"{item} of {kind}: {[rule['rule'] for rule in named]}"
    if not named:
        return [], None, "not_named"
    branches = _branches(named[0])
    return branches, named[0]["rule"], "" if any(not when for _form, _how, when in branches) else "condition_not_met"


def _given(decision: Decision) -> list[tuple[str, str, frozenset[str]]]:
    return [(branch.form, branch.how, frozenset(branch.when)) for branch in decision.branches]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_cell_is_what_the_files_say(purpose: str) -> None:
    files, policy = _files(), _policy()
    told = files["purposes"][purpose]
    cells = 0
    for recipient in files["recipients"]:
        forbidding = _named(files["prohibition"], purpose, recipient)
        disclosing = _named(files["disclosure"], purpose, recipient)
        for kind in files["subject_kinds"]:
            # a kind that the purpose does not concern is refused before any item is looked at: one item shows it
            for item in files["items"] if kind in told["subject_kinds"] else ["full_name"]:
                branches, rule, reason = _expected(told, forbidding, disclosing, kind, item)
                found = policy.decide_for_recipient(recipient=recipient, purpose=purpose, item=item, subject_kind=kind)
                where = (purpose, recipient, kind, item)
                assert (_given(found), found.reason) == (branches, reason), where
                assert rule is None or found.rule == rule, where
                assert found.sources, where
                cells += 1
    own, foreign = len(told["subject_kinds"]), len(files["subject_kinds"]) - len(told["subject_kinds"])
    assert cells == len(files["recipients"]) * (own * len(files["items"]) + foreign)


@pytest.mark.parametrize("role", sorted(_files()["roles"]))
def test_a_role_gets_what_its_recipient_gets_and_only_for_purposes_it_claims(role: str) -> None:
    files, policy = _files(), _policy()
    claims = {line["purpose"] for line in files["roles"][role]["claims"]}
    recipient = files["roles"][role]["recipient"]
    assert set(policy.claimable_by(role)) == claims
    for purpose in PURPOSES:
        claim = policy.may_claim(role, purpose)
        assert claim.allowed == (purpose in claims)
        if not claim.allowed:
            assert claim.reason == ("role_may_not_claim" if files["purposes"][purpose]["live"] else "purpose_planned")
        for kind in files["purposes"][purpose]["subject_kinds"]:
            for item in files["items"] if claim.allowed else policy.purposes[purpose].items:
                found = policy.decide(role=role, purpose=purpose, item=item, subject_kind=kind)
                foreseen = policy.decide_for_recipient(recipient=recipient, purpose=purpose, item=item, subject_kind=kind)
                if claim.allowed:
                    assert found == foreseen
                else:
                    assert found.is_withheld
                    assert found.reason == claim.reason


def test_planned_purposes_can_be_claimed_by_nobody() -> None:
    policy = _policy()
    planned = [name for name, purpose in _files()["purposes"].items() if not purpose["live"]]
    assert planned
    assert not [(role, name) for role in policy.roles for name in planned if policy.may_claim(role, name).allowed]


def test_no_rule_names_a_cell_that_a_prohibition_takes_back() -> None:
    policy = _policy()
    assert not [cell for cell in policy.cells if (cell[0], cell[1], cell[3]) in policy.prohibitions]


def test_every_rule_and_prohibition_is_in_force_somewhere() -> None:
    policy, files = _policy(), _files()
    assert {rule.name for rule in policy.cells.values()} == {rule["rule"] for rule in files["disclosure"]}
    assert {rule.name for rule in policy.prohibitions.values()} == {rule["rule"] for rule in files["prohibition"]}


def test_special_categories_reach_nobody_else_without_a_ground() -> None:
    policy = _policy()
    for (_purpose, recipient, _kind, item), rule in policy.cells.items():
        if policy.items[item].special and recipient != "self" and any(b.form != "aggregate" for b in rule.branches):
            assert rule.special_ground, (rule.name, item)
