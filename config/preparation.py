"""What must stand before anything is served: the local database, its tables and rights, the demo company."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from config import env
from config.localdb import place, server

DEMO_COMMAND = "seed_demo"
DEMO_PASSWORD = "DISCREET_DEMO_PASSWORD"  # noqa: S105 - the variable's name
DEMO_LOG_INS = {
    "driver@demo.test": "a driver: my car, damage, who saw my data",
    "driver2@demo.test": "another driver of the same employer",
    "manager@demo.test": "the employer's fleet manager",
    "manager2@demo.test": "a fleet manager of another employer",
    "agent@demo.test": "the lessor's call centre",
    "workshop@demo.test": "a garage, for its own jobs",
    "privacy@demo.test": "the privacy officer: record of looks, policy",
    "admin@demo.test": "administration of accounts and employers",
}


class PreparationFailed(Exception):
    """A step failed and has said why."""


def prepare() -> None:
    """Bring database and demo company to the state the code needs; quick when they are there.

    Raises LocalDatabaseProblem or PreparationFailed.
    """
    if place.wanted():
        server.start()
    _manage("setup_databases", DISCREET_DB_ROLE="owner")
    if demo_wanted():
        _manage(DEMO_COMMAND, **{DEMO_PASSWORD: demo_password()})


def demo_wanted() -> bool:
    """Tell whether the demo company belongs here: it is there, and DISCREET_DEMO does not say no."""
    commands = place.CHECKOUT.glob(f"*/management/commands/{DEMO_COMMAND}.py")
    return env.flag("DISCREET_DEMO", default=True) and any(commands)


def demo_password() -> str:
    """Return the demo log-ins' password: the one given, else a random one that is made once and kept."""
    given = os.environ.get(DEMO_PASSWORD, "").strip()
    if given:
        return given
    path = place.STATE / "secrets" / "demo_password"
    env.file_made_once(path, _write_password)
    return path.read_text(encoding="ascii").strip()


def _write_password(path: Path) -> None:
    """Write a fresh password that only the file's owner can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(12) + "\n")


def _manage(command: str, **variables: str) -> None:
    """Run one management command with variables of its own."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(place.CHECKOUT / "manage.py"), command],
        env={**os.environ, **variables},
        cwd=place.CHECKOUT,
        check=False,
    )
    if done.returncode != 0:
        raise PreparationFailed(f"`manage.py {command}` failed; nothing was started.")
