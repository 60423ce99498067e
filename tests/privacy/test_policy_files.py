"""The loader refuses what is unclear, in words that say where and what to do; the version follows the content and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from privacy.policy import Policy, PolicyError, load

TITLE = 'title = { nl = "nl", fr = "fr", en = "en" }\n'

SMALL = f"""
[items.full_name]
retention = "identity"
dpv = "pd:Name"
mask = "initials"
{TITLE}
[items.injury]
retention = "identity"
special = "health_art9"
dpv = "pd:PhysicalHealth"
{TITLE}
[items.place]
retention = "identity"
dpv = "pd:Location"
coarse = ["area"]
{TITLE}
[coarse.area]
{TITLE}
[conditions.case_open]
{TITLE}
[subject_kinds.driver]
person = true
dpv = "dpv:Employee"
{TITLE}
[subject_kinds.vehicle]
person = false
dpv = "pd:Vehicle"
{TITLE}
[recipients.self]
{TITLE}
[recipients.desk]
{TITLE}
[legal_bases.contract]
dpv = "eu-gdpr:A6-1-b"
{TITLE}
[legal_bases.consent]
dpv = "eu-gdpr:A6-1-a"
{TITLE}
[retention.identity]
trigger = "contract_ended"
period = "P7Y"
ends_in = "erase"
source = "R-049"
{TITLE}
[purposes."help.call"]
live = true
sources = ["text:1"]
dpv = "dpv:ServiceProvision"
subject_kinds = ["driver"]
bases = [{{ basis = "contract" }}]
items = ["full_name", "injury"]
items_by_decision = ["place"]
summary = {{ nl = "nl", fr = "fr", en = "en" }}
{TITLE}
[purposes."help.later"]
live = false
sources = ["text:2"]
dpv = "dpv:ServiceProvision"
subject_kinds = ["driver", "vehicle"]
bases = [{{ basis = "contract" }}]
items = ["full_name"]
summary = {{ nl = "nl", fr = "fr", en = "en" }}
{TITLE}
[roles.agent]
recipient = "desk"
organisation_kind = "lessor"
staff = true
claims = [{{ purpose = "help.call" }}]
{TITLE}
[numbers.aggregate_minimum_group]
value = 5
unit = "people"
operator_default = true
{TITLE}
[controllers.lessor]
country = "NL"
law = "law"
supervisory_authority = "authority"
chapters = ["help"]
request_term = "P1M"
breach_authority = "PT72H"
breach_people = "PT48H"
breach_clock = "discovery"
notice_lead_time = "P8D"
identity_proof = "none"
{TITLE}
[[disclosure]]
rule = "desk-name"
purposes = ["help.call"]
recipients = ["desk"]
of = ["driver"]
items = ["full_name"]
form = "full"
when = ["case_open"]

