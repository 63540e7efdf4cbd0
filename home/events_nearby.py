"""The next events, those in the reader's town first."""

import math
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from core.models import Area
from core.themes import LocalizedThemes, localized_themes
from events.display.list_items import EventListItem, list_items
from events.display.next_items import next_items
from events.models import Occurrence
from events.models.occurrence_queryset import OccurrenceQuerySet

# The share of rows kept for the rest of the municipality, so that one busy town does not hide it.
_ELSEWHERE = 0.25


@dataclass(frozen=True, slots=True)
class EventsNearby:
    """The next events in `area` and those elsewhere; without an area, all are elsewhere."""

    area: Area | None
    near: list[EventListItem]
    elsewhere: list[EventListItem]

    def __bool__(self) -> bool:
        return bool(self.near or self.elsewhere)


def next_events_nearby(area: Area | None, *, limit: int) -> EventsNearby:
    """Return the next `limit` events, those in `area` first."""
    if area is None:
        return EventsNearby(None, near=[], elsewhere=next_items(limit))
    upcoming = Occurrence.objects.visible_to(AnonymousUser()).upcoming().for_listing()
    return events_nearby(upcoming, area, localized_themes(), limit=limit)


def events_nearby(
    occurrences: OccurrenceQuerySet, area: Area | None, themes: LocalizedThemes, *, limit: int
) -> EventsNearby:
    """Return the first `limit` of `occurrences`, those in `area` first. Two queries at most."""
    most_near = limit - math.ceil(limit * _ELSEWHERE)
    near = list(occurrences.about(area=area.pk)[:most_near]) if area else []
    others = occurrences.outside_area(area.pk) if area else occurrences
    rows = near + list(others[: limit - len(near)])
    items = list_items(rows, themes)
    return EventsNearby(area, near=items[: len(near)], elsewhere=items[len(near) :])
