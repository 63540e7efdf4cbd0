"""The mails before and after: one for each, to those they are for."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Feedback, Occurrence, SignUp
from events.scheduling import occurrence_changes
from events.signups import (
    cancellation,
    feedback,
    registration,
    reminders,
    token_links,
)
from tests import factories
from tests.events.conftest import local, mails


def page_of(signup):
    with translation.override("en"):
        return reverse("events:feedback", args=[token_links.token(signup, token_links.FEEDBACK)])


@pytest.fixture
def occurrence(theme):
    """In seven days, with reminder and thanks as its event has them."""
    made = factories.make_occurrence(theme, capacity=2)
    occurrence_changes.apply_event_rules(made)
    return made


def come(occurrence, name="karen", **says):
    signup = factories.sign_up(occurrence, email=f"{name}@example.org", **says)
    registration.confirm(signup)
    signup.refresh_from_db()
    return signup


def a_day_before(occurrence):
    return time_machine.travel(occurrence.starts_at - datetime.timedelta(hours=24), tick=False)


def test_who_has_a_seat_is_reminded_once(occurrence):
    come(occurrence)
    factories.sign_up(occurrence, email="unconfirmed@example.org")
    waiting = factories.sign_up(occurrence, email="waiting@example.org", waits=True)
    registration.confirm(waiting)
    assert reminders.remind_due() == 0
    with a_day_before(occurrence):
        assert reminders.remind_due() == 1
        assert reminders.remind_due() == 0
    assert [mail.to for mail in mails(kind="reminder")] == ["karen@example.org"]


def test_who_signs_up_after_that_is_not_reminded(occurrence):
    with a_day_before(occurrence):
        come(occurrence)
        assert reminders.remind_due() == 0


def test_a_moved_event_is_reminded_of_at_its_new_time(occurrence):
    come(occurrence)
    with a_day_before(occurrence):
        assert reminders.remind_due() == 1
        later = occurrence.starts_at + datetime.timedelta(days=3)
        occurrence_changes.reschedule(
            occurrence, starts_at=later, ends_at=later + datetime.timedelta(hours=1)
        )
        assert reminders.remind_due() == 0
    with a_day_before(occurrence):
        assert reminders.remind_due() == 1
    assert len(mails(kind="reminder")) == 2


def test_of_what_is_cancelled_or_begun_nobody_is_reminded(occurrence):
    come(occurrence)
    with time_machine.travel(occurrence.starts_at, tick=False):
        assert reminders.remind_due() == 0
    Occurrence.objects.update(remind_at=timezone.now())
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert reminders.remind_due() == 0
    assert not Occurrence.objects.exclude(remind_at=None).exists()


def test_no_reminder_where_none_is_wanted(theme):
    made = factories.make_occurrence(theme)
    made.event.reminder_hours = 0
    made.event.save()
    occurrence_changes.apply_event_rules(made)
    come(made)
    with a_day_before(made):
        assert reminders.remind_due() == 0


def afterwards(occurrence):
    return time_machine.travel(occurrence.thank_at, tick=False)


def test_who_came_is_thanked_once_the_morning_after(occurrence):
    come(occurrence)
    cancellation.cancel(come(occurrence, "bo"))
    assert timezone.localtime(occurrence.thank_at).hour == 10
    with afterwards(occurrence):
        assert reminders.thank_due() == 1
        assert reminders.thank_due() == 0
    [told] = mails(kind="thanks")
    assert told.to == "karen@example.org"
    token = re.search(r"/feedback/([^/]+)/", told.text)[1]
    assert token_links.find(token, token_links.FEEDBACK) == SignUp.objects.get(email=told.to)


def test_where_people_were_checked_in_only_those_are_thanked(occurrence):
    come(occurrence)
    bo = come(occurrence, "bo")
    SignUp.objects.filter(pk=bo.pk).update(arrived=1, checked_in_at=occurrence.starts_at)
    with afterwards(occurrence):
        assert reminders.thank_due() == 1
    assert [mail.to for mail in mails(kind="thanks")] == ["bo@example.org"]


# --- How it was ----------------------------------------------------------------------------


def test_saying_how_it_was_once_and_without_a_name(client, occurrence):
    signup = come(occurrence)
    url = page_of(signup)
    assert b"not over yet" in client.get(url).content
    with afterwards(occurrence):
        assert b'name="rating"' in client.get(url).content
        assert not Feedback.objects.exists()
        refused = client.post(url, {"comment": "Mere kage"})
        assert "Choose one." in refused.content.decode()
        assert "Mere kage" in refused.content.decode()
        assert client.post(url, {"rating": "6"}).status_code == 200
        assert client.post(url, {"rating": "4", "comment": "Mere kage"}).status_code == 302
        client.post(url, {"rating": "1", "comment": "Igen"})
        assert "Thank you for telling us" in client.get(url).content.decode()
    given = Feedback.objects.get()
    assert (given.rating, given.comment, given.occurrence) == (4, "Mere kage", occurrence)
    assert not {field.name for field in Feedback._meta.get_fields()} & {"signup", "user"}


def test_who_cancelled_or_is_too_late_says_nothing(client, occurrence):
    gone, came = come(occurrence), come(occurrence, "bo")
    cancellation.cancel(gone)
    with afterwards(occurrence):
        assert not feedback.can_be_given(gone)
        url = page_of(gone)
        assert client.post(url, {"rating": "4"}).status_code == 410
    with time_machine.travel(occurrence.ends_at + datetime.timedelta(days=61), tick=False):
        url = page_of(came)
        assert client.post(url, {"rating": "4"}).status_code == 410
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("ends_at", [local(2026, 12, 5), local(2026, 12, 4, 22)])
@time_machine.travel(local(2026, 12, 1))
def test_thanks_come_the_day_after_also_when_it_ends_at_midnight(theme, ends_at):
    occurrence = factories.make_occurrence(theme)
    reckoned = occurrence_changes.derived_times(occurrence, local(2026, 12, 4), ends_at)
    assert reckoned["thank_at"] == local(2026, 12, 5, 10)


@time_machine.travel(local(2026, 10, 1), tick=False)
def test_days_before_are_days_by_the_clock_on_the_wall(theme):
    """The clocks are set back on 25 October."""
    occurrence = factories.make_occurrence(theme)
    occurrence.event.opens_days_before = 7
    occurrence.event.newcomer_seats = 1
    start = local(2026, 10, 26, 19)
    reckoned = occurrence_changes.derived_times(
        occurrence, start, start + datetime.timedelta(hours=2)
    )
    assert reckoned["opens_at"] == local(2026, 10, 19, 19)
    assert reckoned["newcomers_until"] == local(2026, 10, 24, 19)


def test_one_that_fails_keeps_no_other_from_its_reminder(occurrence, theme, monkeypatch):
    other = factories.make_occurrence(theme, starts_at=occurrence.starts_at)
    occurrence_changes.apply_event_rules(other)
    come(occurrence)
    come(other, "other")
    owe = reminders.emails.owe

    def fails(signup, *args, **kwargs):
        if signup.occurrence == occurrence:
            raise RuntimeError("Cannot be worded.")
        return owe(signup, *args, **kwargs)

    monkeypatch.setattr(reminders.emails, "owe", fails)
    with a_day_before(occurrence), pytest.raises(RuntimeError, match="worded"):
        reminders.remind_due()
    assert [mail.to for mail in mails(kind="reminder")] == ["other@example.org"]
    monkeypatch.undo()
    with a_day_before(occurrence):
        assert reminders.remind_due() == 1
