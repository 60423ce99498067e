"""Reading the policy files: which entries there are, where each stands, and the hash over what they say."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from privacy.policy.entry import Entry
from privacy.policy.errors import PolicyError, near

TABLES = (
    "items",
    "coarse",
    "conditions",
    "subject_kinds",
    "recipients",
    "legal_bases",
    "purposes",
    "roles",
    "retention",
    "controllers",
    "numbers",
)
LISTS = ("disclosure", "prohibition")
ORDER_COUNTS = ("bases", "branches")  # the first basis is the main one; branches are tried in order


@dataclass
class Document:
    """All policy files together.

    Args:
        tables: section -> name -> entry.
        lists: section -> entries.
        content: the same as plain values, for the hash.
    """

    tables: dict[str, dict[str, Entry]] = field(default_factory=lambda: {name: {} for name in TABLES})
    lists: dict[str, list[Entry]] = field(default_factory=lambda: {name: [] for name in LISTS})
    content: dict[str, Any] = field(default_factory=dict)


def read(folder: Path) -> Document:
    """Read every *.toml of a folder as one document.

    Raises:
        PolicyError: no folder, no files, not TOML, an unknown section, or a name declared twice.
    """
    paths = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not paths:
        raise PolicyError(f"{folder}: holds no policy files; point PRIVACY_POLICY_DIR at the folder with the *.toml files.")
    document = Document()
    for path in paths:
        _add(document, path.name, _parsed(path))
    return document


def fingerprint(document: Document) -> str:
    """SHA-256, in hex, over the content without comments, layout, order or the split into files."""
    canonical = json.dumps(_normal("", document.content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise PolicyError(f"{path.name}: is not readable as TOML ({problem}); correct it at that place.") from problem


def _add(document: Document, file: str, data: Mapping[str, Any]) -> None:
    for section, value in data.items():
        if section in TABLES:
            _add_table(document, file, section, value)
        elif section in LISTS:
            _add_list(document, file, section, value)
        else:
            known = (*TABLES, *LISTS)
            raise PolicyError(f"{file}: {section} is not a section{near(section, known)}; use one of {', '.join(known)}.")


def _add_table(document: Document, file: str, section: str, value: Any) -> None:
    if not isinstance(value, Mapping):
        raise PolicyError(f"{file}: {section} is not a table; write [{section}.name] above its keys.")
    entries = document.tables[section]
    for name, data in value.items():
        entry = Entry(file, f"{section}.{name}", data)
        if name in entries:
            raise entry.error("", f"is declared twice, also in {entries[name].file}", "keep one of the two")
        entries[name] = entry
        document.content.setdefault(section, {})[name] = data


def _add_list(document: Document, file: str, section: str, value: Any) -> None:
    if not isinstance(value, list):
        raise PolicyError(f"{file}: {section} is not a list; write [[{section}]] above its keys.")
    for place, data in enumerate(value):
        label = data.get("rule", place) if isinstance(data, Mapping) else place
        document.lists[section].append(Entry(file, f"{section}[{label}]", data))
        document.content.setdefault(section, []).append(data)


def _normal(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _normal(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        rows = [_normal("", inner) for inner in value]
        return rows if key in ORDER_COUNTS else sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    return value.strip() if isinstance(value, str) else value
