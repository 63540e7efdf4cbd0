"""What people on the waiting list read: the page, the form and the mail agree in every state."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from events.display.waiting_counts import WaitingCount, waiting_count
from events.models import SignUp
from events.signups import cancellation, registration, token_links
from residents.models import PartnerMembership
from tests import factories
from tests.events.conftest import outbox_messages
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

NO_PLACE = "You don’t have a place yet"
HELD = "We hold your place"


@pytest.fixture
def full(theme):
    occurrence = factories.make_occurrence(theme, capacity=2)
    registration.confirm(factories.sign_up(occurrence, email="first@example.org", party_size=2))
    return occurrence


def post(client, occurrence, email="karen@example.org", size="1", **fields):
    """Send the form, and return the page after it."""
    form = {"name": "Karen Holm", "email": email, "party_size": size, **fields}
    with translation.override("en"):
        url = reverse("events:sign_up", args=[occurrence.pk])
    if "attempt" not in form:
        form["attempt"] = str(client.get(url).context["form"]["attempt"].value())
    response = client.post(url, form)
    assert response.status_code == 302
    return client.get(response.url)


def page_of(client, signup, purpose):
    with translation.override("en"):
        return client.get(token_links.url(signup, purpose))


def test_form_says_what_the_page_after_it_says(client, full):
    with translation.override("en"):
        form = client.get(reverse("events:sign_up", args=[full.pk]))
    assert "You won’t have a place yet" in markup_of(form)
    page = post(client, full, waits="True")
    assert page.context["waits"]
    assert NO_PLACE in markup_of(page)
    assert HELD not in markup_of(page)
    [mail] = outbox_messages(to="karen@example.org")
    assert ":confirm_waiting" in mail.key


def test_free_seat_is_held(client, theme):
    page = post(client, factories.make_occurrence(theme, capacity=2))
    assert not page.context["waits"]
    assert HELD in markup_of(page)
    assert NO_PLACE not in markup_of(page)


def test_group_too_large_for_the_free_seats_waits(client, theme):
    occurrence = factories.make_occurrence(theme, capacity=3)
    factories.sign_up(occurrence, email="first@example.org", party_size=2)
    page = post(client, occurrence, size="2", waits="on")
    assert page.context["waits"]


@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize("with_attempt", [False, True])
def test_page_is_the_same_for_an_address_that_is_signed_up(client, theme, is_full, with_attempt):
    occurrence = factories.make_occurrence(theme, capacity=2 if is_full else 9)
    first = factories.sign_up(occurrence, email="first@example.org", party_size=2)
    registration.confirm(first)
    waiting = factories.sign_up(occurrence, email="wait@example.org", waits=True)
    registration.confirm(waiting)
    fields = {"waits": "True"} | ({} if with_attempt else {"attempt": ""})
    urls = {
        post(client, occurrence, email=email, **fields).request["QUERY_STRING"]
        for email in ("first@example.org", "wait@example.org", "new@example.org")
    }
    assert len(urls) == 1


def test_asking_page_offers_the_waiting_list(client, full):
    signup = factories.sign_up(full, waits=True)
    page = page_of(client, signup, token_links.CONFIRM)
    assert page.context["heading"] == "Confirm that you want to wait"
    assert "All places were taken when you signed up." in markup_of(page)


@pytest.mark.parametrize("purpose", [token_links.CONFIRM, token_links.MANAGE, token_links.TICKET])
def test_waiting_pages_say_the_same(client, full, purpose):
    signup = factories.sign_up(full, waits=True)
    registration.confirm(signup)
    page = markup_of(page_of(client, signup, purpose))
    assert f"{NO_PLACE}: you are number 1 on the waiting list" in page
    assert HELD not in page


def test_offer_and_lapsed_offer_have_their_own_page(client, full):
    signup = factories.sign_up(full, waits=True)
    registration.confirm(signup)
    cancellation.cancel(full.signups.get(email="first@example.org"))
    signup.refresh_from_db()
    for purpose in (token_links.OFFER, token_links.MANAGE):
        page = page_of(client, signup, purpose)
        assert "There is a place for you, if you want it" in markup_of(page)
        assert NO_PLACE not in markup_of(page)
    url = token_links.url(signup, token_links.OFFER)
    with time_machine.travel(signup.expires_at + datetime.timedelta(minutes=1), tick=False):
        before = markup_of(client.get(url))
        cancellation.lapse_offers()
        after = markup_of(client.get(url))
    signup.refresh_from_db()
    assert signup.status == SignUp.Status.LAPSED
    # The same before and after the tick.
    assert "Du svarede ikke i tide" in before or "You did not answer in time" in before
    assert "Du svarede ikke i tide" in after or "You did not answer in time" in after


def test_confirmed_page_does_not_speak_of_a_link_above_the_button(client, theme):
    signup = factories.sign_up(factories.make_occurrence(theme))
    registration.confirm(signup)
    page = page_of(client, signup, token_links.MANAGE)
    assert "You have a place" in markup_of(page)
    assert "in case you cannot come" not in markup_of(page)
    # The token is signed anew for each page.
    assert 'href="/en/events/cancel/' in markup_of(page)


def test_ways_on_after_cancelling(client, as_alice, alice, full):
    signup = factories.sign_up(full, user=alice, email=alice.email, waits=True)
    cancel = token_links.url(signup, token_links.CANCEL)
    assert f'href="{reverse("events:manage", args=["x"]).removesuffix("x/")}' in markup_of(
        as_alice.get(cancel)
    )
    page = markup_of(as_alice.post(cancel, follow=True))
    assert reverse("events:sign_up", args=[full.pk]) in page
    assert reverse("events:mine") in page
    assert reverse("events:mine") not in markup_of(client.get(cancel))


def test_ticket_has_a_heading_of_its_own(client, theme):
    signup = factories.sign_up(factories.make_occurrence(theme))
    registration.confirm(signup)
    page = markup_of(page_of(client, signup, token_links.TICKET))
    assert page.count("<h1") == 1
    assert "<h1>Your ticket</h1>" in page
    assert "Nabocafé" in page


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([1, 1, 1], "3 on the waiting list"),
        ([3], "1 sign-up on the waiting list (3 people)"),
        ([1, 3, 1], "3 sign-ups on the waiting list (5 people)"),
    ],
)
def test_waiting_list_is_counted_as_its_positions_are(full, sizes, words):
    for number, size in enumerate(sizes, start=1):
        signup = factories.sign_up(full, email=f"{number}@example.org", party_size=size, waits=True)
        registration.confirm(signup)
        signup.refresh_from_db()
        assert signup.queue_position == number
        assert waiting_count(full).sign_ups == number
    with translation.override("en"):
        assert waiting_count(full).in_words == words


def test_every_page_counts_the_waiting_list_alike(client, as_editor, editor, theme):
    partner = factories.make_partner()
    PartnerMembership.objects.create(partner=partner, user=editor)
    page = factories.make_event_page(theme, language="en", capacity=2, organiser=partner)
    occurrence = page.event.occurrences.get()
    registration.confirm(factories.sign_up(occurrence, email="a@example.org", party_size=2))
    for number, size in enumerate((2, 1), start=1):
        signup = factories.sign_up(
            occurrence, email=f"{number}@example.org", party_size=size, waits=True
        )
        registration.confirm(signup)
    # An unconfirmed request has no position, and is not counted.
    factories.sign_up(occurrence, email="asks@example.org", waits=True)
    words = "2 sign-ups on the waiting list (3 people)"
    assert words in markup_of(client.get(page.url))
    assert words in markup_of(client.get(f"/en/events/{occurrence.pk}/sign-up/"))
    with translation.override("en"):
        organised = as_editor.get(reverse("events:organised"))
    assert words in markup_of(organised)


def test_empty_waiting_list_is_false():
    assert not WaitingCount()
    assert WaitingCount(1, 1)


def test_the_mail_about_a_new_party_size_says_that_there_is_no_place_yet(full):
    waiting = factories.sign_up(full, email="second@example.org", waits=True)
    registration.confirm(waiting)

    registration.change_party(waiting, size=2)

    [message] = outbox_messages(kind="party_changed")
    assert NO_PLACE in " ".join(message.text.split())


@pytest.mark.parametrize(("days", "begins_first"), [(1, True), (5, False)])
def test_the_page_after_the_form_names_the_nearer_end_of_the_hold(
    client, theme, days, begins_first
):
    occurrence = factories.make_occurrence(theme, starts_at=factories.in_days(days))

    assert post(client, occurrence).context["begins_first"] is begins_first
