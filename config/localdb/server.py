"""Start and stop the local server: a socket in a private folder, no port, no password, no other user."""

import fcntl
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.localdb import binaries as programs
from config.localdb import place
from config.localdb.binaries import Binaries
from config.localdb.errors import LocalDatabaseProblem
from config.localdb.identity import Identity, decide
from config.localdb.roles import SUPERUSER, ensure_roles_and_databases

START_SECONDS = 60.0
STOP_SECONDS = 60.0
BUILTIN_LOCALE_SINCE = 17
SERVER_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    # A failed statement holds values; the log must not. No statement, no detail, only what kind of error it was.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def start() -> None:
    """Make the server run, with its roles and databases; do nothing when it does. Raises LocalDatabaseProblem."""
    with _one_at_a_time():
        if running() is None:
            place.HOME.mkdir(mode=0o711, parents=True, exist_ok=True)
            identity, installed = decide(programs.choose(_data()))
            _initialise(identity, installed)
            _launch(identity, installed)
        ensure_roles_and_databases(place.socket_folder())


def stop() -> bool:
    """Stop the server, ending its connections; tell whether it ran. Raises LocalDatabaseProblem when it will not end."""
    with _one_at_a_time():
        number = running()
        if number is None:
            return False
        os.kill(number, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while running() is not None:
            if time.monotonic() > deadline:
                raise LocalDatabaseProblem(f"The database (process {number}) does not stop; see {_log()}.")
            time.sleep(0.05)
        return True


def remove() -> None:
    """Stop the server and delete its data for good."""
    stop()
    real = place.HOME.resolve()
    if place.HOME.is_symlink():
        place.HOME.unlink()
    shutil.rmtree(real, ignore_errors=True)
    if place.socket_folder().parent != place.HOME:
        shutil.rmtree(place.socket_folder(), ignore_errors=True)


def running() -> int | None:
    """Return the server's process number, None when it does not run. A stale file of a dead server does not count."""
    try:
        number = int((_data() / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return number if os.fsencode(_data()) in command.split(b"\0") else None


def _data() -> Path:
    """Return the data folder's real path: `var/postgres` may be a link."""
    return place.HOME.resolve() / "data"


def _log() -> Path:
    """Return the server's log, which holds no statement and no value."""
    return place.HOME / "server.log"


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep two starts or stops from crossing."""
    place.STATE.mkdir(mode=0o711, exist_ok=True)
    with (place.STATE / "postgres.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _initialise(identity: Identity, installed: Binaries) -> None:
    """Create the data folder, whole or not at all."""
    data = _data()
    if (data / "PG_VERSION").exists():
        return
    draft = data.with_name("data.draft")
    shutil.rmtree(draft, ignore_errors=True)
    _private_folder(draft, identity)
    locale = ["--locale=C.UTF-8"]
    if installed.major >= BUILTIN_LOCALE_SINCE:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    arguments = [installed.program("initdb"), "-D", str(draft), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", *locale]
    done = subprocess.run(  # noqa: S603 - our own arguments
        identity.command(arguments), capture_output=True, text=True, check=False, **identity.options()
    )
    if done.returncode != 0:
        raise LocalDatabaseProblem(f"The database could not be created: {done.stderr.strip()}")
    if data.exists():
        data.rmdir()
    draft.rename(data)


def _launch(identity: Identity, installed: Binaries) -> None:
    """Start the server in a session of its own, so that ctrl-c in a terminal does not reach it, and wait for it."""
    sockets = place.socket_folder()
    real = place.HOME.resolve() / "socket" if sockets.parent == place.HOME else sockets
    _private_folder(real, identity)
    options = [part for name, value in SERVER_OPTIONS.items() for part in ("-c", f"{name}={value}")]
    arguments = [installed.program("postgres"), "-D", str(_data()), "-k", str(real), *options]
    with _log().open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own arguments
            identity.command(arguments),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **identity.options(),
        )
    deadline = time.monotonic() + START_SECONDS
    while not _ready():
        if server.poll() is not None or time.monotonic() > deadline:
            raise LocalDatabaseProblem(f"The database did not start; the end of {_log()} says:\n{_log_end()}")
        time.sleep(0.02)


def _ready() -> bool:
    """Tell whether the server says that it accepts connections."""
    try:
        return "ready" in (_data() / "postmaster.pid").read_text(encoding="ascii")
    except OSError:
        return False


def _log_end() -> str:
    """Return the last lines of the server's log."""
    return "\n".join(_log().read_text(encoding="utf-8", errors="replace").splitlines()[-8:])


def _private_folder(folder: Path, identity: Identity) -> None:
    """Make a folder that only the server's user may enter; one made by somebody else is refused."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (identity.owner, os.geteuid()):
            raise LocalDatabaseProblem(f"{folder} belongs to somebody else; remove it and start again.") from None
    if os.geteuid() == 0:
        os.chown(folder, identity.owner, identity.group)
    folder.chmod(0o700)
