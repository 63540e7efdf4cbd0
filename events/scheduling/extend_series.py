"""Make the occurrences of open-ended series as they come within the horizon."""

import datetime

from django.db import transaction
from django.db.models import Max, Q

from core.run_each import run_each
from events import recurrence
from events.models import Event, Occurrence
from events.scheduling import planning


def extend_series() -> int:
    """Make the occurrences of series that are due within `SERIES_DAYS_AHEAD`; return how many.

    Called by `tick`. Occurrences that were removed are not made again.
    """
    horizon = planning.horizon()
    # Once a day is enough.
    due = (
        Event.objects.filter(is_published=True)
        .exclude(recurrence="")
        .filter(Q(made_until=None) | Q(made_until__lt=horizon - datetime.timedelta(days=1)))
    )
    event_ids = list(due.order_by("pk").values_list("pk", flat=True))
    return run_each(event_ids, lambda pk: _extend(pk, horizon))


@transaction.atomic
def _extend(pk: int, horizon: datetime.datetime) -> int:
    # The event may have been hidden or extended since it was selected.
    event = Event.objects.select_for_update(no_key=True).filter(is_published=True, pk=pk).first()
    if event is None:
        return 0
    last = event.occurrences.aggregate(last=Max("recurrence_id"))["last"]
    Event.objects.filter(pk=pk).update(made_until=horizon)
    if last is None or event.first_times is None:
        return 0
    new = [
        planning.new_occurrence(event, start, end)
        for start, end in recurrence.times(event.recurrence, event.first_times, until=horizon)
        if start > last
    ]
    Occurrence.objects.bulk_create(new)
    return len(new)
