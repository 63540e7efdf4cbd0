"""The occurrences of a series that lasts on, made as they come within reach."""

import datetime

from django.db import transaction
from django.db.models import Max, Q

from core.run_each import run_each
from events import recurrence
from events.models import Event, Occurrence
from events.scheduling import publishing


def extend_series() -> int:
    """Make the occurrences of series that have come within reach. Called by `tick`.

    `SERIES_DAYS_AHEAD` is how far. Returns how many were made. What was taken away stays so.
    """
    horizon = publishing.horizon()
    # Once a day is enough.
    due = (
        Event.objects.filter(is_published=True)
        .exclude(recurrence="")
        .filter(Q(made_until=None) | Q(made_until__lt=horizon - datetime.timedelta(days=1)))
    )
    numbers = list(due.order_by("pk").values_list("pk", flat=True))
    return run_each(numbers, lambda pk: _extend(pk, horizon))


@transaction.atomic
def _extend(pk: int, horizon: datetime.datetime) -> int:
    # It may have been hidden, or extended, while this waited for it.
    event = Event.objects.select_for_update(no_key=True).filter(is_published=True, pk=pk).first()
    if event is None:
        return 0
    last = event.occurrences.aggregate(last=Max("recurrence_id"))["last"]
    Event.objects.filter(pk=pk).update(made_until=horizon)
    if last is None or event.first_starts_at is None or event.first_ends_at is None:
        return 0
    first = (event.first_starts_at, event.first_ends_at)
    coming = [
        publishing.new(event, start, end)
        for start, end in recurrence.times(event.recurrence, first, until=horizon)
        if start > last
    ]
    Occurrence.objects.bulk_create(coming)
    return len(coming)
