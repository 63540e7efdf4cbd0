"""One result of the search: what is shown of it, and its place in the list."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns.models import CampaignPage
from core.text.search_words import QueryWord, index_words
from events.models import EventText, Occurrence
from events.pages.event_page import EventPage
from forum.models import Post, Thread
from home.models.pages import ThemePage
from home.models.partners import PartnerPage

_EXCERPT = 160
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(slots=True)
class Hit:
    """A page, an event or a thread that was found."""

    title: str
    url: str
    # What it is, in the reader's language.
    kind: str
    language: str = ""
    summary: str = ""
    # When an event takes place, or the last change of anything else.
    date: datetime.datetime | None = None
    is_event: bool = False
    is_past: bool = False
    is_example: bool = False
    # The sentence that mentions the words.
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class EventDates:
    """The next start of an event, or else its last."""

    next: datetime.datetime | None = None
    last: datetime.datetime | None = None


# By `translation_key`, which an event and its pages share.
DatesByEvent = Mapping[object, EventDates]


def dates_of_events(pages: Iterable[Page], texts: Iterable[EventText]) -> DatesByEvent:
    """Return the dates of the events among `pages`, and of those of `texts`. One query."""
    keys = {page.translation_key for page in pages if page.specific_class is EventPage}
    keys |= {text.event.translation_key for text in texts}
    rows = (
        Occurrence.objects.filter(event__translation_key__in=keys)
        .order_by()
        .values("event__translation_key")
        .annotate(
            next=Min("starts_at", filter=Q(ends_at__gte=timezone.now())), last=Max("starts_at")
        )
    )
    return {row["event__translation_key"]: EventDates(row["next"], row["last"]) for row in rows}


def specific_pages(found: Iterable[Page | EventText]) -> dict[Page | EventText, Page]:
    """Return the specific page of each page in `found`. A query for each type of page."""
    pages = [each for each in found if isinstance(each, Page)]
    specific = Page.objects.filter(pk__in=[page.pk for page in pages]).specific()
    by_id = {page.pk: page for page in specific}
    return {page: by_id[page.pk] for page in pages}


def rank(
    title: str, language: str, words: list[QueryWord], query: str, *, names_itself: bool
) -> int:
    """Return how well `title` answers the query, 0 the best.

    The title itself; the name of a theme (`names_itself`), of which the query is a part; all words;
    the beginnings of all words; or something besides the title.
    """
    if index_words(title, "") == index_words(query, ""):
        return 0
    found = index_words(title, language)
    begun = all(word.begins_any(found) for word in words)
    if names_itself and begun:
        return 1
    if all(word.is_in(found) for word in words):
        return 2
    return 3 if begun else 4


def kind_order(found: Page | EventText, dates: DatesByEvent) -> tuple[int, float]:
    """Return the order of what answers equally well: what leads on first, then by date."""
    model = found.specific_class if isinstance(found, Page) else EventText
    if model is ThemePage:
        return (0, 0)
    if model is CampaignPage:
        return (1, 0)
    if model not in {EventPage, EventText}:
        return (3, 0)
    when = _dates(found, dates)
    if when.next:
        return (2, when.next.timestamp())
    # The latest of the past events first.
    return (2, -when.last.timestamp() if when.last else 0)


def is_past(found: Page | EventText, dates: DatesByEvent) -> bool:
    """Whether it is an event that does not take place any more."""
    is_event = isinstance(found, EventText) or found.specific_class is EventPage
    return is_event and _dates(found, dates).next is None


def of_subject(found: Page | EventText, dates: DatesByEvent) -> Hit:
    """Return the hit of a specific page, or of an event without one."""
    when = _dates(found, dates)
    is_event = isinstance(found, EventPage | EventText)
    return Hit(
        title=found.title,
        url=found.url or "",
        kind=_kind(found),
        language=found.language if isinstance(found, EventText) else "",
        summary=found.summary,
        date=(when.next or when.last) if is_event else found.last_published_at,
        is_event=is_event,
        is_past=is_past(found, dates),
        is_example=(found.event if isinstance(found, EventText) else found).is_example,
    )


def of_mentions(
    subjects: Iterable[Page | EventText], dates: DatesByEvent, words: list[QueryWord]
) -> list[Hit]:
    """Return the hits of what mentions `words`, with the sentence."""
    hits = []
    for each in subjects:
        hit = of_subject(each, dates)
        hit.excerpt = _excerpt(each.mentioning_texts(), each.search_language(), words)
        hits.append(hit)
    return hits


def of_mentioning_threads(threads: list[Thread], words: list[QueryWord]) -> list[Hit]:
    """Return the hits of threads whose replies mention `words`, with the sentence. One query."""
    bodies: dict[int, list[str]] = {}
    posts = Post.objects.filter(thread__in=threads, is_hidden=False).order_by("number")
    for thread_id, body in posts.values_list("thread_id", "body"):
        bodies.setdefault(thread_id, []).append(body)
    return [
        Hit(
            title=thread.title,
            url=thread.url,
            kind=thread.kind_label,
            language=thread.language,
            date=thread.last_activity_at,
            is_example=thread.is_example,
            excerpt=_excerpt(bodies.get(thread.pk, ()), thread.language, words),
        )
        for thread in threads
    ]


def _dates(found: Page | EventText, dates: DatesByEvent) -> EventDates:
    key = found.event.translation_key if isinstance(found, EventText) else found.translation_key
    return dates.get(key, EventDates())


def _excerpt(texts: Iterable[str], language: str, words: list[QueryWord]) -> str:
    """Return the first sentence of `texts` that has one of `words`; "" without one."""
    for text in texts:
        for sentence in _SENTENCE.split(text):
            found = index_words(sentence, language)
            if any(word.is_in(found) for word in words):
                return Truncator(sentence.strip()).chars(_EXCERPT)
    return ""


def _kind(found: Page | EventText) -> str:
    if isinstance(found, ThemePage):
        return _("Theme")
    if isinstance(found, CampaignPage):
        return _("Campaign")
    if isinstance(found, EventPage | EventText):
        return _("Event")
    return _("Partner") if isinstance(found, PartnerPage) else _("Page")
