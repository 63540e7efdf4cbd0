"""Values that are computed once a process, and again after a change of the rows behind them."""

import datetime
import threading
from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, NamedTuple, TypeVar

from django.utils import timezone

from core.caching.changes import changes
from core.caching.tracking import Reads, depend_on, has_uncommitted_changes, recorded_reads

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class _Entry(NamedTuple):
    """A held value, what it depends on, and the moment from which it is old; None is never."""

    value: Any
    reads: Reads
    until: datetime.datetime | None


class HeldValues(Generic[Value]):
    """Values by key, each held until a table changes that was read to compute it.

    Within a transaction that has changed such a table, the value is computed anew and not held. A
    page that shows a held value depends on its tables. Whatever else the value depends on (the
    language, say) is part of the key. Nobody may change a held value. Above `most` keys, it starts
    anew. A value that depends on the time is old from the moment that `until` returns for it.
    """

    def __init__(
        self,
        most: int = 1_000,
        until: Callable[[Value], datetime.datetime | None] = lambda _value: None,
    ) -> None:
        self._most = most
        self._until = until
        self._held: dict[Hashable, _Entry] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value for `key`, from `compute` if it is not held or has changed."""
        return self.get_many([key], lambda _missing: {key: compute()})[key]

    def get_many(
        self, keys: Iterable[Key], compute: Callable[[list[Key]], dict[Key, Value]]
    ) -> dict[Key, Value]:
        """Return the values for `keys`; `compute` gets all those together that are not held.

        A key for which it computes nothing is left out.
        """
        changes.catch_up()
        values: dict[Key, Value] = {}
        missing: list[Key] = []
        for key in keys:
            found = self._held.get(key)
            if found is None or not self._is_current(found):
                missing.append(key)
            else:
                values[key] = found.value
                depend_on(found.reads)
        if missing:
            with recorded_reads() as reads:
                computed = compute(missing)
            values |= computed
            if not reads.is_for_once:
                for key, value in computed.items():
                    self._hold(key, _Entry(value, reads, self._until(value)))
        return values

    @staticmethod
    def _is_current(entry: _Entry) -> bool:
        if entry.until is not None and entry.until <= timezone.now():
            return False
        return entry.reads.are_current() and not has_uncommitted_changes(entry.reads.names)

    def _hold(self, key: Hashable, entry: _Entry) -> None:
        with self._lock:
            if len(self._held) >= self._most:
                self._held.clear()
            self._held[key] = entry
