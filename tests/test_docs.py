"""The documents say what is there: commands, variables, pages, tests and packages that they name exist, and those that exist are named."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("DISCREET_SHARED") or ROOT.parent / "shared")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
README, OPERATIONS, MAP = ROOT / "README.md", ROOT / "docs" / "operations.md", ROOT / "docs" / "map.md"
DECISIONS = ROOT / "docs" / "decisions"

VARIABLE = re.compile(r"\b(?:DISCREET|PRIVACY)_[A-Z_]+\b|\b(?:VAULT_|LEDGER_)?DATABASE_URL\b")
SETTINGS_ONLY = {name for name in dir(settings) if VARIABLE.fullmatch(name)} | {"PRIVACY_KEY_PROVIDER"}
ENVIRONMENT_TOO = {"PRIVACY_KEY_FILE", "PRIVACY_MEDIA_ROOT"}
LIBRARIES_NAMESPACES = {"account", "mfa", "usersessions", "app", "browser", "tokens", "oidc"}
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
COPYLEFT = re.compile(r"\b(?:[AL]?GPL|MPL|EPL|CDDL|EUPL)(?:v?\d|\b)|GNU (?:Lesser |Affero )?General Public")
MAKES_OF_CARS = {"lexus"}
"""Sources whose name is a make of cars, too."""
OURS = {"config", "privacy", "fleet", "drivers", "incidents"}
OURS_AND_TEXT = {".py", ".md", ".toml", ".txt", ".in", ".html", ".css", ".js", ".json", ".sh", ".po", ".csv", ""}


def _repository_files() -> list[Path]:
    """Files that are, or will be, in the repository."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [path for path in (ROOT / line for line in found.splitlines()) if path.is_file()]


def _own_texts() -> Iterator[tuple[Path, str]]:
    """Texts that people wrote: no vendored files, no pins, no fixtures from elsewhere."""
    for path in _repository_files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("config/static/vendor/") or path.suffix not in OURS_AND_TEXT:
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# --- what exists is documented -----------------------------------------------------------------------------------------


def test_every_environment_variable_is_in_the_table() -> None:
    code = [path for path in _repository_files() if path.suffix in {".py", ".sh"} or path.name in {"Makefile", "run"}]
    used = {name for path in code if path.name != "test_docs.py" for name in VARIABLE.findall(_read(path))}
    wanted = (used - SETTINGS_ONLY) | (used & ENVIRONMENT_TOO)
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", _read(OPERATIONS), re.MULTILINE))
    assert wanted - table == set()
    assert table - used - {"PYTHON"} == set()


def test_every_management_command_is_named() -> None:
    text = _read(README) + _read(OPERATIONS)
    ours = {name for name, app in get_commands().items() if str(app).split(".")[0] in OURS}
    assert ours
    assert {name for name in ours if f"`{name}`" not in text and f"manage.py {name}" not in text} == set()


def test_every_make_target_is_named() -> None:
    offered = set(re.findall(r"^([a-z-]+):.*## ", _read(ROOT / "Makefile"), re.MULTILINE))
    named = _make_targets(_read(README) + _read(OPERATIONS))
    assert offered - named == {"help"}


def test_every_namespace_is_on_the_map() -> None:
    text = _read(MAP)
    assert {name for name in _namespaces(get_resolver()) - LIBRARIES_NAMESPACES if f"`{name}:" not in text} == set()


def test_every_page_of_ours_is_on_the_map() -> None:
    text = _read(MAP)
    missing = [name for name in _names(get_resolver()) if re.search(rf"\b{name}\b", text) is None]
    assert missing == []


def test_every_decision_is_linked_and_of_the_usual_form() -> None:
    files = {path.name for path in DECISIONS.glob("*.md")} - {"README.md"}
    assert files <= set(re.findall(r"\]\(([^)]+)\)", _read(DECISIONS / "README.md")))
    for name in sorted(files):
        assert re.match(r"\d{3}-[a-z0-9-]+\.md", name), name
        text = _read(DECISIONS / name)
        assert text.startswith(f"# {name[:3]}. "), name
        for part in ("**Question.**", "**Choice.**", "**Why.**", "**Given up.**"):
            assert part in text or name.startswith("012"), f"{name} has no {part}"
    assert len({name[:3] for name in files}) == len(files), "two decisions share a number"


def test_every_package_has_a_line() -> None:
    lines = (
        line for name in ("runtime.in", "installer.in", "dev.in") for line in _read(ROOT / "requirements" / name).splitlines()
    )
    wanted = {re.split(r"[\[=]", line)[0] for line in lines if line and not line.startswith(("#", "-"))}
    assert wanted
    text = _read(DECISIONS / "012-dependencies.md")
    assert {name for name in wanted if f"\n| {name} |" not in text} == set()
    named = set(re.findall(r"^\| ([a-z0-9-]+) \|", text.partition("## Left out")[0], re.MULTILINE)) - {"package"}
    assert named - wanted == set()


def test_every_package_with_terms_of_its_own_is_named() -> None:
    pinned = set(re.findall(r"^([A-Za-z0-9_.-]+)==", _read(ROOT / "requirements" / "runtime.txt"), re.MULTILINE))
    text = _read(DECISIONS / "015-licences.md").lower()
    for package in distributions():
        name = package.metadata["Name"].lower().replace("_", "-")
        terms = [package.metadata.get("License-Expression") or ""]
        terms += [line for line in package.metadata.get_all("Classifier") or [] if line.startswith("License ::")]
        if name in pinned and any(COPYLEFT.search(line) for line in terms):
            assert name in text, f"{name} is {terms[0] or 'copyleft'} and not in decision 015"


