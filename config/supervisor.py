"""`python -m config.supervisor run|prepare|stop`: the whole product on one machine, in one terminal.

`run` prepares the databases, then keeps the web server, the worker and the scheduler running until ctrl-c or `stop`.
In production each of the three has a service manager of its own; see docs/operations.md.
"""

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import env, preparation
from config.children import Child
from config.localdb import place, server
from config.localdb.errors import LocalDatabaseProblem

RUN_FOLDER = place.STATE / "run"
LOG_FOLDER = place.STATE / "log"
PROCESS_FILE = RUN_FOLDER / "supervisor"
WATCH_SECONDS = 0.2
END_SECONDS = 20.0
READY_SECONDS = 60.0
WEB_WORKERS = 2
WEB_THREADS = 4


class CannotRun(Exception):
    """The product cannot be started here; the text says why and what to do."""


def main(arguments: list[str]) -> int:
    """Do what the one argument says; return the exit code."""
    actions = {"run": run, "prepare": prepare, "stop": stop}
    if len(arguments) != 1 or arguments[0] not in actions:
        print(f"usage: python -m config.supervisor {'|'.join(actions)}", file=sys.stderr)
        return 2
    try:
        actions[arguments[0]]()
    except (CannotRun, LocalDatabaseProblem, ImproperlyConfigured, preparation.PreparationFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def prepare() -> None:
    """Make everything ready without serving it."""
    preparation.prepare()


def run() -> None:
    """Serve until told to stop. Raises CannotRun."""
    if os.environ.get("DISCREET_MODE", "local") != "local":
        raise CannotRun("`make run` is for one machine. For production see docs/operations.md.")
    host = env.text("DISCREET_BIND", "127.0.0.1")
    port = env.number("DISCREET_PORT", 8000, low=1, high=65535)
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}/"  # noqa: S104
    with _only_one(address):
        _check_port(host, port)
        preparation.prepare()
        children = _children(host, port)
        _forward_termination()
        try:
            _watch(children, host, port, address)
        except KeyboardInterrupt:
            print("\nstopping")
        finally:
            _end(children)
            print("stopped; the database still runs, `make stop` ends it")


def stop() -> None:
    """Stop what `run` started, wherever it runs, and the local database."""
    number = _running_supervisor()
    if number:
        os.kill(number, signal.SIGTERM)
        deadline = time.monotonic() + END_SECONDS + 10
        while _running_supervisor() and time.monotonic() < deadline:
            time.sleep(0.1)
        if _running_supervisor():
            raise CannotRun(f"Process {number} does not stop.")
    print("web server, worker and scheduler stopped" if number else "web server, worker and scheduler were not running")
    print("database stopped" if server.stop() else "database was not running")


@contextmanager
def _only_one(address: str) -> Iterator[None]:
    """Hold this checkout's one place for a supervisor. Raises CannotRun when it is taken."""
    RUN_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    with PROCESS_FILE.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            where = handle.read().split()[-1:] or ["another terminal"]
            raise CannotRun(f"It already runs at {where[0]}. `make stop` ends it.") from None
        handle.truncate(0)
        handle.write(f"{os.getpid()} {address}\n")
        handle.flush()
        yield
        handle.truncate(0)


def _running_supervisor() -> int | None:
    """Return the process number of the running supervisor, None when there is none."""
    try:
        with PROCESS_FILE.open("r+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(handle.read().split()[0])
    except (FileNotFoundError, IndexError):
        return None
    return None


def _check_port(host: str, port: int) -> None:
    """Raise CannotRun when nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotRun(
                f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: DISCREET_PORT=8080 make run"
            ) from None


def _children(host: str, port: int) -> list[Child]:
    """Return the three processes that make the product."""
    LOG_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    programs = Path(sys.executable).parent
    celery = [str(programs / "celery"), "--app", "config.celery"]
    web = [
        *(str(programs / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS), "--no-access-log"),
        *("--respawn-failed-workers", "--log-level", "warning", "config.wsgi:application"),
    ]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--schedule", str(RUN_FOLDER / "schedule"), "--pidfile", ""]
    return [
        Child("web server", web, LOG_FOLDER / "web.log", {"DISCREET_DB_POOL": str(WEB_THREADS * 2)}),
        Child("worker", worker, LOG_FOLDER / "worker.log"),
        Child("scheduler", beat, LOG_FOLDER / "scheduler.log"),
    ]


def _forward_termination() -> None:
    """Treat a termination signal like ctrl-c."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def _watch(children: list[Child], host: str, port: int, address: str) -> None:
    """Keep the children running for ever; say once when the web server answers."""
    told, deadline = False, time.monotonic() + READY_SECONDS
    while True:
        for child in children:
            news = child.watch()
            if news:
                print(news, file=sys.stderr)
        if not told and _listens(host, port):
            _tell(address)
            told = True
        if not told and time.monotonic() > deadline:
            print(f"the web server does not answer yet; see {LOG_FOLDER / 'web.log'}", file=sys.stderr)
            told = True
        time.sleep(WATCH_SECONDS)


def _listens(host: str, port: int) -> bool:
    """Tell whether something accepts connections there."""
    reachable = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
    try:
        socket.create_connection((reachable, port), timeout=1).close()
    except OSError:
        return False
    return True


def _tell(address: str) -> None:
    """Print where the product is and who can log in."""
    print(f"\nDiscreet runs at {address}    (ctrl-c stops it)")
    if preparation.demo_wanted():
        print(f"Demo log-ins, all with the password {preparation.demo_password()}")
        for email, who in preparation.DEMO_LOG_INS.items():
            print(f"  {email:<20} {who}")
    sys.stdout.flush()


def _end(children: list[Child]) -> None:
    """End all children together, by force when they take too long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + END_SECONDS
    for child in children:
        child.end(deadline)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
