"""The template context of the calendar."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.caching.held_values import HeldValues
from core.themes import LocalizedThemes
from events.calendar import grids, lists
from events.calendar.feed_links import feed_context
from events.calendar.filters import calendar_filters
from events.calendar.options import FilterOptions, filter_options
from events.calendar.query import CalendarQuery
from events.display.list_items import EventListItem, list_items
from events.models import Occurrence
from events.models.details import TAKES_PLACE
from events.models.occurrence_queryset import OccurrenceQuerySet
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A link of `components/view_switch.html`."""

    label: str
    url: str
    current: bool


def _first_end(part: dict[str, Any]) -> datetime.datetime | None:
    """Return the moment at which the first event leaves the list; a month keeps all of them."""
    entries = part.get("entries", ()) if "weeks_of_events" in part else ()
    return min((entry.occurrence.ends_at for entry in entries), default=None)


# The parts of the calendar that many ask for. A month has up to 400 events.
_parts: HeldValues[dict[str, Any]] = HeldValues(most=10, until=_first_end)

_PARTS = {
    "agenda": lists.agenda,
    "past": lists.past,
    "week": grids.week,
    "month": grids.month,
}


def calendar_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context of `events/_calendar.html`."""
    options = filter_options(request)
    query = CalendarQuery.read(request.GET, options)
    filters = calendar_filters(request, query)
    labels = [each.label for each in filters.chosen]
    context: dict[str, Any] = {
        "query": query,
        "misses_filter": any(name in query.filter_names() for name in query.unknown),
        "views": _view_links(query, current=query.view),
        "filters": filters,
        **feed_context(query.filter_values(), labels),
        "follows": buttons(request, _topics(query, options)),
        "robots": "noindex" if request.GET else "",
        **_part(query, request),
    }
    if context["is_empty"]:
        visible = Occurrence.objects.visible_to(request.user).for_listing()
        context |= _next_event_context(
            query,
            context.get("starts"),
            query.narrow(visible, options),
            query.without_filters().narrow(visible, options),
            options.themes,
        )
    return context


def _part(query: CalendarQuery, request: HttpRequest) -> dict[str, Any]:
    """Return the context of the view that was asked for, held for all readers.

    Which events are over or have places left depends on the moment, so such lists are not held.
    """

    def read() -> dict[str, Any]:
        # Looked up here, so that a held part depends on the themes, areas and tags too.
        options = filter_options(request)
        visible = Occurrence.objects.visible_to(AnonymousUser()).for_listing()
        return _PARTS[query.view](query, query.narrow(visible, options), options.themes)

    if query.free or query.view == "past":
        return read()
    return _parts.get((get_language(), timezone.localdate(), query), read)


def _view_links(query: CalendarQuery, *, current: str) -> list[ViewLink]:
    """Return the links to the other views of `query`; week and month keep the date."""
    day = query.week or query.month
    if query.week:
        # Thursday decides which month a week belongs to.
        day = query.week + datetime.timedelta(days=3)
    dates: dict[str, dict[str, Any]] = {
        "week": {"week": grids.monday_of(day) if day else None},
        "month": {"month": day.replace(day=1) if day else None},
    }
    return [
        ViewLink(
            label=label,
            url=query.address(
                **{"view": view, "month": None, "week": None, "after": None, **dates.get(view, {})}
            ),
            current=view == current,
        )
        for view, label in (
            ("agenda", _("List")),
            ("week", _("Week")),
            ("month", _("Month")),
            ("past", _("Past events")),
        )
    ]


def _topics(query: CalendarQuery, options: FilterOptions) -> list[tuple[str, str]]:
    """Return topic and name of each chosen filter that a reader can follow."""
    theme, area = options.themes.by_slug(query.theme), options.area(query.area)
    tag = options.tag(query.tag)
    return [
        *([(topics.theme(theme.id), theme.name)] if theme else []),
        *([(topics.area(area.pk), area.name)] if area else []),
        *([(topics.tag(tag.slug), tag.name)] if tag else []),
    ]


def _next_event_context(
    query: CalendarQuery,
    first_day: datetime.date | None,
    occurrences: OccurrenceQuerySet,
    unfiltered: OccurrenceQuerySet,
    themes: LocalizedThemes,
) -> dict[str, Any]:
    """Return the event to suggest where the calendar is empty.

    The next one that passes the filters, in a month or week after `first_day` if possible; or else
    the next of all.
    """
    rows: list[Occurrence] = []
    if first_day is not None and first_day > timezone.localdate():
        start = timezone.make_aware(datetime.datetime.combine(first_day, datetime.time()))
        rows = _first(occurrences.upcoming().filter(starts_at__gte=start))
    rows = rows or _first(occurrences.upcoming())
    passes_filters = bool(rows)
    rows = rows or _first(unfiltered.upcoming())
    entry = next(iter(list_items(rows, themes)), None)
    return {
        "next_entry": entry,
        **(_link_to_part(query, entry) if entry and passes_filters else {}),
    }


def _first(occurrences: OccurrenceQuerySet) -> list[Occurrence]:
    """Return the first that takes place, or else the first."""
    return list(occurrences.filter(status__in=TAKES_PLACE)[:1] or occurrences[:1])


def _link_to_part(query: CalendarQuery, entry: EventListItem) -> dict[str, str]:
    """Return URL and name of the month or week in which `entry` starts, in those views."""
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
