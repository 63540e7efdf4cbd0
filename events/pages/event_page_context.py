"""The template context of an event page: the event, and each time it takes place."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.breadcrumbs import breadcrumbs
from core.tags import localized_tags
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
from events.scheduling.planning import new_occurrence, planned_times
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons
from notifications.notices.inbox import mark_topic_seen
from residents.models import User

if TYPE_CHECKING:
    from events.pages.event_page import EventPage

# Occurrences on an event page; the calendar has the rest.
LISTED = 60


def event_page_context(page: "EventPage", request: HttpRequest) -> dict[str, Any]:
    """Return the context of `events/event_page.html`, the same for every anonymous reader.

    `entries` are the upcoming occurrences, or else the last one; `next_entry` is the one at the
    top of the page, `others` are the rest. A preview shows the draft, and has no event.
    """
    is_preview = getattr(request, "is_preview", False)
    event = None if is_preview else page.event
    if event is not None and not event.is_published:
        return {"event": None, "entries": [], "is_withdrawn": True, "robots": "noindex"}
    occurrences = _listed_occurrences(event) if event else _draft_occurrences(page)
    topic = topics.event(event.pk) if event else ""
    if topic:
        mark_topic_seen(request, topic)
    entries = _entries(page, occurrences, request)
    # The next that takes place, or else the next that was planned.
    not_cancelled = [entry for entry in entries if not entry.occurrence.is_cancelled]
    next_entry = next(iter(not_cancelled or entries), None)
    shown_event = occurrences[0].event if occurrences else None
    others = [entry for entry in entries if entry is not next_entry]
    calendar_url = page.get_parent().get_url(request) or ""
    return {
        "event": shown_event,
        "entries": entries,
        "next_entry": next_entry,
        "others": others,
        "rhythm": _describe_recurrence(event or page) if others else "",
        "place": format_location(next_entry.occurrence, online=False) if next_entry else "",
        "people": _people(next_entry.occurrence) if next_entry and event else {},
        "map": map_of(shown_event, request) if shown_event else None,
        "access": _access(shown_event) if shown_event else [],
        "tags": _tags(page, calendar_url),
        "kind_url": f"{calendar_url}?kind={shown_event.kind}" if shown_event else "",
        "is_over": bool(entries) and all(entry.occurrence.is_over for entry in entries),
        "follows": buttons(request, [(topic, _("this event"))]) if topic else [],
        "structured_data": structured_data(page, entries) if event else "",
        "ics_feeds": _ics_feeds(event, entries) if event else [],
        "series_ics_url": reverse("events:series_ics", args=[event.pk]) if others and event else "",
        "crumbs": breadcrumbs((calendar_url, page.get_parent().title), current=page.title),
        "organise_url": _organise_url(request, next_entry),
    }


def _listed_occurrences(event: Event) -> list[Occurrence]:
    """Return the upcoming occurrences, or the last one when all are over."""
    occurrences = event.occurrences.select_related("event__area", "event__organiser")
    return list(occurrences.upcoming()[:LISTED]) or list(occurrences.order_by("-starts_at")[:1])


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
    signups = _own_signups(request, occurrences)
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


def _own_signups(request: HttpRequest, occurrences: list[Occurrence]) -> dict[int, SignUp]:
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


def _organise_url(request: HttpRequest, entry: EventListItem | None) -> str:
    """Return the path of the organisers' pages; "" if the reader is not an organiser."""
    # No query for anonymous readers, who all get the same page.
    if entry is None or entry.occurrence.pk is None or not request.user.is_authenticated:
        return ""
    if not may_organise(request.user, entry.occurrence.event):
        return ""
    return reverse("events:attendees", args=[entry.occurrence.pk])


def _people(occurrence: Occurrence) -> dict[str, int | WaitingCount]:
    """Return how many come and how many wait. Their names are for organisers only."""
    if not occurrence.takes_place or occurrence.is_over:
        return {}
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


def _tags(page: "EventPage", calendar_url: str) -> list[dict[str, str]]:
    """Return the page's tags, each with the calendar narrowed down to it."""
    return [
        {
            "label": tag.name,
            "language": tag.other_language,
            "url": f"{calendar_url}?{urlencode({'tag': tag.slug})}",
        }
        for tag in localized_tags(page.tags.all())
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
