"""The event of a meetup as values, which `events` publishes."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from events import recurrence
from events.models import Event
from events.models.details import DETAIL_FIELDS, EventStatus, Kind
from events.scheduling.event_source import EventSource, TextSource
from forum.models import Meetup, Thread


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What the organiser decides about a meetup."""

    title: str
    # Empty: to be agreed.
    place: str = ""
    starts_at: datetime.datetime
    # None: no end is given.
    ends_at: datetime.datetime | None = None
    # None: no limit.
    capacity: int | None = None
    status: EventStatus = EventStatus.SCHEDULED
    reason: str = ""


def event_source(key: uuid.UUID, thread: Thread, plan: Plan) -> EventSource:
    """Return the event of a meetup in `thread`."""
    details: dict[str, Any] = {
        name: Event._meta.get_field(name).get_default()  # type: ignore[union-attr]
        for name in DETAIL_FIELDS
    }
    details |= {
        "kind": Kind.SOCIAL,
        "venue": plan.place,
        "capacity": plan.capacity,
        "has_open_end": plan.ends_at is None,
    }
    return EventSource(
        translation_key=key,
        title=plan.title,
        theme_id=thread.theme_id,
        area_id=thread.area_id,
        first_times=recurrence.first_times(
            plan.starts_at, plan.ends_at, has_open_end=plan.ends_at is None
        ),
        status=plan.status,
        status_reason=plan.reason,
        is_example=thread.is_example,
        by_neighbours=True,
        details=details,
    )


def text_source(meetup: Meetup, plan: Plan) -> TextSource:
    """Return the one text of a meetup: readers of all languages see it untranslated."""
    thread = meetup.thread
    is_known = thread.language in dict(settings.LANGUAGES)
    with override(thread.language if is_known else settings.LANGUAGE_CODE):
        url = meetup.get_absolute_url()
    return TextSource(
        language=thread.language,
        title=plan.title,
        is_original=True,
        url=url,
        status=plan.status,
        status_reason=plan.reason,
        tags=thread.tag_ids,
        published_at=timezone.now(),
    )


def current_plan(meetup: Meetup) -> Plan:
    """Return what the organiser has decided so far. One query."""
    event = meetup.event
    occurrence = event.occurrences.get()
    return Plan(
        title=event.title,
        place=event.venue,
        starts_at=occurrence.starts_at,
        ends_at=None if event.has_open_end else occurrence.ends_at,
        capacity=occurrence.capacity,
        status=EventStatus(event.status),
        reason=event.status_reason,
    )
