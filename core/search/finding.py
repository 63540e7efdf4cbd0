"""Find entries of the site's index. The newest first, with one statement for several questions."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

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


def find(questions: Iterable[Question]) -> list[list[Entry]]:
    """Return the entries for each question, the newest first.

    One query on SQLite, whose index lists the newest first and stops at the limit. PostgreSQL's
    index reads all that have the words: it is asked for the latest entries first, and for older
    ones only if these were not enough, so that it never reads many. At most three queries, and one
    for the last number after a change.
    """
    questions = list(questions)
    found: list[list[Entry]] = [[] for _ in questions]
    waiting = {number: question for number, question in enumerate(questions) if question.conditions}
    for region in _regions() if connection.vendor == "postgresql" else [[]]:
        if waiting:
            for number, entries in _read(waiting, region).items():
                found[number] = entries
                if len(entries) >= waiting[number].limit:
                    del waiting[number]
    return found


def _regions() -> Iterator[list[Condition]]:
    """Yield the conditions for the latest entries, for more of them, and for all.

    On PostgreSQL, a trigger adds two tokens to each entry: its number without the last bits (see
    the migration). With them one index finds a word among the latest entries.
    """
    last = _last_number.get("", _find_last_number)
    for letter, bits in (("b", 9), ("c", 13)):
        block = last >> bits
        if block <= 1:
            # These two blocks have all entries.
            break
        yield [frozenset([f"{letter}{block}", f"{letter}{block - 1}"])]
    yield []


def _find_last_number() -> int:
    return SearchEntry.objects.aggregate(last=Max("pk"))["last"] or 0


def _read(questions: Mapping[int, Question], region: list[Condition]) -> dict[int, list[Entry]]:
    """Return the entries for each question in a region of the index. One query."""
    values: list[str | int] = []
    for number, question in questions.items():
        conditions = [*question.conditions, *region]
        values += [number, matching(conditions, connection.vendor), question.limit]
    found: dict[int, list[Entry]] = {number: [] for number in questions}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([_statement()] * len(questions)), values)
        for number, label, *columns in cursor.fetchall():
            found[number].append(Entry(_model(label), *columns))
    return found


@cache
def _statement() -> str:
    """Return the statement for one question."""
    columns = ", ".join(f"e.{column}" for column in _COLUMNS)
    if connection.vendor == "postgresql":
        # The sum keeps PostgreSQL from reading the entries in order until it has found enough.
        rows = f"FROM {_TABLE} e WHERE e.tokens @@ %s::tsquery ORDER BY e.id + 0 DESC LIMIT %s"
    else:
        rows = (
            f"FROM {SQLITE_INDEX} f JOIN {_TABLE} e ON e.id = f.rowid "
            f"WHERE f.{SQLITE_INDEX} MATCH %s ORDER BY f.rowid DESC LIMIT %s"
        )
    # SQLite takes a LIMIT in part of a union only within a SELECT of its own.
    one = f"SELECT %s AS question, {columns} {rows}"
    return f"SELECT * FROM ({one}) AS part"  # noqa: S608 (all names are constants)
