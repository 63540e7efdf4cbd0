"""Concurrent sign-ups for the last seats of an event."""

import random
import threading

import pytest
from django.db.models import F

from core.models import Theme
from events.models import Occurrence, SignUp
from events.scheduling import occurrence_changes
from events.signups import cancellation, registration
from events.signups.locking import NoSeatError
from notifications.models import OutboxMessage
from tests import factories
from tests.events.conftest import taken_is_right
from tests.races.threads import errors_in, run_concurrently

SEATS = 50
ATTEMPTS = 200


@pytest.fixture
def occurrence(committed):
    theme = Theme.objects.create(slug="race", colour="brick", icon="race")
    return factories.make_occurrence(theme, capacity=SEATS)


def _attempt(occurrence, number, party_size=1, *, confirms=False):
    def do():
        signup = factories.sign_up(
            occurrence=occurrence,
            name=f"Person {number}",
            email=f"person-{number}@example.org",
            party_size=party_size,
            language="da" if number % 2 else "en",
        )
        if confirms:
            registration.confirm(signup)
        return signup

    return do


def test_no_seat_is_sold_twice(occurrence):
    dice = random.Random(1)  # noqa: S311
    jobs = [_attempt(occurrence, number, dice.randint(1, 3)) for number in range(ATTEMPTS)]
    results = run_concurrently(jobs)
    seated = [result for result in results if isinstance(result, SignUp)]
    errors = errors_in(results)
    assert {type(error) for error in errors} == {NoSeatError}
    assert len(results) == ATTEMPTS
    assert taken_is_right(occurrence)
    # Parties of one take the seats that larger parties cannot.
    assert occurrence.taken == SEATS
    # One mail for each sign-up, and none for refused ones.
    assert OutboxMessage.objects.count() == len(seated)


def test_a_count_before_the_insert_oversells(occurrence):
    """The positive control: eight threads read the seats before the first of them takes one."""
    workers = 8
    Occurrence.objects.filter(pk=occurrence.pk).update(capacity=1)
    everybody_has_looked = threading.Barrier(workers, timeout=60)

    def count_and_insert(number):
        def do():
            found = Occurrence.objects.get(pk=occurrence.pk)
            if found.seats_left == 0:
                raise NoSeatError
            everybody_has_looked.wait()
            Occurrence.objects.filter(pk=found.pk).update(taken=F("taken") + 1)
            return SignUp.objects.create(
                occurrence=found,
                email=f"person-{number}@example.org",
                language="da",
                expires_at=found.starts_at,
            )

        return do

    results = run_concurrently([count_and_insert(number) for number in range(workers)], workers)

    assert errors_in(results) == []
    occurrence.refresh_from_db()
    assert occurrence.taken == workers > occurrence.capacity


def test_signing_up_cancelling_confirming_and_expiring_at_once(occurrence):
    dice = random.Random(2)  # noqa: S311
    signups = [_attempt(occurrence, number)() for number in range(30)]
    SignUp.objects.filter(pk__in=[signup.pk for signup in signups[:10]]).update(
        expires_at=occurrence.updated_at
    )
    jobs = [_attempt(occurrence, 100 + number, dice.randint(1, 3)) for number in range(60)]
    for signup in signups:
        jobs.append(lambda signup=signup: cancellation.cancel(signup))
        jobs.append(lambda signup=signup: registration.confirm(signup))
    jobs += [cancellation.expire_unconfirmed] * 10
    dice.shuffle(jobs)
    results = run_concurrently(jobs)
    errors = errors_in(results)
    assert {type(error) for error in errors} <= {NoSeatError}
    assert taken_is_right(occurrence)
    assert occurrence.taken <= SEATS


def test_the_same_address_at_once_signs_up_once(occurrence):
    results = run_concurrently([_attempt(occurrence, 1)] * 16)
    assert len(results) == 16
    assert len({result.pk for result in results}) == 1
    assert taken_is_right(occurrence)
    assert occurrence.taken == 1


def test_everybody_is_notified_when_it_is_cancelled_meanwhile(occurrence):
    jobs = [_attempt(occurrence, number, confirms=True) for number in range(40)]
    jobs.insert(20, lambda: occurrence_changes.cancel_occurrence(occurrence, reason="Storm"))
    run_concurrently(jobs)
    mailed = OutboxMessage.objects.filter(key__contains=":event_cancelled:").count()
    assert mailed == SignUp.objects.confirmed().count()
    assert taken_is_right(occurrence)


def test_capacity_and_schedule_change_without_losing_a_seat(occurrence):
    def change(seats):
        def do():
            fresh = Occurrence.objects.get(pk=occurrence.pk)
            return occurrence_changes.set_capacity(fresh, seats)

        return do

    jobs = [_attempt(occurrence, number) for number in range(80)]
    for position, seats in ((10, 30), (30, 60), (50, 40)):
        jobs.insert(position, change(seats))
    results = run_concurrently(jobs)
    errors = errors_in(results)
    assert {type(error) for error in errors} <= {NoSeatError}
    assert taken_is_right(occurrence)
    assert occurrence.taken <= 60
