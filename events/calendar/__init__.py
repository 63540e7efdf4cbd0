"""The calendar: which part of it an address asks for, and what is found there."""

from events.calendar.choices import Choices, choices_for
from events.calendar.page import calendar_context, ways_into
from events.calendar.query import CalendarFilters, CalendarQuery

__all__ = [
    "CalendarFilters",
    "CalendarQuery",
    "Choices",
    "calendar_context",
    "choices_for",
    "ways_into",
]
