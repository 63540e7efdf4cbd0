"""Select the occurrences of a feed by the filters of its URL, within a time span."""

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

# Past entries stay this long, so that a client that rarely asks learns of cancellations.
BACK = datetime.timedelta(days=60)
AHEAD = datetime.timedelta(days=400)
# Maximum number of entries; the nearest in time are kept.
MAX_BACK, MAX_AHEAD = 100, 900


class UnknownFilterError(ValueError):
    """A filter has a value that does not exist."""


@dataclass(frozen=True, slots=True)
class FeedSelection:
    """The filters in the URL of a feed."""

    filters: CalendarFilters
    options: FilterOptions

    @classmethod
    def read(cls, request: HttpRequest) -> Self:
        """Return the selection of `request`; other parameters are ignored.

        Raises `UnknownFilterError`: feeding all events instead would fill somebody's calendar.
        """
        options = filter_options(request)
        values, unknown = CalendarFilters.read_filters(request.GET, options)
        if unknown:
            raise UnknownFilterError
        return cls(CalendarFilters(**values), options)

    @property
    def theme(self) -> LocalizedTheme | None:
        """The theme that it is narrowed down to, or None."""
        return self.options.themes.by_slug(self.filters.theme)

    @property
    def query(self) -> str:
        """The query string, in a fixed order; "" for all events."""
        return query_string(self.filters.filter_values())

    @property
    def name(self) -> str:
        """The title of the feed."""
        area, tag = self.options.area(self.filters.area), self.options.tag(self.filters.tag)
        labels = [
            self.theme.name if self.theme else "",
            area.name if area else "",
            str(Kind(self.filters.kind).label) if self.filters.kind else "",
            tag.name if tag else "",
            _("with places left") if self.filters.free else "",
            _("online") if self.filters.online else "",
        ]
        return feed_name(label for label in labels if label)

    def among(self, occurrences: OccurrenceQuerySet) -> OccurrenceQuerySet:
        """Filter `occurrences`."""
        return self.filters.narrow(occurrences, self.options)


def in_reach(occurrences: OccurrenceQuerySet) -> list[Occurrence]:
    """Return `occurrences` from `BACK` ago until `AHEAD`, soonest first. Two queries."""
    now = timezone.now()
    past = occurrences.filter(ends_at__lt=now, ends_at__gte=now - BACK)
    return [*reversed(past.order_by("-starts_at", "-pk")[:MAX_BACK]), *to_come(occurrences)]


def to_come(occurrences: OccurrenceQuerySet) -> list[Occurrence]:
    """Return `occurrences` that have not ended, until `AHEAD`, soonest first."""
    return list(occurrences.upcoming().filter(starts_at__lt=timezone.now() + AHEAD)[:MAX_AHEAD])
