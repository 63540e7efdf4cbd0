"""Tests of the waiting list and its offers."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from events.models import Occurrence, SignUp
from events.scheduling import occurrence_changes
from events.signups import (
    cancellation,
    registration,
    token_links,
    waiting_list,
)
from events.signups.locking import NoSeatError
from notifications.models import Notice
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right

Status = SignUp.Status


@pytest.fixture
def full(theme):
    """Two seats, both taken by one party."""
    occurrence = factories.make_occurrence(theme, capacity=2)
    first = factories.sign_up(occurrence, email="first@example.org", party_size=2)
    registration.confirm(first)
    occurrence.refresh_from_db()
    return occurrence


@pytest.fixture
def first(full):
    return full.signups.get(email="first@example.org")


def wait(occurrence, name, party_size=1, **fields):
    """Put a confirmed party on the waiting list."""
    signup = factories.sign_up(
        occurrence, email=f"{name}@example.org", party_size=party_size, waits=True, **fields
    )
    registration.confirm(signup)
    signup.refresh_from_db()
    return signup


def test_full_occurrence_refuses_a_party_that_does_not_wait(full):
    with pytest.raises(NoSeatError):
        factories.sign_up(full, email="karen@example.org")
    assert full.signups.count() == 1


def test_sign_up_without_account_waits_after_confirmation(full):
    signup = factories.sign_up(full, email="karen@example.org", waits=True)
    assert signup.status == Status.ASKING
    assert "No place" not in outbox_messages(to="karen@example.org")[0].subject
    assert "don’t have a place yet" in outbox_messages(to="karen@example.org")[0].text
    assert registration.confirm(signup)
    assert signup.status == Status.WAITING
    assert signup.queue_position == 1
    [mail] = outbox_messages(to="karen@example.org", kind="waiting")
    assert mail.subject == "No place yet, number 1 on the waiting list: Nabocafé"
    assert taken_is_right(full)


def test_sign_up_with_account_waits_at_once(full, alice):
    signup = factories.sign_up(full, email=alice.email, user=alice, waits=True)
    assert signup.status == Status.WAITING
    assert [mail.key.split(":")[2] for mail in outbox_messages(to=alice.email)] == ["waiting"]


def test_confirming_takes_a_seat_that_is_free_again(full, first):
    signup = factories.sign_up(full, email="karen@example.org", waits=True)
    cancellation.cancel(first)
    registration.confirm(signup)
    assert signup.status == Status.CONFIRMED
    assert taken_is_right(full)


def test_freed_seats_are_offered_in_order_and_accepted(full, first):
    karen, bo = wait(full, "karen"), wait(full, "bo", party_size=1)
    late = wait(full, "late")
    assert [karen.queue_position, bo.queue_position, late.queue_position] == [1, 2, 3]
    cancellation.cancel(first)
    for signup in (karen, bo, late):
        signup.refresh_from_db()
    assert [karen.status, bo.status, late.status] == [
        Status.OFFERED,
        Status.OFFERED,
        Status.WAITING,
    ]
    assert late.queue_position == 1
    assert taken_is_right(full)
    assert waiting_list.accept(karen)
    assert not waiting_list.accept(karen)
    assert karen.status == Status.CONFIRMED
    assert [mail.key.split(":")[2] for mail in outbox_messages(to="karen@example.org")] == [
        "confirm_waiting",
        "waiting",
        "offer",
        "promoted",
    ]
    assert taken_is_right(full)


def test_party_too_large_for_the_free_seats_keeps_its_position(full, theme):
    occurrence = factories.make_occurrence(theme, capacity=2)
    first, second = (
        factories.sign_up(occurrence, email=f"{name}@example.org", waits=False)
        for name in ("one", "two")
    )
    large, small = wait(occurrence, "large", party_size=2), wait(occurrence, "small")
    cancellation.cancel(first)
    large.refresh_from_db()
    small.refresh_from_db()
    assert (large.status, small.status) == (Status.WAITING, Status.OFFERED)
    assert large.queue_position == 1
    cancellation.cancel(second)
    large.refresh_from_db()
    assert large.status == Status.WAITING
    # Two seats are free only after the offer is declined.
    cancellation.decline(small)
    large.refresh_from_db()
    assert large.status == Status.OFFERED
    assert taken_is_right(occurrence)


def test_party_that_becomes_smaller_gets_an_offer(full, first):
    large = wait(full, "large", party_size=3)
    cancellation.cancel(first)
    large.refresh_from_db()
    assert large.status == Status.WAITING
    assert registration.change_party(large, size=2)
    large.refresh_from_db()
    assert large.status == Status.OFFERED
    assert taken_is_right(full)


def test_lapsed_offer_goes_to_the_next_party(full, first):
    karen, bo = wait(full, "karen", party_size=2), wait(full, "bo", party_size=2)
    cancellation.cancel(first)
    karen.refresh_from_db()
    assert karen.expires_at - timezone.now() == pytest.approx(
        datetime.timedelta(hours=12), abs=datetime.timedelta(minutes=1)
    )
    with time_machine.travel(karen.expires_at, tick=False):
        assert not waiting_list.accept(karen)
        assert cancellation.lapse_offers() == 1
        assert cancellation.lapse_offers() == 0
    karen.refresh_from_db()
    bo.refresh_from_db()
    assert (karen.status, bo.status) == (Status.LAPSED, Status.OFFERED)
    assert len(outbox_messages(to="karen@example.org", kind="offer_lapsed")) == 1
    assert taken_is_right(full)


@pytest.mark.parametrize(
    ("left", "offered"),
    [
        (datetime.timedelta(days=7), datetime.timedelta(hours=12)),
        (datetime.timedelta(hours=10), datetime.timedelta(hours=5)),
        (datetime.timedelta(minutes=30), datetime.timedelta(minutes=15)),
        (datetime.timedelta(minutes=29), None),
        (datetime.timedelta(0), None),
    ],
)
def test_offer_is_shorter_near_the_start(full, left, offered):
    now = full.starts_at - left
    until = waiting_list.offer_until(full, now)
    assert until == (offered and now + offered)


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_offer_is_extended_when_the_occurrence_is_scheduled_again(full, first, status):
    karen = wait(full, "karen")
    cancellation.cancel(first)
    occurrence_changes.set_status(full, status, reason="Flood")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        assert cancellation.lapse_offers() == 0
        occurrence_changes.set_status(full, "scheduled")
        karen.refresh_from_db()
        assert karen.expires_at == timezone.now() + datetime.timedelta(hours=12)
        assert waiting_list.accept(karen)
    assert taken_is_right(full)


def test_seats_freed_after_sign_up_closes_are_offered(full, first):
    karen = wait(full, "karen")
    closes_at = full.starts_at - datetime.timedelta(hours=48)
    Occurrence.objects.filter(pk=full.pk).update(closes_at=closes_at)
    with time_machine.travel(closes_at + datetime.timedelta(hours=1), tick=False):
        cancellation.cancel(first)
        karen.refresh_from_db()
        assert karen.can_be_accepted
        assert waiting_list.accept(karen)
    assert taken_is_right(full)


def test_seats_freed_just_before_the_start_go_to_new_sign_ups(full, first):
    karen = wait(full, "karen")
    with time_machine.travel(full.starts_at - datetime.timedelta(minutes=20), tick=False):
        cancellation.cancel(first)
        karen.refresh_from_db()
        assert karen.status == Status.WAITING
        assert factories.sign_up(full, email="bo@example.org").holds_seats
    assert taken_is_right(full)


def test_raising_the_capacity_offers_seats(full):
    karen = wait(full, "karen", party_size=2)
    occurrence_changes.set_capacity(full, 3)
    karen.refresh_from_db()
    assert karen.status == Status.WAITING
    occurrence_changes.set_capacity(full, 4)
    karen.refresh_from_db()
    assert karen.status == Status.OFFERED
    occurrence_changes.set_capacity(full, 1)
    assert full.taken == 4
    assert taken_is_right(full)


def test_removing_the_capacity_offers_seats_to_everybody(full):
    waiting = [wait(full, name) for name in ("karen", "bo")]
    occurrence_changes.set_capacity(full, None)
    for signup in waiting:
        signup.refresh_from_db()
        assert signup.status == Status.OFFERED


def test_cancelling_the_occurrence_mails_the_waiting_list(full):
    wait(full, "karen")
    occurrence_changes.cancel_occurrence(full, reason="Storm")
    [mail] = outbox_messages(to="karen@example.org", kind="event_cancelled")
    assert "which you are on the waiting list for" in mail.text
    assert "Storm" in mail.text


def test_cancelled_occurrence_makes_no_offers(full, first):
    karen = wait(full, "karen")
    occurrence_changes.cancel_occurrence(full, reason="Storm")
    cancellation.cancel(first)
    karen.refresh_from_db()
    assert karen.status == Status.WAITING
    assert not outbox_messages(kind="offer")


def test_leaving_the_waiting_list_sends_one_mail(full):
    karen = wait(full, "karen")
    assert cancellation.cancel(karen)
    assert not cancellation.cancel(karen)
    [mail] = outbox_messages(to="karen@example.org", kind="cancelled")
    assert "no longer on the waiting list" in mail.text
    assert taken_is_right(full)


def test_offer_creates_a_notice(full, first, alice, django_capture_on_commit_callbacks):
    factories.sign_up(full, email=alice.email, user=alice, waits=True)
    with django_capture_on_commit_callbacks(execute=True):
        cancellation.cancel(first)
    assert Notice.objects.filter(recipient=alice, activity__kind="events.offered").count() == 1


def test_offer_token_becomes_invalid_with_a_new_deadline(full, first):
    karen = wait(full, "karen")
    cancellation.cancel(first)
    karen.refresh_from_db()
    token = token_links.token(karen, token_links.OFFER)
    assert token_links.find(token, token_links.OFFER) == karen
    SignUp.objects.filter(pk=karen.pk).update(
        expires_at=karen.expires_at + datetime.timedelta(hours=1)
    )
    assert token_links.find(token, token_links.OFFER) is None


@pytest.fixture
def kept(theme):
    """Three seats, one of them kept for newcomers until two days before."""
    starts_at = factories.in_days(7)
    return factories.make_occurrence(
        theme,
        capacity=3,
        starts_at=starts_at,
        newcomer_seats=1,
        newcomers_until=starts_at - datetime.timedelta(days=2),
    )


def test_kept_seats_are_for_newcomers_only(kept):
    for name in ("a", "b"):
        factories.sign_up(kept, email=f"{name}@example.org")
    with pytest.raises(NoSeatError):
        factories.sign_up(kept, email="c@example.org")
    kept.refresh_from_db()
    assert (kept.seats_left, kept.free_seats, kept.is_full) == (0, 1, False)
    assert factories.sign_up(kept, email="new@example.org", is_newcomer=True).holds_seats
    assert taken_is_right(kept)


def test_newcomers_use_up_the_kept_seats_first(kept):
    factories.sign_up(kept, email="new@example.org", is_newcomer=True)
    for name in ("a", "b"):
        factories.sign_up(kept, email=f"{name}@example.org")
    assert taken_is_right(kept)
    assert kept.taken == 3


def test_kept_seats_are_offered_to_everybody_after_their_date(kept):
    for name in ("a", "b"):
        factories.sign_up(kept, email=f"{name}@example.org")
    karen = wait(kept, "karen")
    assert waiting_list.offer_due() == 0
    with time_machine.travel(kept.newcomers_until, tick=False):
        assert waiting_list.offer_due() == 1
        assert waiting_list.offer_due() == 0
    karen.refresh_from_db()
    assert karen.status == Status.OFFERED


def test_cancelling_newcomer_frees_a_kept_seat(kept):
    new = factories.sign_up(kept, email="new@example.org", is_newcomer=True)
    cancellation.cancel(new)
    kept.refresh_from_db()
    assert (kept.newcomers_taken, kept.seats_kept) == (0, 1)


def test_smaller_party_frees_seats_for_the_waiting_list(full, first):
    karen = wait(full, "karen")
    registration.change_party(first, size=1)
    karen.refresh_from_db()
    assert karen.status == Status.OFFERED
    assert taken_is_right(full)


def test_party_cannot_change_after_the_start_or_cancellation(full, first):
    with time_machine.travel(full.starts_at, tick=False), pytest.raises(NoSeatError):
        registration.change_party(first, size=1)
    cancellation.cancel(first)
    with pytest.raises(NoSeatError):
        registration.change_party(first, size=1)


def test_parties_that_cannot_fit_cost_no_queries(kept, django_assert_max_num_queries):
    factories.sign_up(kept, email="two@example.org", party_size=2)
    for number in range(5):
        signup = factories.sign_up(kept, email=f"{number}@example.org", waits=True)
        assert registration.confirm(signup)
    with django_assert_max_num_queries(8):
        assert waiting_list.offer_due() == 0
