"""Concurrent actions of organisers: each has its effect once."""

import datetime
import functools
import uuid

from django.utils import timezone

from events.models import Announcement, SignUp
from events.organisers import announcements, check_in
from notifications.broadcasts.drafts import fingerprint, save_draft
from notifications.broadcasts.sending import DailyLimitReached
from notifications.models import OutboxMessage
from residents.models import PartnerMembership, User
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right
from tests.events.organisers.conftest import add_signup, add_signups
from tests.races.threads import run_concurrently


def ago(minutes: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=minutes)


def sent() -> list[OutboxMessage]:
    return [mail for mail in outbox_messages() if mail.key.startswith("announcement:")]


def test_two_telephones_send_the_same_form(committed):
    theme, partner = factories.make_theme(), factories.make_partner()
    by = factories.make_user("alice@example.org", "Alice")
    PartnerMembership.objects.create(partner=partner, user=by)
    occurrence = factories.make_occurrence(theme, capacity=30, organiser=partner)
    attempts = [uuid.uuid4() for _number in range(5)]
    jobs = [
        functools.partial(
            *(add_signup, occurrence, User.objects.get(pk=by.pk)),
            name=f"Party {number}",
            attempt=attempt,
            size=2,
        )
        for number, attempt in enumerate(attempts)
        for _time in range(6)
    ]

    results = run_concurrently(jobs)

    assert all(isinstance(result, SignUp) for result in results), results
    assert len({result.pk for result in results}) == 5
    assert SignUp.objects.filter(occurrence=occurrence).count() == 5
    assert taken_is_right(occurrence)


def test_ten_concurrent_clicks_send_one_announcement(committed):
    by = factories.make_user("alice@example.org", "Alice")
    occurrence = factories.make_occurrence(factories.make_theme(), capacity=None)
    add_signups(occurrence, by, 4)
    texts = {"da": {"subject": "Hej", "body": "Hej"}}
    draft = save_draft(Announcement(occurrence=occurrence, author=by), texts=texts)
    seen = fingerprint(draft)

    def click() -> bool:
        return announcements.send(
            Announcement.objects.get(pk=draft.pk), sender=User.objects.get(pk=by.pk), seen=seen
        )

    results = run_concurrently([functools.partial(click) for _number in range(10)])

    assert sorted(results) == [False] * 9 + [True]
    assert len(sent()) == 4


def test_ten_concurrent_drafts_stay_within_the_daily_limit(committed, settings):
    settings.ANNOUNCEMENTS_PER_DAY = 3
    by = factories.make_user("alice@example.org", "Alice")
    occurrence = factories.make_occurrence(factories.make_theme(), capacity=None)
    add_signups(occurrence, by, 1)
    drafts = [
        save_draft(
            Announcement(occurrence=occurrence, author=by),
            texts={"da": {"subject": f"Nummer {number}", "body": "Hej"}},
        )
        for number in range(8)
    ]

    results = run_concurrently(
        [
            functools.partial(announcements.send, draft, sender=by, seen=fingerprint(draft))
            for draft in drafts
        ]
    )

    assert results.count(True) == 3
    assert sum(isinstance(result, DailyLimitReached) for result in results) == 5
    assert len(sent()) == 3


def test_two_telephones_check_the_same_party_in(committed):
    by = factories.make_user("alice@example.org", "Alice")
    occurrence = factories.make_occurrence(factories.make_theme(), capacity=None)
    signups = [add_signup(occurrence, by, size=3) for _number in range(4)]

    results = run_concurrently(
        [
            functools.partial(check_in.check_in, signup, arrived=3)
            for signup in signups
            for _time in range(6)
        ]
    )

    assert all(isinstance(result, check_in.CheckInResult) for result in results), results
    assert sum(result.changed for result in results) == 4
    assert set(SignUp.objects.values_list("arrived", flat=True)) == {3}


def test_the_last_tap_holds_whatever_the_order_they_arrive_in(committed):
    by = factories.make_user("alice@example.org", "Alice")
    occurrence = factories.make_occurrence(factories.make_theme(), capacity=None)
    signup = add_signup(occurrence, by, size=3)
    jobs = [
        functools.partial(check_in.check_in, signup, arrived=1 + minutes % 3, at=ago(minutes))
        for minutes in range(2, 20)
    ]
    jobs.append(functools.partial(check_in.undo, signup, at=ago(1)))

    run_concurrently(jobs)

    signup.refresh_from_db()
    assert signup.arrived is None
