"""A log line carries references and machine words; a value that somebody logs by mistake does not get through."""

import io
import logging

import pytest
import structlog

SECRET = "Jan Peeters-Zanger 0471/22.33.44"


@pytest.fixture
def lines() -> io.StringIO:
    """Catch what the process's own handler writes."""
    handler = logging.getLogger().handlers
    ours = next(each for each in handler if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter))
    stream = io.StringIO()
    before = ours.setStream(stream)  # type: ignore[attr-defined]
    yield stream
    ours.setStream(before)  # type: ignore[attr-defined]


def test_references_pass(lines: io.StringIO) -> None:
    structlog.get_logger("privacy").info("gate.disclosed", purpose="driver.portal", count=3, items=["full_name"])
    assert "purpose=driver.portal" in lines.getvalue()
    assert "count=3" in lines.getvalue()


def test_unknown_keys_and_free_text_do_not(lines: io.StringIO) -> None:
    structlog.get_logger("privacy").warning("gate.disclosed", driver=SECRET, code=SECRET, purpose="driver.portal")
    assert "gate.disclosed" in lines.getvalue()
    assert "Peeters" not in lines.getvalue()


def test_the_text_of_an_error_does_not(lines: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger("privacy").exception("gate.failed")
    assert "error=ValueError" in lines.getvalue()
    assert "Peeters" not in lines.getvalue()


def test_arguments_of_other_libraries_do_not(lines: io.StringIO) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("django.request").error("Internal Server Error: %s", SECRET, exc_info=True)
    logging.getLogger("somebody").warning(f"could not read '{SECRET}'")
    assert "Internal Server Error" in lines.getvalue()
    assert "could not read" in lines.getvalue()
    assert "Peeters" not in lines.getvalue()
