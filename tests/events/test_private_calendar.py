"""The private calendar feed at a secret URL, and the page about it."""

import datetime
import re

import icalendar
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from events.feeds import private_calendar
from events.models import Event, PrivateCalendar, SignUp
from events.models.details import EventStatus
from events.scheduling import occurrence_changes
from events.signups import cancellation, registration
from residents.models import User
from residents.personal_data.registry import Person, Posts, registry
from tests import factories
from tests.events.calendar_programs import faults, seen_by_ical

pytestmark = pytest.mark.django_db

PAGE = "/en/events/mine/calendar/"


def address(user):
    """Return the path of the calendar of `user`; make its secret if there is none."""
    private_calendar.make_address(user, instead_of="")
    with translation.override("en"):
        return reverse("events:own_calendar", args=[user.private_calendar.secret])


def vevents(response):
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


@pytest.fixture
def occurrence(theme):
    page = factories.make_event_page(
        theme,
        title="Nabocafé",
        capacity=2,
        starts_at=factories.in_days(20),
        is_online=True,
        online_url="https://meet.example.org/secret",
    )
    return page.event.occurrences.get()


def sign_up(user: User, occurrence, **changes) -> SignUp:
    return factories.sign_up(
        occurrence, **{"user": user, "name": "N", "email": user.email, "language": "en", **changes}
    )


# --- Content -------------------------------------------------------------------------------


def test_the_feed_has_the_sign_ups_of_its_owner(alice, bob, occurrence, libical):
    sign_up(alice, occurrence)
    response = Client().get(address(alice))
    assert response.status_code == 200
    assert faults(response.content) == libical.complaints(response.content) == []
    [event] = vevents(response)
    assert (event["summary"], event["status"]) == ("Nabocafé", "CONFIRMED")
    assert event["location"] == "https://meet.example.org/secret"
    calendar = icalendar.Calendar.from_ical(response.content)
    assert str(settings.WAGTAIL_SITE_NAME) in calendar["name"]
    assert vevents(Client().get(address(bob))) == []


def test_a_hybrid_event_has_venue_and_online_address(alice, occurrence):
    Event.objects.update(venue="Biblioteket")
    sign_up(alice, occurrence)
    [event] = vevents(Client().get(address(alice)))
    assert event["location"].startswith("Online, Biblioteket")
    assert event["location"].endswith(" – https://meet.example.org/secret")
    occurrence_changes.set_status(occurrence, EventStatus.MOVED_ONLINE)
    [event] = vevents(Client().get(address(alice)))
    assert event["location"] == "https://meet.example.org/secret"


def test_two_sign_ups_of_a_person_are_one_entry(alice, bob, occurrence):
    sign_up(bob, occurrence)
    sign_up(alice, occurrence, party_size=2, waits=True)
    alice.email = "alice@example.net"
    alice.save()
    registration.confirm(factories.sign_up(occurrence, email=alice.email, party_size=1))
    response = Client().get(address(alice))
    assert faults(response.content) == []
    [event] = vevents(response)
    # The entry shows the seat, not the position on the waiting list.
    assert event["summary"] == "Nabocafé"


def test_entries_name_the_position_on_the_waiting_list(alice, bob, editor, occurrence):
    sign_up(bob, occurrence, party_size=2)
    sign_up(editor, occurrence, waits=True)
    waiting = sign_up(alice, occurrence, waits=True)
    [event] = vevents(Client().get(address(alice)))
    assert event["summary"] == "No place yet, number 2 on the waiting list: Nabocafé"
    assert (event["status"], event["transp"]) == ("TENTATIVE", "TRANSPARENT")
    assert "meet.example.org" not in event.to_ical().decode()
    cancellation.cancel(SignUp.objects.get(user=editor))
    [event] = vevents(Client().get(address(alice)))
    assert re.fullmatch(r"\D+ 1 \D+: Nabocafé", event["summary"])
    cancellation.cancel(SignUp.objects.get(user=bob))
    [event] = vevents(Client().get(address(alice)))
    assert event["summary"] == "Reply to your offer of a place: Nabocafé"
    cancellation.cancel(SignUp.objects.get(pk=waiting.pk))
    assert vevents(Client().get(address(alice))) == []


def test_a_cancelled_event_stays_as_cancelled(alice, bob, occurrence):
    sign_up(bob, occurrence, party_size=2)
    sign_up(alice, occurrence, waits=True)
    occurrence_changes.set_status(occurrence, EventStatus.CANCELLED, reason="Storm")
    for user in (alice, bob):
        [event] = vevents(Client().get(address(user)))
        assert (event["summary"], event["status"]) == ("Cancelled: Nabocafé", "CANCELLED")


def test_an_unconfirmed_sign_up_is_left_out(alice, occurrence):
    """Somebody else may have typed the address."""
    typed = factories.sign_up(occurrence, email=alice.email)
    assert vevents(Client().get(address(alice))) == []
    registration.confirm(typed)
    assert len(vevents(Client().get(address(alice)))) == 1


