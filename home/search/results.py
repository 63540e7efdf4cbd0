"""The site's search: what a query finds, in which order.

The index finds entries by their words (`core.search`), and this module puts them in order,
so that SQLite and PostgreSQL give the same answer. It ranks by a few columns, and loads only what
is shown. The number of queries does not depend on what is found.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language

from core.areas import all_areas
from core.models import Area
from core.page_routing import are_pages_restricted
from core.search import tokens
from core.search.finding import Entry, Question, find
from core.search.synonyms import rephrased
from core.search.tokens import ANYWHERE, PARTNER, SUBJECT, TITLE, Condition
from core.search.vocabulary import completions, suggestion
from core.text.search_words import QueryWord, index_words, parts_of, query_words
from forum.models import Thread
from home.search import hits
from home.search.filters import SearchFilters, When
from home.search.hits import LAST_RANK, DatesByEvent, Hit
from home.search.promoted import promoted
from home.tag_page import tags_named

RESULTS = 30
# Of the results, so many are kept for each of the two groups, as far as it has them.
RESERVED = 8
MENTIONS = 6
# Entries of each group and field, the newest, of which the best are shown.
ENTRIES = 40
# So that some are left if only those to come, or only the past ones, are wanted.
ENTRIES_AT_A_TIME = 400
# A longer query is a sentence, whose words are not taken apart.
_COMPOUNDS = 3

# How well an entry answers, the lowest first.
Rank = Callable[[Entry], int]


@dataclass
class SearchResults:
    """What a query found, the best first."""

    hits: list[Hit] = field(default_factory=list)
    # What is about something else and mentions the words.
    mentions: list[Hit] = field(default_factory=list)
    # Nothing has the words: all of this has parts of them.
    only_parts: bool = False
    # The area whose name or postal code was searched for.
    area: Area | None = None
    # The query with its words as others write them, if nothing was found.
    suggestion: str = ""

    def __bool__(self) -> bool:
        return bool(self.hits or self.mentions or self.area)


@dataclass
class _Search:
    """One search: who asks, for what. Pages are found in the active language, all else in all."""

    user: Any
    filters: SearchFilters
    words: list[QueryWord]
    language: str = field(default_factory=lambda: get_language() or settings.LANGUAGE_CODE)

    def find(self, *wanted: Sequence[Condition]) -> list[list[Entry]]:
        """Return the entries for each of these lists of conditions; none for an empty list."""
        kinds = self.filters.kinds()
        common = list(self.filters.conditions())
        pages = [
            tokens.of_kinds(kind for kind in kinds if kind != Thread.search_kind),
            tokens.for_language(self.language),
        ]
        threads = [tokens.of_kinds(kind for kind in kinds if kind == Thread.search_kind)]
        if not self.user.has_perm("forum.moderate"):
            threads.append(tokens.for_reader(self.user.pk))
        limit = ENTRIES_AT_A_TIME if self.filters.when else ENTRIES
        found = find(
            Question([*words, *group, *common] if words and group[0] else [], limit)
            for words in wanted
            for group in (pages, threads)
        )
        return [
            self._one_per_event([*found_pages, *found_threads])
            for found_pages, found_threads in zip(found[::2], found[1::2], strict=True)
        ]

    def _one_per_event(self, found: Iterable[Entry]) -> list[Entry]:
        """Return the entries; of each event that in the active language, or else the first."""
        kept: dict[Hashable, Entry] = {}
        for each in found:
            key = each.event_key or each
            if key not in kept or each.language == self.language:
                kept[key] = each
        return list(kept.values())

    def promoted(self) -> list[Entry]:
        """Return the pages that editors have promoted for the words; none with filters."""
        return [] if self.filters.are_chosen else promoted(self.words, self.language)

    def results(
        self,
        about: list[Entry],
        mentioning: list[Entry],
        rank: Rank,
        promoted: Sequence[Entry] = (),
    ) -> SearchResults:
        """Put the entries in order, those that are `promoted` first, and load what is shown."""
        dates = hits.dates_of_events([*promoted, *about, *mentioning])
        first = {_identity(each) for each in promoted}
        about = [each for each in about if (_identity(each)) not in first]
        mentioning = [each for each in mentioning if (_identity(each)) not in first]
        about = [each for each in about if self._is_at_that_time(each, dates)]
        mentioning = [each for each in mentioning if self._is_at_that_time(each, dates)]

        def place(found: Entry) -> tuple[Any, ...]:
            position = rank(found)
            is_past = hits.is_past(found, dates)
            # A past event comes last, unless its title was asked for.
            return (is_past and position > 0, position, *by_kind(found))

        def by_kind(found: Entry) -> tuple[Any, ...]:
            return (*hits.kind_order(found, dates), found.title)

        best = [*promoted, *_best(sorted(about, key=place))][:RESULTS]
        mentions = sorted(mentioning, key=by_kind)
        mentions = [
            *[each for each in mentions if each.model is not Thread][:MENTIONS],
            *[each for each in mentions if each.model is Thread][:MENTIONS],
        ]
        # What somebody deletes or hides meanwhile is missing here.
        subjects = hits.subjects_of([*best, *mentions], self.user)
        texts = hits.texts_of([each for each in mentions if each in subjects], subjects)
        return SearchResults(
            hits=[
                hits.of_subject(
                    each, subjects[each], dates, self.words, is_promoted=each in promoted
                )
                for each in best
                if each in subjects
            ],
            mentions=[
                hits.of_mention(each, subjects[each], dates, self.words, texts[each])
                for each in mentions
                if each in subjects
            ],
        )

    def _is_at_that_time(self, found: Entry, dates: DatesByEvent) -> bool:
        if not self.filters.when:
            return True
        return hits.is_past(found, dates) == (self.filters.when == When.PAST)


def search(query: str, user: Any, filters: SearchFilters | None = None) -> SearchResults:
    """Return what `user` finds by `query`, or by a synonym of it."""
    words = query_words(query)
    if not words:
        return SearchResults()
    asked = _Search(user, filters or SearchFilters(), words)
    ways = [words, *rephrased(words)]
    completed = completions(form for way in ways for word in way for form in word.forms)
    area = _area_named(words)
    subject = (SUBJECT,) if area else (SUBJECT, PARTNER)
    wanted = []
    for way in ways:
        begun = [frozenset().union(*(completed[form] for form in word.forms)) for word in way]
        wanted += [
            _conditions(begun, TITLE),
            _conditions(begun, *subject),
            _conditions((word.forms for word in way), ANYWHERE),
        ]
    found = asked.find(*wanted)
    titled_by_way = [set(each) for each in found[::3]]
    about = list(dict.fromkeys(each for group in (*found[::3], *found[1::3]) for each in group))
    known = set(about)
    mentioning = [
        each
        for each in dict.fromkeys(each for group in found[2::3] for each in group)
        if each not in known
    ]

    def rank_by_title(found: Entry) -> int:
        # A synonym answers less well than the words themselves.
        ranks = [
            min(hits.rank(found, way, query) + (way is not words), LAST_RANK - 1)
            for way, titled in zip(ways, titled_by_way, strict=True)
            if found in titled
        ]
        return min(ranks, default=LAST_RANK)

    promoted_entries = asked.promoted()
    asked.words = [word for way in ways for word in way]
    results = (
        asked.results(about, mentioning, rank_by_title, promoted_entries)
        if about or mentioning or promoted_entries
        else _search_parts(asked)
    )
    _add_tags(results, asked.filters, words)
    results.area = area
    if results.only_parts or not results:
        results.suggestion = _suggested(words)
    return results


def _add_tags(results: SearchResults, filters: SearchFilters, words: list[QueryWord]) -> None:
    """Put the tags that are named so after the first result, what is promoted, and themes."""
    tags = tags_named(words) if filters.allow_tags else []
    if not tags:
        return
    if results.only_parts:
        results.hits, results.mentions, results.only_parts = [], [], False
    leading = sum(hit.is_theme or hit.is_promoted for hit in results.hits)
    at = max(leading, 1)
    results.hits[at:at] = [hits.of_tag(tag, words) for tag in tags]


def _search_parts(asked: _Search) -> SearchResults:
    """Return what has a part of each compound: “sne” of “snerydning”.

    That is what has one in its title, or else what mentions one.
    """
    parts = {word.key: parts_of(word) for word in asked.words}
    if not any(parts.values()) or len(asked.words) > _COMPOUNDS:
        return SearchResults()
    forms = (word.forms.union(parts[word.key]) for word in asked.words)
    [found] = asked.find(_conditions(forms, ANYWHERE))
    every = frozenset(part for each in parts.values() for part in each)

    def rank_by_longest_part(found: Entry) -> int:
        return -max(map(len, every & index_words(found.title, found.language)), default=0)

    titled = [each for each in found if rank_by_longest_part(each) < 0]
    asked.words = [QueryWord(part, frozenset([part])) for part in every]
    results = asked.results(titled, [] if titled else found, rank_by_longest_part)
    results.only_parts = True
    return results


def _conditions(words: Iterable[Iterable[str]], *fields: str) -> list[Condition]:
    """Return the conditions that it has one form of each word in one of `fields`.

    None if a word has no form.
    """
    conditions = [tokens.of_words(forms, *fields) for forms in words]
    return conditions if all(conditions) else []


def _best(found: list[Entry]) -> list[Entry]:
    """Return the first results, with some threads and some of all else if there are any."""
    threads = sum(each.model is Thread for each in found)
    most_threads = max(RESERVED, RESULTS - (len(found) - threads))
    most_others = RESULTS - min(threads, RESERVED)
    kept: list[Entry] = []
    counts = {True: 0, False: 0}
    for each in found:
        is_thread = each.model is Thread
        most = most_threads if is_thread else most_others
        if counts[is_thread] < most and len(kept) < RESULTS:
            counts[is_thread] += 1
            kept.append(each)
    return kept


def _identity(found: Entry) -> Hashable:
    """Return what is found, whatever the index knows of it."""
    return found.event_key or (found.model, found.pk)


def _area_named(words: list[QueryWord]) -> Area | None:
    """Return the area whose name or postal code is the query."""
    asked = {word.key for word in words}
    for area in all_areas():
        for name in (area.name, *area.postal_codes.split()):
            if asked == {word.key for word in query_words(name)}:
                return area
    return None


def _are_public(entries: Sequence[Entry]) -> bool:
    """Return whether everybody is shown any of `entries`; a page may be for some people only."""
    if not are_pages_restricted():
        return bool(entries)
    return bool(hits.subjects_of(entries, AnonymousUser()))


def _suggested(words: list[QueryWord]) -> str:
    """Return the query as others would write it; "" if no word is like one that is known."""
    others = [suggestion(word.key, _are_public) for word in words[:_COMPOUNDS]]
    if len(words) > _COMPOUNDS or not any(others):
        return ""
    return " ".join(other or word.key for other, word in zip(others, words, strict=True))
