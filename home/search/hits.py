"""One result of the search: what is shown of it, and its place in the list."""

import datetime
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns.models import CampaignPage, KitPage
from core.areas import all_areas
from core.caching.held_values import HeldValues
from core.page_routing import are_pages_restricted
from core.page_urls import url_of
from core.search.finding import Entry
from core.tags import LocalizedTag
from core.text.search_words import QueryWord, index_words, spans_of
from core.themes import LocalizedTheme, localized_themes
from events.models import EventText, Occurrence
from events.pages.event_page import EventPage
from forum.models import Post, Thread
from home.models.pages import ThemePage
from home.models.partners import PartnerPage
from home.search.partner_names import partner_names_of
from home.tag_page import tag_url

# Of what does not have the words in its title; see `rank`.
LAST_RANK = 5
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
    is_theme: bool = False
    # Editors show it first for the words.
    is_promoted: bool = False
    is_past: bool = False
    is_example: bool = False
    # The sentence that mentions the words.
    excerpt: str = ""
    theme: LocalizedTheme | None = None
    place: str = ""
    # The name of a partner that has some of the words, if nothing else that is shown has them.
    partner: str = ""
    marked_partner: str = ""
    # Of a thread.
    reply_count: int | None = None
    is_hidden: bool = False
    # The texts with the words marked.
    marked_title: str = ""
    marked_text: str = ""

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """What its row shows, as the key of a held piece of a page."""
        return (
            *(self.marked_title, self.marked_text, self.excerpt, self.url, self.kind),
            *(self.language, self.date, self.is_event, self.is_past, self.is_example),
            *(self.place, self.marked_partner, self.reply_count, self.is_hidden, self.is_promoted),
            self.theme.shown if self.theme else None,
        )


@dataclass(frozen=True, slots=True)
class EventDates:
    """The next start of an event, or else its last."""

    next: datetime.datetime | None = None
    last: datetime.datetime | None = None
    # The next end, from when `next` may be another one.
    until: datetime.datetime | None = None


