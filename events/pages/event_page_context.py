"""The template context of an event page: the event, and each time it takes place."""

import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.breadcrumbs import breadcrumbs
from core.caching.held_values import HeldValues
from core.page_urls import url_of
from core.tags import localized_tags, published_tags
from core.themes import localized_themes
from events import recurrence
from events.display.formatting import format_location, format_reason
from events.display.list_items import EventListItem
from events.display.waiting_counts import WaitingCount
from events.models import Event, Occurrence, SignUp
from events.models.details import DETAIL_FIELDS, Access
from events.organisers.permissions import may_organise
from events.pages.map import map_of
from events.pages.page_to_source import event_source
from events.pages.structured_data import structured_data
from events.posters.layout import poster_url
from events.scheduling.planning import new_occurrence, planned_times
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons
from notifications.notices.inbox import mark_topic_seen
from residents.models import User

if TYPE_CHECKING:
    from events.pages.event_page import EventPage

# Occurrences on an event page; the calendar has the rest.
LISTED = 60


class _PublishedEvent(NamedTuple):
    """An event and its listed occurrences; from `until` on, the first of them is over."""

    event: Event
    occurrences: list[Occurrence]
    until: datetime.datetime | None


class _CalendarLink(NamedTuple):
    url: str
    title: str


# What all readers of an event see alike.
_events: HeldValues[_PublishedEvent | None] = HeldValues(
    most=50, until=lambda found: found.until if found else None
)
_calendars: HeldValues[_CalendarLink] = HeldValues()
# By event and reader. Only the link depends on it; its page asks anew.
_organisers: HeldValues[bool] = HeldValues(most=2_000)
_counts: HeldValues[dict[str, int | WaitingCount]] = HeldValues()


def event_page_context(page: "EventPage", request: HttpRequest) -> dict[str, Any]:
    """Return the context of `events/event_page.html`, the same for every anonymous reader.

    `entries` are the upcoming occurrences, or else the last one; `next_entry` is the one at the
    top of the page, `others` are the rest. A preview shows the draft, and has no event.
    """
    is_preview = getattr(request, "is_preview", False)
    found = None if is_preview else _events.get(page.translation_key, lambda: _find(page))
    event = found.event if found else None
    if event is not None and not event.is_published:
        return {"event": None, "entries": [], "is_withdrawn": True, "robots": "noindex"}
    occurrences = found.occurrences if found else _draft_occurrences(page)
    topic = topics.event(event.pk) if event else ""
    if topic:
        mark_topic_seen(request, topic)
    entries = _entries(page, occurrences, request)
    # The next that takes place, or else the next that was planned.
    not_cancelled = [entry for entry in entries if not entry.occurrence.is_cancelled]
    next_entry = next(iter(not_cancelled or entries), None)
    shown_event = occurrences[0].event if occurrences else None
    is_elsewhere = next_entry is not None and next_entry.occurrence.has_own_venue
    others = [entry for entry in entries if entry is not next_entry]
    calendar = _calendars.get((page.pk, page.path), lambda: _calendar_of(page))
    return {
        "event": shown_event,
        "entries": entries,
        "next_entry": next_entry,
        "others": others,
        "rhythm": _describe_recurrence(event or page) if others else "",
        "place": format_location(next_entry.occurrence, online=False) if next_entry else "",
        "people": people_coming(next_entry.occurrence) if next_entry and event else {},
        "map": map_of(next_entry.occurrence.venue, request) if next_entry else None,
        # What is known is about the event's own venue.
        "access": _access(shown_event) if shown_event and not is_elsewhere else [],
        "is_elsewhere": is_elsewhere,
        "tags": _tags(page, is_held=not is_preview),
        "kind_url": f"{calendar.url}?kind={shown_event.kind}" if shown_event else "",
        "is_over": bool(entries) and all(entry.occurrence.is_over for entry in entries),
        "follows": buttons(request, [(topic, _("this event"))]) if topic else [],
        "structured_data": structured_data(page, entries) if event else "",
        "ics_feeds": _ics_feeds(event, entries) if event else [],
        "series_ics_url": reverse("events:series_ics", args=[event.pk]) if others and event else "",
        "crumbs": breadcrumbs((calendar.url, calendar.title), current=page.title),
        "poster_url": current_poster_url(event, entries),
        "organise_url": organise_url(request, next_entry),
    }


def _find(page: "EventPage") -> _PublishedEvent | None:
    """Return the event with the upcoming occurrences, or the last one when all are over."""
    event = page.event
    if event is None:
        return None
    occurrences = event.occurrences.select_related("event__area", "event__organiser")
    upcoming = list(occurrences.upcoming()[:LISTED])
    if upcoming:
        first_end = min(occurrence.ends_at for occurrence in upcoming)
        return _PublishedEvent(event, upcoming, first_end)
    return _PublishedEvent(event, list(occurrences.order_by("-starts_at")[:1]), None)


