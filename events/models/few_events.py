"""The events that a list is filtered to, if they are few."""

from collections.abc import Hashable
from typing import Any

from django.apps import apps
from django.db.models import Q

from core.caching.held_values import HeldValues
from events.models.event import Event
from events.models.event_text import EventText

# A list reads the occurrences of so many events one by one, and else all in the order of time.
_FEW = 100

_held: HeldValues[tuple[int, ...] | None] = HeldValues()


def few_event_ids(*, tag: str | None = None, **filters: Hashable) -> tuple[int, ...] | None:
    """Return the keys of the events with that tag and these values, None if they are many.

    Of an area, also those with a date at a venue of its own there. One query, and none once held.
    Databases cannot know that few events have all of the values together, and would read the
    occurrences of all others first.
    """
    return _held.get((tag, *sorted(filters.items())), lambda: _load(tag, dict(filters)))


def _load(tag: str | None, filters: dict[str, Any]) -> tuple[int, ...] | None:
    area = filters.pop("area_id", None)
    events = Event.objects.filter(**filters)
    if area is not None:
        # An event is in the list of an area for one date there, too. (The model is made later.)
        dates = apps.get_model("events", "Occurrence")._default_manager.filter(own_area=area)
        events = events.filter(Q(area=area) | Q(pk__in=dates.values("event")))
    if tag is not None:
        # Not a join: the same tag in two languages would repeat the event.
        tagged = EventText.objects.filter(tags__slug=tag)
        events = events.filter(pk__in=tagged.values("event"))
    found = tuple(events.values_list("pk", flat=True)[: _FEW + 1])
    return found if len(found) <= _FEW else None
