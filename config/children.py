"""One child process of the supervisor: started, watched, started again when it falls, ended with it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
"""A child that ran this long was healthy: its next fall starts again at the first pause."""

PARENT_DEATH_SIGNAL = 1


def _end_with_parent() -> None:
    """Ask the kernel to end this child when the supervisor dies, even if it is killed outright. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


@dataclass
class Child:
    """A command that should always run."""

    name: str
    command: Sequence[str]
    log: Path
    variables: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    start_after: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that a ctrl-c in the terminal reaches the supervisor alone."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.variables},
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self.started = time.monotonic()

    def watch(self) -> str | None:
        """Start it when it is due; return what to tell when it has fallen."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_after:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.falls = 1 if now - self.started > STEADY_SECONDS else self.falls + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.falls - 1))
        self.process, self.start_after = None, now + pause
        return f"{self.name} ended (code {code}); again in {pause:.0f} s. See {self.log}"

    def ask_to_end(self) -> None:
        """Tell it to finish what it does and end."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for its end until the deadline (monotonic seconds), then end it with everything it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
