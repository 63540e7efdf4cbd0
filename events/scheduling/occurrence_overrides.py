"""Remove the own settings of one occurrence of a series.

`occurrence_changes.change_one` sets it.
"""

from django.db import transaction
from django.utils import timezone

from events import recurrence
from events.models import Occurrence
from events.models.details import EventStatus
from events.scheduling.occurrence_changes import OccurrenceState, apply_state
from events.signups.locking import lock


def regular_state(occurrence: Occurrence) -> OccurrenceState | None:
    """Return the state of `occurrence` if nothing had been set for it alone.

    None if the series has no such time any more, or that time has passed.
    """
    event = occurrence.event
    if event.first_times is None:
        return None
    times = recurrence.times(event.recurrence, event.first_times, until=occurrence.recurrence_id)
    end = dict(times).get(occurrence.recurrence_id)
    if end is None or end < timezone.now():
        return None
    status = EventStatus(event.status)
    return OccurrenceState(
        starts_at=occurrence.recurrence_id,
        ends_at=end,
        capacity=event.capacity,
        status=status,
        reason="" if status == EventStatus.SCHEDULED else event.status_reason,
    )


@transaction.atomic
def return_to_series(*, occurrence: Occurrence) -> bool:
    """Give `occurrence` the state that its series has for it, and let it follow the series again.

    Return False if the series has no such time any more.
    """
    locked = lock(occurrence.pk)
    state = regular_state(locked)
    if state is None:
        return False
    Occurrence.objects.filter(pk=locked.pk).update(
        has_own_time=False, has_own_seats=False, has_own_status=False
    )
    apply_state(locked, state)
    return True
