"""Triggers that log every change to seats and sign-ups, for a test to read afterwards.

Triggers write it in the transaction of the change: what is rolled back leaves nothing, and what
is committed misses nothing, whoever commits it. Only databases of tests have them.
"""

from dataclasses import dataclass

from django.db import connection

_TABLES = """
CREATE TABLE seats_noted (
  id {serial}, occurrence_id bigint, capacity integer, was_taken integer, taken integer);
CREATE TABLE signups_noted (
  id {serial}, signup_id bigint, was varchar(12), status varchar(12), was_size integer,
  size integer, was_at bigint, at bigint, sequence integer);
"""
_SEATS = """
INSERT INTO seats_noted (occurrence_id, capacity, was_taken, taken)
VALUES (NEW.id, NEW.capacity, OLD.taken, NEW.taken);
"""
_NEW = """
INSERT INTO signups_noted (signup_id, was, status, was_size, size, was_at, at, sequence)
VALUES (NEW.id, '', NEW.status, 0, NEW.party_size, NEW.occurrence_id, NEW.occurrence_id,
  NEW.sequence);
"""
_CHANGED = """
INSERT INTO signups_noted (signup_id, was, status, was_size, size, was_at, at, sequence)
VALUES (NEW.id, OLD.status, NEW.status, OLD.party_size, NEW.party_size, OLD.occurrence_id,
  NEW.occurrence_id, NEW.sequence);
"""
_TRIGGERS = (
    ("seats_changed", "UPDATE OF taken, capacity", "events_occurrence", _SEATS),
    ("signup_made", "INSERT", "events_signup", _NEW),
    ("signup_changed", "UPDATE OF status, party_size, occurrence_id", "events_signup", _CHANGED),
)


def log_changes() -> None:
    """Make the database of this connection log every change to seats and sign-ups."""
    is_sqlite = connection.vendor == "sqlite"
    serial = "integer PRIMARY KEY AUTOINCREMENT" if is_sqlite else "bigserial PRIMARY KEY"
    with connection.cursor() as cursor:
        for table in _TABLES.format(serial=serial).split(";"):
            if table.strip():
                cursor.execute(table)
        for name, event, table, body in _TRIGGERS:
            if is_sqlite:
                cursor.execute(
                    f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW BEGIN {body} END"
                )
                continue
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {body} RETURN NULL; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {name} AFTER {event} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def oversold() -> list[tuple[int, int, int, int]]:
    """Return every change that sold a seat that was not free.

    As (occurrence, capacity, taken before, taken then), in order. A capacity that is lowered below
    what is taken sells nothing; to take one seat more then, does.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT occurrence_id, capacity, was_taken, taken FROM seats_noted"
            " WHERE taken > capacity AND taken > was_taken ORDER BY id"
        )
        return cursor.fetchall()


@dataclass(frozen=True)
class Change:
    """One change of a sign-up; `was` is empty when it was made."""

    signup: int
    was: str
    status: str
    was_size: int
    size: int
    was_at: int
    at: int
    sequence: int


def changes() -> list[Change]:
    """Return every change of every sign-up, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT signup_id, was, status, was_size, size, was_at, at, sequence"
            " FROM signups_noted ORDER BY id"
        )
        return [Change(*row) for row in cursor.fetchall()]


def kinds_of_change() -> set[tuple[str, str]]:
    """Return the pairs of statuses (before, after) of all changes so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT was, status FROM signups_noted")
        return {(was, status) for was, status in cursor.fetchall()}


def capacities() -> set[int]:
    """Return the numbers of seats that an occurrence has had while seats changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT capacity FROM seats_noted")
        return {capacity for (capacity,) in cursor.fetchall()}
