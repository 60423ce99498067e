"""Background work through the queue in PostgreSQL, with a worker of its own process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from celery import Celery
from django.conf import settings
from django.db import connections

from config.celery import app, queue_options
from config.localdb.place import ADDRESS_VARIABLES

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
QUEUE = app.conf.task_default_queue
PATIENCE_SECONDS = 60


def address(alias: str) -> str:
    """Return the address of this run's database, used with the application's rights."""
    database = connections[alias].settings_dict
    options = {"host": database["HOST"], "options": database["OPTIONS"]["options"]}
    return f"postgresql://{quote(database['USER'])}@/{database['NAME']}?{urlencode(options, quote_via=quote)}"


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker on this run's databases."""
    addresses = {variable: address(alias) for alias, variable in zip(connections, ADDRESS_VARIABLES.values(), strict=True)}
    command = [sys.executable, "-m", "celery", "--app", "config.celery", "worker", "--pool", "solo", "--loglevel", "INFO"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            env={**os.environ, **addresses, "DISCREET_MODE": "local", "DJANGO_SETTINGS_MODULE": "config.settings"},
            cwd=settings.BASE_DIR,
            stdout=log,
            stderr=log,
        )
        yield process
        process.terminate()
        process.wait(30)


def counts() -> tuple[int, int]:
    """Return how many messages wait in the queue and how many were ever sent."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT queue_length, total_messages FROM pgmq.metrics(%s)", [QUEUE])
        waiting, sent = cursor.fetchone()
    return waiting, sent


def test_a_message_is_taken_done_and_forgotten(worker: subprocess.Popen[bytes], tmp_path: Path) -> None:
    sender = Celery("sender", broker="pgmq://localhost", set_as_current=False)
    sender.conf.update(broker_transport_options=queue_options(), task_default_queue=QUEUE)
    sender.send_task("config.tasks.prepare_ledger")
    sender.close()
    assert counts()[1] == 1
    deadline = time.monotonic() + PATIENCE_SECONDS
    while counts()[0] and time.monotonic() < deadline:
        time.sleep(0.2)
    assert counts() == (0, 1), (tmp_path / "log").read_text()


def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
