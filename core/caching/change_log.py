"""The changes that all processes share, in a Redis stream or in a file beside the database.

A process appends what it has committed, and reads what others have appended since it last looked.
Without Redis, the processes are on one host, and a SQLite file of its own serves them: appending to
it takes no lock of the hub's database.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import DEFAULT_DB_ALIAS, connections

# A process that is further behind drops all that it holds.
_LENGTH = 10_000
# Seconds that Redis may take: a reader waits for it.
_TIMEOUT = 1
_FIELD = b"name"


class ChangeLog(Protocol):
    """The errors of the store behind it pass through: `LOG_ERRORS`."""

    def append(self, names: Iterable[str]) -> None:
        """Tell all processes that `names` have changed."""

    def read(self) -> list[str] | None:
        """Return the names since the last call; None if there may be more than is known."""

    def add_figures(self, figures: Mapping[str, int]) -> None:
        """Add to the figures that all processes count together."""

    def figures(self) -> dict[str, int]:
        """Return what all processes have counted."""


class RedisLog:
    """A stream in the Redis of the default cache. Each object has a position of its own."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key
        self._position: bytes | None = None

    @cached_property
    def _client(self) -> Any:
        import redis

        return redis.Redis.from_url(
            self._url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT
        )

    def append(self, names: Iterable[str]) -> None:
        with self._client.pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.xadd(self._key, {_FIELD: name}, maxlen=_LENGTH)
            pipeline.execute()

    def read(self) -> list[str] | None:
        position = self._position
        if position is not None:
            # With the last one read: if it is gone, others may be, too.
            found = self._client.xrange(self._key, min=position)
            if found and found[0][0] == position:
                self._position = found[-1][0]
                return [fields[_FIELD].decode() for _id, fields in found[1:]]
        newest = self._client.xrevrange(self._key, count=1)
        # An empty stream gets an entry, so that there is a position.
        self._position = newest[0][0] if newest else self._client.xadd(self._key, {_FIELD: ""})
        return None

    def add_figures(self, figures: Mapping[str, int]) -> None:
        with self._client.pipeline(transaction=False) as pipeline:
            for name, number in figures.items():
                pipeline.hincrby(f"{self._key}:figures", name, number)
            pipeline.execute()

    def figures(self) -> dict[str, int]:
        found = self._client.hgetall(f"{self._key}:figures")
        return {name.decode(): int(number) for name, number in found.items()}


class FileLog:
    """A table in a SQLite file that the processes of one host share."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._position: int | None = None

    def _connect(self) -> sqlite3.Connection:
        # A connection for each call: threads take turns, and a process may fork.
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        # What a crash loses is old to everybody who starts after it.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS change (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)"
        )
        connection.execute(
            "CREATE TABLE IF NOT EXISTS figure (name TEXT PRIMARY KEY, number INTEGER)"
        )
        return connection

    def append(self, names: Iterable[str]) -> None:
        with closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO change (name) VALUES (?)", [(n,) for n in names])
            connection.execute(
                "DELETE FROM change WHERE id <= (SELECT max(id) FROM change) - ?", [_LENGTH]
            )
            connection.execute("COMMIT")

    def read(self) -> list[str] | None:
        with closing(self._connect()) as connection:
            if self._position is not None:
                # With the last one read: if it is gone, others may be, too.
                rows = connection.execute(
                    "SELECT id, name FROM change WHERE id >= ? ORDER BY id", [self._position]
                ).fetchall()
                if rows and rows[0][0] == self._position:
                    self._position = rows[-1][0]
                    return [name for _id, name in rows[1:]]
            newest = connection.execute("SELECT max(id) FROM change").fetchone()[0]
            if newest is None:
                # An empty table gets a row, so that there is a position.
                newest = connection.execute("INSERT INTO change (name) VALUES ('')").lastrowid
            self._position = newest
            return None

    def add_figures(self, figures: Mapping[str, int]) -> None:
        with closing(self._connect()) as connection:
            connection.executemany(
                "INSERT INTO figure VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET number = number + excluded.number",
                list(figures.items()),
            )

    def figures(self) -> dict[str, int]:
        with closing(self._connect()) as connection:
            return dict(connection.execute("SELECT name, number FROM figure"))


def log_errors() -> tuple[type[Exception], ...]:
    """Return what the methods of a log raise when its store is away."""
    import redis

    return (redis.RedisError, sqlite3.Error, OSError)


def make_change_log() -> ChangeLog:
    """Return the log of the site: of its cache if that is Redis, otherwise of its database."""
    database = connections[DEFAULT_DB_ALIAS].settings_dict
    name = str(database["NAME"])
    place = f"{database.get('HOST')}:{database.get('PORT')}/{name}"
    digest = hashlib.sha256(place.encode()).hexdigest()[:16]
    cache = caches["default"]
    if isinstance(cache, RedisCache):
        location = settings.CACHES["default"]["LOCATION"]
        url = location if isinstance(location, str) else location[0]
        return RedisLog(url, f"{cache.key_prefix}:changes:{digest}")
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite" and Path(name).is_absolute():
        return FileLog(Path(f"{name}-changes"))
    return FileLog(settings.VAR_DIR / f"changes-{digest}.sqlite3")
