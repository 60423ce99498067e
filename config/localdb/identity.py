"""As whom the server runs. PostgreSQL refuses root, and an ordinary user cannot reach into root's private folders.

As a plain user the server runs as that user. As root it runs, in this order of preference:

1. as an existing unprivileged user, when that user can reach the programs and the data;
2. in a user namespace in which root's files stay root's and the server merely sees itself as user 65534;
3. as the unprivileged user again, from a readable copy of the programs, with the data outside the private folder.

No folder outside `var/` changes its mode and no user is created.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from config.localdb import place
from config.localdb.binaries import WHEEL_PACKAGE, Binaries
from config.localdb.errors import LocalDatabaseProblem

UNPRIVILEGED = ("postgres", "nobody")
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
OUTSIDE = Path("/var/lib")


@dataclass(frozen=True)
class Identity:
    """How to start a program as the server: a prefix for its command line, or another user."""

    owner: int
    group: int
    prefix: tuple[str, ...] = ()
    switch: bool = False

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return the command line to run."""
        return [*self.prefix, *arguments]

    def options(self) -> dict[str, Any]:
        """Return what `subprocess` needs to start it: a neutral folder, few variables, the user."""
        options: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}}
        if self.switch:
            options |= {"user": self.owner, "group": self.group, "extra_groups": []}
        return options

    def may(self, *arguments: str) -> bool:
        """Tell whether a command ends well under this identity."""
        try:
            done = subprocess.run(self.command(arguments), capture_output=True, check=False, **self.options())  # noqa: S603
        except OSError:
            return False
        return done.returncode == 0


def decide(binaries: Binaries) -> tuple[Identity, Binaries]:
    """Return as whom to run which programs, preparing a readable copy when nothing else works.

    Raises LocalDatabaseProblem when the data belongs to somebody this process cannot become.
    """
    owner = _owner_of_data()
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise LocalDatabaseProblem(
                f"The database in {place.HOME} was made by another user (number {owner}). "
                "Start it as that user, or remove it with `make clean-data` as that user."
            )
        return Identity(os.geteuid(), os.getegid()), binaries
    return _as_root(binaries, owner)


def _as_root(binaries: Binaries, owner: int | None) -> tuple[Identity, Binaries]:
    """Choose among the three ways of `decide` for root; existing data is only opened as its own owner."""
    plain = _unprivileged(owner)
    if owner != 0 and plain and plain.may(binaries.program("postgres"), "--version") and _reaches(plain):
        return plain, binaries
    spaced = Identity(0, 0, prefix=NAMESPACE)
    if owner in (None, 0) and spaced.may(binaries.program("postgres"), "--version"):
        return spaced, binaries
    if plain and owner != 0:
        return plain, _outside_the_private_folder(plain, binaries)
    raise LocalDatabaseProblem(
        "PostgreSQL cannot run as root here: there is neither an unprivileged user nor a user namespace. "
        "Run as an ordinary user, or set DATABASE_URL, VAULT_DATABASE_URL and LEDGER_DATABASE_URL."
    )


def _owner_of_data() -> int | None:
    """Return the number of the user who owns the existing data, None when there is none."""
    try:
        return (place.HOME / "data").stat().st_uid
    except FileNotFoundError:
        return None


def _unprivileged(owner: int | None) -> Identity | None:
    """Return the data's owner, or for new data the first unprivileged user there is."""
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if owner in (None, entry.pw_uid):
            return Identity(entry.pw_uid, entry.pw_gid, switch=True)
    return Identity(owner, _group_of(owner), switch=True) if owner else None


def _group_of(owner: int) -> int:
    """Return a user's own group; a number without an account has the group of the same number."""
    try:
        return pwd.getpwuid(owner).pw_gid
    except KeyError:
        return owner


def _reaches(identity: Identity) -> bool:
    """Tell whether the user can reach the folder that holds the data."""
    return identity.may("test", "-x", str(place.HOME.resolve()))


def _outside_the_private_folder(identity: Identity, binaries: Binaries) -> Binaries:
    """Move the database's home out of a private folder and copy the programs beside it; return the copy.

    `var/postgres` becomes a link, so that every path in the checkout stays as it was.
    """
    outside = OUTSIDE / place.short_name()
    if place.HOME.resolve() != outside:
        if (place.HOME / "data").exists():
            raise LocalDatabaseProblem(
                f"{place.HOME} holds a database whose user can no longer reach it: a folder above it became private. "
                "Open that folder for passing through (chmod o+x), or start afresh with `make clean-data`."
            )
        outside.mkdir(mode=0o711, exist_ok=True)
        if outside.is_symlink() or outside.stat().st_uid != 0:
            raise LocalDatabaseProblem(f"{outside} belongs to somebody else; remove it and start again.")
        shutil.rmtree(place.HOME)
        place.HOME.symlink_to(outside)
    if not binaries.folders or identity.may(binaries.program("postgres"), "--version"):
        return binaries
    package = outside / "programs" / WHEEL_PACKAGE
    for folder in binaries.folders:
        # The programs find their libraries by a path relative to themselves, so the two folders keep their places.
        inside = package / folder.name if folder == binaries.folders[0] else package.parent / folder.name
        if not inside.exists():
            draft = inside.with_name(inside.name + ".draft")
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(folder, draft, symlinks=True)
            draft.rename(inside)
    for parent in (package.parent, package):
        parent.chmod(0o755)
    return replace(binaries, programs=package / binaries.folders[0].name / "bin", folders=())
