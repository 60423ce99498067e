"""`python -m config.localdb start|stop|status|remove`: the local database by hand."""

import sys

from config.localdb import place, server
from config.localdb.errors import LocalDatabaseProblem


def main(arguments: list[str]) -> int:
    """Do what the one argument says; return the exit code."""
    actions = {"start": _start, "stop": _stop, "status": _status, "remove": server.remove}
    if len(arguments) != 1 or arguments[0] not in actions:
        print(f"usage: python -m config.localdb {'|'.join(actions)}", file=sys.stderr)
        return 2
    try:
        actions[arguments[0]]()
    except LocalDatabaseProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _start() -> None:
    if place.wanted():
        server.start()


def _stop() -> None:
    print("database stopped" if server.stop() else "database was not running")


def _status() -> None:
    number = server.running()
    print(f"running as process {number}, socket in {place.socket_folder()}" if number else "not running")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
