"""Plan the changes of occurrences when an event is published. Writes nothing."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from events import recurrence
from events.models import Event, Occurrence
from events.models.details import ONLINE_FIELDS, TAKES_PLACE, VENUE_FIELDS, EventStatus
from events.recurrence import Times
from events.scheduling.event_source import EventSource
from events.scheduling.occurrence_changes import OccurrenceState, derived_times


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """An occurrence, and the start and end it is to have.

    Without an occurrence, one is made. Without times, the occurrence is removed: deleted if nobody
    is signed up for it, cancelled otherwise.
    """

    occurrence: Occurrence | None
    times: Times | None


def plan(existing: Iterable[Occurrence], times: Iterable[Times]) -> list[PlannedChange]:
    """Return the changes that make the `existing` occurrences of an event take place at `times`.

    A start without an occurrence takes over, in order, one whose own start is gone: that
    occurrence moves, and its sign-ups move with it. Occurrences that are over do not change. A
    postponed one keeps waiting for a new date after its old date has passed.
    """
    by_start = {occurrence.recurrence_id: occurrence for occurrence in existing}
    was_empty = not by_start
    end_by_start = dict(times)
    movable = _movable(by_start, end_by_start)
    now = timezone.now()
    changes = []
    # Future starts take over first: a new hour for a running series moves the rest of the series
    # and makes no new occurrences in the past.
    missing = sorted(
        set(end_by_start) - set(by_start), key=lambda start: (end_by_start[start] < now, start)
    )
    for start in missing:
        if movable:
            by_start[start] = movable.pop(0)
        elif end_by_start[start] >= now or was_empty:
            changes.append(PlannedChange(None, (start, end_by_start[start])))
            was_empty = False
    for start, end in end_by_start.items():
        occurrence = by_start.get(start)
        if occurrence is not None and not occurrence.is_over:
            changes.append(PlannedChange(occurrence, (start, end)))
    return changes + [PlannedChange(occurrence, None) for occurrence in movable]


def planned_changes(source: EventSource, existing: Iterable[Occurrence]) -> list[PlannedChange]:
    """Return what publishing `source` does with the `existing` occurrences of its event."""
    existing = list(existing)
    return plan(existing, _times(source, existing))


def planned_times(source: EventSource) -> list[Times]:
    """Return start and end of each occurrence that the first publication of `source` makes."""
    return list(_times(source, []))


def planned_state(
    source: EventSource, occurrence: Occurrence, start: datetime.datetime, end: datetime.datetime
) -> OccurrenceState:
    """Return the state that `source` gives to the occurrence whose regular times these are.

    What was set for this occurrence alone stays as it is.
    """
    starts_at, ends_at = start, end
    if occurrence.has_own_time:
        starts_at, ends_at = occurrence.starts_at, occurrence.ends_at
    status, reason = source.status, source.status_reason
    other_reasons: dict[str, str] = {}
    has_passed = occurrence.is_postponed and ends_at < timezone.now() and status in TAKES_PLACE
    if has_passed or keeps_own_status(source, occurrence):
        # An event cannot take place on a date that has passed.
        status, reason = EventStatus(occurrence.status), occurrence.status_reason
        other_reasons = occurrence.other_reasons
    capacity = source.details["capacity"]
    return OccurrenceState(
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=occurrence.capacity if occurrence.has_own_seats else capacity,
        status=status,
        reason="" if status == EventStatus.SCHEDULED else reason,
        other_reasons=other_reasons,
        venue=occurrence.own_venue,
    )


def keeps_own_status(source: EventSource, occurrence: Occurrence) -> bool:
    """Return whether the status set for `occurrence` alone survives publishing `source`.

    Cancelling the whole event cancels every occurrence.
    """
    return occurrence.has_own_status and (
        source.status != EventStatus.CANCELLED or occurrence.is_cancelled
    )


def changes_venue(source: EventSource, event: Event, occurrence: Occurrence) -> bool:
    """Return whether `source` moves `occurrence` of `event`, as it was, to another venue.

    Or between venue and online. One with a venue of its own stays there.
    """
    names = ONLINE_FIELDS if occurrence.has_own_venue else VENUE_FIELDS
    return any(source.details[name] != getattr(event, name) for name in names)


def new_occurrence(
    event: Event,
    start: datetime.datetime,
    end: datetime.datetime,
    *,
    status: EventStatus = EventStatus.SCHEDULED,
    reason: str = "",
) -> Occurrence:
    """Return an unsaved occurrence of `event`."""
    occurrence = Occurrence(
        event=event,
        recurrence_id=start,
        starts_at=start,
        ends_at=end,
        capacity=event.capacity,
        newcomer_seats=event.newcomer_seats,
        status=status,
        status_reason="" if status == EventStatus.SCHEDULED else reason,
    )
    for name, value in derived_times(occurrence, start, end).items():
        setattr(occurrence, name, value)
    return occurrence


def horizon() -> datetime.datetime:
    """Return how far ahead the occurrences of a series are made: `SERIES_DAYS_AHEAD` from now."""
    return timezone.now() + datetime.timedelta(days=settings.SERIES_DAYS_AHEAD)


def _times(source: EventSource, existing: Iterable[Occurrence]) -> Iterable[Times]:
    # At least as far as occurrences exist, so that none beyond the horizon is removed.
    until = max([horizon(), *(occurrence.recurrence_id for occurrence in existing)])
    return recurrence.times(source.rule, source.first_times, until=until)


def _movable(
    by_start: dict[datetime.datetime, Occurrence], starts: Iterable[datetime.datetime]
) -> list[Occurrence]:
    """Return the occurrences that are not over and whose start is not among `starts`, by time.

    An occurrence that was cancelled alone does not move: its attendees got a mail, and did not
    sign up for another day. If all are cancelled, the event was, and it may be held later.
    """
    kept, now = set(starts), timezone.now()
    upcoming = [by_start[start] for start in sorted(by_start) if by_start[start].ends_at >= now]
    if not upcoming and len(kept) == 1:
        # A single event was postponed and its old date has passed. In a series, such an
        # occurrence gets its date from an editor: the others must not move up.
        upcoming = [each for each in by_start.values() if each.is_postponed][-1:]
    all_cancelled = all(occurrence.is_cancelled for occurrence in upcoming)
    return [
        occurrence
        for occurrence in upcoming
        if occurrence.recurrence_id not in kept and (all_cancelled or not occurrence.is_cancelled)
    ]
