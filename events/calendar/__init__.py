"""The calendar: its query string, filters, views and template context."""

from events.calendar.context import calendar_context
from events.calendar.feed_links import feed_context
from events.calendar.options import FilterOptions, filter_options
from events.calendar.query import CalendarFilters, CalendarQuery

__all__ = [
    "CalendarFilters",
    "CalendarQuery",
    "FilterOptions",
    "calendar_context",
    "feed_context",
    "filter_options",
]