def _calendar_of(page: "EventPage") -> _CalendarLink:
    parent = page.get_parent()
    return _CalendarLink(url_of(parent), parent.title)


def _draft_occurrences(page: "EventPage") -> list[Occurrence]:
    """Return the occurrences that publishing `page` would make; none is saved."""
    if not page.starts_at or not (page.ends_at or page.has_open_end):
        return []
    source = event_source(page)
    event = Event(
        title=page.title,
        theme_id=page.theme_id,
        area=page.area,
        organiser=page.organiser,
        recurrence=source.rule,
        is_example=page.is_example,
        **{name: getattr(page, name) for name in DETAIL_FIELDS},
    )
    return [
        new_occurrence(event, *times, status=source.status, reason=source.status_reason)
        for times in planned_times(source)[:LISTED]
    ]


def _entries(
    page: "EventPage", occurrences: list[Occurrence], request: HttpRequest
) -> list[EventListItem]:
    theme, url = localized_themes().get(page.theme_id), page.get_url(request) or ""
    signups = own_signups(request, occurrences)
    return [
        EventListItem(
            occurrence=occurrence,
            title=page.title,
            url=url,
            language=page.locale.language_code,
            theme=theme,
            reason=format_reason(occurrence, page),
            signup=signups.get(occurrence.pk),
        )
        for occurrence in occurrences
    ]


def own_signups(request: HttpRequest, occurrences: list[Occurrence]) -> dict[int, SignUp]:
    """Return the reader's own active sign-ups by occurrence. No query for anonymous readers."""
    saved = [occurrence.pk for occurrence in occurrences if occurrence.pk]
    if not saved or not isinstance(request.user, User):
        return {}
    own = SignUp.objects.of(request.user).active().filter(occurrence__in=saved)
    return {signup.occurrence_id: signup for signup in own}


def _describe_recurrence(event: "Event | EventPage") -> str:
    if isinstance(event, Event):
        return recurrence.describe(event.recurrence, event.first_times, is_all_day=event.is_all_day)
    return event.recurrence_in_words


def organise_url(request: HttpRequest, entry: EventListItem | None) -> str:
    """Return the path of the organisers' pages; "" if the reader is not an organiser."""
    # No query for anonymous readers, who all get the same page.
    if entry is None or entry.occurrence.pk is None or not request.user.is_authenticated:
        return ""
    event, reader = entry.occurrence.event, request.user
    if not _organisers.get((event.pk, reader.pk), lambda: may_organise(reader, event)):
        return ""
    return reverse("events:attendees", args=[entry.occurrence.pk])


def current_poster_url(event: Event | None, entries: list[EventListItem]) -> str:
    """Return the path of the poster; "" in a preview, and once the event is over."""
    is_to_come = any(not entry.occurrence.is_over for entry in entries)
    return poster_url(event) if event and is_to_come else ""


def people_coming(occurrence: Occurrence) -> dict[str, int | WaitingCount]:
    """Return how many come and how many wait. Their names are for organisers only."""
    if not occurrence.takes_place or occurrence.is_over:
        return {}
    return _counts.get(occurrence.pk, lambda: _count_people(occurrence))


def _count_people(occurrence: Occurrence) -> dict[str, int | WaitingCount]:
    counted = occurrence.signups.aggregate(
        coming=Sum("party_size", filter=Q(status=SignUp.Status.CONFIRMED), default=0),
        sign_ups=Count("pk", filter=Q(status=SignUp.Status.WAITING)),
        people=Sum("party_size", filter=Q(status=SignUp.Status.WAITING), default=0),
    )
    waiting = WaitingCount(counted["sign_ups"], counted["people"])
    return {"coming": counted["coming"], "waiting": waiting}


def _access(event: Event) -> list[tuple[str, str, bool]]:
    """Return the known facts of how accessible the venue is: name, answer, whether it is a yes."""
    return [(name, answer, answer == str(Access.YES.label)) for name, answer in event.access]


def _tags(page: "EventPage", *, is_held: bool) -> list[dict[str, str]]:
    """Return the page's tags, each with the page of all that has it. A draft has its own."""

    tags = published_tags(page) if is_held else page.tags.all()
    return [
        {
            "label": tag.name,
            "language": tag.other_language,
            # Without letters, as of a picture alone, a tag has no page.
            "url": reverse("home:tag", args=[tag.slug]) if tag.slug else "",
        }
        for tag in localized_tags(tags)
    ]


def _ics_feeds(event: Event, entries: list[EventListItem]) -> list[dict[str, str]]:
    """Return the iCalendar file of the event: of the series if it has several occurrences."""
    if not entries:
        return []
    if len(entries) == 1:
        path = reverse("events:ics", args=[entries[0].occurrence.pk])
    else:
        path = reverse("events:series_ics", args=[event.pk])
    return [{"url": settings.BASE_URL + path, "label": entries[0].title}]
