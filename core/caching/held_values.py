"""Values that are computed once a process, and again after a change of the rows behind them."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from core.caching.changes import changes
from core.caching.tracking import Reads, depend_on, has_uncommitted_changes, recorded_reads

Value = TypeVar("Value")


class HeldValues(Generic[Value]):
    """Values by key, each held until a table changes that was read to compute it.

    Within a transaction that has changed such a table, the value is computed anew and not held. A
    page that shows a held value depends on its tables. Whatever else the value depends on (the
    language, say) is part of the key. Nobody may change a held value. Above `most` keys, it starts
    anew.
    """

    def __init__(self, most: int = 1_000) -> None:
        self._most = most
        self._held: dict[Hashable, tuple[Value, Reads]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value for `key`, from `compute` if it is not held or has changed."""
        changes.catch_up()
        found = self._held.get(key)
        if found is not None:
            value, reads = found
            if reads.are_current() and not has_uncommitted_changes(reads.names):
                depend_on(reads)
                return value
        with recorded_reads() as reads:
            value = compute()
        if not reads.is_for_once:
            self._hold(key, (value, reads))
        return value

    def _hold(self, key: Hashable, entry: Any) -> None:
        with self._lock:
            if len(self._held) >= self._most:
                self._held.clear()
            self._held[key] = entry
