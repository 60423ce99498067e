"""What the pages load: only our own, unchanged copies; nothing inline, nothing from outside, no icon that is not there."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "config" / "static"
VENDOR = STATIC / "vendor"
OWN_APPS = sorted(
    {Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT) and ".venv" not in app.path}
)
TEMPLATES = [path for app in OWN_APPS for path in sorted((app / "templates").rglob("*.html"))]
OWN_ASSETS = sorted(path for path in (STATIC / "discreet").rglob("*") if path.suffix in {".css", ".js", ".svg"})

COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
NAMESPACE = "http://www.w3.org/2000/svg"
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))[^>]*>", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=|javascript:", re.IGNORECASE)
ICON = re.compile(r"\{%\s*icon\s+\"([a-z0-9-]+)\"|\bicon=\"([a-z0-9-]+)\"|icon\|default:\"([a-z0-9-]+)\"")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def sprite_names() -> set[str]:
    return set(re.findall(r'<symbol id="icon-([a-z0-9-]+)"', (VENDOR / "icons" / "sprite.svg").read_text(encoding="utf-8")))


def icons_named_in(path: Path) -> Iterator[str]:
    for match in ICON.finditer(read(path)):
        yield next(name for name in match.groups() if name)


def manifest() -> list[dict]:
    return json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))["packages"]


def test_vendored_files_are_the_recorded_ones():
    recorded = {name: digest for package in manifest() for name, digest in package["files"].items()}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert found == recorded, "run scripts/vendor_assets.py; copies are never edited by hand"


def test_each_vendored_package_brings_its_licence_and_the_pinned_version():
    pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert {package["name"]: package["version"] for package in manifest()} == pinned
    for package in manifest():
        assert package["licence"]
        assert any(name.endswith("LICENSE.txt") for name in package["files"]), package["name"]


def test_vendored_styles_and_scripts_name_no_source_map_and_fetch_nothing_from_outside():
    for path in [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]:
        content = path.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in content, named(path)
        assert not re.search(r"url\([\"']?(?:https?:)?//|@import", content), named(path)


def test_the_lock_file_names_no_registry():
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock
    assert all(entry.get("integrity") for name, entry in json.loads(lock)["packages"].items() if name)


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 40
    assert OWN_ASSETS


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_holds_nothing_inline_and_nothing_from_outside(path: Path):
    content = read(path).replace(NAMESPACE, "")
    assert not INLINE_SCRIPT.search(content)
    assert not INLINE_STYLE.search(content)
    assert not HANDLER.search(content)
    assert not OUTSIDE.search(content)
    assert "|safe" not in content.replace("field.help_text|safe", ""), "values are escaped; only a form's own hint is markup"


@pytest.mark.parametrize("path", OWN_ASSETS, ids=named)
def test_an_own_asset_fetches_nothing_from_outside(path: Path):
    content = path.read_text(encoding="utf-8").replace(NAMESPACE, "")
    assert not OUTSIDE.search(re.sub(r"^\s*//.*$", "", content, flags=re.MULTILINE))
    assert not re.search(r"\beval\(|new Function|innerHTML|localStorage|sessionStorage|indexedDB", content)


def test_every_icon_named_in_a_template_is_in_the_sprite():
    missing = {f"{named(path)}: {name}" for path in TEMPLATES for name in icons_named_in(path) if name not in sprite_names()}
    assert not missing, "add the name to ICONS in scripts/vendor_assets.py and run it"


def test_an_icon_that_a_program_names_is_in_the_sprite():
    names = {
        f"{named(path)}: {name}"
        for app in OWN_APPS
        for path in app.rglob("*.py")
        for name in re.findall(r"\bicon(?:\"\s*:\s*|=)\"([a-z0-9-]+)\"", path.read_text(encoding="utf-8"))
        if name not in sprite_names()
    }
    assert not names


def test_htmx_keeps_no_page_in_the_browser_and_runs_no_code_from_answers():
    skeleton = (ROOT / "config/templates/layouts/skeleton.html").read_text(encoding="utf-8")
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", skeleton)[1])
    assert config["historyCacheSize"] == 0
    assert config["allowEval"] is False
    assert config["allowScriptTags"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["disableInheritance"] is True
    assert config["selfRequestsOnly"] is True
