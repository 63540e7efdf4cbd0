"""Concurrent operations on sign-ups and waiting lists, in any order.

After each test, every seat is accounted for, no waiting party fits into the free seats, and
every mail that is due is queued once.
"""

import datetime
import random
from collections import Counter

import pytest
from django.utils import timezone

from events.models import Occurrence, Question, SignUp
from events.pages import publishing
from events.scheduling import extend_series, occurrence_changes
from events.signups import (
    cancellation,
    manual,
    registration,
    reminders,
    waiting_list,
)
from events.signups.locking import NoSeatError
from events.signups.registration import SignUpRequest
from notifications.models import OutboxMessage
from tests import factories
from tests.races import seat_audit
from tests.races.threads import errors_in, run_concurrently

SEATS = 20


@pytest.fixture
def occurrence(own_database):
    return factories.make_occurrence(factories.make_theme("race"), capacity=SEATS)


@pytest.fixture
def audited(own_database):
    """Audit the seats and the mails at the end of a test."""
    yield
    assert seat_audit.seats_amiss() == []
    assert seat_audit.mails_amiss() == (Counter(), Counter())


pytestmark = pytest.mark.usefixtures("audited")


def person(occurrence, number, size=1, *, waits=True):
    """Sign a person up and confirm; a full event puts them on the waiting list."""
    signup = factories.sign_up(
        occurrence, email=f"p{number}@example.org", party_size=size, waits=waits
    )
    registration.confirm(signup)
    return signup


def fill(occurrence, *, waiting=0):
    """Fill it with parties of two, and put parties of one to three on the waiting list."""
    for number in range(occurrence.capacity // 2):
        person(occurrence, number, 2)
    return [person(occurrence, 100 + number, 1 + number % 3) for number in range(waiting)]


def run_in_random_order(jobs, seed=1):
    random.Random(seed).shuffle(jobs)  # noqa: S311
    return run_concurrently(jobs)


def test_freed_seats_are_offered_once_and_in_order(occurrence):
    waiting = fill(occurrence, waiting=12)
    seated = list(occurrence.signups.confirmed())
    jobs = [lambda signup=signup: cancellation.cancel(signup) for signup in seated[:4]]
    jobs += [waiting_list.offer_due] * 4

    assert errors_in(run_in_random_order(jobs)) == []

    # Eight seats, taken one after the other by those who were next and fitted.
    offered = SignUp.objects.filter(status=SignUp.Status.OFFERED)
    assert sum(offered.values_list("party_size", flat=True)) == 8
    assert waiting[0] in offered
    assert OutboxMessage.objects.filter(key__contains=":offer:").count() == len(offered)


def test_an_offer_is_answered_once(occurrence):
    """Accept, decline and expire an offer at once: one of them takes effect and sends its mail."""
    fill(occurrence, waiting=6)
    for signup in occurrence.signups.confirmed()[:5]:
        cancellation.cancel(signup)
    offered = list(SignUp.objects.filter(status=SignUp.Status.OFFERED))
    assert len(offered) > 3
    # So that the offer expires while they answer.
    SignUp.objects.filter(pk__in=[signup.pk for signup in offered]).update(
        expires_at=timezone.now() + datetime.timedelta(seconds=0.1)
    )
    jobs = [cancellation.lapse_offers] * 4
    for pk in [signup.pk for signup in offered]:
        jobs.append(lambda pk=pk: waiting_list.accept(SignUp.objects.get(pk=pk)))
        jobs.append(lambda pk=pk: cancellation.cancel(SignUp.objects.get(pk=pk)))

    assert errors_in(run_in_random_order(jobs)) == []

    for signup in offered:
        signup.refresh_from_db()
        assert signup.status in {
            SignUp.Status.CONFIRMED,
            SignUp.Status.CANCELLED,
            SignUp.Status.LAPSED,
            SignUp.Status.OFFERED,
        }


def test_parties_grow_and_shrink_while_others_sign_up(occurrence):
    people = [person(occurrence, number, 2) for number in range(8)]
    dice = random.Random(3)  # noqa: S311
    sizes = [dice.randint(1, 4) for _change in people * 3]
    jobs = [
        lambda signup=signup, size=size: registration.change_party(signup, size=size)
        for signup, size in zip(people * 3, sizes, strict=True)
    ]
    jobs += [
        lambda number=number: person(occurrence, 50 + number, 1 + number % 3)
        for number in range(15)
    ]

    assert {type(error) for error in errors_in(run_in_random_order(jobs))} <= {NoSeatError}


def test_more_seats_and_fewer_while_people_sign_up_and_cancel(occurrence):
    people = [person(occurrence, number, 2) for number in range(8)]
    jobs = [
        lambda seats=seats: occurrence_changes.set_capacity(
            Occurrence.objects.get(pk=occurrence.pk), seats
        )
        for seats in (10, 30, 15, 25, 5, 22)
    ]
    jobs += [
        lambda number=number: person(occurrence, 50 + number, 1 + number % 3)
        for number in range(25)
    ]
    jobs += [lambda signup=signup: cancellation.cancel(signup) for signup in people]

    assert errors_in(run_in_random_order(jobs)) == []


@pytest.fixture
def other(occurrence):
    """Another occurrence of the same event."""
    start = factories.in_days(8)
    return Occurrence.objects.create(
        event=occurrence.event,
        recurrence_id=start,
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=2),
        capacity=SEATS,
    )


