"""The words of subjects: those that begin with what somebody has typed, or nearly are it."""

from collections.abc import Iterable
from difflib import get_close_matches

from django.db import connection
from django.db.models.functions import Length

from core.caching.held_values import HeldValues
from core.models.search_entry import SearchWord

# Of each beginning, the shortest: they are nearest to what was typed.
_MOST_WORDS = 40
_SHORTEST_MISTYPED = 4
_MOST_COMPARED = 3_000
# The ratio of `difflib`: one or two letters of a word of eight.
_SIMILAR = 0.8

_completions: HeldValues[frozenset[str]] = HeldValues(most=2_000)


def completions(beginnings: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return, by beginning, words of subjects that begin so. One query for those not held."""
    return _completions.get_many(sorted(set(beginnings)), _find_completions)


def _find_completions(wanted: list[str]) -> dict[str, frozenset[str]]:
    # Words are ASCII letters and digits, so no sign in them has a meaning here. Django's
    # `startswith` would not use the index of SQLite, which for it ignores case.
    pattern = "word LIKE %s || '%%'" if connection.vendor == "postgresql" else "word GLOB %s || '*'"
    part = (
        f"SELECT * FROM (SELECT %s AS beginning, word FROM {SearchWord._meta.db_table} "  # noqa: S608
        f"WHERE {pattern} ORDER BY length(word), word LIMIT {_MOST_WORDS}) AS "
    )
    found: dict[str, set[str]] = {beginning: set() for beginning in wanted}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"{part}part{number}" for number in range(len(wanted))),
            [value for beginning in wanted for value in (beginning, beginning)],
        )
        for beginning, word in cursor.fetchall():
            found[beginning].add(word)
    return {beginning: frozenset(words) for beginning, words in found.items()}


def suggestion(key: str) -> str:
    """Return the word that the search key `key` nearly is, as a reader knows it; "" without one.

    One query. People seldom mistype the first letter.
    """
    if len(key) < _SHORTEST_MISTYPED:
        return ""
    near = range(len(key) - 2, len(key) + 3)
    same_start = SearchWord.objects.filter(word__gte=key[0], word__lt=chr(ord(key[0]) + 1))
    words = dict(
        same_start.annotate(length=Length("word"))
        .filter(length__in=near)
        .exclude(written="")
        .values_list("word", "written")[:_MOST_COMPARED]
    )
    found = get_close_matches(key, words, n=1, cutoff=_SIMILAR)
    return words[found[0]] if found and found[0] != key else ""
