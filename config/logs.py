"""Logging that cannot carry a personal value: only known keys pass, and only when they hold a name, number or id."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

REFERENCE_KEYS = frozenset(
    {
        "event", "level", "timestamp", "logger", "request_id", "method", "route", "status", "ms", "task", "task_id", "job",
        "purpose", "role", "verb", "object", "objects", "kind", "items", "code", "count", "error", "subject", "event_id",
        "attempt", "database", "where", "problem",
    }
)  # fmt: skip
"""Keys that hold a reference or a machine's word. Every other key is dropped, whatever it holds."""

WORD = re.compile(r"[\w.:/<>\[\]()?^$+*\\|-]{1,200}\Z", re.ASCII)
OUR_LOGGERS = ("request", "privacy", "fleet", "drivers", "incidents", "fines", "fuelcards", "config")
Event = MutableMapping[str, Any]


def _harmless(value: Any) -> bool:
    """Tell whether a value is a number, a flag or one machine word."""
    if value is None or isinstance(value, bool | int | float):
        return True
    if isinstance(value, list | tuple | set | frozenset):
        return all(_harmless(each) for each in value)
    return bool(WORD.match(str(value)))


def keep_references_only(logger: Any, method: str, event: Event) -> Event:
    """Drop every key that is not a known reference, and every value that is not one word. A structlog processor."""
    kept = {key: value for key, value in event.items() if key in REFERENCE_KEYS and key != "event" and _harmless(value)}
    return {**kept, "event": event.get("event", "")}


def only_the_kind_of_error(logger: Any, method: str, event: Event) -> Event:
    """Replace a traceback, whose text may quote a value, by the error's class and the place it was raised."""
    failure = event.pop("exc_info", None)
    if failure is True:
        import sys

        failure = sys.exc_info()
    error = failure[1] if isinstance(failure, tuple) else failure
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["where"] = _raised_at(error)
    return event


def _raised_at(error: BaseException) -> str:
    """Return `module:line` of the innermost frame."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"


def message_without_values(logger: Any, method: str, event: Event) -> Event:
    """For records of other libraries: keep the message's template and drop its arguments."""
    record = event.get("_record")
    if record is not None:
        event["event"] = str(record.msg) if record.args else _first_words(record.getMessage())
    return event


def _first_words(message: str) -> str:
    """Return the part of a finished message that comes before any value-like text."""
    return re.split(r"['\"\d@=]", message, maxsplit=1)[0].strip()


def logging_settings(*, level: str, keep_loggers: bool = True) -> None:
    """Install the logging of the process: one line of key=value text per event on standard error.

    Tests do not keep loggers, so that they can catch what one writes.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        only_the_kind_of_error,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=keep_loggers,
    )
    ours = {name: {"level": level} for name in OUR_LOGGERS}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": [*shared, message_without_values],
                    "processors": [
                        keep_references_only,
                        structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "logger", "event"]),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": ours,
        }
    )
