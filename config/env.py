"""Settings from the environment, read strictly: a value that makes no sense stops the start."""

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str | None = None) -> str:
    """Return a variable's text; without a default an absent or blank one raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} must be set")
    return default


def flag(name: str, default: bool) -> bool:
    """Return a yes-or-no variable; anything but a yes or a no raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}")


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number between low and high, both included, or raise ImproperlyConfigured."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        parsed = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None
    if not low <= parsed <= high:
        raise ImproperlyConfigured(f"{name} must lie between {low} and {high}, not {parsed}")
    return parsed


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """Return one of the allowed words or raise ImproperlyConfigured."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return a comma-separated list, blanks dropped."""
    value = os.environ.get(name, "")
    found = [word.strip() for word in value.split(",") if word.strip()]
    return found or list(default)


def database(name: str) -> dict[str, Any] | None:
    """Return Django's settings for a `postgresql://` address, None when the variable is absent.

    The address may carry libpq options as a query (`?sslmode=verify-full`); a `host` there is a socket folder.
    The address itself is never repeated in an error, for it holds a password.
    """
    value = os.environ.get(name, "").strip()
    if not value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a valid database address") from None
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address")
    database_name = unquote(parts.path.lstrip("/"))
    if not database_name:
        raise ImproperlyConfigured(f"{name} must name a database")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    if "prepare_threshold" in options:
        given = options["prepare_threshold"]
        options["prepare_threshold"] = int(given) if given.isdigit() else None
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def secret_file(path: Path, *, make: bool, size: int = 32) -> str:
    """Return the hex secret in a file, made on first use when `make`, readable by its owner only.

    Raises ImproperlyConfigured when the file is absent and may not be made, or when others may read it.
    """
    if make:
        file_made_once(path, lambda draft: _write_secret(draft, secrets.token_hex(size)))
    try:
        mode = path.stat().st_mode
        value = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"the secret file {path} cannot be read: {error.strerror}") from None
    if mode & 0o077:
        raise ImproperlyConfigured(f"the secret file {path} may be read by others: make it 0600")
    if not value:
        raise ImproperlyConfigured(f"the secret file {path} is empty")
    return value


def file_made_once(path: Path, write: Callable[[Path], None]) -> None:
    """Have a file written when it is absent, whole or not at all: two processes starting at once agree on one content."""
    if path.exists():
        return
    path.parent.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write(draft)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _write_secret(path: Path, value: str) -> None:
    """Write a new file that only its owner can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(value + "\n")
        handle.flush()
        os.fsync(handle.fileno())
