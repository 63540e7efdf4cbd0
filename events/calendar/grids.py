"""The grids of a month and a week: each day with the events on it."""

import datetime
from calendar import Calendar
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.themes import LocalizedThemes
from events.calendar.query import END_YEAR, FIRST_YEAR, CalendarQuery
from events.display.list_items import EventListItem, list_items
from events.models.occurrence_queryset import OccurrenceQuerySet

# Maximum number of occurrences in a grid.
MONTH_LIMIT = 400
WEEK_LIMIT = 150
_WEEK = datetime.timedelta(days=7)
_MONDAY_FIRST = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a grid, in the current month or in another, with what takes place on it."""

    date: datetime.date
    entries: list[EventListItem]
    in_month: bool
    is_today: bool
    # Whether the list below the grid of a phone shows it.
    is_listed: bool

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """The key of a held piece of a page. It tells what is sold out or over by now."""
        return (
            *(self.date, self.in_month, self.is_listed),
            *(entry.shown for entry in self.entries),
        )


def month(
    query: CalendarQuery,
    occurrences: OccurrenceQuerySet,
    themes: LocalizedThemes,
) -> dict[str, Any]:
    """Return the weeks of a month, each with seven days."""
    first = query.month or timezone.localdate().replace(day=1)
    following = (first + datetime.timedelta(days=32)).replace(day=1)
    previous = (first - datetime.timedelta(days=1)).replace(day=1)
    weeks = _MONDAY_FIRST.monthdatescalendar(first.year, first.month)
    # The first and the last week can reach into the neighbouring months.
    start, end = weeks[0][0], weeks[-1][-1] + datetime.timedelta(days=1)
    rows = list(occurrences.touching(_midnight(start), _midnight(end))[: MONTH_LIMIT + 1])
    by_day = _by_every_day(list_items(rows[:MONTH_LIMIT], themes), start, end)
    is_cut = len(rows) > MONTH_LIMIT
    today = timezone.localdate()
    # The list below the grid of a phone leaves out what is over in the current month.
    listed_from = today if first <= today < following else start
    return {
        "part_title": date_format(first, "YEAR_MONTH_FORMAT"),
        "month": first,
        "starts": first,
        "weeks": [
            _days(week, by_day, month=first.month, listed_from=listed_from) for week in weeks
        ],
        # A grid that is cut off may lack the events of this month.
        "is_empty": not is_cut and not any(first <= day < following for day in by_day),
        "is_cut": is_cut,
        "previous_month": previous,
        "next_month": following,
        "previous_url": query.address(month=previous) if previous.year >= FIRST_YEAR else "",
        "next_url": query.address(month=following) if following.year < END_YEAR else "",
    }


def week(
    query: CalendarQuery,
    occurrences: OccurrenceQuerySet,
    themes: LocalizedThemes,
) -> dict[str, Any]:
    """Return the seven days of a week, from Monday."""
    first = query.week or monday_of(timezone.localdate())
    following, previous = first + _WEEK, first - _WEEK
    rows = list(occurrences.touching(_midnight(first), _midnight(following))[: WEEK_LIMIT + 1])
    items = list_items(rows[:WEEK_LIMIT], themes)
    by_day = _by_every_day(items, first, following)
    days = [first + datetime.timedelta(days=number) for number in range(7)]
    return {
        "part_title": _("Week %(number)d, %(year)d")
        % {"number": first.isocalendar().week, "year": first.isocalendar().year},
        "part_text": " – ".join(
            date_format(day, "MONTH_DAY_FORMAT") for day in (days[0], days[-1])
        ),
        "starts": first,
        "entries": items,
        "week_days": _days(days, by_day),
        "is_empty": not rows,
        "is_cut": len(rows) > WEEK_LIMIT,
        "previous_url": query.address(week=previous) if previous.year >= FIRST_YEAR else "",
        "next_url": query.address(week=following) if following.year < END_YEAR else "",
    }


def monday_of(day: datetime.date) -> datetime.date:
    """Return the Monday of the week of `day`."""
    return day - datetime.timedelta(days=day.weekday())


def _days(
    days: Iterable[datetime.date],
    by_day: dict[datetime.date, list[EventListItem]],
    month: int | None = None,
    listed_from: datetime.date = datetime.date.min,
) -> list[Day]:
    today = timezone.localdate()
    return [
        Day(
            date=day,
            entries=by_day.get(day, []),
            in_month=month in {None, day.month},
            is_today=day == today,
            is_listed=day in by_day and day >= listed_from,
        )
        for day in days
    ]


def _by_every_day(
    items: list[EventListItem], start: datetime.date, end: datetime.date
) -> dict[datetime.date, list[EventListItem]]:
    """Group `items` by each day they last, from `start` until before `end`.

    An end at midnight belongs to the day before.
    """
    days: dict[datetime.date, list[EventListItem]] = {}
    for entry in items:
        first, last = entry.when.first_day, entry.when.last_day
        day = max(first, start)
        while day <= last and day < end:
            days.setdefault(day, []).append(replace(entry, continues=day > first))
            day += datetime.timedelta(days=1)
    return days


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