# By `translation_key`, which an event and its pages share.
DatesByEvent = Mapping[str, EventDates]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the hit of a page, an event or a thread shows, whatever was searched for."""

    url: str
    kind: str
    summary: str
    is_example: bool
    changed_at: datetime.datetime | None
    # Of a thread, they are loaded on demand.
    mentioning_texts: tuple[str, ...] = ()
    theme_id: int | None = None
    place: str = ""
    # Of its partners, in each language.
    partner_names: tuple[str, ...] = ()
    reply_count: int | None = None
    is_hidden: bool = False


_subjects: HeldValues[Subject] = HeldValues(most=500)


_dates_by_event: HeldValues[EventDates] = HeldValues(most=2_000, until=lambda dates: dates.until)


def dates_of_events(entries: Iterable[Entry]) -> DatesByEvent:
    """Return the dates of the events among `entries`. One query for those not held."""
    keys = dict.fromkeys(each.event_key for each in entries if each.is_event)
    return _dates_by_event.get_many(keys, _load_dates)


def _load_dates(keys: list[str]) -> dict[str, EventDates]:
    to_come = Q(ends_at__gte=timezone.now())
    rows = (
        Occurrence.objects.filter(event__translation_key__in=keys)
        .order_by()
        .values("event__translation_key")
        .annotate(
            next=Min("starts_at", filter=to_come),
            last=Max("starts_at"),
            until=Min("ends_at", filter=to_come),
        )
    )
    found = {
        str(row["event__translation_key"]): EventDates(row["next"], row["last"], row["until"])
        for row in rows
    }
    return {key: found.get(key, EventDates()) for key in keys}


def subjects_of(entries: Iterable[Entry], user: Any) -> dict[Entry, Subject]:
    """Return what is shown of the entries that `user` may read.

    No query for what is held: pages, events, and the threads of readers who are not signed in. One
    for the threads of others, of whom each may read different ones.
    """
    language = get_language()
    are_threads_shared = not user.is_authenticated
    threads: dict[int, Entry] = {}
    by_key: dict[Hashable, Entry] = {}
    for each in entries:
        if each.model is Thread and not are_threads_shared:
            threads[each.pk] = each
        else:
            by_key[each.model, each.pk, language] = each
    found = _subjects.get_many(by_key, lambda keys: _load_subjects([by_key[key] for key in keys]))
    subjects = {by_key[key]: subject for key, subject in found.items()}
    for thread in _threads(threads, user) if threads else ():
        subjects[threads[thread.pk]] = _subject_of_thread(thread)
    return subjects


def _threads(keys: Iterable[int], user: Any) -> Iterable[Thread]:
    return Thread.objects.visible_to(user).select_related("area").filter(pk__in=keys)


def _load_subjects(entries: Iterable[Entry]) -> dict[Hashable, Subject]:
    """Return the subjects by their key. A few queries for each type of page, texts, and threads.

    Of threads, those that everybody may read.
    """
    language = get_language()
    ids: dict[type[models.Model], list[int]] = {}
    for each in entries:
        ids.setdefault(each.model, []).append(each.pk)
    subjects: dict[Hashable, Subject] = {}
    for thread in _threads(ids.pop(Thread, []), AnonymousUser()):
        subjects[Thread, thread.pk, language] = _subject_of_thread(thread)
    for model, keys in ids.items():
        rows: Any
        if model is EventText:
            rows = EventText.objects.searchable().select_related("event__area")
        else:
            pages: Any = model._default_manager
            rows = pages.live().select_related("locale")
            if are_pages_restricted():
                rows = rows.public()
        loaded = list(rows.filter(pk__in=keys))
        names = partner_names_of(loaded)
        for found in loaded:
            subjects[model, found.pk, language] = _subject(found, tuple(names.get(found, ())))
    return subjects


def _subject(found: Page | EventText, partner_names: tuple[str, ...]) -> Subject:
    is_text = isinstance(found, EventText)
    area = next((each for each in all_areas() if each.pk == found.search_area()), None)
    return Subject(
        url=found.url if is_text else url_of(found),
        kind=(
            _("Arranged by neighbours")
            if is_text and found.event.by_neighbours
            else _kind(type(found))
        ),
        summary=found.summary,
        is_example=(found.event if is_text else found).is_example,
        changed_at=None if is_text else found.last_published_at,
        mentioning_texts=tuple(found.mentioning_texts()),
        # The result of a theme is its name.
        theme_id=None if isinstance(found, ThemePage) else found.search_theme(),
        place=area.name if area else "",
        partner_names=partner_names,
    )


def _subject_of_thread(thread: Thread) -> Subject:
    return Subject(
        url=thread.url,
        kind=thread.kind_and_status,
        summary="",
        is_example=thread.is_example,
        changed_at=thread.last_activity_at,
        theme_id=thread.theme_id,
        place=thread.area_name,
        reply_count=thread.reply_count,
        is_hidden=thread.is_hidden,
    )


def rank(found: Entry, words: list[QueryWord], query: str) -> int:
    """Return how well the title of `found` answers the query, 0 the best.

    The title itself; the name of a theme, of which the query is a part; all words; words that begin
    with them as typed; or with their stems.
    """
    if index_words(found.title, "") == index_words(query, ""):
        return 0
    if found.model is ThemePage:
        return 1
    in_title = index_words(found.title, found.language)
    if all(word.is_in(in_title) for word in words):
        return 2
    typed = all(any(each.startswith(word.key) for each in in_title) for word in words)
    return 3 if typed else 4


def kind_order(found: Entry, dates: DatesByEvent) -> tuple[int, float]:
    """Return the order of what answers equally well: what leads on first, then by date."""
    if found.model is ThemePage:
        return (0, 0)
    if found.model is CampaignPage:
        return (1, 0)
    if found.model is Thread:
        return (4, -found.active_at.timestamp() if found.active_at else 0)
    if not found.is_event:
        return (3, 0)
    when = _dates(found, dates)
    if when.next:
        return (2, when.next.timestamp())
    # The latest of the past events first.
    return (2, -when.last.timestamp() if when.last else 0)


def is_past(found: Entry, dates: DatesByEvent) -> bool:
    """Whether it is an event that does not take place any more."""
    return found.is_event and _dates(found, dates).next is None


def of_subject(
    found: Entry,
    subject: Subject,
    dates: DatesByEvent,
    words: list[QueryWord],
    *,
    is_promoted: bool = False,
) -> Hit:
    """Return the hit of what is about `words`."""
    when = _dates(found, dates)
    partner = _partner_found(found, subject, words)
    is_marked_with_language = found.model in {EventText, Thread}
    return Hit(
        title=found.title,
        url=subject.url,
        kind=subject.kind,
        language=found.language if is_marked_with_language else "",
        summary=subject.summary,
        date=(when.next or when.last) if found.is_event else subject.changed_at,
        is_event=found.is_event,
        is_theme=found.model is ThemePage,
        is_promoted=is_promoted,
        is_past=is_past(found, dates),
        is_example=subject.is_example,
        theme=localized_themes().get(subject.theme_id),
        place=subject.place,
        partner=partner,
        marked_partner=_marked(partner, found.language, words) if partner else "",
        reply_count=subject.reply_count,
        is_hidden=subject.is_hidden,
        marked_title=_marked(found.title, found.language, words),
        marked_text=_marked(subject.summary, found.language, words),
    )


def of_tag(tag: LocalizedTag, words: list[QueryWord]) -> Hit:
    """Return the hit of a tag: the page of all that has it."""
    language = tag.other_language or get_language() or ""
    return Hit(
        title=tag.name,
        url=tag_url(tag.slug),
        kind=_("Tag"),
        language=tag.other_language,
        marked_title=_marked(tag.name, language, words),
    )


def of_mention(
    found: Entry,
    subject: Subject,
    dates: DatesByEvent,
    words: list[QueryWord],
    texts: Iterable[str],
) -> Hit:
    """Return the hit of what mentions `words` in one of `texts`, with the sentence."""
    hit = of_subject(found, subject, dates, words)
    hit.excerpt = _excerpt(texts, found.language, words)
    hit.marked_text = _marked(hit.excerpt, found.language, words)
    return hit


def texts_of(
    found: Iterable[Entry], subjects: Mapping[Entry, Subject]
) -> dict[Entry, Sequence[str]]:
    """Return the texts in which these may mention something. One query for threads."""
    texts: dict[Entry, Sequence[str]] = {each: subjects[each].mentioning_texts for each in found}
    threads: dict[int, list[str]] = {each.pk: [] for each in texts if each.model is Thread}
    if threads:
        posts = Post.objects.filter(thread__in=threads, is_hidden=False).order_by("number")
        for thread_id, body in posts.values_list("thread_id", "body"):
            threads[thread_id].append(body)
        texts |= {each: threads[each.pk] for each in texts if each.model is Thread}
    return texts


def _partner_found(found: Entry, subject: Subject, words: list[QueryWord]) -> str:
    """Return the name of a partner with a word that neither title nor summary has; else ""."""
    shown = index_words(f"{found.title}\n{subject.summary}", found.language)
    unseen = [word for word in words if not word.begins_any(shown)]
    for name in subject.partner_names if unseen else ():
        in_name = index_words(name, found.language)
        if any(word.begins_any(in_name) for word in unseen):
            return name
    return ""


def _marked(text: str, language: str, words: list[QueryWord]) -> SafeString:
    """Return the HTML of `text`, with the words that were searched for in <mark>."""
    parts: list[SafeString] = []
    end = 0
    for start, stop in spans_of(words, text, language):
        parts += [escape(text[end:start]), format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    return SafeString("".join([*parts, escape(text[end:])]))


def _dates(found: Entry, dates: DatesByEvent) -> EventDates:
    return dates.get(found.event_key, EventDates())


def _excerpt(texts: Iterable[str], language: str, words: list[QueryWord]) -> str:
    """Return the first sentence of `texts` that has one of `words`; "" without one."""
    for text in texts:
        for sentence in _SENTENCE.split(text):
            found = index_words(sentence, language)
            if any(word.is_in(found) for word in words):
                return Truncator(sentence.strip()).chars(_EXCERPT)
    return ""


def _kind(model: type[Page] | type[EventText]) -> str:
    if model is ThemePage:
        return _("Theme")
    if model is CampaignPage:
        return _("Campaign")
    if model is KitPage:
        return _("Kit")
    if model in {EventPage, EventText}:
        return _("Event")
    return _("Partner") if model is PartnerPage else _("Page")
