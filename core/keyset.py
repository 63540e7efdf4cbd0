"""Cursors for keyset pagination: a moment or a number, and a primary key, as text for an address.

A page that starts after a cursor costs the same however deep it lies, and shows each row once
while rows are added.
"""

import datetime
import re

# The moment and the primary key of a row, in that order of sorting.
Position = tuple[datetime.datetime, int]

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
# Moments near the year 9999 overflow when they are converted to another time zone.
_END_YEAR = 2100


class InvalidCursorError(ValueError):
    """The text is not a cursor."""


def encode(moment: datetime.datetime, pk: int) -> str:
    """Return the cursor "<microseconds since 1970>-<primary key>". `moment` is aware."""
    return f"{(moment - _EPOCH) // datetime.timedelta(microseconds=1)}-{pk}"


def decode(cursor: str) -> Position:
    """Return the moment (in UTC) and the primary key; raise `InvalidCursorError`."""
    number, pk = decode_number(cursor)
    try:
        moment = _EPOCH + datetime.timedelta(microseconds=number)
    except OverflowError as error:
        raise InvalidCursorError(cursor) from error
    if moment.year >= _END_YEAR:
        raise InvalidCursorError(cursor)
    return moment, pk


def encode_number(number: int, pk: int) -> str:
    """Return the cursor "<number>-<primary key>" of a list in the order of a number."""
    return f"{number}-{pk}"


def decode_number(cursor: str) -> tuple[int, int]:
    """Return the number and the primary key; raise `InvalidCursorError`."""
    match = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", cursor)
    if match is None:
        raise InvalidCursorError(cursor)
    return int(match[1]), int(match[2])
