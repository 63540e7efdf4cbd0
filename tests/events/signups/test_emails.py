"""Tests of the mails to people who are signed up."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import transaction
from django.utils import timezone, translation

from events.display.formatting import format_dates
from events.models import SignUp
from events.models.details import EventStatus
from events.scheduling import occurrence_changes
from events.scheduling.occurrence_changes import OccurrenceState
from events.signups import cancellation, emails, registration
from tests import factories
from tests.events.conftest import outbox_messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def occurrence(theme):
    return factories.make_occurrence(theme, capacity=10)


def test_cancelling_an_occurrence_sends_one_mail_per_reason(occurrence, confirmed_signup):
    for name in ("karen", "bo"):
        confirmed_signup(occurrence, email=f"{name}@example.org")
    assert occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert not occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    sent = outbox_messages(kind="event_cancelled")
    assert sorted(mail.to for mail in sent) == ["bo@example.org", "karen@example.org"]
    assert "Storm" in sent[0].text
    assert occurrence_changes.cancel_occurrence(occurrence, reason="Heavy storm")
    assert len(outbox_messages(kind="event_cancelled")) == 2


def test_unconfirmed_addresses_get_no_mail_about_changes(occurrence, sign_up, confirmed_signup):
    """Anybody can type an address, so its owner gets only the mail to confirm it."""
    sign_up(occurrence, email="stranger@example.org")
    confirmed_signup(occurrence, email="karen@example.org")
    starts_at, ends_at = (
        moment + datetime.timedelta(days=1) for moment in (occurrence.starts_at, occurrence.ends_at)
    )
    occurrence_changes.reschedule(occurrence, starts_at=starts_at, ends_at=ends_at)
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    assert [mail.to for mail in outbox_messages(kind="event_")] == ["karen@example.org"] * 2


def test_online_url_is_only_in_mails_to_confirmed_sign_ups(theme, sign_up):
    occurrence = factories.make_occurrence(theme, is_online=True)
    occurrence.event.online_url = "https://meet.example.org/secret"
    occurrence.event.save()
    signup = sign_up(occurrence)
    registration.confirm(signup)
    confirm, confirmed = outbox_messages()
    assert "secret" not in confirm.text
    assert "secret" in confirmed.text
    cancellation.cancel(signup)
    assert "secret" not in outbox_messages()[-1].text


def test_every_mail_states_time_venue_and_party_size(theme, area, sign_up):
    occurrence = factories.make_occurrence(
        theme,
        area=area,
        venue="Huset & haven",
        title="Kaffe <& kage>",
        starts_at=factories.in_days(7).replace(hour=18, minute=5),
    )
    signup = sign_up(occurrence)
    registration.confirm(signup)
    occurrence_changes.reschedule(
        occurrence,
        starts_at=occurrence.starts_at + datetime.timedelta(days=1),
        ends_at=occurrence.ends_at + datetime.timedelta(days=1),
    )
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    cancellation.cancel(signup)
    sent = outbox_messages()
    kinds = ["confirm", "confirmed", "event_changed:1", "event_cancelled:2", "cancelled"]
    assert [mail.key.split(":", 2)[2] for mail in sent] == kinds
    for mail in sent:
        # Plain text is not escaped.
        assert "Kaffe <& kage>" in mail.subject
        assert "Huset & haven, Hirtshals" in mail.text
        assert "When: " in mail.text
        assert f"{occurrence.starts_at.year}, " in mail.text
        assert "Number of people: 2" in mail.text
        assert "<& kage>" not in mail.html


HOUR = datetime.timedelta(hours=1)


def sent_for(occurrence, signup, **state):
    """Change `occurrence` in one go; return the mail about it."""
    before = len(outbox_messages())
    occurrence_changes.apply_state(
        occurrence,
        OccurrenceState(
            **{
                "starts_at": occurrence.starts_at,
                "ends_at": occurrence.ends_at,
                "capacity": occurrence.capacity,
                **state,
            }
        ),
        venue_changed=state.pop("venue_changed", False),
    )
    [mail] = outbox_messages()[before:]
    return mail


def at(occurrence, hour: int):
    start = timezone.localtime(occurrence.starts_at).replace(hour=hour, minute=0)
    return {"starts_at": start, "ends_at": start + HOUR}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("da", "Flyttet fra 19.00 til 20.00."), ("en", "Moved from 19:00 to 20:00.")],
)
def test_change_mail_names_the_old_and_the_new_hour(theme, confirmed_signup, language, sentence):
    start = timezone.localtime(factories.in_days(20)).replace(hour=19, minute=0)
    occurrence = factories.make_occurrence(theme, starts_at=start, ends_at=start + HOUR)
    signup = confirmed_signup(occurrence, language=language)
    mail = sent_for(occurrence, signup, **at(occurrence, 20))
    assert sentence in mail.text
    assert sentence in mail.html


def test_change_mail_names_both_days(occurrence, confirmed_signup):
    signup = confirmed_signup(occurrence)
    with translation.override(signup.language):
        old = format_dates(occurrence)
        day = datetime.timedelta(days=3)
        times = {"starts_at": occurrence.starts_at + day, "ends_at": occurrence.ends_at + day}
        mail = sent_for(occurrence, signup, **times)
        sentence = next(line for line in mail.text.splitlines() if old in line)
        assert format_dates(occurrence) in sentence


def test_change_mail_names_a_new_end(occurrence, confirmed_signup):
    signup = confirmed_signup(occurrence, language="en")
    mail = sent_for(occurrence, signup, ends_at=occurrence.ends_at + HOUR)
    end = timezone.localtime(occurrence.ends_at)
    old = end - HOUR
    if end.date() == old.date():
        assert f"It ends at {end:%H:%M} instead of {old:%H:%M}." in mail.text


def test_change_to_online_names_the_new_time_as_well(occurrence, confirmed_signup):
    signup = confirmed_signup(occurrence, language="en")
    hour = (timezone.localtime(occurrence.starts_at).hour + 1) % 23
    mail = sent_for(occurrence, signup, status=EventStatus.MOVED_ONLINE, **at(occurrence, hour))
    assert "Moved from " in mail.text
    assert "It takes place online now." in mail.text


def test_reason_stands_after_the_time_of_a_postponed_event(occurrence, confirmed_signup):
    signup = confirmed_signup(occurrence, language="en")
    mail = sent_for(occurrence, signup, status=EventStatus.POSTPONED, reason="Storm")
    assert mail.text.index("When: ") < mail.text.index("Storm")


def test_offered_seat_is_not_called_a_sign_up(theme, sign_up, confirmed_signup):
    occurrence = factories.make_occurrence(theme, capacity=1)
    confirmed_signup(occurrence, email="karen@example.org", party_size=1)
    waiting = sign_up(occurrence, email="bo@example.org", party_size=1, language="en", waits=True)
    registration.confirm(waiting)
    occurrence_changes.set_capacity(occurrence, 2)
    waiting.refresh_from_db()
    assert waiting.status == SignUp.Status.OFFERED
    moved = {"starts_at": occurrence.starts_at + HOUR, "ends_at": occurrence.ends_at + HOUR}
    occurrence_changes.reschedule(occurrence, **moved)
    [mail] = outbox_messages(to="bo@example.org", kind="event_changed")
    assert "You are still signed up" not in mail.text
    assert "/offer/" in mail.text


def test_mails_greet_by_name_and_link_to_the_events_page(theme, confirmed_signup):
    page = factories.make_event_page(theme, starts_at=factories.in_days(20))
    occurrence = page.event.occurrences.get()
    confirmed_signup(occurrence, name="Grethe Holm", language="da")
    mail = outbox_messages()[-1]
    assert mail.text.startswith("Hej Grethe\n")
    assert f"http://testserver{page.url}" in mail.text


@pytest.mark.parametrize(
    ("hours", "subject"), [(0, "Today at 19:00: "), (24, "Tomorrow at 19:00: ")]
)
def test_reminder_says_when_in_its_subject(theme, confirmed_signup, hours, subject):
    start = timezone.localtime(factories.in_days(20)).replace(hour=19, minute=0)
    occurrence = factories.make_occurrence(theme, starts_at=start, ends_at=start + HOUR)
    signup = confirmed_signup(occurrence, language="en")
    with time_machine.travel(start - datetime.timedelta(hours=hours + 4)), transaction.atomic():
        emails.enqueue(signup, "reminder")
    assert outbox_messages()[-1].subject.startswith(subject)


def test_qr_code_stands_beside_what_to_show(occurrence, confirmed_signup):
    confirmed_signup(occurrence)
    mail = outbox_messages()[-1]
    box = BeautifulSoup(mail.html, "html.parser").find("img").find_parent(class_="mail__box")
    assert box.find(class_="mail__code")
    assert box.find("a")
