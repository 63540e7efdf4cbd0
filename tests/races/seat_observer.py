"""Checks the committed seats again and again, from a process of its own.

Run as `python -m tests.races.seat_observer <database URL>`; it ends when its input does,
and prints as JSON how often it looked and what was wrong. It looks before it prints “ready” and
once more at the end. It has a connection of its own and no Django. Each look is one statement, so
it sees one state of the database.
"""

import json
import select
import sqlite3
import sys

# The seats counted as taken, those held by sign-ups, and the size of the smallest waiting party.
_LOOK = """
SELECT o.id, o.capacity, o.taken, o.updated_at,
  (SELECT COALESCE(SUM(s.party_size), 0) FROM events_signup s
    WHERE s.occurrence_id = o.id AND s.status IN ('pending', 'offered', 'confirmed')),
  (SELECT MIN(s.party_size) FROM events_signup s
    WHERE s.occurrence_id = o.id AND s.status = 'waiting')
FROM events_occurrence o
"""
# A pause between two looks, so that it does not slow down the others.
PAUSE_SECONDS = 0.005


def connect(url):  # type: ignore[no-untyped-def]
    """Return a cursor that begins no transactions of its own."""
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20, isolation_level=None)
    import psycopg

    return psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True)


def wrong_with(rows: list, before: dict) -> list[str]:
    """Return a sentence for each fault in the committed seats, compared with the look before."""
    wrong = []
    for pk, capacity, taken, changed, held, waiting in rows:
        if taken != held:
            wrong.append(f"{taken} seats counted, {held} held")
        known = before.get(pk)
        if capacity is not None:
            # A capacity below the seats taken keeps them and sells no more.
            same = known is not None and known[0] == changed
            limit = max(capacity, known[1]) if same else capacity
            if taken > limit and (same or known is None):
                wrong.append(f"{taken} seats taken of {capacity}")
            if waiting is not None and waiting <= capacity - taken:
                wrong.append(f"{capacity - taken} seats free, and a party of {waiting} waits")
        before[pk] = (changed, taken)
    return wrong


def main() -> None:
    """Look until the input ends."""
    database = connect(sys.argv[1])
    looks, states, wrong, before = 0, set(), [], {}
    has_ended = False
    while True:
        rows = list(database.execute(_LOOK).fetchall())
        looks += 1
        states.add(tuple(row[2:3] + row[4:6] for row in rows))
        wrong += wrong_with(rows, before)
        if looks == 1:
            print("ready", flush=True)
        if has_ended:
            break
        has_ended = bool(select.select([sys.stdin], [], [], PAUSE_SECONDS)[0])
    print(json.dumps({"looks": looks, "states": len(states), "wrong": wrong[:20]}))


if __name__ == "__main__":
    main()
