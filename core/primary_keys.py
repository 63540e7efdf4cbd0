"""Primary keys from addresses and forms."""

import uuid
from collections.abc import Iterable

# Every number with this many digits fits into a 64-bit column.
_MOST_DIGITS = 18


def parse_pk(text: str) -> int | None:
    """Return `text` as a primary key; None if it cannot be one."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None


def parse_pks(texts: Iterable[str]) -> list[int]:
    """Return those of `texts` that can be primary keys."""
    return [pk for pk in map(parse_pk, texts) if pk is not None]


def parse_uuid(text: str | None) -> uuid.UUID | None:
    """Return `text` as a UUID, such as the id of a block; None if it is none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
