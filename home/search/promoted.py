"""The results that editors have promoted for some words."""

from wagtail.models import Page

from core.caching.held_values import HeldValues
from core.models import PromotedResult
from core.models.pages import BasePage
from core.search.finding import Entry
from core.text.search_words import QueryWord, query_words

# More would hide what the words find.
MOST = 3

# The words of each term, and the page in one language.
_Promotion = tuple[list[list[QueryWord]], Entry]
_held: HeldValues[list[_Promotion]] = HeldValues()


def promoted(words: list[QueryWord], language: str) -> list[Entry]:
    """Return the pages in `language` that are promoted for just these words. No query once held."""
    found = [
        entry
        for terms, entry in _held.get(language, lambda: _load(language))
        if any(_are_same(words, term) for term in terms)
    ]
    return found[:MOST]


def _are_same(words: list[QueryWord], term: list[QueryWord]) -> bool:
    """Whether each has the words of the other, in any order and with any ending."""
    return all(
        any(not word.forms.isdisjoint(other.forms) for other in others)
        for some, others in ((words, term), (term, words))
        for word in some
    )


def _load(language: str) -> list[_Promotion]:
    """Return all promotions whose page is public in `language`. A query for each type of page."""
    rows = list(PromotedResult.objects.select_related("page"))
    pages = (
        Page.objects.live()
        .public()
        .filter(
            translation_key__in=[row.page.translation_key for row in rows],
            locale__language_code=language,
        )
        .specific()
        if rows
        else []
    )
    entries = {
        page.translation_key: Entry(
            type(page), page.pk, page.title, language, page.search_event_key()
        )
        for page in pages
        if isinstance(page, BasePage) and page.is_searchable()
    }
    return [
        ([words for term in row.term_list if (words := query_words(term))], entry)
        for row in rows
        if (entry := entries.get(row.page.translation_key))
    ]
