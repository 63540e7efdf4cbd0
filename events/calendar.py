"""The calendar: which part of it an address asks for, and what is found there."""

import datetime
import re
from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Area
from core.themes import ThemeFace, ThemeFaces, themes_for
from events.listing import Entry, entries
from events.models import CalendarPage, Occurrence
from events.models.events import OccurrenceQuerySet
from notifications.notices import topics
from notifications.notices.listing import buttons

PAGE_SIZE = 20
# A month of a municipality; more than this is not read in a month's grid.
MONTH_LIMIT = 400
FIRST_YEAR, END_YEAR = 2000, 2100
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MONDAY_FIRST = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class CalendarQuery:
    """What the calendar's address asks for. `unknown` names what it does not understand."""

    view: str = "agenda"
    theme: str = ""
    area: str = ""
    month: datetime.date | None = None
    after: tuple[datetime.datetime, int] | None = None
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(
        cls, data: Mapping[str, str], themes: ThemeFaces, areas: list[Area]
    ) -> "CalendarQuery":
        """Return the query of `data` (a request's GET). Never raises: what is unknown is named."""
        unknown = []
        view = data.get("view") or "agenda"
        if view not in {"agenda", "month"}:
            unknown.append("view")
            view = "agenda"
        theme = data.get("theme", "")
        if theme and themes.by_slug(theme) is None:
            unknown.append("theme")
            theme = ""
        area = data.get("area", "")
        if area and area not in {known.slug for known in areas}:
            unknown.append("area")
            area = ""
        month = _read_month(data.get("month", ""))
        if data.get("month") and month is None:
            unknown.append("month")
        after = _read_place(data.get("after", ""))
        if data.get("after") and after is None:
            unknown.append("after")
        return cls(view, theme, area, month, after, tuple(unknown))

    def address(self, **changes: Any) -> str:
        """Return the query string of this query with `changes`; "?" alone for the plain agenda."""
        query = replace(self, **changes)
        values = {
            "view": "" if query.view == "agenda" else query.view,
            "theme": query.theme,
            "area": query.area,
            "month": query.month.strftime("%Y-%m") if query.month else "",
            "after": _write_place(query.after) if query.after else "",
        }
        return "?" + urlencode({key: value for key, value in values.items() if value})


def calendar_context(page: CalendarPage, request: HttpRequest) -> dict[str, Any]:
    """Return what the calendar's template needs beside the page."""
    themes = themes_for(request)
    areas = list(Area.objects.all())
    query = CalendarQuery.read(request.GET, themes, areas)
    theme = themes.by_slug(query.theme)
    area = next((area for area in areas if area.slug == query.area), None)
    everything = Occurrence.objects.visible_to(request.user).for_listing()
    occurrences = everything.about(
        theme=theme.id if theme else None, area=area.pk if area else None
    )
    part = _month if query.view == "month" else _agenda
    context: dict[str, Any] = {
        "query": query,
        "theme": theme,
        "area": area,
        "filters": _filters(query, themes, areas),
        "filter_count": sum(1 for chosen in (theme, area) if chosen),
        "agenda_url": query.address(view="agenda", month=None, after=None),
        "month_url": query.address(view="month", after=None),
        "follows": buttons(request, _topics(theme, area)),
        "everything_url": CalendarQuery(view=query.view).address(),
        "robots": "noindex" if request.GET else "",
        **part(query, occurrences, themes, request),
    }
    if context["is_empty"]:
        # What is next of what was asked for, or else of anything.
        soonest = list(occurrences.upcoming()[:1]) or list(everything.upcoming()[:1])
        context["next_entry"] = next(iter(entries(soonest, themes, request)), None)
    return context


def _topics(theme: ThemeFace | None, area: Area | None) -> list[tuple[str, str]]:
    """Return what a reader of that part of the calendar could follow, each with its name."""
    found = [(topics.theme(theme.id), theme.name)] if theme else []
    return found + ([(topics.area(area.pk), area.name)] if area else [])


def _agenda(
    query: CalendarQuery, occurrences: OccurrenceQuerySet, themes: ThemeFaces, request: HttpRequest
) -> dict[str, Any]:
    found = occurrences.upcoming()
    rows = list((found.after(*query.after) if query.after else found)[: PAGE_SIZE + 1])
    shown = entries(rows[:PAGE_SIZE], themes, request)
    return {
        "days": _by_day(shown),
        "is_empty": not shown,
        "earlier_url": _earlier(query, found) if query.after else "",
        "later_url": (
            query.address(after=(shown[-1].starts_at, shown[-1].occurrence.pk))
            if len(rows) > PAGE_SIZE
            else ""
        ),
    }


