"""What is to come and what has been, as lists that are read page by page."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.themes import LocalizedThemes
from events.calendar.query import CalendarQuery
from events.display.list_items import EventListItem, list_items
from events.models.occurrence_queryset import OccurrenceQuerySet

PAGE_SIZE = 20


def agenda(
    query: CalendarQuery,
    occurrences: OccurrenceQuerySet,
    themes: LocalizedThemes,
    request: HttpRequest,
) -> dict[str, Any]:
    """Return a page of what is to come, soonest first."""
    found = occurrences.upcoming()
    rows = list((found.after(*query.after) if query.after else found)[: PAGE_SIZE + 1])
    shown = list_items(rows[:PAGE_SIZE], themes)
    today = timezone.localdate()
    earlier = ""
    if query.after:
        # The page ends with the place itself; it begins after the one a page's length before.
        earlier = _address_after(query, found.before(*query.after))
    return {
        # What has begun before is today's.
        "days": _by_day(shown, earliest=today),
        "is_empty": not shown,
        "earlier_url": earlier,
        "later_url": _next_page(query, shown) if len(rows) > PAGE_SIZE else "",
    }


def past(
    query: CalendarQuery,
    occurrences: OccurrenceQuerySet,
    themes: LocalizedThemes,
    request: HttpRequest,
) -> dict[str, Any]:
    """Return a page of what is over, the latest first."""
    found = occurrences.past()
    rows = list((found.before(*query.after) if query.after else found)[: PAGE_SIZE + 1])
    shown = list_items(rows[:PAGE_SIZE], themes)
    later = ""
    if query.after:
        later = _address_after(query, found.after(*query.after).order_by("starts_at", "pk"))
    return {
        "days": _by_day(shown),
        "is_empty": not shown,
        "earlier_url": _next_page(query, shown) if len(rows) > PAGE_SIZE else "",
        "later_url": later,
    }


def _next_page(query: CalendarQuery, shown: list[EventListItem]) -> str:
    return query.address(after=(shown[-1].occurrence.starts_at, shown[-1].occurrence.pk))


def _address_after(query: CalendarQuery, before: OccurrenceQuerySet) -> str:
    """Return the address of the page that ends where this one begins, given what is before it."""
    position = before.values_list("starts_at", "pk")[PAGE_SIZE - 1 : PAGE_SIZE]
    return query.address(after=next(iter(position), None))


def _by_day(
    shown: list[EventListItem], earliest: datetime.date = datetime.date.min
) -> list[tuple[datetime.date, list[EventListItem]]]:
    """Return `shown` by the day it begins; what has begun before `earliest` stands under that."""
    days: dict[datetime.date, list[EventListItem]] = {}
    for entry in shown:
        day = max(entry.when.first_day, earliest)
        days.setdefault(day, []).append(entry)
    return list(days.items())
