"""Notices about events."""

import datetime

import pytest
from django.utils import timezone, translation

from events.display.formatting import format_dates
from events.models import Event, Occurrence
from events.scheduling import occurrence_changes
from events.signups import registration
from notifications.models import Activity, Notice, OutboxMessage
from notifications.notices import (
    activities,
    activity_types,
    follows,
    topics,
)
from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def notified(kind: str = "") -> set[tuple[str, str]]:
    """Spread the activities; return who got a notice, and its category."""
    activities.spread_due()
    notices = Notice.objects.filter(activity__kind__endswith=kind).select_related("recipient")
    return {(notice.recipient.first_name, notice.category) for notice in notices}


def words_for(reader: User) -> list[str]:
    """Return the texts of the notices of `reader`."""
    batch = list(Activity.objects.filter(notices__recipient=reader).order_by("pk"))
    with translation.override("en"):
        described = activity_types.describe(batch, reader)
    return [described[one.pk].text for one in batch if one.pk in described]


def sign_up(person: User, occurrence: Occurrence, **changes) -> None:
    factories.sign_up(
        **{
            "occurrence": occurrence,
            "name": "N",
            "email": person.email,
            "party_size": 1,
            "language": "da",
            "user": person,
            **changes,
        }
    )


@pytest.mark.parametrize("followed", ["theme", "area", "tag"])
def test_followers_are_notified_of_a_new_event(alice, theme, area, followed):
    topic = {"theme": topics.theme(theme.pk), "area": topics.area(area.pk), "tag": "tag:kaffe"}
    follows.follow(alice, topic[followed])
    page = factories.make_event_page(theme, area=area, publish=False)
    page.tags.add("kaffe")

    page.save_revision().publish()

    assert notified() == {("Alice", "news")}
    assert words_for(alice) == ["New in the calendar."]


def test_publishing_again_notifies_nobody(alice, theme):
    follows.follow(alice, topics.theme(theme.pk))
    page = factories.make_event_page(theme)
    page.title = "Nabocafé med kage"
    page.save_revision().publish()
    notified()
    assert Notice.objects.count() == 1


def test_a_past_event_notifies_nobody(alice, theme):
    follows.follow(alice, topics.theme(theme.pk))
    factories.make_event_page(theme, starts_at=factories.in_days(-7))
    assert notified() == set()


def test_a_hidden_event_is_not_described(alice, theme):
    follows.follow(alice, topics.theme(theme.pk))
    page = factories.make_event_page(theme)
    notified()
    page.unpublish()
    assert words_for(alice) == []


def test_attendees_and_followers_are_notified_of_a_cancellation(alice, bob, moderator, theme):
    page = factories.make_event_page(theme)
    event = page.event
    occurrence = event.occurrences.get()
    sign_up(alice, occurrence)
    for person in (alice, bob):
        follows.follow(person, topics.event(event.pk))

    occurrence_changes.cancel_occurrence(occurrence, reason="Sygdom")
    occurrence_changes.cancel_occurrence(occurrence, reason="Sygdom")

    assert notified("cancelled") == {("Alice", "signups"), ("Bob", "news")}
    assert Notice.objects.count() == 2
    assert Notice.objects.get(recipient=alice).mail_due_at is None
    [to_attendee], [to_follower] = words_for(alice), words_for(bob)
    assert to_attendee.startswith(to_follower)
    assert len(to_attendee) > len(to_follower)
    # `events` queues the mail itself, once.
    assert OutboxMessage.objects.filter(to=alice.email, key__contains="cancelled").count() == 1


def test_a_confirmed_address_identifies_the_resident(alice, theme):
    occurrence = factories.make_event_page(theme).event.occurrences.get()
    sign_up(alice, occurrence, user=None)
    occurrence_changes.cancel_occurrence(occurrence, reason="Sygdom")
    assert notified() == set()  # a stranger may have typed the address

    other = factories.make_event_page(theme, "Gåtur").event.occurrences.get()
    sign_up(alice, other, user=None)
    registration.confirm(other.signups.get())
    occurrence_changes.cancel_occurrence(other, reason="Sygdom")
    assert notified() == {("Alice", "signups")}


