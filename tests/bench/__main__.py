"""`python -m tests.bench`: makes databases of its own, fills them, measures, prints a table and writes build/bench.json."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from config import databases  # noqa: E402
from config.ledger_months import prepare_months  # noqa: E402
from tests.bench import population, work  # noqa: E402
from tests.bench.measure import Result  # noqa: E402

LIST = 100
CROWD = int(os.environ.get("DISCREET_BENCH_CROWD", "100000"))
RUNS = int(os.environ.get("DISCREET_BENCH_RUNS", "200"))
TARGET = Path("build/bench.json")


def main() -> int:
    """Run all; the exit code says whether each limit is kept."""
    made = setup_databases(verbosity=0, interactive=False)
    try:
        results = _measured()
    finally:
        for alias in connections:
            connections[alias].settings_dict["OPTIONS"]["options"] = ""
        connections.close_all()
        teardown_databases(made, verbosity=0)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps([result.as_json() for result in results], indent=2) + "\n")
    print(f"{'what':<44} {'ours ms':>9} {'theirs':>9} {'ratio':>7} {'limit':>7}")
    for result in results:
        print(result.line())
    print(f"written to {TARGET}")
    return int(any(result.limit is not None and result.ratio > result.limit for result in results))


def _measured() -> list[Result]:
    for alias in connections:
        databases.grant_application(alias, for_tests=True)
        connections[alias].close()
        connections[alias].settings_dict["OPTIONS"]["options"] += f" -c role={settings.APP_ROLE}"
    prepare_months()
    fleet = population.found(LIST)
    _analyze()
    results = work.small(fleet, RUNS)
    print(f"filling in {CROWD:,} further vehicles and drivers", file=sys.stderr)
    population.crowd(CROWD)
    _analyze()
    return [*results, *work.large(fleet, RUNS)]


def _analyze() -> None:
    for alias in ("default", "vault", "ledger"):
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("ANALYZE")
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
