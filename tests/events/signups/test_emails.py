"""Tests of the mails to people who are signed up."""

import datetime

import pytest

from events.scheduling import occurrence_changes
from events.signups import cancellation, registration
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
        assert f"{occurrence.starts_at.year} at " in mail.text
        assert "Number of people: 2" in mail.text
        assert "<& kage>" not in mail.html
