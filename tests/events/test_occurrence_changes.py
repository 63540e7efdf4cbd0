"""Changing one occurrence of a series; publishing the series leaves the change as it is."""

import datetime

import pytest
from django.utils import translation

from events.display.formatting import format_reason
from events.models.details import EventStatus
from events.scheduling import occurrence_changes, occurrence_overrides
from events.scheduling.occurrence_changes import OccurrenceState
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right
from tests.events.publishing import publish

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, repeats="weekly", repeat_count=4, capacity=10)


@pytest.fixture
def second(page):
    return page.event.occurrences.all()[1]


def as_it_is(occurrence, **changes):
    return OccurrenceState(
        **{
            "starts_at": occurrence.starts_at,
            "ends_at": occurrence.ends_at,
            "capacity": occurrence.capacity,
            "status": EventStatus(occurrence.status),
            "reason": occurrence.status_reason,
            "other_reasons": occurrence.other_reasons,
            "venue": occurrence.own_venue,
            **changes,
        }
    )


def change(occurrence, **changes):
    return occurrence_changes.change_one(
        occurrence=occurrence, state=as_it_is(occurrence, **changes)
    )


def moved(occurrence, by=DAY):
    return {"starts_at": occurrence.starts_at + by, "ends_at": occurrence.ends_at + by}


def test_moving_one_occurrence_keeps_the_others(page, second, confirmed_signup):
    signup = confirmed_signup(second)
    others = page.event.occurrences.exclude(pk=second.pk)
    before = list(others.values_list("starts_at", flat=True))
    assert change(second, **moved(second))
    second.refresh_from_db()
    assert second.has_own_time
    assert (second.has_own_seats, second.has_own_status) == (False, False)
    assert second.starts_at == second.recurrence_id + DAY
    assert list(others.values_list("starts_at", flat=True)) == before
    assert [mail.to for mail in outbox_messages(kind="event_changed")] == [signup.email]
    assert not change(second)
    assert len(outbox_messages(kind="event_changed")) == 1


def test_publishing_again_keeps_a_moved_occurrence(page, second, confirmed_signup):
    signup = confirmed_signup(second)
    change(second, **moved(second))
    second.refresh_from_db()
    mine = (second.starts_at, second.ends_at)
    publish(page, starts_at=page.starts_at + HOUR, ends_at=page.ends_at + HOUR)
    second.refresh_from_db()
    assert (second.starts_at, second.ends_at) == mine
    # Its regular time in the series is an hour later now.
    assert second.recurrence_id == mine[0] - DAY + HOUR
    signup.refresh_from_db()
    assert signup.holds_seats
    assert taken_is_right(second)
    assert page.event.occurrences.count() == 4
    assert len(outbox_messages(kind="event_changed")) == 1


def test_publishing_again_keeps_own_seats_and_status(page, second, confirmed_signup):
    confirmed_signup(second)
    change(second, capacity=3, status=EventStatus.MOVED_ONLINE, reason="Snow")
    assert len(outbox_messages(kind="event_changed")) == 1
    publish(page, capacity=20)
    second.refresh_from_db()
    assert (second.capacity, second.status) == (3, EventStatus.MOVED_ONLINE)
    assert second.status_reason == "Snow"


def test_cancelling_the_event_cancels_occurrences_with_their_own_status(
    page, second, confirmed_signup
):
    confirmed_signup(second)
    change(second, status=EventStatus.MOVED_ONLINE, reason="Snow")
    first = page.event.occurrences.order_by("starts_at").first()
    change(first, status=EventStatus.CANCELLED, reason="Holiday")
    publish(page, status="cancelled", status_reason="No host")
    second.refresh_from_db()
    assert second.is_cancelled
    assert second.status_reason == "No host"
    assert len(outbox_messages(kind="event_cancelled")) == 1
    # The event takes place after all; the occurrence that was cancelled alone stays cancelled.
    publish(page, status="scheduled", status_reason="")
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.status, first.status) == (EventStatus.SCHEDULED, EventStatus.CANCELLED)


def test_a_cancelled_occurrence_stays_cancelled(page, second, confirmed_signup):
    confirmed_signup(second)
    change(second, status=EventStatus.CANCELLED, reason="Holiday")
    publish(page, capacity=20)
    second.refresh_from_db()
    assert second.is_cancelled
    assert second.status_reason == "Holiday"
    assert len(outbox_messages(kind="event_cancelled")) == 1


def test_moving_and_postponing_together_sends_one_mail(second, confirmed_signup):
    confirmed_signup(second)
    change(second, status=EventStatus.POSTPONED, reason="Ill", **moved(second))
    kinds = [mail.key.split(":")[2] for mail in outbox_messages()]
    assert kinds == ["confirm", "confirmed", "event_postponed"]


def test_a_capacity_below_the_seats_taken_keeps_the_sign_ups(second, sign_up):
    sign_up(second, party_size=4)
    change(second, capacity=2)
    second.refresh_from_db()
    assert (second.capacity, second.taken) == (2, 4)
    assert second.has_own_seats
    assert taken_is_right(second)


def test_an_occurrence_returns_to_its_series(page, second, confirmed_signup):
    signup = confirmed_signup(second)
    change(second, capacity=3, status=EventStatus.CANCELLED, reason="Holiday", **moved(second))
    publish(page, capacity=12)
    second.refresh_from_db()
    assert occurrence_overrides.return_to_series(occurrence=second)
    second.refresh_from_db()
    assert second.starts_at == second.recurrence_id
    assert (second.capacity, second.status, second.status_reason) == (12, "scheduled", "")
    own = (second.has_own_time, second.has_own_seats, second.has_own_status)
    assert own == (False, False, False)
    signup.refresh_from_db()
    assert signup.holds_seats
    assert len(outbox_messages(kind="event_changed")) == 1
    publish(page, starts_at=page.starts_at + HOUR, ends_at=page.ends_at + HOUR)
    second.refresh_from_db()
    assert second.starts_at == second.recurrence_id


def test_an_occurrence_outside_the_series_cannot_return(page, sign_up):
    last = page.event.occurrences.all()[3]
    sign_up(last)
    publish(page, repeat_count=2)
    last.refresh_from_db()
    assert last.is_cancelled
    assert not occurrence_overrides.return_to_series(occurrence=last)


def test_an_untranslated_reason_is_shown_in_its_own_language(page, second, confirmed_signup):
    confirmed_signup(second, language="en")
    change(second, status=EventStatus.CANCELLED, reason="Storm i nord")
    assert "Storm i nord" in outbox_messages(kind="event_cancelled")[0].text
    assert not change(second)
    assert change(second, other_reasons={"en": "A gale"})
    # The new translation of the reason causes no second mail.
    assert len(outbox_messages(kind="event_cancelled")) == 1
    with translation.override("en"):
        assert format_reason(second, None) == "A gale"
    with translation.override("da"):
        assert format_reason(second, None) == "Storm i nord"