def test_people_are_moved_both_ways_at_once(occurrence, other):
    """Two occurrences, each locked first by half of the moves: no deadlock, and no seat lost."""
    here = [person(occurrence, number) for number in range(SEATS - 4)]
    there = [person(other, 100 + number) for number in range(SEATS - 2)]
    waiting = [person(other, 200 + number, 3) for number in range(4)]
    jobs = [lambda signup=signup: manual.move(signup, to=other) for signup in here]
    jobs += [lambda signup=signup: manual.move(signup, to=occurrence) for signup in there]
    jobs += [lambda signup=signup: cancellation.cancel(signup) for signup in here[:3] + there[:3]]
    assert all(signup.status == SignUp.Status.WAITING for signup in waiting)

    assert {type(error) for error in errors_in(run_in_random_order(jobs))} <= {NoSeatError}

    standing = SignUp.objects.active().count()
    assert standing >= SEATS - 4 + SEATS - 2 + 4 - 6


def test_a_moved_sign_up_gives_its_seats_back_once(occurrence, other):
    """One page was opened before the move and one after it; both cancel."""
    jobs = []
    for number in range(SEATS):
        signup = person(occurrence, number)
        opened_before = SignUp.objects.get(pk=signup.pk)
        manual.move(signup, to=other)
        opened_after = SignUp.objects.get(pk=signup.pk)
        jobs += [
            lambda signup=opened: cancellation.cancel(signup)
            for opened in (opened_before, opened_after)
        ]

    results = run_concurrently(jobs, workers=2)

    assert results.count(True) == SEATS
    assert results.count(False) == SEATS


def test_the_organiser_and_the_public_want_the_last_seats(occurrence):
    by = factories.make_user("organiser@example.org", "Ole", groups=("Editors",))
    jobs = [
        lambda number=number: manual.add(
            occurrence=occurrence,
            party=SignUpRequest(name="Ib", email=f"t{number}@example.org", size=2, language="da"),
            by=by,
            waits=bool(number % 2),
        )
        for number in range(15)
    ]
    jobs += [lambda number=number: person(occurrence, number, 2) for number in range(15)]

    assert {type(error) for error in errors_in(run_in_random_order(jobs))} <= {NoSeatError}

    occurrence.refresh_from_db()
    assert occurrence.taken == SEATS


def test_a_request_for_the_waiting_list_is_confirmed_once(occurrence):
    fill(occurrence)
    asking = [
        factories.sign_up(occurrence, email=f"a{number}@example.org", waits=True)
        for number in range(6)
    ]
    jobs = [lambda signup=signup: registration.confirm(signup) for signup in asking * 3]
    jobs += [
        lambda signup=signup: cancellation.cancel(signup)
        for signup in occurrence.signups.confirmed()[:2]
    ]

    assert errors_in(run_in_random_order(jobs)) == []

    stand = Counter(SignUp.objects.filter(pk__in=[s.pk for s in asking]).values_list("status"))
    assert stand[(SignUp.Status.WAITING,)] == 2
    assert stand.total() == 6


def test_two_ticks_write_one_reminder_to_each(occurrence):
    people = [person(occurrence, number) for number in range(8)]
    factories.sign_up(occurrence, email="unconfirmed@example.org")
    SignUp.objects.update(confirmed_at=timezone.now() - datetime.timedelta(days=2))
    Occurrence.objects.update(remind_at=timezone.now() - datetime.timedelta(minutes=1))

    results = run_concurrently([reminders.remind_due] * 4)

    assert sum(results) == len(people)
    messages = OutboxMessage.objects.filter(key__contains=":reminder:")
    assert sorted(messages.values_list("to", flat=True)) == sorted(s.email for s in people)
    # The audit expects no reminders.
    messages.delete()


def test_a_question_goes_away_while_it_is_answered(own_database):
    """Somebody answers it while the page is published without it: no deadlock, no answer lost."""
    page = factories.make_event_page(factories.make_theme("asks"), capacity=SEATS)
    event, occurrence = page.event, page.event.occurrences.get()

    def answer(number):
        question = Question.objects.create(event=event, kind="text", label=f"{number}?")
        factories.sign_up(occurrence, email=f"p{number}@example.org", answers={question.key: "Yes"})

    jobs = []
    for number in range(12):
        jobs += [lambda number=number: answer(number), lambda: publishing.publish(page)]

    assert errors_in(run_concurrently(jobs, workers=4)) == []

    assert SignUp.objects.count() == 12
    publishing.publish(page)
    assert not Question.objects.filter(answers=None).exists()
    # The page asks no questions any more.
    assert not Question.objects.filter(is_asked=True).exists()


def test_two_ticks_make_each_occurrence_of_a_series_once(own_database, settings):
    page = factories.make_event_page(
        factories.make_theme("series"), repeats="weekly", capacity=SEATS
    )
    before = page.event.occurrences.count()
    settings.SERIES_DAYS_AHEAD += 70

    results = run_concurrently([extend_series.extend_series] * 4)

    assert errors_in(results) == []
    starts = list(page.event.occurrences.values_list("starts_at", flat=True))
    assert len(starts) == len(set(starts)) == before + 10
    assert sum(results) == 10
