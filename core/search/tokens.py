"""The tokens of the index: the words of an entry by where they stand, and what it belongs to.

A token is one lower-case ASCII word, whose first letter is its field. So one full-text index
answers questions about words, places in the text, language and readers together, and neither
database has to look at the rows that it does not return.
"""

import re
from collections.abc import Iterable

from core.models.searchable import Searchable
from core.text.search_words import index_text

# Where a word stands: in the title; in that or in what else tells the subject; or anywhere.
TITLE, SUBJECT, ANYWHERE = "t", "s", "x"
# In the name of a partner.
PARTNER = "n"
_KIND, _LANGUAGE, _READER, _THEME, _AREA = "k", "l", "r", "m", "p"
_EVERY_LANGUAGE = f"{_LANGUAGE}all"
_EVERYBODY = f"{_READER}all"
_NOT_IN_TOKENS = re.compile(r"[^a-z0-9]")

# A condition: one of these tokens. An entry has to meet all conditions.
Condition = frozenset[str]


def of_words(forms: Iterable[str], *fields: str) -> Condition:
    """Return the condition that it has one of the words `forms` in one of `fields`."""
    return frozenset(field + form for form in forms for field in fields)


def tokens_of(found: Searchable) -> set[str]:
    """Return all tokens of an object.

    A word has a token for each field that it stands in, so that a question has one for each word.
    """
    language = found.search_language()
    readers = found.search_readers()
    tokens = {
        _KIND + found.search_kind,
        _EVERY_LANGUAGE if found.is_found_in_every_language() else _of_language(language),
        _EVERYBODY if readers is None else f"{_READER}{readers}",
    }
    if theme := found.search_theme():
        tokens.add(f"{_THEME}{theme}")
    tokens |= {f"{_AREA}{area}" for area in found.search_areas()}
    tokens |= of_words(index_text(found.partner_texts(), language).split(), PARTNER)
    words: set[str] = set()
    for field, texts in (
        (TITLE, [found.title]),
        (SUBJECT, found.subject_texts()),
        (ANYWHERE, found.mentioning_texts()),
    ):
        words.update(index_text(texts, language).split())
        tokens |= of_words(words, field)
    return tokens


def of_kinds(kinds: Iterable[str]) -> Condition:
    """Return the condition that it is of one of these kinds; see `Searchable.search_kind`."""
    return frozenset(_KIND + kind for kind in kinds)


def of_theme(theme_id: int) -> Condition:
    """Return the condition that it belongs to a theme."""
    return frozenset([f"{_THEME}{theme_id}"])


def of_area(area_id: int) -> Condition:
    """Return the condition that it belongs to an area."""
    return frozenset([f"{_AREA}{area_id}"])


def for_language(language: str) -> Condition:
    """Return the condition that a reader of `language` finds it."""
    return frozenset([_EVERY_LANGUAGE, _of_language(language)])


def for_reader(user_id: int | None) -> Condition:
    """Return the condition that this person finds it; None stands for anybody."""
    return frozenset([_EVERYBODY, *([f"{_READER}{user_id}"] if user_id else [])])


def _of_language(language: str) -> str:
    return _LANGUAGE + _NOT_IN_TOKENS.sub("", language.lower())


def matching(conditions: Iterable[Condition], vendor: str) -> str:
    """Return the full-text query for entries that meet all conditions.

    A `tsquery` for PostgreSQL, or a MATCH expression for SQLite's FTS5.
    """
    quote, either, both = ("'", " | ", " & ") if vendor == "postgresql" else ('"', " OR ", " AND ")
    return both.join(
        f"({either.join(f'{quote}{token}{quote}' for token in sorted(condition))})"
        for condition in conditions
    )
