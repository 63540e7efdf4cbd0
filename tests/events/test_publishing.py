"""Publishing the page of a single event: its time, sign-ups, status and hiding."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from events.models import Event, Occurrence, SignUp
from tests import factories
from tests.events.conftest import local, outbox_messages, taken_is_right
from tests.events.publishing import WEEK, only_occurrence, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, capacity=10, venue="Havnen")


def test_saving_a_draft_makes_no_event(theme):
    assert factories.make_event_page(theme, publish=False).event is None
    assert not Event.objects.exists()


def test_publishing_makes_event_and_occurrence(page):
    occurrence = only_occurrence(page)
    assert page.event.is_published
    assert (page.event.venue, page.event.title) == ("Havnen", "Nabocafé")
    assert (occurrence.starts_at, occurrence.ends_at) == (page.starts_at, page.ends_at)
    assert occurrence.capacity == 10


def test_publishing_again_changes_nothing_and_sends_no_mail(page, sign_up):
    before = only_occurrence(page)
    sign_up(before)
    publish(page)
    after = only_occurrence(page)
    assert (after.pk, after.sequence, after.taken) == (before.pk, 0, 2)
    assert len(outbox_messages()) == 1


def test_moving_keeps_the_sign_ups_and_sends_mails(page, confirmed_signup):
    signup = confirmed_signup(only_occurrence(page))
    publish(page, starts_at=page.starts_at + WEEK, ends_at=page.ends_at + WEEK)
    occurrence = only_occurrence(page)
    assert occurrence == signup.occurrence
    assert (occurrence.starts_at, occurrence.sequence) == (page.starts_at, 1)
    assert taken_is_right(occurrence)
    [mail] = outbox_messages(kind="event_changed")
    assert mail.to == signup.email


def test_another_venue_sends_mails(page, confirmed_signup):
    confirmed_signup(only_occurrence(page))
    publish(page, venue="Kirken")
    [mail] = outbox_messages(kind="event_changed")
    assert "Kirken" in mail.text


def test_another_title_sends_no_mail(page, sign_up):
    sign_up(only_occurrence(page))
    publish(page, title="Nabote")
    assert page.event.title == "Nabote"
    assert not outbox_messages(kind="event_changed")


def test_a_lower_capacity_keeps_the_sign_ups(page, sign_up):
    sign_up(only_occurrence(page), party_size=6)
    publish(page, capacity=3)
    assert (only_occurrence(page).taken, only_occurrence(page).seats_left) == (6, 0)
    assert not outbox_messages(kind="event_changed")


def test_a_cancellation_can_be_taken_back(page, confirmed_signup):
    confirmed_signup(only_occurrence(page))
    publish(page, status="cancelled", status_reason="Storm")
    assert only_occurrence(page).is_cancelled
    publish(page)
    publish(page, status_reason="Storm and flood")
    assert only_occurrence(page).status_reason == "Storm and flood"
    assert len(outbox_messages(kind="event_cancelled")) == 1
    assert not outbox_messages(kind="event_changed")

    publish(page, status="scheduled")
    assert not only_occurrence(page).is_cancelled
    assert only_occurrence(page).status_reason == ""
    [mail] = outbox_messages(kind="event_changed")
    assert mail.subject == "It takes place after all: Nabocafé"
    assert mail.calendar_method == "REQUEST"
    assert "STATUS:CONFIRMED" in mail.calendar
    assert taken_is_right(only_occurrence(page))

    publish(page, status="cancelled", status_reason="Storm again")
    assert len(outbox_messages(kind="event_cancelled")) == 2


def test_postponing_a_cancelled_event_keeps_the_sign_ups(page, sign_up):
    signup = sign_up(only_occurrence(page))
    publish(page, status="cancelled", status_reason="Storm")
    later = {"starts_at": page.starts_at + WEEK, "ends_at": page.ends_at + WEEK}
    publish(page, status="scheduled", **later)
    assert only_occurrence(page) == signup.occurrence
    assert only_occurrence(page).starts_at == later["starts_at"]


def test_a_postponed_event_gets_a_new_date_after_the_old_one(page, confirmed_signup):
    signup = confirmed_signup(only_occurrence(page))
    publish(page, status="postponed", status_reason="Flood")
    with time_machine.travel(page.ends_at + WEEK, tick=False):
        assert not only_occurrence(page).is_over
        assert list(SignUp.objects.to_come()) == [signup]
        # It stays postponed while its date is in the past.
        publish(page, status="scheduled")
        assert only_occurrence(page).is_postponed
        assert not outbox_messages(kind="event_changed")
        later = timezone.now() + WEEK
        publish(page, starts_at=later, ends_at=later + datetime.timedelta(hours=2))
        occurrence = only_occurrence(page)
        assert (occurrence, occurrence.starts_at) == (signup.occurrence, later)
        assert occurrence.takes_place
        assert len(outbox_messages(kind="event_changed")) == 1
        assert taken_is_right(occurrence)


def test_an_event_can_be_published_as_cancelled(theme):
    page = factories.make_event_page(theme, status="cancelled", status_reason="Storm")
    assert only_occurrence(page).is_cancelled


def test_moving_and_cancelling_together_sends_one_mail(page, confirmed_signup):
    confirmed_signup(only_occurrence(page))
    later = {"starts_at": page.starts_at + WEEK, "ends_at": page.ends_at + WEEK}
    publish(page, status="cancelled", status_reason="Storm", **later)
    kinds = [mail.key.split(":")[2] for mail in outbox_messages()]
    assert kinds == ["confirm", "confirmed", "event_cancelled"]


def test_unpublishing_hides_the_event_and_keeps_the_sign_ups(page, sign_up, client):
    signup = sign_up(only_occurrence(page))
    page.unpublish()
    assert not page.event.is_published
    assert not Occurrence.objects.visible_to(signup.user).exists()
    assert SignUp.objects.get() == signup
    assert client.get(f"/en/events/{signup.occurrence_id}/sign-up/").status_code == 404
    publish(page)
    assert page.event.is_published


def test_deleting_the_page_hides_the_event_and_keeps_the_sign_ups(page, sign_up):
    signup = sign_up(only_occurrence(page))
    page.delete()
    signup.refresh_from_db()
    assert not signup.occurrence.event.is_published


def test_scheduled_publishing_makes_the_event_at_its_time(theme):
    page = factories.make_event_page(theme, publish=False)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()
    assert not Event.objects.filter(is_published=True).exists()
    with time_machine.travel(factories.in_days(1.1)):
        call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.live
    assert page.event.is_published


def test_scheduled_expiry_hides_the_event(theme):
    page = factories.make_event_page(theme, expire_at=factories.in_days(1))
    with time_machine.travel(factories.in_days(1.1)):
        call_command("publish_scheduled")
    assert not page.event.is_published


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": local(2026, 1, 1, 10)}, "ends_at"),
        ({"ends_at": factories.in_days(50)}, "ends_at"),
        ({"repeats": "weekly", "repeat_count": 1}, "repeat_count"),
        ({"repeats": "weekly", "repeat_count": 501}, "repeat_count"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": -1}, "capacity"),
        ({"status": "cancelled", "status_reason": " "}, "status_reason"),
        ({"venue": "Spørg 010203-1234"}, "venue"),
    ],
)
def test_errors_appear_at_their_field(theme, changes, field):
    page = factories.make_event_page(theme, publish=False)
    for name, value in changes.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert field in refused.value.message_dict