def _earlier(query: CalendarQuery, found: OccurrenceQuerySet) -> str:
    """Return the address of the page that ends where this one begins."""
    assert query.after is not None  # noqa: S101 – for the type checker
    # The page ends with the place itself; it begins after the one a page's length before.
    place = found.before(*query.after).values_list("starts_at", "pk")[PAGE_SIZE - 1 : PAGE_SIZE]
    return query.address(after=next(iter(place), None))


def _month(
    query: CalendarQuery, occurrences: OccurrenceQuerySet, themes: ThemeFaces, request: HttpRequest
) -> dict[str, Any]:
    today = timezone.localdate()
    month = query.month or today.replace(day=1)
    following = (month + datetime.timedelta(days=32)).replace(day=1)
    previous = (month - datetime.timedelta(days=1)).replace(day=1)
    rows = list(occurrences.touching(_midnight(month), _midnight(following))[: MONTH_LIMIT + 1])
    by_day = _by_every_day(entries(rows[:MONTH_LIMIT], themes, request), month, following)
    return {
        "month": month,
        "weeks": [
            [
                {
                    "date": day,
                    "in_month": day.month == month.month,
                    "is_today": day == today,
                    "entries": by_day.get(day, []),
                }
                for day in week
            ]
            for week in _MONDAY_FIRST.monthdatescalendar(month.year, month.month)
        ],
        "is_empty": not rows,
        "is_cut": len(rows) > MONTH_LIMIT,
        "previous_month": previous,
        "next_month": following,
        "previous_url": query.address(month=previous) if previous.year >= FIRST_YEAR else "",
        "next_url": query.address(month=following) if following.year < END_YEAR else "",
    }


def _filters(query: CalendarQuery, themes: ThemeFaces, areas: list[Area]) -> list[dict[str, Any]]:
    def options(name: str, choices: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": query.address(**{name: slug, "after": None}),
                "current": getattr(query, name) == slug,
                "icon": icon,
            }
            for slug, label, icon in choices
        ]

    return [
        {
            "label": _("Theme"),
            "options": options(
                "theme",
                [("", _("All themes"), ""), *((t.slug, t.name, t.icon) for t in themes)],
            ),
        },
        {
            "label": _("Area"),
            "options": options(
                "area",
                [("", _("The whole municipality"), ""), *((a.slug, a.name, "") for a in areas)],
            ),
        },
    ]


def _by_day(shown: list[Entry]) -> list[tuple[datetime.date, list[Entry]]]:
    """Return `shown` by the day it begins; what has begun before is today's."""
    today = timezone.localdate()
    days: dict[datetime.date, list[Entry]] = {}
    for entry in shown:
        days.setdefault(max(timezone.localdate(entry.starts_at), today), []).append(entry)
    return list(days.items())


def _by_every_day(
    shown: list[Entry], start: datetime.date, end: datetime.date
) -> dict[datetime.date, list[Entry]]:
    """Return `shown` on every day it lasts, from `start` until before `end`.

    What ends at midnight does not touch the day that begins then.
    """
    days: dict[datetime.date, list[Entry]] = {}
    for entry in shown:
        first = timezone.localdate(entry.starts_at)
        last = timezone.localdate(entry.ends_at - datetime.timedelta(microseconds=1))
        day = max(first, start)
        while day <= last and day < end:
            days.setdefault(day, []).append(replace(entry, continues=day > first))
            day += datetime.timedelta(days=1)
    return days


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _read_month(text: str) -> datetime.date | None:
    try:
        month = datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return month if FIRST_YEAR <= month.year < END_YEAR else None


def _read_place(text: str) -> tuple[datetime.datetime, int] | None:
    """Return the place in time that `text` ("<microseconds since 1970>-<id>") names."""
    found = re.fullmatch(r"([0-9]{1,18})-([0-9]{1,18})", text)
    if found is None:
        return None
    try:
        moment = EPOCH + datetime.timedelta(microseconds=int(found[1]))
    except OverflowError:
        return None
    return (moment, int(found[2])) if moment.year < END_YEAR else None


def _write_place(place: tuple[datetime.datetime, int]) -> str:
    return f"{(place[0] - EPOCH) // datetime.timedelta(microseconds=1)}-{place[1]}"
