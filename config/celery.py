"""Background work: the queue it comes through, and what runs at which hour.

The queue is PostgreSQL itself (pgmq) unless DISCREET_BROKER_URL names Redis or RabbitMQ. Work is written to the outbox inside
the transaction that causes it and sent after commit, so a lost queue loses nothing.
"""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from django.conf import settings
from psycopg.conninfo import make_conninfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

LONGEST_TASK_SECONDS = 15 * 60
SWEEP_SECONDS = 15.0


def queue_options() -> dict[str, Any]:
    """Return how pgmq reaches the default database, which it does on connections of its own."""
    database: dict[str, Any] = settings.DATABASES["default"]
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {key: str(database[name]) for key, name in parts.items() if database.get(name)}
    ours = ("pool", "prepare_threshold", "server_side_binding")  # Django's and psycopg's own, not the database's
    libpq = {key: value for key, value in database["OPTIONS"].items() if key not in ours}
    return {
        "conn_string": make_conninfo(**given, **libpq),
        "init_extension": False,  # a migration installs the functions
        "visibility_timeout": LONGEST_TASK_SECONDS + 60,
        # Ask, and ask again. A wait inside the database would hold a lock that every process meets when it first sends.
        "wait_time_seconds": 0,
        "polling_interval": 0.25,
        "pool_size": 2,
    }


app = Celery("discreet")
app.conf.update(
    broker_url=settings.CELERY_BROKER,
    broker_transport_options=queue_options() if settings.CELERY_BROKER.startswith("pgmq") else {},
    broker_connection_retry_on_startup=True,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=LONGEST_TASK_SECONDS,
    task_soft_time_limit=LONGEST_TASK_SECONDS - 30,
    task_always_eager=settings.CELERY_TASK_ALWAYS_EAGER,
    task_eager_propagates=settings.CELERY_TASK_EAGER_PROPAGATES,
    task_default_queue="discreet",
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,  # pgmq refuses the long names of its reply queues
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    timezone=settings.TIME_ZONE,
    enable_utc=True,
)
app.set_default()  # also for the web server's threads, which did not make it
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "send what the outbox holds": {"task": "config.tasks.sweep_outbox", "schedule": SWEEP_SECONDS},
    "prepare the ledger's months": {"task": "config.tasks.prepare_ledger", "schedule": crontab(hour="1", minute="10")},
    "forget what ended": {"task": "config.tasks.forget_what_ended", "schedule": crontab(hour="2", minute="20")},
    "delete files without a row": {"task": "config.tasks.sweep_media", "schedule": crontab(hour="3", minute="30")},
}


@setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Stop Celery from installing its own logging, which would print the arguments of tasks."""
