"""One time of an event, and the series it belongs to: what it would be without its own decisions.

What is decided for one time alone is decided by `occurrences.change_one`.
"""

from django.db import transaction
from django.utils import timezone

from events import recurrence
from events.models import Occurrence
from events.models.details import EventStatus
from events.scheduling import occurrence_changes, publishing
from events.signups.locking import lock


def as_in_series(occurrence: Occurrence) -> occurrence_changes.OccurrenceState | None:
    """Return what `occurrence` would be if nothing had been decided for it alone.

    None if its series has no such time any more, or it has passed, or there is no page.
    """
    event = occurrence.event
    page = publishing.source_of(event)
    if page is None or event.first_starts_at is None or event.first_ends_at is None:
        return None
    first = (event.first_starts_at, event.first_ends_at)
    times = dict(recurrence.times(event.recurrence, first, until=occurrence.recurrence_id))
    end = times.get(occurrence.recurrence_id)
    if end is None or end < timezone.now():
        return None
    status = EventStatus(page.status)
    return occurrence_changes.OccurrenceState(
        starts_at=occurrence.recurrence_id,
        ends_at=end,
        capacity=event.capacity,
        status=status,
        reason="" if status == EventStatus.SCHEDULED else page.status_reason,
    )


@transaction.atomic
def return_to_series(*, occurrence: Occurrence) -> bool:
    """Make `occurrence` as its series has it again, and have it follow the series from now on.

    Returns whether it could be.
    """
    locked = lock(occurrence.pk)
    as_before = as_in_series(locked)
    if as_before is None:
        return False
    Occurrence.objects.filter(pk=locked.pk).update(
        has_own_time=False, has_own_seats=False, has_own_status=False
    )
    occurrence_changes.apply_state(locked, as_before)
    return True
