"""`tick` makes the occurrences of open-ended series within the horizon, once each."""

import datetime

import pytest
import time_machine
from django.core.management import call_command

from events.models import Occurrence
from events.scheduling import extend_series, occurrence_changes
from tests import factories
from tests.events.conftest import outbox_messages

pytestmark = pytest.mark.django_db

YEAR = datetime.timedelta(days=365)


@pytest.fixture
def endless(theme):
    return factories.make_event_page(theme, repeats="weekly", capacity=10)


def last(page):
    return page.event.occurrences.order_by("starts_at").last()


def test_publishing_makes_twelve_months(endless):
    assert last(endless).starts_at - factories.in_days(0) > YEAR


def test_tick_extends_the_series(endless):
    before = endless.event.occurrences.count()
    with time_machine.travel(factories.in_days(30)):
        call_command("tick")
        assert last(endless).starts_at - factories.in_days(0) > YEAR
        assert endless.event.occurrences.count() in {before + 4, before + 5}
        newest = last(endless)
        assert (newest.capacity, newest.status) == (10, "scheduled")
        assert newest.remind_at is not None
        # A second run makes none.
        assert extend_series.extend_series() == 0
    assert not outbox_messages()


def test_nothing_due_takes_one_query(endless, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert extend_series.extend_series() == 0


def test_the_horizon_is_a_setting(theme, settings):
    settings.SERIES_DAYS_AHEAD = 20
    page = factories.make_event_page(theme, repeats="weekly")
    assert page.event.occurrences.count() == 2


def test_a_series_with_an_end_is_not_extended(theme):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=3)
    with time_machine.travel(factories.in_days(30)):
        assert extend_series.extend_series() == 0
    assert page.event.occurrences.count() == 3


def test_a_hidden_series_is_extended_once_it_is_public(endless):
    endless.unpublish()
    before = endless.event.occurrences.count()
    with time_machine.travel(factories.in_days(30)):
        assert extend_series.extend_series() == 0
        assert endless.event.occurrences.count() == before
        endless.save_revision().publish()
        assert last(endless).starts_at - factories.in_days(0) > YEAR


def test_removed_occurrences_are_not_made_again(endless, sign_up):
    first, second, third = endless.event.occurrences.all()[:3]
    sign_up(second)
    occurrence_changes.cancel_occurrence(second, reason="Holiday")
    Occurrence.objects.filter(pk=third.pk).delete()
    newest = last(endless)
    gone = newest.recurrence_id
    with time_machine.travel(factories.in_days(10)):
        extend_series.extend_series()
    second.refresh_from_db()
    assert second.is_cancelled
    starts = endless.event.occurrences.values_list("recurrence_id", flat=True)
    assert third.recurrence_id not in starts
    assert list(starts).count(gone) == 1
    assert first.recurrence_id in starts