def test_texts_are_in_the_language_of_the_url(alice, occurrence):
    sign_up(alice, occurrence)
    english = address(alice)
    with translation.override("da"):
        danish = reverse("events:own_calendar", args=[alice.private_calendar.secret])
    assert danish != english
    one, other = (Client().get(path) for path in (danish, english))
    assert seen_by_ical(one.content)[0].uid == seen_by_ical(other.content)[0].uid
    names = [icalendar.Calendar.from_ical(each.content)["name"] for each in (one, other)]
    assert len(set(names)) == 2


# --- Conditional requests ------------------------------------------------------------------


def test_an_unchanged_feed_gets_304(alice, bob, editor, occurrence):
    sign_up(bob, occurrence, party_size=2)
    sign_up(editor, occurrence, waits=True)
    sign_up(alice, occurrence, waits=True)
    path = address(alice)
    first = Client().get(path)
    assert first["Cache-Control"] == "private, no-cache"
    assert first["X-Robots-Tag"] == "noindex"
    assert not first.cookies
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        again = Client().get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == "private, no-cache"
    # A new position on the waiting list changes the feed.
    cancellation.cancel(SignUp.objects.get(user=editor))
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_number_of_queries_is_fixed(alice, bob, theme):
    def add(count):
        for number in range(count):
            page = factories.make_event_page(theme, capacity=2)
            full = page.event.occurrences.get()
            if number % 2:
                sign_up(bob, full, party_size=2)
            sign_up(alice, full, waits=True)

    path = address(alice)
    add(2)
    Client().get(path)
    with CaptureQueriesContext(connection) as few:
        Client().get(path)
    add(4)
    with CaptureQueriesContext(connection) as many:
        response = Client().get(path)
    assert len(vevents(response)) == 6
    assert len(many) == len(few) <= 6


# --- The address ---------------------------------------------------------------------------


def test_the_secret_is_made_on_request(as_alice, alice):
    assert PAGE in as_alice.get("/en/events/mine/").content.decode()
    page = as_alice.get(PAGE).content.decode()
    assert "instead_of" not in page
    # A GET request makes no secret.
    assert not PrivateCalendar.objects.exists()
    response = as_alice.post(PAGE)
    assert (response.status_code, response["Location"]) == (302, PAGE)
    secret = PrivateCalendar.objects.get(user=alice).secret
    response = as_alice.get(PAGE)
    page = response.content.decode()
    path = f"/en/events/mine/{secret}/calendar.ics"
    assert f"http://testserver{path}" in page
    assert f'href="webcal://testserver{path}"' in page
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page
    assert Client().get(path).status_code == 200
    assert len(secret) >= 32


def test_a_new_secret_makes_the_old_url_invalid(as_alice, alice):
    old = address(alice)
    before = alice.private_calendar
    as_alice.post(PAGE, {"instead_of": before.secret})
    new = PrivateCalendar.objects.get(user=alice)
    assert new.secret != before.secret
    assert new.created_at > before.created_at
    assert Client().get(old).status_code == 404
    assert Client().get(old.replace(before.secret, new.secret)).status_code == 200
    # A second submission of the same form changes nothing.
    as_alice.post(PAGE, {"instead_of": before.secret})
    as_alice.post(PAGE)
    assert PrivateCalendar.objects.get(user=alice).secret == new.secret


def test_users_have_different_secrets(as_alice, as_bob, alice, bob, client):
    as_alice.post(PAGE)
    mine = PrivateCalendar.objects.get(user=alice).secret
    # Another person's secret replaces nothing.
    as_bob.post(PAGE, {"instead_of": mine})
    as_bob.post(PAGE, {"instead_of": "\x00" * 300})
    assert PrivateCalendar.objects.get().secret == mine
    for method in (client.get, client.post):
        response = method(PAGE)
        assert response.status_code == 302
        assert "/account/login/" in response["Location"]
    assert as_alice.put(PAGE).status_code == 405
    assert client.post(address(alice)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    factories.sign_in(strict, bob)
    assert strict.post(PAGE).status_code == 403
    assert PrivateCalendar.objects.count() == 1


@pytest.mark.parametrize("secret", ["x", "a" * 32, "a" * 5000, "æøå", "..", "%00"])
def test_an_unknown_secret_is_not_found(alice, client, secret):
    address(alice)
    response = client.get(f"/en/events/mine/{secret}/calendar.ics")
    assert response.status_code == 404
    assert "public" not in response["Cache-Control"]


def test_an_inactive_account_has_no_feed(alice):
    path = address(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


# --- Personal data -------------------------------------------------------------------------


def test_the_export_leaves_out_the_secret(alice):
    address(alice)
    rule = registry.rules["events.PrivateCalendar"]
    assert rule.columns == ("created_at",)
    assert rule.withheld
    [row] = rule.rows(Person.of(alice))
    assert isinstance(row.created_at, datetime.datetime)


def test_erasing_the_account_deletes_the_secret(alice):
    path = address(alice)
    registry.rules["events.PrivateCalendar"].do_erase(Person.of(alice), Posts.KEEP)
    assert not PrivateCalendar.objects.exists()
    assert Client().get(path).status_code == 404
