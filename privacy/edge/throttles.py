"""Limits on calls. Reads are counted in the memory of each process, so that a list costs no extra query; changes are
counted for all.

Looking people up by a sealed value has its own, stricter limit in the kernel (TooManyLookups); log-in has the log-in library's.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any

from django.conf import settings
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

READS_PER_MINUTE = 1_200
CHANGES_PER_MINUTE = 120
_KEPT_CALLERS = 10_000
_READING = {"GET", "HEAD", "OPTIONS"}


def caller(request: Any) -> str:
    """Whose calls are counted together: an account, a machine client, or an address for calls without either."""
    client = getattr(request.auth, "client_id", None)
    if client:
        return f"client:{client}"
    account = getattr(request.user, "pk", None)
    return f"account:{account}" if account else f"address:{request.META.get('REMOTE_ADDR', '')}"


class ReadThrottle(BaseThrottle):
    """A bucket per caller that fills evenly; an empty one refuses."""

    _buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
    _lock = threading.Lock()

    def allow_request(self, request: Any, view: Any) -> bool:
        """Takes one call out of the caller's bucket."""
        if request.method not in _READING:
            return True
        size = float(getattr(settings, "API_READS_PER_MINUTE", READS_PER_MINUTE))
        key, now = caller(request), time.monotonic()
        with self._lock:
            left, then = self._buckets.pop(key, (size, now))
            left = min(size, left + (now - then) * size / 60)
            allowed = left >= 1
            self._buckets[key] = (left - 1 if allowed else left, now)
            if len(self._buckets) > _KEPT_CALLERS:
                self._buckets.popitem(last=False)
        self._wait = 0.0 if allowed else (1 - left) * 60 / size
        return allowed

    def wait(self) -> float:
        """Seconds until one call fits again."""
        return self._wait

    @classmethod
    def clear(cls) -> None:
        """Fills all buckets."""
        with cls._lock:
            cls._buckets.clear()


class ChangeThrottle(SimpleRateThrottle):
    """Changes per caller and minute, counted in the shared cache."""

    scope = "changes"

    def get_rate(self) -> str:
        """The rate in the form of the library."""
        return f"{getattr(settings, 'API_CHANGES_PER_MINUTE', CHANGES_PER_MINUTE)}/min"

    def allow_request(self, request: Any, view: Any) -> bool:
        """Counts changes only."""
        return request.method in _READING or super().allow_request(request, view)

    def get_cache_key(self, request: Any, view: Any) -> str:
        """One count per caller."""
        return f"throttle:changes:{caller(request)}"
