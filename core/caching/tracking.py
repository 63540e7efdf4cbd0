"""Which tables a piece of code reads, and which ones a transaction changes.

Every database connection has a wrapper around its statements: it notes the tables that are written
to, and announces them when the transaction has committed. A piece of code that records its reads
notes the tables that it reads.

A hot table can be cut into parts: `part("thread:12")` around a page or a write says that only these
rows of it are concerned. A write that says nothing concerns them all, so a forgotten `part` costs
time and never shows old rows.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from core.caching.changes import EVERYTHING, changes

_NAME = r'[`"]?(\w+)[`"]?'
_WRITE = re.compile(
    rf"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE(?: ONLY)?|DELETE FROM|TRUNCATE(?: TABLE)?) {_NAME}",
    re.IGNORECASE,
)
_READ = re.compile(rf"\b(?:FROM|JOIN) {_NAME}", re.IGNORECASE)
# Nobody's page shows when somebody signed in.
_UNSEEN = re.compile(r'UPDATE "residents_user" SET "last_login" = \S+ WHERE', re.IGNORECASE)
# Tables that public pages do not show, and that are written to all the time. A page that reads one
# is not held.
UNTRACKED_TABLES = frozenset(
    {
        "account_emailaddress",
        "account_emailconfirmation",
        "campaigns_kittick",
        "campaigns_pledge",
        "django_session",
        "django_tasks_database_dbtaskresult",
        "events_answer",
        "events_feedback",
        "forum_conversationreport",
        "forum_draft",
        "forum_helpblock",
        "forum_helpconversation",
        "forum_helpmessage",
        "forum_postreport",
        "forum_threadread",
        "mfa_authenticator",
        "notifications_activity",
        "notifications_addresstrouble",
        "notifications_notice",
        "notifications_noticesettings",
        "notifications_outboxmessage",
        "notifications_preference",
        "notifications_pushsubscription",
        "notifications_subscription",
        "notifications_suppression",
        "residents_dataexport",
        "residents_emailchange",
        "usersessions_usersession",
        "wagtail_localize_translationlog",
        "wagtailadmin_editingsession",
        "wagtailadmin_formstate",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_referenceindex",
        "wagtailcore_revision",
        "wagtailcore_taskstate",
        "wagtailcore_workflowstate",
    }
)

_part: ContextVar[str] = ContextVar("part", default="")


class Reads:
    """The names that a piece of code depends on, and the moment at which it began."""

    def __init__(self, since: int) -> None:
        self.since = since
        self.names: set[str] = set()
        # Whether the code read rows that this transaction has changed, or a table that is not
        # tracked: its result is for this once.
        self.is_for_once = False
        # When the result ends by itself, in seconds since 1970.
        self.ends_at = float("inf")

    def add(self, tables: Iterable[str]) -> None:
        """Note the tables that a statement reads."""
        for table in tables:
            self.names.add(table)
            self.names.add(f"{table}/{_part.get() or '*'}")

    def include(self, other: "Reads") -> None:
        """Depend on all that `other` depends on."""
        self.names |= other.names
        self.since = min(self.since, other.since)
        self.is_for_once |= other.is_for_once
        self.ends_at = min(self.ends_at, other.ends_at)

    def are_current(self) -> bool:
        """Return whether nothing has changed that was read; False if that cannot be known."""
        now = changes.now
        if time.time() >= self.ends_at:
            return False
        if changes.is_cut_off or changes.have_changed(self.names, self.since):
            return False
        # What is true now need not be proved again.
        self.since = now
        return True


_recording: ContextVar[Reads | None] = ContextVar("recording", default=None)


@contextmanager
def recorded_reads() -> Iterator[Reads]:
    """Record the tables that the code in the block reads. An outer block records them, too."""
    outer = _recording.get()
    reads = Reads(changes.now)
    tokens = _recording.set(reads), _part.set("")
    try:
        yield reads
    finally:
        _recording.reset(tokens[0])
        _part.reset(tokens[1])
        if outer is not None:
            outer.include(reads)


def depend_on(reads: Reads) -> None:
    """Let the code that is being recorded depend on `reads`, as if it had read them itself."""
    if (outer := _recording.get()) is not None:
        outer.include(reads)


def note_reads(tables: Iterable[str]) -> None:
    """Let the code that is being recorded depend on `tables`, which it reads from another cache."""
    if (outer := _recording.get()) is not None:
        outer.add(tables)


def expire_at(moment: float) -> None:
    """Let what is being recorded end at `moment`, in seconds since 1970."""
    if (outer := _recording.get()) is not None:
        outer.ends_at = min(outer.ends_at, moment)


@contextmanager
def part(name: str) -> Iterator[None]:
    """Say that reads and writes in the block concern the rows of `name` only: "thread:12"."""
    token = _part.set(name)
    try:
        yield
    finally:
        _part.reset(token)


@lru_cache(maxsize=2048)
def _tables_read(sql: str) -> frozenset[str]:
    return frozenset(name.lower() for name in _READ.findall(sql))


def _table_written(sql: str) -> str:
    """Return the table, in small letters; empty for a statement that changes nothing shown."""
    match = _WRITE.match(sql)
    if match is None or _UNSEEN.match(sql):
        return ""
    if match[0].lstrip()[:8].upper() == "TRUNCATE":  # of several tables at once
        return EVERYTHING
    table = match[1].lower()
    return "" if table in UNTRACKED_TABLES else table


class _Announcement:
    """The changes of one transaction; called when it has committed."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.tables: set[str] = set()

    def add(self, table: str) -> None:
        self.tables.add(table)
        if name := _part.get():
            # Those who read the whole table, and those who read this part.
            self.names |= {f"{table}/*", f"{table}/{name}"}
        else:
            self.names.add(table)

    def __call__(self) -> None:
        changes.announce(self.names)


def _pending(connection: BaseDatabaseWrapper) -> _Announcement | None:
    """Return the changes that the transaction of `connection` has not committed.

    Django keeps the callback in `run_on_commit`, and drops it when the transaction, or the
    savepoint in which it was registered, is rolled back.
    """
    if not connection.in_atomic_block:
        return None
    callbacks = (entry[1] for entry in connection.run_on_commit)
    return next((found for found in callbacks if isinstance(found, _Announcement)), None)


def _track(execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    connection = context["connection"]
    reads = _recording.get()
    text = sql if isinstance(sql, str) else str(sql)
    table = _table_written(text)
    if reads is not None:
        tables = _tables_read(text)
        reads.add(tables)
        pending = _pending(connection)
        if not tables.isdisjoint(UNTRACKED_TABLES) or (
            pending is not None and not tables.isdisjoint(pending.tables)
        ):
            reads.is_for_once = True
    result = execute(sql, params, many, context)
    if table:
        _note_write(connection, table)
    return result


def _note_write(connection: BaseDatabaseWrapper, table: str) -> None:
    announcement = _pending(connection)
    if announcement is None:
        announcement = _Announcement()
        announcement.add(table)
        if connection.in_atomic_block:
            connection.on_commit(announcement)
        else:
            announcement()
    else:
        announcement.add(table)


def install(*, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Track the statements of a new connection. Receives `connection_created`."""
    if connection.alias == DEFAULT_DB_ALIAS and _track not in connection.execute_wrappers:
        connection.execute_wrappers.append(_track)


def has_uncommitted_changes(names: Iterable[str]) -> bool:
    """Return whether the running transaction has changed one of the tables in `names`."""
    pending = _pending(connections[DEFAULT_DB_ALIAS])
    return pending is not None and not pending.tables.isdisjoint(names)
