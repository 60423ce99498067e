"""Copy the third-party style sheets, scripts, icons and fonts into config/static/vendor.

After changing a version in package.json run `npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved`
(no registry address may stand in the lock file), then `python scripts/vendor_assets.py`. The copies are committed: Node is
needed to renew them, never to run the product. `VENDOR.json` names each file with its package, version, licence and SHA-256;
tests/config/test_front_assets.py compares.

Source-map lines are dropped from the copies, because the manifest storage refuses a reference to a file that is not there.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "config" / "static" / "vendor"
SOURCE_MAP = re.compile(rb"\s*(?://[#@] sourceMappingURL=[^\n]*|/\*[#@] sourceMappingURL=[^*]*\*/)\s*$")

ICONS = (
    "adjustments", "alert-circle", "alert-triangle", "arrow-down", "arrow-left", "arrow-right", "arrow-up", "ban", "battery-charging",
    "bell", "book", "briefcase", "building", "building-factory-2", "calendar", "calendar-event", "camera", "car", "car-crane", "car-crash",
    "car-garage", "car-off", "car-suv", "certificate", "charging-pile", "chart-bar", "check", "chevron-down", "chevron-left",
    "chevron-right", "chevron-up", "circle-check", "circle-x", "clipboard-list", "clock", "coin-euro", "copy", "credit-card", "dashboard",
    "database-import", "device-mobile", "dots-vertical", "download", "edit", "engine", "external-link", "eye", "eye-off", "file-export",
    "file-text", "filter", "fingerprint", "folder", "gas-station", "gauge", "gavel", "headset", "help-circle", "history", "home", "id",
    "info-circle", "key", "language", "leaf", "list-check", "list-details", "lock", "lock-open", "login", "logout", "mail", "map-pin",
    "menu-2", "message", "minus", "moon", "paperclip", "parking", "password-user", "phone", "photo", "photo-off", "plus", "printer",
    "receipt-euro", "refresh", "report", "road", "route", "scale", "search", "send", "settings", "shield-check", "shield-lock", "sos",
    "steering-wheel", "sun", "switch-horizontal", "tool", "trash", "truck", "upload", "user", "user-check", "user-circle", "users",
    "wheel", "x",
)  # fmt: skip

MIT_TERMS = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom
the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES
OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR
IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
# The Tabler package brings no licence file and bundles two other MIT works; the copyright lines come from their banners.
TABLER_LICENCE = (
    "The MIT License (MIT)\n\n"
    "Tabler: Copyright 2018-2026 The Tabler Authors, Copyright 2018-2026 codecalm.net Paweł Kuna\n"
    "Bootstrap, contained in it: Copyright 2011-2026 The Bootstrap Authors\n"
    "Popper, contained in it: Copyright 2019 Federico Zivolo\n\n" + MIT_TERMS
)

INTER_FACE = """@font-face {{
  font-family: "Inter Variable";
  font-style: normal;
  font-display: swap;
  font-weight: 100 900;
  src: url("./{file}") format("woff2");
  unicode-range: {characters};
}}
"""


@dataclass(frozen=True)
class Package:
    """One npm package that files are taken from: its name, the folder of the copies, and its licence."""

    name: str
    folder: str
    licence: str


TABLER = Package("@tabler/core", "tabler", "MIT")
TABLER_ICONS = Package("@tabler/icons", "icons", "MIT")
INTER = Package("@fontsource-variable/inter", "inter", "OFL-1.1")


def main() -> None:
    """Install the locked packages in a scratch folder and write the copies and VENDOR.json."""
    with tempfile.TemporaryDirectory() as scratch:
        modules = install(Path(scratch))
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy_tabler(modules / TABLER.name)
        copy_icons(modules / TABLER_ICONS.name)
        copy_inter(modules / INTER.name)
        write_manifest(modules)
    print(f"{sum(1 for path in VENDOR.rglob('*') if path.is_file())} files in {VENDOR.relative_to(ROOT)}")


def install(scratch: Path) -> Path:
    """Install what package-lock.json names, running no scripts of the packages; return the folder of the modules."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, scratch / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=scratch, check=True)
    return scratch / "node_modules"


def write(package: Package, name: str, content: bytes) -> None:
    """Write one file of a package, without source-map lines and with one line end at the end of text."""
    target = VENDOR / package.folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not name.endswith(".woff2"):
        content = SOURCE_MAP.sub(b"", content).rstrip() + b"\n"
    target.write_bytes(content)


def copy_tabler(source: Path) -> None:
    """Copy the one style sheet and the one script of Tabler that the pages load."""
    write(TABLER, "tabler.min.css", (source / "dist/css/tabler.min.css").read_bytes())
    write(TABLER, "tabler.min.js", (source / "dist/js/tabler.min.js").read_bytes())
    write(TABLER, "LICENSE.txt", TABLER_LICENCE.encode())


def copy_icons(source: Path) -> None:
    """Build the sprite: one symbol per icon of ICONS, coloured by the text colour of the page."""
    symbols = "\n".join(symbol(name, (source / f"icons/outline/{name}.svg").read_text()) for name in ICONS)
    write(TABLER_ICONS, "sprite.svg", f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'.encode())
    write(TABLER_ICONS, "LICENSE.txt", (source / "LICENSE").read_bytes())


def symbol(name: str, svg: str) -> str:
    """Return the `<symbol>` of one outline icon; its id is `icon-<name>`.

    Raises:
        ValueError: the icon's file has another shape than a single drawing of 24 by 24.
    """
    match = re.search(r'<svg[^>]*viewBox="0 0 24 24"[^>]*>(.*)</svg>', svg, re.DOTALL)
    if match is None:
        raise ValueError(f"icon {name} is not a 24x24 outline")
    lines = (line.strip() for line in match[1].splitlines())
    drawing = "".join(line for line in lines if 'stroke="none"' not in line)  # the invisible square that each icon starts with
    return f'<symbol id="icon-{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def copy_inter(source: Path) -> None:
    """Copy the two subsets that Dutch, French, English and their neighbours need, and write their style sheet."""
    ranges = dict(
        re.findall(r"/\* inter-([a-z-]+)-wght-normal \*/.*?unicode-range: ([^;]+);", (source / "wght.css").read_text(), re.DOTALL)
    )
    faces = []
    for subset in ("latin-ext", "latin"):
        file = f"inter-{subset}.woff2"
        write(INTER, file, (source / f"files/inter-{subset}-wght-normal.woff2").read_bytes())
        faces.append(INTER_FACE.format(file=file, characters=ranges[subset]))
    write(INTER, "inter.css", "\n".join(faces).encode())
    write(INTER, "LICENSE.txt", (source / "LICENSE").read_bytes())


def write_manifest(modules: Path) -> None:
    """Write VENDOR.json: packages with version and licence, files with their SHA-256."""
    packages = [describe(package, modules) for package in (TABLER, TABLER_ICONS, INTER)]
    (VENDOR / "VENDOR.json").write_text(json.dumps({"packages": packages}, indent=2) + "\n")


def describe(package: Package, modules: Path) -> dict[str, object]:
    """Return the entry of one package for VENDOR.json."""
    version = json.loads((modules / package.name / "package.json").read_text())["version"]
    files = sorted(path for path in (VENDOR / package.folder).iterdir() if path.is_file())
    return {
        "name": package.name,
        "version": version,
        "licence": package.licence,
        "files": {f"{package.folder}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }


if __name__ == "__main__":
    main()
