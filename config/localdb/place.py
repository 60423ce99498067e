"""Where the local database lives. Plain paths, so that settings can use it without starting anything."""

import hashlib
import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
STATE = CHECKOUT / "var"
HOME = STATE / "postgres"
SHORT_FOLDERS = Path("/tmp")  # noqa: S108 - not $TMPDIR: two shells of one person must agree; ownership is checked
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100
"""Bytes. The kernel stops at 107, and the server writes a lock file whose name is five longer."""

ADDRESS_VARIABLES = {
    "discreet": "DATABASE_URL",
    "discreet_vault": "VAULT_DATABASE_URL",
    "discreet_ledger": "LEDGER_DATABASE_URL",
}
"""Each local database and the variable that puts a server of one's own in its place."""


def wanted() -> bool:
    """Tell whether any of the three databases is to be the local one."""
    return any(not os.environ.get(variable, "").strip() for variable in ADDRESS_VARIABLES.values())


def short_name() -> str:
    """Return a name that is this checkout's own on this machine."""
    return "discreet-" + hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:12]


def socket_folder() -> Path:
    """Return the folder of the server's socket: in the checkout, or a short one when that path is too long."""
    folder = HOME / "socket"
    if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return folder
    return SHORT_FOLDERS / f"{short_name()}-{os.getuid()}"
