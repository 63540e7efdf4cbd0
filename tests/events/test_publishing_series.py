"""Publishing the page of a series: its occurrences, and the sign-ups for them."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from events.models import SignUp
from events.scheduling import occurrence_changes
from tests import factories
from tests.events.conftest import local, outbox_messages, taken_is_right
from tests.events.publishing import WEEK, only_occurrence, publish, starts

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(theme):
    return factories.make_event_page(theme, repeats="weekly", repeat_count=4, capacity=10)


def test_the_event_has_the_recurrence_rule(series):
    assert series.event.recurrence == "FREQ=WEEKLY;COUNT=4"
    assert series.recurrence_rule == series.event.recurrence


@pytest.mark.parametrize(
    ("repeats", "first", "last"),
    [
        ("weekly", local(2026, 10, 20, 19), local(2026, 11, 3, 19)),
        ("weekly", local(2027, 3, 23, 19), local(2027, 4, 6, 19)),
        ("fortnightly", local(2026, 10, 13, 19), local(2026, 11, 10, 19)),
        ("monthly", local(2026, 10, 8, 19), local(2026, 12, 10, 19)),
        # The fifth Saturday is the last one.
        ("monthly", local(2026, 10, 31, 19), local(2026, 12, 26, 19)),
    ],
)
@time_machine.travel(datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
def test_the_local_hour_stays_at_clock_changes(theme, repeats, first, last):
    page = factories.make_event_page(
        theme,
        starts_at=first,
        ends_at=first + datetime.timedelta(hours=2),
        repeats=repeats,
        repeat_count=3,
    )
    shown = [timezone.localtime(start) for start in starts(page)]
    assert (shown[0], shown[-1], len(shown)) == (first, last, 3)
    assert {(start.hour, start.minute) for start in shown} == {(19, 0)}
    for occurrence in page.event.occurrences.all():
        assert timezone.localtime(occurrence.ends_at).hour == 21


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # The hour that the clocks repeat, and the hour that they skip.
        (local(2026, 10, 18, 2, 30), local(2026, 10, 18, 2, 45)),
        (local(2027, 3, 21, 2, 30), local(2027, 3, 21, 3, 0)),
    ],
)
@time_machine.travel(datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
def test_a_series_in_the_clock_change_hour_can_be_published_again(theme, start, end):
    page = factories.make_event_page(
        theme, starts_at=start, ends_at=end, repeats="weekly", repeat_count=3
    )
    before = starts(page)
    publish(page)
    assert starts(page) == before
    assert len(before) == 3
    assert not page.event.occurrences.exclude(sequence=0).exists()


def test_an_end_after_midnight_keeps_its_local_hour(theme):
    with time_machine.travel(datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)):
        page = factories.make_event_page(
            theme,
            starts_at=local(2026, 10, 17, 22),
            ends_at=local(2026, 10, 18, 4),
            repeats="weekly",
            repeat_count=2,
        )
        ends = [timezone.localtime(each.ends_at) for each in page.event.occurrences.all()]
    assert ends == [local(2026, 10, 18, 4), local(2026, 10, 25, 4)]


def test_another_hour_moves_the_rest_of_a_series(series, confirmed_signup):
    signups = [
        confirmed_signup(occurrence, email=f"n{occurrence.pk}@example.org")
        for occurrence in series.event.occurrences.all()
    ]
    old = starts(series)
    with time_machine.travel(old[1] + datetime.timedelta(days=1)):
        hour = datetime.timedelta(hours=1)
        publish(series, starts_at=series.starts_at + hour, ends_at=series.ends_at + hour)
        for signup in signups:
            signup.occurrence.refresh_from_db()
        moved = [signup.occurrence.starts_at for signup in signups]
    # Past occurrences stay, upcoming ones have moved, and none is new.
    assert moved == [old[0], old[1], old[2] + hour, old[3] + hour]
    assert len(starts(series)) == 4
    assert len(outbox_messages(kind="event_changed")) == 2


def test_a_shorter_series_cancels_or_deletes_its_last_occurrences(series, confirmed_signup):
    first, second, third, last = series.event.occurrences.all()
    confirmed_signup(last)
    publish(series, repeat_count=2)
    left = list(series.event.occurrences.all())
    assert left == [first, second, last]
    assert third not in left
    assert left[-1].is_cancelled
    assert len(outbox_messages(kind="event_cancelled")) == 1

    publish(series)
    assert len(outbox_messages(kind="event_cancelled")) == 1
    # A new day does not revive the occurrence that was cancelled.
    publish(series, starts_at=series.starts_at - WEEK / 7, ends_at=series.ends_at - WEEK / 7)
    last.refresh_from_db()
    assert last.is_cancelled
    # A longer series on the old day revives it.
    back = {"starts_at": series.starts_at + WEEK / 7, "ends_at": series.ends_at + WEEK / 7}
    publish(series, repeat_count=4, **back)
    last.refresh_from_db()
    assert not last.is_cancelled


def test_a_longer_series_gets_more_occurrences(series):
    publish(series, repeat_count=6)
    assert len(starts(series)) == 6


def test_a_page_in_the_past_makes_one_occurrence(theme):
    page = factories.make_event_page(theme, starts_at=factories.in_days(-7))
    assert only_occurrence(page).is_over


def test_new_dates_on_an_old_page_keep_the_past_occurrence(theme, sign_up):
    page = factories.make_event_page(theme)
    signup = sign_up(only_occurrence(page))
    with time_machine.travel(factories.in_days(20)):
        publish(page, starts_at=factories.in_days(30), ends_at=factories.in_days(30.1))
        assert len(starts(page)) == 2
    signup.occurrence.refresh_from_db()
    assert signup.occurrence.starts_at < page.starts_at
    assert not outbox_messages(kind="event_changed")


def test_no_change_of_a_series_loses_a_sign_up(theme, sign_up):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=5)
    for occurrence in page.event.occurrences.all():
        sign_up(occurrence, email=f"n{occurrence.pk}@example.org")
    for changes in (
        {"repeats": "fortnightly"},
        {"repeat_count": 2},
        {"repeats": "", "repeat_count": 1},
        {"repeats": "monthly", "repeat_count": 12},
    ):
        publish(page, **changes)
        assert SignUp.objects.holding_seats().count() == 5
        assert all(taken_is_right(each) for each in page.event.occurrences.all())
        assert len(starts(page)) == len(set(starts(page)))


def test_a_postponed_occurrence_of_a_series_moves_no_other(series, sign_up):
    first, second, *_rest = series.event.occurrences.all()
    signup = sign_up(second)
    wanted = occurrence_changes.OccurrenceState(
        first.starts_at, first.ends_at, 10, "postponed", "Flood"
    )
    occurrence_changes.change_one(occurrence=first, state=wanted)
    with time_machine.travel(first.ends_at + datetime.timedelta(days=1), tick=False):
        hour = datetime.timedelta(hours=1)
        publish(series, starts_at=series.starts_at + hour, ends_at=series.ends_at + hour)
        first.refresh_from_db()
        signup.refresh_from_db()
        assert first.is_postponed
        assert signup.occurrence.starts_at == second.starts_at + hour