[[prohibition]]
rule = "no-injury"
purposes = ["*"]
recipients = ["desk"]
items = ["injury"]
reason = "health"
sources = ["GDPR Art. 9"]
"""

DISCLOSURE = """
[[disclosure]]
rule = "another"
purposes = ["help.call"]
recipients = ["desk"]
of = ["driver"]
items = ["place"]
form = "full"
"""


def loaded(tmp_path: Path, text: str, **more: str) -> Policy:
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    for name, content in more.items():
        (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
    return load(tmp_path)


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def test_the_small_policy_loads(tmp_path: Path) -> None:
    policy = loaded(tmp_path, SMALL)
    assert policy.may_claim("agent", "help.call").allowed
    assert policy.purposes["help.call"].items == ("full_name", "injury", "place")
    assert policy.purposes["help.call"].items_by_decision == ("place",)
    assert policy.number("aggregate_minimum_group") == 5


REFUSED = [
    # what was done, the text, and the words that the refusal must hold (besides the file)
    (
        "unknown item in a disclosure",
        changed('items = ["full_name"]\nform', 'items = ["ful_name"]\nform'),
        ["disclosure[desk-name].items", "'ful_name'", "did you mean full_name"],
    ),
    (
        "item that the purpose does not process",
        changed('items_by_decision = ["place"]', "") + DISCLOSURE,
        ["disclosure[another].items", "item of help.call", "'place'"],
    ),
    (
        "unknown condition",
        changed('when = ["case_open"]', 'when = ["case_opn"]'),
        ["disclosure[desk-name].when", "condition 'case_opn'", "case_open"],
    ),
    (
        "unknown purpose in a disclosure",
        changed('purposes = ["help.call"]', 'purposes = ["help.cal"]'),
        ["purposes", "'help.cal'", "help.call"],
    ),
    (
        "pattern that matches nothing",
        changed('purposes = ["*"]', 'purposes = ["fleet.*"]'),
        ["prohibition[no-injury].purposes", "'fleet.*'"],
    ),
    ("unknown recipient", changed('recipient = "desk"', 'recipient = "dsk"'), ["roles.agent.recipient", "'dsk'", "desk"]),
    (
        "kind of subject of another purpose",
        changed('of = ["driver"]', 'of = ["vehicle"]'),
        ["disclosure[desk-name].of", "kind of subject of help.call"],
    ),
    (
        "unknown legal basis",
        changed('{ basis = "contract" }', '{ basis = "contrct" }'),
        ["bases[0].basis", "'contrct'", "contract"],
    ),
    (
        "live purpose without basis",
        changed('bases = [{ basis = "contract" }]', "bases = []"),
        ["purposes.help.call.bases", "no legal basis", "add at least one"],
    ),
    (
        "missing language",
        changed('summary = { nl = "nl", fr = "fr", en = "en" }', 'summary = { nl = "nl", en = "en" }'),
        ["purposes.help.call.summary.fr", "is missing", "add the text"],
    ),
    (
        "empty text",
        changed('summary = { nl = "nl", fr = "fr", en = "en" }', 'summary = { nl = "nl", fr = " ", en = "en" }'),
        ["purposes.help.call.summary.fr", "is missing"],
    ),
    (
        "foreign language",
        changed('summary = { nl = "nl",', 'summary = { de = "de", nl = "nl",'),
        ["summary.de", "not a language"],
    ),
    (
        "planned purpose claimed",
        changed('claims = [{ purpose = "help.call" }]', 'claims = [{ purpose = "help.later" }]'),
        ["roles.agent.claims[0].purpose", "planned purpose help.later"],
    ),
    (
        "claim twice",
        changed('claims = [{ purpose = "help.call" }]', 'claims = [{ purpose = "help.call" }, { purpose = "help.call" }]'),
        ["claims[1].purpose", "twice"],
    ),
    (
        "two forms for one cell",
        SMALL + DISCLOSURE.replace('["place"]', '["full_name"]'),
        ["disclosure[another]", "second form of full_name", "'desk-name'", "branches"],
    ),
    ("rule name twice", SMALL + DISCLOSURE.replace('"another"', '"desk-name"'), ["name of another rule", "own name"]),
    (
        "item named twice in a list",
        changed('items = ["full_name", "injury"]', 'items = ["full_name", "full_name"]'),
        ["purposes.help.call.items", "twice"],
    ),
    (
        "item both of the source and added",
        changed('items_by_decision = ["place"]', 'items_by_decision = ["injury"]'),
        ["items_by_decision", "'injury'"],
    ),
    ("masked without a mask", SMALL + DISCLOSURE.replace('"full"', '"masked"'), ["disclosure[another].form", "no masking rule"]),
    (
        "coarse form that the item lacks",
        SMALL + DISCLOSURE.replace('"full"', '"coarse"\nhow = "month"'),
        ["disclosure[another].how", "'month'", "area"],
    ),
    ("coarse without saying how", SMALL + DISCLOSURE.replace('"full"', '"coarse"'), ["disclosure[another].how"]),
    (
        "special category without a ground",
        SMALL + DISCLOSURE.replace('["place"]', '["injury"]'),
        ["special_ground", "health_art9", "name the ground"],
    ),
    (
        "all items for somebody else",
        SMALL + DISCLOSURE.replace('["place"]', '["*"]'),
        ["disclosure[another].items", "list the items"],
    ),
    (
        "branch that cannot be reached",
        SMALL + DISCLOSURE.replace('form = "full"', 'branches = [{ form = "full" }, { form = "coarse", how = "area" }]'),
        ["branches[1]", "never be reached"],
    ),
    ("withheld as a form", SMALL + DISCLOSURE.replace('"full"', '"withheld"'), ["disclosure[another].form", "use one of"]),
    (
        "unknown reason of a prohibition",
        changed('reason = "health"', 'reason = "because"'),
        ["prohibition[no-injury].reason", "'because'"],
    ),
    (
        "basis that the purpose does not have",
        SMALL + DISCLOSURE + 'basis = "consent"\n',
        ["disclosure[another].basis", "not a basis of help.call"],
    ),
    (
        "unknown retention class",
        changed('retention = "identity"', 'retention = "identty"'),
        ["items.full_name.retention", "retention class 'identty'", "identity"],
    ),
    ("unknown mask", changed('mask = "initials"', 'mask = "stars"'), ["items.full_name.mask", "masking rule 'stars'"]),
    (
        "period without a source or a mark",
        changed('source = "R-049"\n', ""),
        ["retention.identity.period", "has no source", "operator_default"],
    ),
    (
        "period with both",
        changed('source = "R-049"\n', 'source = "R-049"\noperator_default = true\n'),
        ["retention.identity.period", "both"],
    ),
    ("period that is no duration", changed('"P7Y"', '"seven years"'), ["retention.identity.period", "ISO 8601"]),
    ("misspelt key", changed("staff = true", "staff = true\nstaf = true"), ["roles.agent.staf", "not a key"]),
    ("wrong type", changed("staff = true", 'staff = "yes"'), ["roles.agent.staff", "true or false"]),
    ("missing key", changed("staff = true\n", ""), ["roles.agent.staff", "is missing"]),
    ("unknown section", SMALL + '\n[item.full_name]\nx = "y"\n', ["item is not a section", "items"]),
    ("negative figure", changed("value = 5", "value = -5"), ["numbers.aggregate_minimum_group.value", "negative"]),
    (
        "unknown chapter of a controller",
        changed('chapters = ["help"]', 'chapters = ["hlp"]'),
        ["controllers.lessor.chapters", "'hlp'"],
    ),
    ("not TOML", SMALL + "\n[[", ["not readable as TOML"]),
]


@pytest.mark.parametrize(("text", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_the_loader_refuses_and_says_where(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(PolicyError) as refusal:
        loaded(tmp_path, text)
    message = str(refusal.value)
    assert message.startswith("policy.toml: ")
    for word in words:
        assert word in message


def test_a_name_in_two_files_is_refused_with_both_files(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"second\.toml: items\.full_name is declared twice, also in policy\.toml"):
        loaded(tmp_path, SMALL, second=f'[items.full_name]\nretention = "identity"\ndpv = "pd:Name"\n{TITLE}')


def test_a_folder_without_files_is_refused_with_the_setting_to_correct(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(PolicyError, match="PRIVACY_POLICY_DIR"):
            load(folder)


def test_a_prohibition_beats_a_permission(tmp_path: Path) -> None:
    permission = DISCLOSURE.replace('["place"]', '["injury"]') + 'special_ground = "GDPR Art. 9.2.c"\n'
    policy = loaded(tmp_path, SMALL + permission)
    decision = policy.decide(role="agent", purpose="help.call", item="injury", subject_kind="driver")
    assert decision.is_withheld
    assert (decision.reason, decision.rule, decision.sources) == ("health", "no-injury", ("GDPR Art. 9",))


def test_conditions_of_a_claim_come_on_top_of_each_branch(tmp_path: Path) -> None:
    claims = 'claims = [{ purpose = "help.call", when = ["case_open"] }]'
    policy = loaded(tmp_path, changed('claims = [{ purpose = "help.call" }]', claims) + DISCLOSURE)
    asked = {"role": "agent", "purpose": "help.call", "subject_kind": "driver"}
    assert policy.may_claim("agent", "help.call").when == ("case_open",)
    assert policy.decide(item="place", **asked).branches[0].when == ("case_open",)
    assert policy.decide(item="place", **asked).reason == "condition_not_met"
    assert policy.decide(item="full_name", **asked).branches[0].when == ("case_open",)


# --- version ---------------------------------------------------------------------------------------------------------


def _sections(text: str) -> list[str]:
    return ["[" + part for part in text.split("\n[")[1:]]


def _version(folder: Path, text: str, **more: str) -> str:
    folder.mkdir()
    return loaded(folder, text, **more).version_full


def test_the_version_ignores_comments_layout_order_and_the_split_into_files(tmp_path: Path) -> None:
    sections = _sections(SMALL)
    first = _version(tmp_path / "a", SMALL)
    assert _version(tmp_path / "b", "# a remark\n\n" + SMALL.replace('dpv = "pd:Name"', 'dpv   =   "pd:Name" # why')) == first
    assert _version(tmp_path / "c", "\n".join(reversed(sections))) == first
    assert _version(tmp_path / "d", "\n".join(sections[::2]), other="\n".join(sections[1::2])) == first
    assert _version(tmp_path / "e", changed('items = ["full_name", "injury"]', 'items = ["injury", "full_name"]')) == first


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('nl = "nl"', 'nl = "anders"'),
        ("staff = true", "staff = false"),
        ('when = ["case_open"]', "when = []"),
        ('period = "P7Y"', 'period = "P6Y"'),
        ("value = 5", "value = 6"),
        ('items = ["injury"]', 'items = ["place"]'),
        ('bases = [{ basis = "contract" }]', 'bases = [{ basis = "contract" }, { basis = "consent" }]'),
    ],
)
def test_the_version_changes_with_the_content(tmp_path: Path, old: str, new: str) -> None:
    assert _version(tmp_path / "a", SMALL) != _version(tmp_path / "b", changed(old, new))


def test_the_version_keeps_the_order_that_counts(tmp_path: Path) -> None:
    both = changed('[{ basis = "contract" }]', '[{ basis = "contract" }, { basis = "consent" }]')
    turned = changed('[{ basis = "contract" }]', '[{ basis = "consent" }, { basis = "contract" }]')
    assert _version(tmp_path / "a", both) != _version(tmp_path / "b", turned)


def test_the_version_is_a_sha256_with_a_short_form(tmp_path: Path) -> None:
    policy = loaded(tmp_path, SMALL)
    assert len(policy.version_full) == 64
    assert int(policy.version_full, 16) > 0
    assert policy.version == policy.version_full[:16]


def test_the_policy_knows_no_models_and_needs_no_settings() -> None:
    program = (
        "import sys, privacy.policy; sys.exit(any(name.startswith('django.db') or '.models' in name for name in sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], env={}, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
