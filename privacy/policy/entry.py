"""One entry of a policy file, read key by key. Each refusal names the file, the key, and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from privacy.policy.errors import PolicyError, near
from privacy.policy.model import LANGUAGES, Texts

_DURATION = re.compile(r"^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$")
_MISSING: Any = object()


class Entry:
    """A TOML table with the place it stands; `finish` refuses keys that nothing read."""

    def __init__(self, file: str, key: str, data: Any) -> None:
        self.file, self.key, self._unread = file, key, {}
        if not isinstance(data, Mapping):
            raise self.error("", "is not a table", "write it as a table with keys")
        self._unread = dict(data)

    def error(self, key: str, problem: str, remedy: str) -> PolicyError:
        """The refusal for one key of this entry."""
        place = f"{self.key}.{key}" if key else self.key
        return PolicyError(f"{self.file}: {place} {problem}; {remedy}.")

    def finish(self) -> None:
        """Refuse keys that were not read: a misspelt key must not pass silently."""
        for key in self._unread:
            raise self.error(key, "is not a key of this table", "remove it or correct its spelling")

    def has(self, key: str) -> bool:
        """Whether the key is given and not yet read."""
        return key in self._unread

    def _take(self, key: str, kind: type, default: Any, words: str) -> Any:
        value = self._unread.pop(key, default)
        if value is _MISSING:
            raise self.error(key, "is missing", f"add it as {words}")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(key, "has the wrong type", f"write it as {words}")
        return value

    def text(self, key: str, default: Any = _MISSING) -> str:
        """A text; required and not empty unless a default is given."""
        value: str = self._take(key, str, default, "a text")
        if default is _MISSING and not value.strip():
            raise self.error(key, "is empty", "write the text")
        return value.strip()

    def flag(self, key: str, *, default: Any = _MISSING) -> bool:
        """true or false."""
        return bool(self._take(key, bool, default, "true or false"))

    def integer(self, key: str) -> int:
        """A whole number, zero or more."""
        value: int = self._take(key, int, _MISSING, "a whole number")
        if value < 0:
            raise self.error(key, "is negative", "write zero or more")
        return value

    def one_of(self, key: str, choices: Collection[str], default: Any = _MISSING) -> str:
        """One of the given words."""
        value = self.text(key, default)
        if value not in choices and value != default:
            raise self.error(key, f"is {value!r}", f"use one of {', '.join(sorted(choices))}")
        return value

    def duration(self, key: str, *, may_be_empty: bool = False) -> str:
        """An ISO 8601 duration such as P1M, P28D or PT72H."""
        value = self.text(key, "" if may_be_empty else _MISSING)
        if value and not _DURATION.match(value):
            raise self.error(key, f"is {value!r}, not an ISO 8601 duration", "write it like P7Y, P28D or PT72H")
        return value

    def texts(self, key: str) -> Texts:
        """A text in every language of the product."""
        table = self._take(key, dict, _MISSING, f"a table with {', '.join(LANGUAGES)}")
        for language in LANGUAGES:
            if not str(table.get(language, "")).strip():
                raise self.error(f"{key}.{language}", "is missing", "add the text in this language")
        for language in table:
            if language not in LANGUAGES:
                raise self.error(f"{key}.{language}", "is not a language of the product", "remove it")
        return MappingProxyType({language: str(table[language]).strip() for language in LANGUAGES})

    def names(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        """A list of different texts, in the order of the file."""
        values = self._take(key, list, default, "a list of texts")
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.error(key, f"holds {value!r}", "list texts only")
            if values.count(value) > 1:
                raise self.error(key, f"names {value!r} twice", "name it once")
        return tuple(values)

    def known(self, key: str, declared: Collection[str], what: str, default: Any = _MISSING) -> tuple[str, ...]:
        """A list of names, each of which has to be declared; sorted, because their order has no meaning."""
        return tuple(sorted(self.check(key, name, declared, what) for name in self.names(key, default)))

    def known_one(self, key: str, declared: Collection[str], what: str, default: Any = _MISSING) -> str:
        """One name, which has to be declared (or is the default)."""
        name = self.text(key, default)
        return name if name == default else self.check(key, name, declared, what)

    def check(self, key: str, name: str, declared: Collection[str], what: str) -> str:
        """The name, if it is declared."""
        if name not in declared:
            problem = f"names the unknown {what} {name!r}{near(name, declared)}"
            raise self.error(key, problem, f"declare the {what} or correct the name")
        return name

    def matching(self, key: str, declared: Iterable[str], what: str) -> tuple[str, ...]:
        """Names or patterns ("driver.*"), each of which has to match something declared."""
        all_names = list(declared)
        found: dict[str, None] = {}
        for pattern in self.names(key):
            hits = [name for name in all_names if fnmatchcase(name, pattern)]
            if not hits:
                self.check(key, pattern, all_names, what)
            found.update(dict.fromkeys(hits))
        return tuple(sorted(found))

    def tables(self, key: str, default: Any = _MISSING) -> list[Entry]:
        """A list of tables."""
        rows = self._take(key, list, default, "a list of tables")
        return [Entry(self.file, f"{self.key}.{key}[{place}]", row) for place, row in enumerate(rows)]

    def table(self, key: str, default: Any = _MISSING) -> Mapping[str, Any]:
        """A table with free keys."""
        return dict(self._take(key, dict, default, "a table"))
