"""Other ways to say what somebody searches for."""

from collections.abc import Iterable, Iterator

from core.caching.held_values import HeldValues
from core.models.synonyms import SearchSynonyms
from core.text.search_words import QueryWord, query_words

# Other ways of one query that are searched for.
_MOST = 3

# Each term as its words.
Terms = list[list[QueryWord]]
_held: HeldValues[list[Terms]] = HeldValues()


def rephrased(words: list[QueryWord]) -> list[list[QueryWord]]:
    """Return the words of the query with a term replaced by a synonym. No query once held."""
    found: list[list[QueryWord]] = []
    for terms in _held.get("all", _load):
        for other in _replaced(words, terms):
            if len(found) == _MOST:
                return found
            found.append(other)
    return found


def _replaced(words: list[QueryWord], terms: Terms) -> Iterator[list[QueryWord]]:
    for term in terms:
        stems = {stem for word in term for stem in word.forms}
        rest = [word for word in words if word.forms.isdisjoint(stems)]
        # All words of the term are in the query.
        if all(any(not part.forms.isdisjoint(word.forms) for word in words) for part in term):
            for other in terms:
                if other is not term:
                    yield [*other, *rest]


def _load() -> list[Terms]:
    return [_parse(each.term_list) for each in SearchSynonyms.objects.all()]


def _parse(terms: Iterable[str]) -> Terms:
    return [words for term in terms if (words := query_words(term))]
