"""The site's search: what a query finds, in which order.

The databases find the candidates by the words of `core.text.search_words`, and this module puts
them in order, so that SQLite and PostgreSQL give the same answer. The number of queries does not
depend on what is found.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.translation import get_language
from wagtail.models import Locale, Page
from wagtail.search.query import And, Or, PlainText, SearchQuery

from core.text.search_words import QueryWord, index_words, parts_of, query_words
from events.display.localized_texts import one_per_event
from events.models import EventText
from forum.models import Thread
from home import search_hits
from home.models.pages import ThemePage
from home.search_hits import Hit

RESULTS = 20
MENTIONS = 6
# Candidates of each kind, the newest, of which the best are shown.
CANDIDATES = 300
# A longer query is a sentence, whose words are not taken apart.
_COMPOUNDS = 3

Found: TypeAlias = Page | EventText | Thread
# The rank of a title in a language, the lowest first; and whether it is the name of a theme.
Rank = Callable[[str, str, bool], int]


@dataclass
class SearchResults:
    """What a query found, the best first."""

    hits: list[Hit] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    # What is about something else and mentions the words.
    mentions: list[Hit] = field(default_factory=list)
    # Nothing has the words: all of this has parts of them.
    only_parts: bool = False

    def __bool__(self) -> bool:
        return bool(self.hits or self.threads or self.mentions)


@dataclass
class Candidates:
    """What the databases find, without order of merit. Three queries."""

    pages: list[Page]
    # Texts of events without a page.
    texts: list[EventText]
    threads: list[Thread]

    def __bool__(self) -> bool:
        return bool(self.pages or self.texts or self.threads)

    @classmethod
    def find(cls, query: SearchQuery, user: Any, *, by_beginnings: bool) -> "Candidates":
        """Find by the beginnings of words in the subject, or by whole words anywhere."""

        def find(found: Any) -> list[Any]:
            method = found.autocomplete if by_beginnings else found.search
            return list(method(query, order_by_relevance=False)[:CANDIDATES])

        texts = EventText.objects.searchable().select_related("event").order_by()
        return cls(
            pages=find(Page.objects.live().filter(locale=Locale.get_active())),
            texts=list(one_per_event(find(texts)).values()),
            threads=find(Thread.objects.visible_to(user).for_listing().order_by()),
        )

    def filter(self, condition: Callable[[Found], bool]) -> "Candidates":
        return Candidates(
            pages=list(filter(condition, self.pages)),
            texts=list(filter(condition, self.texts)),
            threads=list(filter(condition, self.threads)),
        )


def search(query: str, user: Any) -> SearchResults:
    """Return what `user` finds: pages in the active language, events and threads in all."""
    words = query_words(query)
    if not words:
        return SearchResults()
    begun = And([Or([PlainText(form) for form in sorted(word.forms)]) for word in words])
    about = Candidates.find(begun, user, by_beginnings=True)
    whole = And([_any_of(word.forms) for word in words])
    anywhere = Candidates.find(whole, user, by_beginnings=False)
    if about or anywhere:

        def rank_by_title(title: str, language: str, names_itself: bool) -> int:
            return search_hits.rank(title, language, words, query, names_itself=names_itself)

        known = {*about.pages, *about.texts, *about.threads}
        mentioning = anywhere.filter(lambda each: each not in known)
        return _results(about, mentioning, rank_by_title, words)
    return _search_parts(words, user)


def _search_parts(words: list[QueryWord], user: Any) -> SearchResults:
    """Return what has a part of each compound: “sne” of “snerydning”.

    That is what has one in its title, or else what mentions one.
    """
    parts = {word.key: parts_of(word) for word in words}
    if not any(parts.values()) or len(words) > _COMPOUNDS:
        return SearchResults()
    query = And([_any_of({*word.forms, *parts[word.key]}) for word in words])
    found = Candidates.find(query, user, by_beginnings=False)
    every = frozenset(part for each in parts.values() for part in each)

    def rank_by_longest_part(title: str, language: str, _names_itself: bool) -> int:
        return -max(map(len, every & index_words(title, language)), default=0)

    titled = found.filter(lambda each: rank_by_longest_part(each.title, _language(each), False) < 0)
    mentioning = Candidates([], [], []) if titled else found
    whole = [QueryWord(part, frozenset([part])) for part in every]
    results = _results(titled, mentioning, rank_by_longest_part, whole)
    results.only_parts = True
    return results


def _results(
    about: Candidates, mentioning: Candidates, rank: Rank, words: list[QueryWord]
) -> SearchResults:
    """Put the candidates in order, and load what is shown of the first."""
    dates = search_hits.dates_of_events(
        [*about.pages, *mentioning.pages], [*about.texts, *mentioning.texts]
    )

    def place(found: Page | EventText) -> tuple[Any, ...]:
        is_theme = isinstance(found, Page) and found.specific_class is ThemePage
        position = rank(found.title, _language(found), is_theme)
        is_past = search_hits.is_past(found, dates)
        # A past event comes last, unless its title was asked for.
        return (is_past and position > 0, position, *by_kind(found))

    def by_kind(found: Page | EventText) -> tuple[Any, ...]:
        return (*search_hits.kind_order(found, dates), found.title)

    def by_rank(thread: Thread) -> tuple[int, float]:
        position = rank(thread.title, thread.language, False)
        return (position, -thread.last_activity_at.timestamp())

    best = sorted([*about.pages, *about.texts], key=place)[:RESULTS]
    mentions = sorted([*mentioning.pages, *mentioning.texts], key=by_kind)[:MENTIONS]
    pages = search_hits.specific_pages([*best, *mentions])
    return SearchResults(
        hits=[search_hits.of_subject(pages.get(each, each), dates) for each in best],
        threads=sorted(about.threads, key=by_rank)[:RESULTS],
        mentions=[
            *search_hits.of_mentions([pages.get(each, each) for each in mentions], dates, words),
            *search_hits.of_mentioning_threads(mentioning.threads[:MENTIONS], words),
        ],
    )


def _language(found: Found) -> str:
    """Return the language of a title; pages are in the active one."""
    if isinstance(found, Page):
        return get_language() or settings.LANGUAGE_CODE
    return found.language


def _any_of(forms: Iterable[str]) -> SearchQuery:
    """Return the query for one of some whole words."""
    return PlainText(" ".join(sorted(forms)), operator="or")
