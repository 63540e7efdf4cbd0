"""Counts of this process, added every few seconds to those that all processes share.

A process ends and another takes its place, and whoever asks for the counts reaches any of them. So
they are kept where all processes of all hosts can read them: beside the log of changes.
"""

import threading
import time

from core.caching.changes import changes

# A name is a tuple of words; only the last may have spaces.
Name = tuple[str, ...]

# Seconds between two reports.
_REPORT_SECONDS = 10


class SharedCounts:
    """Holds what this process has counted since its last report."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: dict[Name, int] = {}
        self._reported_at = time.monotonic()

    def add(self, name: Name, number: int = 1) -> None:
        """Count `number` more of `name`; report if the last report is long ago. Never raises."""
        with self._lock:
            self._pending[name] = self._pending.get(name, 0) + number
        if time.monotonic() - self._reported_at > _REPORT_SECONDS:
            self.report()

    def report(self) -> None:
        """Add the counts to the shared ones; if their store is away, keep them until next time."""
        self._reported_at = time.monotonic()
        with self._lock:
            pending, self._pending = self._pending, {}
        if pending and not changes.add_figures({" ".join(n): c for n, c in pending.items()}):
            with self._lock:
                for name, number in pending.items():
                    self._pending[name] = self._pending.get(name, 0) + number


counts = SharedCounts()