# --- what is documented exists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    for target, place in LINK.findall(_read(document)):
        if "://" in target:
            continue
        found = (document.parent / target).resolve()
        assert found.exists(), f"{document.name} links to {target}"
        if place:
            headings = {_anchor(line) for line in re.findall(r"^#+ (.+)$", _read(found), re.MULTILINE)}
            assert place[1:] in headings, f"{document.name} links to {target}{place}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_are_named_exist(document: Path) -> None:
    named = re.findall(
        r"`((?:config|privacy|fleet|drivers|incidents|tests|docs|requirements|scripts)/[\w./-]*[\w/])(?:::(\w+))?`",
        _read(document),
    )
    for name, function in named:
        path = ROOT / name
        assert path.exists(), f"{document.name} names {name}"
        if function:
            assert f"def {function}(" in _read(path), f"{document.name} names {name}::{function}"


def test_tests_named_without_their_file_exist() -> None:
    """`::test_name` alone stands for a test of the file named just before it."""
    text = _read(ROOT / "docs" / "threat-model.md")
    everything = "\n".join(_read(path) for path in (ROOT / "tests").rglob("test_*.py"))
    for name in re.findall(r"::(test_\w+)", text):
        assert f"def {name}(" in everything, name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_that_are_named_exist(document: Path) -> None:
    text = _read(document)
    offered = set(re.findall(r"^([a-z-]+):", _read(ROOT / "Makefile"), re.MULTILINE))
    assert _make_targets(text) <= offered
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())


def test_addresses_that_are_named_exist() -> None:
    known = [path for path in _paths(get_resolver()) if path != "/"]
    for document in (README, MAP, OPERATIONS):
        for address in re.findall(r"(?:localhost:\d+|`)(/[a-z][\w/.-]*?)[?`\"… ]", _read(document)):
            assert any(address.startswith(path) or path.startswith(address) for path in known), f"{document.name}: {address}"


def test_the_policy_that_is_explained_is_there() -> None:
    text = _read(ROOT / "docs" / "policy.md")
    rules = "\n".join(_read(path) for path in Path(settings.PRIVACY_POLICY_DIR).glob("*.toml"))
    for name in re.findall(r"^\s+rule:\s+([a-z-]+)$", text + _read(README), re.MULTILINE):
        assert f'rule = "{name}"' in rules, name
    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        assert tomllib.loads(block)["disclosure"][0]["rule"]


# --- nothing that does not belong there --------------------------------------------------------------------------------


def test_no_path_of_a_machine_stands_anywhere() -> None:
    homes = re.compile(r"(?<![\w./])/(?:home|Users)/[a-z]\w+/|(?<![\w./-])/root/|(?<![\w.])/(?:work|workspace)/")
    found = [path.name for path, text in _own_texts() if homes.search(text) and path.name != "test_docs.py"]
    assert found == []
    assert [path.name for path, text in _own_texts() if str(ROOT) + "/" in text] == []


def test_no_registry_address_stands_anywhere() -> None:
    hosts = r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|npmmirror\.com|debian\.org|ubuntu\.com"
    registries = re.compile(rf"https?://(?:[\w.-]*\.)?(?:{hosts})|index-url ?[= ]?https?:")
    assert [path.name for path, text in _own_texts() if registries.search(text) and path.name != "test_docs.py"] == []


def test_no_company_of_the_sources_is_named_but_in_source_ids() -> None:
    listed = SHARED / "domain" / "purposes.json"
    if not listed.exists():
        pytest.skip("the list of sources is not here; set DISCREET_SHARED to its folder")
    names = {entry["id"].partition(":")[0] for entry in json.loads(_read(listed))} - MAKES_OF_CARS
    named = re.compile(rf"\b(?:{'|'.join(sorted(names))})\b(?!:)", re.IGNORECASE)
    found = {f"{path.relative_to(ROOT)}: {match[0]}" for path, text in _own_texts() if (match := named.search(text))}
    assert found == set()


# --- helpers -----------------------------------------------------------------------------------------------------------


def _make_targets(text: str) -> set[str]:
    named: set[str] = set()
    for words in re.findall(r"(?:`|^)(?:[A-Z_]+=\S+ )*make ((?:[a-z][a-z-]*)(?: [a-z-]+)*)", text, re.MULTILINE):
        named.update(words.split())
    return named


def _anchor(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


def _namespaces(resolver: URLResolver) -> set[str]:
    found: set[str] = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= {entry.namespace} if entry.namespace else set()
            found |= _namespaces(entry)
    return found


def _names(resolver: URLResolver, library: bool = False) -> Iterator[str]:
    """Names of the pages of our own namespaces."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            ours = entry.namespace not in {"headless", "idp"} and not library
            if entry.namespace and ours:
                yield from (str(page.name) for page in entry.url_patterns if getattr(page, "name", None))
            yield from _names(entry, not ours)


def _paths(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        whole = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _paths(entry, whole)
        yield whole.partition("<")[0].replace("^", "")
