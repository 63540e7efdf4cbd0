"""The words of texts and of queries, so that SQLite and PostgreSQL find the same.

The databases get words that need no more work: lower case, in ASCII, with their stems. Neither
stems nor knows a language itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from core.text.normalization import comparison_key, search_key

# Stemmers by language; other languages are searched by their words as written.
_STEMMERS = {
    code: snowballstemmer.stemmer(name) for code, name in (("da", "danish"), ("en", "english"))
}
_WORD = re.compile(r"[^\W_]+")
# “cykel” and “cyklen” have one stem: a vowel that endings push out.
_FLEETING_E = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])e(?=[lnr]$)")
# Words that say nothing about what somebody looks for, as search keys.
_FILLERS = frozenset(
    [
        *("af", "at", "da", "de", "den", "der", "det", "du", "efter", "en", "er", "et", "for"),
        *("fra", "han", "har", "hun", "hvad", "hvem", "hvor", "hvordan", "i", "ikke", "ind"),
        *("jeg", "kan", "man", "med", "men", "mig", "min", "mit", "ned", "naar", "om", "op"),
        *("os", "over", "paa", "saa", "som", "til", "ud", "under", "ved", "vi", "vil"),
        *("a", "about", "an", "and", "are", "can", "do", "does", "for", "how", "in", "is", "it"),
        *("me", "my", "of", "on", "or", "the", "to", "we", "what", "where", "who", "with", "you"),
    ]
)
# What people type who have no Danish keyboard: “hjorring”. They write æ as two letters.
_WITHOUT_DANISH_KEYS = str.maketrans("øå", "oa")
LONGEST_WORD = 60
# PostgreSQL refuses to index more than 1 MB of a row.
LONGEST_INDEX = 400_000
_LONGEST_COMPOUND = 30
# Words of a query; further ones are ignored.
MOST_WORDS = 8
# A shorter stem is no beginning of a word that anybody meant.
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word that somebody looks for."""

    # As typed, as a search key; words that begin with it are found.
    key: str
    # The key and its stems in all languages.
    forms: frozenset[str]

    def is_in(self, words: frozenset[str]) -> bool:
        """Whether one of `words`, made by `index_words`, is this word."""
        return not self.forms.isdisjoint(words)

    def begins_any(self, words: frozenset[str]) -> bool:
        """Whether one of `words` begins with this word."""
        return any(word.startswith(tuple(self.forms)) for word in words)


@lru_cache(maxsize=2_000)
def index_words(text: str, language: str) -> frozenset[str]:
    """Return the words of `text` and their stems, as search keys.

    Without a language, only the words themselves: texts that say the same then have the same words.
    """
    return frozenset().union(*(_indexed_forms(word, language) for word in _words(text)))


def index_text(texts: Iterable[str], language: str) -> str:
    """Return the words of `texts`, each once, for a field of the search index."""
    words: dict[str, None] = {}
    for word in _words("\n".join(texts)):
        words.update(dict.fromkeys(sorted(_indexed_forms(word, language))))
    return " ".join(words)[:LONGEST_INDEX]


def written_words(texts: Iterable[str], language: str) -> dict[str, str]:
    """Return the words and stems of `texts` as search keys, each with the word as readers know it.

    That is “nabohjælp” for “nabohjaelp”, and "" for a stem that is no word itself.
    """
    written: dict[str, str] = {}
    for word in _words("\n".join(texts)):
        key = search_key(word)
        for form in _indexed_forms(word, language):
            written.setdefault(form, "")
        written[key] = word
    return written


def spans_of(words: list[QueryWord], text: str, language: str) -> Iterator[tuple[int, int]]:
    """Return where `text` has one of `words`, or a word that begins with one."""
    letters = {form[0] for word in words for form in word.forms}
    for found in _WORD.finditer(text):
        first = found[0][0]
        # Most words begin with another letter, and need no more work.
        if first.isascii() and first.lower() not in letters:
            continue
        forms = index_words(found[0], language)
        if any(word.begins_any(forms) for word in words):
            yield found.span()


def query_words(query: str) -> list[QueryWord]:
    """Return the words of `query`, without fillers unless there is nothing else."""
    words = {}
    for word in _words(query):
        forms = frozenset().union(*(_forms(word, language) for language in _STEMMERS))
        key = search_key(word)
        words[key] = QueryWord(key, frozenset(f for f in forms if f == key or _is_long(f)))
    found = [word for key, word in words.items() if key not in _FILLERS] or list(words.values())
    return found[:MOST_WORDS]


def parts_of(word: QueryWord) -> list[str]:
    """Return what may be words within a compound such as “snerydning”: its heads and its tails."""
    key, shortest = word.key, _SHORTEST_STEM
    if len(key) > _LONGEST_COMPOUND:
        return []
    heads = [key[:end] for end in range(len(key) - 1, shortest - 1, -1)]
    tails = [key[start:] for start in range(1, len(key) - shortest)]
    return [part for part in (*heads, *tails) if part not in _FILLERS]


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(comparison_key(text)):
        yield word[:LONGEST_WORD]


def _is_long(form: str) -> bool:
    return len(form) >= _SHORTEST_STEM


def _indexed_forms(word: str, language: str) -> frozenset[str]:
    """Return the forms of a word of a text, for each way to type “blaa”."""
    forms = _forms(word, language)
    plain = word.translate(_WITHOUT_DANISH_KEYS)
    return forms | _forms(plain, language) if language and plain != word else forms


@lru_cache(maxsize=20_000)
def _forms(word: str, language: str) -> frozenset[str]:
    """Return the search keys of a word and of its stem."""
    forms = {word}
    if stemmer := _STEMMERS.get(language):
        stem = stemmer.stemWord(word)
        forms |= {stem, _FLEETING_E.sub("", stem) if len(stem) > _SHORTEST_STEM + 1 else stem}
    # A letter of another alphabet may become several words.
    return frozenset(key for form in forms for key in _WORD.findall(search_key(form)))