def test_followers_get_one_notice_for_a_moved_series(alice, bob, theme):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=10)
    event = Event.objects.get()
    follows.follow(bob, topics.event(event.pk))
    follows.follow(alice, topics.event(event.pk))
    for occurrence in event.occurrences.all()[2:4]:
        sign_up(alice, occurrence)

    page.starts_at += datetime.timedelta(hours=1)
    page.ends_at += datetime.timedelta(hours=1)
    page.save_revision().publish()

    assert notified("changed") == {("Alice", "signups"), ("Bob", "news")}
    assert Notice.objects.filter(recipient=bob).count() == 1
    assert Notice.objects.filter(recipient=alice).count() == 2
    assert all("You are signed up" in words for words in words_for(alice))


def test_two_changes_are_two_notices(bob, theme):
    page = factories.make_event_page(theme)
    follows.follow(bob, topics.event(page.event.pk))
    for _time in range(2):
        page.starts_at += datetime.timedelta(hours=1)
        page.ends_at += datetime.timedelta(hours=1)
        page.save_revision().publish()
    notified()
    assert Notice.objects.filter(recipient=bob).count() == 2


def test_followers_of_the_event_are_notified_of_new_dates(alice, bob, theme):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=3)
    event = page.event
    follows.follow(bob, topics.event(event.pk))
    follows.follow(alice, topics.theme(theme.pk))
    sign_up(alice, event.occurrences.first())
    page.repeat_count = 5
    page.save_revision().publish()
    page.save_revision().publish()

    assert notified("more") == {("Bob", "news")}
    first_new = event.occurrences.order_by("starts_at")[3]
    with translation.override("en"):
        when = format_dates(first_new)
    assert words_for(bob) == [f"New dates. The first is {when}."]


@pytest.mark.parametrize("change", ["fewer", "moved", "cancelled", "reach"])
def test_changes_without_new_dates_notify_nobody_of_dates(bob, theme, change, settings):
    settings.SERIES_DAYS_AHEAD = 30
    count = None if change == "reach" else 3
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=count)
    follows.follow(bob, topics.event(page.event.pk))
    if change == "fewer":
        page.repeat_count = 2
    elif change == "moved":
        page.starts_at += datetime.timedelta(days=1)
        page.ends_at += datetime.timedelta(days=1)
    elif change == "cancelled":
        page.repeat_count, page.status, page.status_reason = 5, "cancelled", "No host"
    else:
        # An occurrence that merely comes within the horizon is no news.
        settings.SERIES_DAYS_AHEAD = 60
    page.save_revision().publish()
    assert notified("more") == set()


def test_topics_are_named_in_the_language_of_the_reader(alice, theme):
    page = factories.make_event_page(theme)
    topic = topics.event(page.event.pk)
    assert topics.resolve([topic], alice)[topic].name == "Nabocafé"
    page.unpublish()
    assert topics.resolve([topic], alice) == {}


def test_describing_takes_a_fixed_number_of_queries(alice, theme, django_assert_max_num_queries):
    follows.follow(alice, topics.theme(theme.pk))
    for number in range(10):
        page = factories.make_event_page(theme, f"Event {number}")
        sign_up(alice, page.event.occurrences.get())
        occurrence_changes.cancel_occurrence(page.event.occurrences.get(), reason="Sygdom")
    notified()
    batch = list(Activity.objects.all())
    activity_types.describe(batch, alice)  # fills the cache of Wagtail's sites
    with django_assert_max_num_queries(7):
        assert len(activity_types.describe(batch, alice)) == len(batch) >= 20


def test_notifying_many_attendees_takes_a_fixed_number_of_queries(
    alice, theme, django_assert_max_num_queries
):
    occurrence = factories.make_event_page(theme, capacity=None).event.occurrences.get()
    people = User.objects.bulk_create(
        User(email=f"p{number}@example.org") for number in range(1_500)
    )
    now = timezone.now()
    occurrence.signups.bulk_create(
        occurrence.signups.model(
            occurrence=occurrence,
            user=person,
            email=person.email,
            language="da",
            status="confirmed",
            expires_at=now,
        )
        for person in people
    )
    from events import notices

    with django_assert_max_num_queries(16):
        notices.notify_of_change(occurrence, "event_cancelled", "")
    activities.spread_due()
    assert Notice.objects.filter(category="signups").count() == 1_500
