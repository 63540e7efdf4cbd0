"""Find entries of the site's index. The newest first, with one statement for several questions."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.db import connection, models
from django.db.models import Max

from core.caching.held_values import HeldValues
from core.models.search_entry import SearchEntry
from core.search.tokens import Condition, matching

_TABLE = SearchEntry._meta.db_table
# The full-text index of SQLite; its rows have the numbers of the entries (see the migration).
SQLITE_INDEX = f"{_TABLE}_fts"
_COLUMNS = ("model", "object_id", "title", "language", "event_key", "active_at")


_model = cache(apps.get_model)
_last_number: HeldValues[int] = HeldValues()
# No entry has a number as large.
_NO_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What puts an object in its place among the results, before it is loaded."""

    model: type[models.Model]
    pk: int
    title: str
    language: str
    # Of an event: the translation key that its pages and texts share.
    event_key: str = ""
    # Of a thread: its last activity.
    active_at: datetime.datetime | None = None

    @property
    def is_event(self) -> bool:
        return bool(self.event_key)


@dataclass(frozen=True, slots=True)
class Question:
    """All conditions that an entry has to meet, and how many entries are wanted at most."""

    conditions: Sequence[Condition]
    limit: int


class _Region(NamedTuple):
    """A part of the index of PostgreSQL: the entries that meet a condition, before a number."""

    conditions: list[Condition]
    before: int


def find(questions: Iterable[Question]) -> list[list[Entry]]:
    """Return the entries for each question, the newest first.

    One query, and on PostgreSQL another one for the last number after a change. SQLite's index
    lists the newest first and stops at the limit. PostgreSQL's reads all that have the words, so
    it is asked for the latest entries, and for older ones only if these were not enough.
    """
    asked = list(questions)
    found: list[list[Entry]] = [[] for _ in asked]
    statements: list[str] = []
    values: list[str | int] = []
    regions = _regions() if connection.vendor == "postgresql" else []
    for number, question in enumerate(asked):
        if question.conditions:
            statements.append(_statement(len(regions)))
            values += _values(number, question, regions)
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(statements), values)
            for number, label, *columns in cursor.fetchall():
                found[number].append(Entry(_model(label), *columns))
    return found


def _regions() -> list[_Region]:
    """Return the regions of the latest entries, of those before them, and of all others.

    A trigger adds two tokens to each entry: its number without the last bits (see the migration).
    With them one index finds a word among the latest entries.
    """
    last = _last_number.get("", _find_last_number)
    regions = []
    before = _NO_NUMBER
    for letter, bits in (("b", 9), ("c", 13)):
        block = last >> bits
        if block <= 1:
            # These two blocks have all entries.
            break
        # Entries are added while the last number is held.
        blocks = (block - 1, block, block + 1)
        regions.append(_Region([frozenset(f"{letter}{each}" for each in blocks)], before))
        before = (block - 1) << bits
    return [*regions, _Region([], before)]


def _find_last_number() -> int:
    return SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def _values(number: int, question: Question, regions: list[_Region]) -> list[str | int]:
    """Return the parameters of the statement for one question."""
    if not regions:
        return [number, matching(question.conditions, connection.vendor), question.limit]
    values: list[str | int] = []
    for conditions, before in regions:
        query = matching([*question.conditions, *conditions], connection.vendor)
        values += [number, query, before, question.limit]
    return [*values, question.limit]


@cache
def _statement(regions: int) -> str:
    """Return the statement for one question, on PostgreSQL in so many regions of the index."""
    columns = ", ".join(f"e.{column}" for column in _COLUMNS)
    one = f"SELECT %s AS question, {columns} FROM"
    if not regions:
        # SQLite takes a LIMIT in part of a union only within a SELECT of its own.
        return (
            f"SELECT * FROM ({one} {SQLITE_INDEX} f JOIN {_TABLE} e ON e.id = f.rowid "  # noqa: S608
            f"WHERE f.{SQLITE_INDEX} MATCH %s ORDER BY f.rowid DESC LIMIT %s) AS part"
        )
    # The sums keep PostgreSQL from reading the entries by their number: in order until it has found
    # enough, or all before a number. It reads the next region only if the limit is not reached.
    region = (
        f"({one} {_TABLE} e WHERE e.tokens @@ %s::tsquery AND e.id + 0 < %s "
        "ORDER BY e.id + 0 DESC LIMIT %s)"
    )
    every = " UNION ALL ".join([region] * regions)
    # All names are constants.
    return f"SELECT * FROM (SELECT * FROM ({every}) AS every LIMIT %s) AS part"  # noqa: S608
