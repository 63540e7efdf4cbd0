"""What the calendar shows, on its own page and on the page of a theme."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.themes import LocalizedTheme, LocalizedThemes
from events.calendar import grids, lists
from events.calendar.feed_links import feed_context
from events.calendar.filters import filter_context
from events.calendar.options import FilterOptions, filter_options
from events.calendar.query import CalendarQuery
from events.display.list_items import EventListItem, list_items
from events.models import Occurrence
from events.models.details import TAKES_PLACE
from events.models.occurrence_queryset import OccurrenceQuerySet
from notifications.notices import topics
from notifications.notices.inbox import buttons

_PARTS = {
    "agenda": lists.agenda,
    "past": lists.past,
    "week": grids.week,
    "month": grids.month,
}


def calendar_context(request: HttpRequest, theme: LocalizedTheme | None = None) -> dict[str, Any]:
    """Return what `events/_calendar.html` needs; of the events of `theme`, if it is on its page."""
    choices = filter_options(request)
    query = _read(request, theme, choices)
    visible = Occurrence.objects.visible_to(request.user).for_listing()
    everything = query.without_filters().narrow(visible, choices)
    occurrences = query.narrow(visible, choices)
    words = [theme.name] if theme else []
    context: dict[str, Any] = {
        "query": query,
        "misses_filter": any(name in query.filter_names() for name in query.unknown),
        "views": _view_links(query),
        **(shown := filter_context(query, choices)),
        **feed_context(query.filter_values(), words + [each["label"] for each in shown["chosen"]]),
        "follows": buttons(request, _topics(query, choices)),
        "robots": "noindex" if request.GET else "",
        **_PARTS[query.view](query, occurrences, choices.themes, request),
    }
    if context["is_empty"]:
        begins = context.get("starts")
        context |= _what_is_next(query, begins, occurrences, everything, choices.themes, request)
    return context


def theme_calendar_context(request: HttpRequest, theme: LocalizedTheme) -> dict[str, Any]:
    """Return the ways from the first sight of a theme's page into its calendar."""
    choices = filter_options(request)
    query = _read(request, theme, choices)
    return {
        "views": [view | {"current": False} for view in _view_links(query)],
        **filter_context(query, choices),
        **feed_context(query.filter_values(), [theme.name]),
    }


def _read(
    request: HttpRequest, theme: LocalizedTheme | None, choices: FilterOptions
) -> CalendarQuery:
    if theme is None:
        return CalendarQuery.read(request.GET, choices)
    return CalendarQuery.of_theme(theme, request.GET, choices)


def _view_links(query: CalendarQuery) -> list[dict[str, Any]]:
    """Return the ways to show what `query` asks for.

    From a week to its month and back, the reader stays where they are.
    """
    day = query.week or query.month
    if query.week:
        # The month that most of the week belongs to.
        day = query.week + datetime.timedelta(days=3)
    dates: dict[str, dict[str, Any]] = {
        "week": {"week": grids.monday_of(day) if day else None},
        "month": {"month": day.replace(day=1) if day else None},
    }
    return [
        {
            "label": label,
            "url": query.address(
                **{"view": view, "month": None, "week": None, "after": None, **dates.get(view, {})}
            ),
            "current": query.view == view,
        }
        for view, label in (
            ("agenda", _("List")),
            ("week", _("Week")),
            ("month", _("Month")),
            ("past", _("Past events")),
        )
    ]


def _topics(query: CalendarQuery, choices: FilterOptions) -> list[tuple[str, str]]:
    """Return what a reader of that part of the calendar could follow, each with its name."""
    theme, area = choices.themes.by_slug(query.theme), choices.area(query.area)
    tag = choices.tag(query.tag)
    return [
        *([(topics.theme(theme.id), theme.name)] if theme else []),
        *([(topics.area(area.pk), area.name)] if area else []),
        *([(topics.tag(tag.slug), tag.name)] if tag else []),
    ]


def _what_is_next(
    query: CalendarQuery,
    begins: datetime.date | None,
    occurrences: OccurrenceQuerySet,
    everything: OccurrenceQuerySet,
    themes: LocalizedThemes,
    request: HttpRequest,
) -> dict[str, Any]:
    """Return what to show where there is nothing: the next of what was asked for, or of anything.

    In an empty month or week that is what comes after it, if anything does.
    """
    found: list[Occurrence] = []
    if begins is not None and begins > timezone.localdate():
        start = timezone.make_aware(datetime.datetime.combine(begins, datetime.time()))
        found = _next_of(occurrences.upcoming().filter(starts_at__gte=start))
    found = found or _next_of(occurrences.upcoming())
    is_asked_for = bool(found)
    found = found or _next_of(everything.upcoming())
    entry = next(iter(list_items(found, themes)), None)
    return {
        "next_entry": entry,
        **(_way_there(query, entry) if entry and is_asked_for else {}),
    }


def _next_of(occurrences: OccurrenceQuerySet) -> list[Occurrence]:
    """Return the first that one can come to, or else the first that one could have come to."""
    return list(occurrences.filter(status__in=TAKES_PLACE)[:1] or occurrences[:1])


def _way_there(query: CalendarQuery, entry: EventListItem) -> dict[str, str]:
    """Return the address and the name of the month or week in which `entry` begins."""
    day = max(entry.when.first_day, timezone.localdate())
    if query.view == "month":
        month = day.replace(day=1)
        label = capfirst(date_format(month, "YEAR_MONTH_FORMAT"))
        return {"next_part_url": query.address(month=month), "next_part_label": label}
    if query.view == "week":
        monday = grids.monday_of(day)
        label = _("Week %(number)d") % {"number": monday.isocalendar().week}
        return {"next_part_url": query.address(week=monday), "next_part_label": label}
    return {}
