"""Tests of reminders and thanks."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from events.models import Occurrence, SignUp
from events.scheduling import occurrence_changes
from events.signups import (
    cancellation,
    registration,
    reminders,
    token_links,
)
from tests import factories
from tests.events.conftest import local, outbox_messages


@pytest.fixture
def occurrence(theme):
    """An occurrence in seven days, with a reminder and thanks."""
    occurrence = factories.make_occurrence(theme, capacity=2)
    occurrence_changes.apply_event_rules(occurrence)
    return occurrence


def confirmed_signup(occurrence, name="karen", **fields):
    signup = factories.sign_up(occurrence, email=f"{name}@example.org", **fields)
    registration.confirm(signup)
    signup.refresh_from_db()
    return signup


def a_day_before(occurrence):
    return time_machine.travel(occurrence.starts_at - datetime.timedelta(hours=24), tick=False)


def test_confirmed_sign_ups_get_one_reminder(occurrence):
    confirmed_signup(occurrence)
    factories.sign_up(occurrence, email="unconfirmed@example.org")
    waiting = factories.sign_up(occurrence, email="waiting@example.org", waits=True)
    registration.confirm(waiting)
    assert reminders.remind_due() == 0
    with a_day_before(occurrence):
        assert reminders.remind_due() == 1
        assert reminders.remind_due() == 0
    assert [mail.to for mail in outbox_messages(kind="reminder")] == ["karen@example.org"]


def test_sign_ups_after_the_due_time_get_no_reminder(occurrence):
    with a_day_before(occurrence):
        confirmed_signup(occurrence)
        assert reminders.remind_due() == 0


def test_rescheduled_occurrence_sends_another_reminder(occurrence):
    confirmed_signup(occurrence)
    with a_day_before(occurrence):
        assert reminders.remind_due() == 1
        later = occurrence.starts_at + datetime.timedelta(days=3)
        occurrence_changes.reschedule(
            occurrence, starts_at=later, ends_at=later + datetime.timedelta(hours=1)
        )
        assert reminders.remind_due() == 0
    with a_day_before(occurrence):
        assert reminders.remind_due() == 1
    assert len(outbox_messages(kind="reminder")) == 2


def test_cancelled_and_begun_occurrences_send_no_reminders(occurrence):
    confirmed_signup(occurrence)
    with time_machine.travel(occurrence.starts_at, tick=False):
        assert reminders.remind_due() == 0
    Occurrence.objects.update(remind_at=timezone.now())
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert reminders.remind_due() == 0
    assert not Occurrence.objects.exclude(remind_at=None).exists()


def test_event_without_reminder_hours_sends_none(theme):
    occurrence = factories.make_occurrence(theme)
    occurrence.event.reminder_hours = 0
    occurrence.event.save()
    occurrence_changes.apply_event_rules(occurrence)
    confirmed_signup(occurrence)
    with a_day_before(occurrence):
        assert reminders.remind_due() == 0


def afterwards(occurrence):
    return time_machine.travel(occurrence.thank_at, tick=False)


def test_confirmed_sign_ups_get_thanks_once_the_morning_after(occurrence):
    confirmed_signup(occurrence)
    cancellation.cancel(confirmed_signup(occurrence, "bo"))
    assert timezone.localtime(occurrence.thank_at).hour == 10
    with afterwards(occurrence):
        assert reminders.thank_due() == 1
        assert reminders.thank_due() == 0
    [mail] = outbox_messages(kind="thanks")
    assert mail.to == "karen@example.org"
    token = re.search(r"/feedback/([^/]+)/", mail.text)[1]
    assert token_links.find(token, token_links.FEEDBACK) == SignUp.objects.get(email=mail.to)


def test_thanks_go_to_checked_in_people_if_there_are_any(occurrence):
    confirmed_signup(occurrence)
    bo = confirmed_signup(occurrence, "bo")
    SignUp.objects.filter(pk=bo.pk).update(arrived=1, checked_in_at=occurrence.starts_at)
    with afterwards(occurrence):
        assert reminders.thank_due() == 1
    assert [mail.to for mail in outbox_messages(kind="thanks")] == ["bo@example.org"]


@pytest.mark.parametrize("ends_at", [local(2026, 12, 5), local(2026, 12, 4, 22)])
@time_machine.travel(local(2026, 12, 1))
def test_thanks_are_due_the_day_after_an_end_at_midnight(theme, ends_at):
    occurrence = factories.make_occurrence(theme)
    times = occurrence_changes.derived_times(occurrence, local(2026, 12, 4), ends_at)
    assert times["thank_at"] == local(2026, 12, 5, 10)


@time_machine.travel(local(2026, 10, 1), tick=False)
def test_days_before_the_start_are_counted_in_local_time(theme):
    """The clocks are set back on 25 October."""
    occurrence = factories.make_occurrence(theme)
    occurrence.event.opens_days_before = 7
    occurrence.event.newcomer_seats = 1
    start = local(2026, 10, 26, 19)
    times = occurrence_changes.derived_times(occurrence, start, start + datetime.timedelta(hours=2))
    assert times["opens_at"] == local(2026, 10, 19, 19)
    assert times["newcomers_until"] == local(2026, 10, 24, 19)


def test_failing_reminder_does_not_stop_the_others(occurrence, theme, monkeypatch):
    other = factories.make_occurrence(theme, starts_at=occurrence.starts_at)
    occurrence_changes.apply_event_rules(other)
    confirmed_signup(occurrence)
    confirmed_signup(other, "other")
    enqueue = reminders.emails.enqueue

    def fails(signup, *args, **kwargs):
        if signup.occurrence == occurrence:
            raise RuntimeError("Cannot be written.")
        return enqueue(signup, *args, **kwargs)

    monkeypatch.setattr(reminders.emails, "enqueue", fails)
    with a_day_before(occurrence), pytest.raises(RuntimeError, match="written"):
        reminders.remind_due()
    assert [mail.to for mail in outbox_messages(kind="reminder")] == ["other@example.org"]
    monkeypatch.undo()
    with a_day_before(occurrence):
        assert reminders.remind_due() == 1
