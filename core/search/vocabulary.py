"""The words of subjects: those that begin with what somebody has typed, or nearly are it."""

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from django.db import connection
from django.db.models.functions import Length

from core.caching.held_values import HeldValues
from core.models.search_entry import SearchWord
from core.search.finding import Entry, Question, find
from core.search.tokens import PARTNER, SUBJECT, for_reader, of_words

# Of each beginning, the shortest: they are nearest to what was typed.
_MOST_WORDS = 40
_SHORTEST_MISTYPED = 4
_MOST_COMPARED = 3_000
# The ratio of `difflib`: one or two letters of a word of eight.
_SIMILAR = 0.8
_MOST_SIMILAR = 5
# Of the entries of a word, so many are looked at.
_MOST_SHOWN = 5

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


def suggestion(key: str, is_shown: Callable[[Sequence[Entry]], bool]) -> str:
    """Return the word that the search key `key` nearly is, as a reader knows it; "" without one.

    It is a word of something that everybody finds: `SearchWord` also has those of hidden threads,
    and of what is gone. `is_shown` says whether everybody is shown any of some entries. Two
    queries, and what `is_shown` asks. People seldom mistype the first letter.
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
    found = get_close_matches(key, words, n=_MOST_SIMILAR, cutoff=_SIMILAR)
    if not found or found[0] == key:
        return ""
    shown = find(
        Question([of_words([word], SUBJECT, PARTNER), for_reader(None)], _MOST_SHOWN)
        for word in found
    )
    return next(
        (words[word] for word, entries in zip(found, shown, strict=True) if is_shown(entries)), ""
    )
