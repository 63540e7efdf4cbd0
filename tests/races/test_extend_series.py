"""Two concurrent ticks make each occurrence of a series once."""

import pytest
import time_machine

from events.models import Event, Occurrence
from events.scheduling import extend_series
from tests import factories
from tests.races.threads import errors_in, run_concurrently


@pytest.fixture
def committed_series(committed):
    """A committed open-ended series; the value is its number of occurrences."""
    theme = factories.make_theme()
    event = Event.objects.create(
        theme=theme,
        title="Nabocafé",
        is_published=True,
        recurrence="FREQ=WEEKLY",
        first_starts_at=factories.in_days(7),
        first_ends_at=factories.in_days(7.1),
    )
    Occurrence.objects.create(
        event=event,
        recurrence_id=event.first_starts_at,
        starts_at=event.first_starts_at,
        ends_at=event.first_ends_at,
    )
    return 1


def test_two_ticks_at_once_make_each_time_once(committed_series):
    with time_machine.travel(factories.in_days(60), tick=True):
        results = run_concurrently([extend_series.extend_series] * 6, workers=6)
    assert errors_in(results) == []
    starts = list(Occurrence.objects.values_list("recurrence_id", flat=True))
    assert len(starts) == len(set(starts))
    assert sum(results) == len(starts) - committed_series > 0
