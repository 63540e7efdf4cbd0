"""The calendar: which part of it an address asks for, and what is found there."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Area
from core.themes import ThemeFaces, themes_for
from events.listing import Entry, entries
from events.models import CalendarPage, Occurrence

PAGE_SIZE = 20
# A month of a municipality; more than this is not read in a month's grid.
MONTH_LIMIT = 400


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
        view = data.get("view", "agenda")
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
    occurrences = (
        Occurrence.objects.visible_to(request.user)
        .about(theme=theme.id if theme else None, area=area.pk if area else None)
        .for_listing()
    )
    context: dict[str, Any] = {
        "query": query,
        "theme": theme,
        "area": area,
        "filters": _filters(query, themes, areas),
        "agenda_url": query.address(view="agenda", month=None, after=None),
        "month_url": query.address(view="month", after=None),
        "everything_url": CalendarQuery(view=query.view).address(),
        "robots": "noindex" if request.GET else "",
    }
    if query.view == "month":
        return context | _month(query, occurrences, themes)
    return context | _agenda(query, occurrences, themes)


def _agenda(query: CalendarQuery, occurrences: Any, themes: ThemeFaces) -> dict[str, Any]:
    found = occurrences.upcoming()
    if query.after:
        found = found.after(*query.after)
    rows = list(found[: PAGE_SIZE + 1])
    shown = entries(rows[:PAGE_SIZE], themes)
    return {
        "days": _by_day(shown),
        "first_url": query.address(after=None) if query.after else "",
        "later_url": (
            query.address(after=(shown[-1].starts_at, shown[-1].occurrence.pk))
            if len(rows) > PAGE_SIZE
            else ""
        ),
    }


def _month(query: CalendarQuery, occurrences: Any, themes: ThemeFaces) -> dict[str, Any]:
    today = timezone.localdate()
    month = query.month or today.replace(day=1)
    following = (month + datetime.timedelta(days=32)).replace(day=1)
    previous = (month - datetime.timedelta(days=1)).replace(day=1)
    found = occurrences.between(_midnight(month), _midnight(following))[:MONTH_LIMIT]
    by_day = dict(_by_day(entries(found, themes)))
    first = month - datetime.timedelta(days=month.weekday())
    weeks = []
    while first < following:
        days = [first + datetime.timedelta(days=number) for number in range(7)]
        weeks.append(
            [
                {
                    "date": day,
                    "in_month": day.month == month.month,
                    "is_today": day == today,
                    "entries": by_day.get(day, []),
                }
                for day in days
            ]
        )
        first += datetime.timedelta(days=7)
    upcoming = None
    if not by_day:
        upcoming = next(iter(entries(occurrences.upcoming()[:1], themes)), None)
    return {
        "month": month,
        "weeks": weeks,
        "is_empty": not by_day,
        "next_entry": upcoming,
        "previous_url": query.address(month=previous) if previous.year >= 2000 else "",
        "next_url": query.address(month=following) if following.year < 2100 else "",
    }


def _filters(query: CalendarQuery, themes: ThemeFaces, areas: list[Area]) -> list[dict[str, Any]]:
    def options(name: str, choices: list[tuple[str, str]]) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "url": query.address(**{name: slug, "after": None}),
                "current": getattr(query, name) == slug,
            }
            for slug, label in [("", _("All")), *choices]
        ]

    return [
        {
            "label": _("Theme"),
            "options": options("theme", [(theme.slug, theme.name) for theme in themes]),
        },
        {"label": _("Area"), "options": options("area", [(a.slug, a.name) for a in areas])},
    ]


def _by_day(shown: list[Entry]) -> list[tuple[datetime.date, list[Entry]]]:
    days: dict[datetime.date, list[Entry]] = {}
    for entry in shown:
        days.setdefault(timezone.localdate(entry.starts_at), []).append(entry)
    return list(days.items())


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _read_month(text: str) -> datetime.date | None:
    try:
        month = datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return month if 2000 <= month.year < 2100 else None


def _read_place(text: str) -> tuple[datetime.datetime, int] | None:
    """Return the place in time that `text` ("<microseconds since 1970>-<id>") names."""
    stamp, _dash, pk = text.partition("-")
    try:
        micros, number = int(stamp), int(pk)
        if not 0 <= number < 2**63:
            return None
        return (
            datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
            + datetime.timedelta(microseconds=micros),
            number,
        )
    except (ValueError, OverflowError):
        return None


def _write_place(place: tuple[datetime.datetime, int]) -> str:
    since = place[0] - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return f"{since // datetime.timedelta(microseconds=1)}-{place[1]}"
