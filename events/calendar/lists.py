"""The upcoming and the past events, as lists with pagination."""

import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from core.themes import LocalizedThemes
from events.calendar.grids import monday_of
from events.calendar.query import CalendarQuery
from events.display.list_items import EventListItem, list_items
from events.models.occurrence_queryset import OccurrenceQuerySet

PAGE_SIZE = 20


class WeekOfEvents(NamedTuple):
    """The events of a list that start in one week."""

    monday: datetime.date
    sunday: datetime.date
    entries: list[EventListItem]


def agenda(
    query: CalendarQuery,
    occurrences: OccurrenceQuerySet,
    themes: LocalizedThemes,
) -> dict[str, Any]:
    """Return a page of the upcoming occurrences, soonest first."""
    upcoming = occurrences.upcoming()
    rows = list((upcoming.after(*query.after) if query.after else upcoming)[: PAGE_SIZE + 1])
    items = list_items(rows[:PAGE_SIZE], themes)
    today = timezone.localdate()
    earlier = ""
    if query.after:
        # That page ends with the cursor itself, so it begins a page before it.
        earlier = _url_after(query, upcoming.before(*query.after))
    return {
        # Occurrences that are under way are listed this week.
        "weeks_of_events": _by_week(items, earliest=today),
        "entries": items,
        "is_empty": not items,
        "earlier_url": earlier,
        "later_url": _next_page_url(query, items) if len(rows) > PAGE_SIZE else "",
    }


def past(
    query: CalendarQuery,
    occurrences: OccurrenceQuerySet,
    themes: LocalizedThemes,
) -> dict[str, Any]:
    """Return a page of the past occurrences, latest first."""
    ended = occurrences.past()
    rows = list((ended.before(*query.after) if query.after else ended)[: PAGE_SIZE + 1])
    items = list_items(rows[:PAGE_SIZE], themes)
    later = ""
    if query.after:
        later = _url_after(query, ended.after(*query.after).order_by("starts_at", "pk"))
    return {
        "part_title": _("Past events"),
        "weeks_of_events": _by_week(items),
        "entries": items,
        "is_empty": not items,
        "earlier_url": _next_page_url(query, items) if len(rows) > PAGE_SIZE else "",
        "later_url": later,
    }


def _next_page_url(query: CalendarQuery, items: list[EventListItem]) -> str:
    return query.address(after=(items[-1].occurrence.starts_at, items[-1].occurrence.pk))


def _url_after(query: CalendarQuery, preceding: OccurrenceQuerySet) -> str:
    """Return the URL of the page before this one; `preceding` are its rows, nearest first."""
    position = preceding.values_list("starts_at", "pk")[PAGE_SIZE - 1 : PAGE_SIZE]
    return query.address(after=next(iter(position), None))


def _by_week(
    items: list[EventListItem], earliest: datetime.date = datetime.date.min
) -> list[WeekOfEvents]:
    """Group `items` by the week they start; those that started before `earliest` go to its week."""
    weeks: dict[datetime.date, list[EventListItem]] = {}
    for entry in items:
        day = max(entry.when.first_day, earliest)
        weeks.setdefault(monday_of(day), []).append(entry)
    six_days = datetime.timedelta(days=6)
    return [WeekOfEvents(monday, monday + six_days, entries) for monday, entries in weeks.items()]
