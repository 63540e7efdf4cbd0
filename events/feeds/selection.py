"""Which occurrences a feed holds: those the calendar's own filters leave, within reach."""

import datetime
from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.themes import LocalizedTheme
from events.calendar.feed_links import feed_name, query_string
from events.calendar.options import FilterOptions, filter_options
from events.calendar.query import CalendarFilters
from events.models import Occurrence
from events.models.details import Kind
from events.models.occurrence_queryset import OccurrenceQuerySet

# So far back are entries kept, so that a program that asks seldom hears of what was cancelled.
BACK = datetime.timedelta(days=60)
AHEAD = datetime.timedelta(days=400)
# More is no calendar that a telephone can show. What is nearest is kept.
MOST_BACK, MOST_AHEAD = 100, 900


class UnknownFilterError(ValueError):
    """A feed of a theme, a place or a word that there is not."""


@dataclass(frozen=True, slots=True)
class FeedSelection:
    """What a feed's address asks for."""

    filters: CalendarFilters
    choices: FilterOptions

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        """Return the choice that `request` names; what is not a filter is passed over.

        Raises `NoSuchChoiceError`. Programs read the answer: all events instead of those wanted
        would fill somebody's calendar.
        """
        choices = filter_options(request)
        values, unknown = CalendarFilters.read_filters(request.GET, choices)
        if unknown:
            raise UnknownFilterError
        return cls(CalendarFilters(**values), choices)

    @property
    def theme(self) -> LocalizedTheme | None:
        """The theme it is of, if it is of one."""
        return self.choices.themes.by_slug(self.filters.theme)

    @property
    def query(self) -> str:
        """The query string of this choice, always in one order; "" for everything."""
        return query_string(self.filters.filter_values())

    @property
    def name(self) -> str:
        """What a feed of this choice is called."""
        area, tag = self.choices.area(self.filters.area), self.choices.tag(self.filters.tag)
        words = [
            self.theme.name if self.theme else "",
            area.name if area else "",
            str(Kind(self.filters.kind).label) if self.filters.kind else "",
            tag.name if tag else "",
            _("with free seats") if self.filters.free else "",
            _("online") if self.filters.online else "",
        ]
        return feed_name(word for word in words if word)

    def among(self, occurrences: OccurrenceQuerySet) -> OccurrenceQuerySet:
        """Return those of `occurrences` that are wanted."""
        return self.filters.narrow(occurrences, self.choices)


def in_reach(occurrences: OccurrenceQuerySet) -> list[Occurrence]:
    """Return those from `BACK` until `AHEAD`, soonest first. Two queries."""
    now = timezone.now()
    past = occurrences.filter(ends_at__lt=now, ends_at__gte=now - BACK)
    return [*reversed(past.order_by("-starts_at", "-pk")[:MOST_BACK]), *to_come(occurrences)]


def to_come(occurrences: OccurrenceQuerySet) -> list[Occurrence]:
    """Return those not over yet, until `AHEAD`, soonest first."""
    return list(occurrences.upcoming().filter(starts_at__lt=timezone.now() + AHEAD)[:MOST_AHEAD])
