"""Two ways of the same work, run turn by turn so that both meet the same machine; medians and their ratio."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. `limit` is None where a figure is only printed beside the others."""

    name: str
    ratio: float
    limit: float | None
    ours_ms: float
    theirs_ms: float
    runs: int

    def line(self) -> str:
        """The line as it is printed."""
        limit = "-" if self.limit is None else f"{self.limit:.2f}"
        verdict = "" if self.limit is None else ("ok" if self.ratio <= self.limit else "OVER")
        return f"{self.name:<44} {self.ours_ms:9.2f} {self.theirs_ms:9.2f} {self.ratio:7.2f} {limit:>7} {verdict}"

    def as_json(self) -> dict[str, object]:
        """The line as it stands in the file."""
        return asdict(self)


def timed(work: Work) -> float:
    """Milliseconds of one run."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def compare(name: str, ours: Work, theirs: Work, *, limit: float | None, runs: int) -> Result:
    """Medians of both, interleaved, after a warm-up; garbage collection waits outside the timed part."""
    for _ in range(max(3, runs // 10)):
        ours(), theirs()
    mine, other = [], []
    gc.collect()
    gc.disable()
    try:
        for _ in range(runs):
            mine.append(timed(ours))
            other.append(timed(theirs))
    finally:
        gc.enable()
    return against(name, statistics.median(mine), statistics.median(other), limit=limit, runs=runs)


def median_of(work: Work, runs: int) -> float:
    """Median milliseconds of one way alone."""
    for _ in range(3):
        work()
    return statistics.median(timed(work) for _ in range(runs))


def against(name: str, ours_ms: float, theirs_ms: float, *, limit: float | None, runs: int) -> Result:
    """A result from two figures."""
    return Result(name, round(ours_ms / theirs_ms, 3), limit, round(ours_ms, 3), round(theirs_ms, 3), runs)
