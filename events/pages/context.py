"""What an event page shows: the event as it stands, and each time it takes place."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.breadcrumbs import breadcrumbs
from core.themes import themes_for
from events import recurrence
from events.display.list_items import EventListItem, place_in_words, reason_in_words
from events.models import Event, Occurrence, SignUp
from events.models.details import DETAIL_FIELDS, Access
from events.organisers.permissions import may_organise
from events.pages.map import map_of
from events.pages.models import EventPage
from events.pages.structured_data import structured_data
from events.scheduling import publishing
from notifications.notices import topics
from notifications.notices.inbox import buttons, mark_topic_seen

# A page lists at most so many times; the calendar has the rest.
LISTED = 60


def event_page_context(page: EventPage, request: HttpRequest) -> dict[str, Any]:
    """Return what the template of an event page needs beside the page.

    `entries` are the times to come, or else the last one; `next_entry` is the one that stands
    at the top, and `others` are the rest. It is the same for every reader. A preview shows what
    the form says, which is not the event's yet.
    """
    is_preview = getattr(request, "is_preview", False)
    event = None if is_preview else page.event
    if event is not None and not event.is_published:
        return {"event": None, "entries": [], "is_withdrawn": True, "robots": "noindex"}
    occurrences = _shown(event) if event else _proposed(page)
    theme = themes_for(request).get(page.theme_id)
    topic = topics.event(event.pk) if event else ""
    if topic:
        mark_topic_seen(request, topic)
    shown = [
        EventListItem(
            occurrence=occurrence,
            title=page.title,
            url=page.get_url(request) or "",
            language=page.locale.language_code,
            theme=theme,
            reason=reason_in_words(occurrence, page),
        )
        for occurrence in occurrences
    ]
    # The next that takes place, or else the next of those that were to.
    standing = [entry for entry in shown if not entry.occurrence.is_cancelled]
    chosen = next(iter(standing or shown), None)
    shown_event = occurrences[0].event if occurrences else None
    others = [entry for entry in shown if entry is not chosen]
    return {
        "event": shown_event,
        "entries": shown,
        "next_entry": chosen,
        "others": others,
        "rhythm": recurrence.in_words(event or page) if others else "",
        "place": place_in_words(chosen.occurrence, online=False) if chosen else "",
        "people": _people(chosen.occurrence) if chosen and event else {},
        "map": map_of(shown_event, request) if shown_event else None,
        "access": _access(shown_event) if shown_event else [],
        "tags": _tags(page, request),
        "kind_url": f"{_calendar_url(page, request)}?kind={shown_event.kind}"
        if shown_event
        else "",
        "is_over": bool(shown) and all(entry.occurrence.is_over for entry in shown),
        "follows": buttons(request, [(topic, _("this event"))]) if topic else [],
        "structured_data": structured_data(page, shown) if event else "",
        "ics_feeds": _calendar_files(event, shown) if event else [],
        "series_ics_url": reverse("events:series_ics", args=[event.pk]) if others and event else "",
        "crumbs": breadcrumbs(
            (_calendar_url(page, request), page.get_parent().title), current=page.title
        ),
        "organise_url": _organise_url(request, chosen),
    }


def _organise_url(request: HttpRequest, entry: EventListItem | None) -> str:
    """Return where the reader organises it; empty for who may not, and for every stranger."""
    # Strangers all get the same page; they are not even asked for.
    if entry is None or entry.occurrence.pk is None or not request.user.is_authenticated:
        return ""
    if not may_organise(request.user, entry.occurrence.event):
        return ""
    return reverse("events:attendees", args=[entry.occurrence.pk])


def _shown(event: Event) -> list[Occurrence]:
    """Return the occurrences from now on, or the last one when all are over."""
    occurrences = event.occurrences.select_related("event__area", "event__organiser")
    return list(occurrences.upcoming()[:LISTED]) or list(occurrences.order_by("-starts_at")[:1])


def _proposed(page: EventPage) -> list[Occurrence]:
    """Return the occurrences that publishing `page` would make; none is saved."""
    if not page.starts_at or not (page.ends_at or page.has_open_end):
        return []
    event = Event(
        title=page.title,
        theme_id=page.theme_id,
        area=page.area,
        organiser=page.organiser,
        recurrence=recurrence.rule_of(page),
        is_example=page.is_example,
        **{name: getattr(page, name) for name in DETAIL_FIELDS},
    )
    return [
        publishing.proposed(event, page, start, end)
        for start, end in publishing.times_of(page)[:LISTED]
    ]


def _people(occurrence: Occurrence) -> dict[str, int]:
    """Return how many come and how many wait. Who they are, nobody but the organisers sees."""
    if not occurrence.takes_place or occurrence.is_over:
        return {}
    counted = occurrence.signups.aggregate(
        coming=Sum("party_size", filter=Q(status=SignUp.Status.CONFIRMED)),
        waiting=Sum("party_size", filter=Q(status=SignUp.Status.WAITING)),
    )
    return {name: number or 0 for name, number in counted.items()}


def _access(event: Event) -> list[tuple[str, str, bool]]:
    """Return what is known of how the venue can be used: what, in which words, whether it is so."""
    return [(what, words, words == str(Access.YES.label)) for what, words in event.access]


def _tags(page: EventPage, request: HttpRequest) -> list[dict[str, str]]:
    """Return the page's tags, each with the calendar of what carries it."""
    calendar = _calendar_url(page, request)
    return [
        {"label": tag.name, "url": f"{calendar}?{urlencode({'tag': tag.slug})}"}
        for tag in sorted(page.tags.all(), key=lambda tag: tag.name.lower())
    ]


def _calendar_url(page: EventPage, request: HttpRequest) -> str:
    return page.get_parent().get_url(request) or ""


def _calendar_files(event: Event, shown: list[EventListItem]) -> list[dict[str, str]]:
    """Return where calendar programs find the event: all its times, if there are several."""
    if len(shown) == 1:
        path = reverse("events:ics", args=[shown[0].occurrence.pk])
    else:
        path = reverse("events:series_ics", args=[event.pk])
    return [{"url": settings.BASE_URL + path, "label": shown[0].title}] if shown else []
