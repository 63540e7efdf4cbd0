"""One's own sign-up behind its links: seeing it, changing it, answering an offer."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from events.models import SignUp
from events.scheduling import occurrence_changes
from events.signups import cancellation, registration, token_links
from tests import factories
from tests.events.conftest import mails, taken_is_right


@pytest.fixture
def occurrence(theme):
    return factories.make_event_page(theme, title="Nabocafé", capacity=3).event.occurrences.get()


@pytest.fixture
def signup(occurrence):
    made = factories.sign_up(occurrence, party_size=2)
    registration.confirm(made)
    return made


@pytest.fixture
def offered(occurrence, signup):
    """Bo, who waited for two seats and is offered them."""
    bo = factories.sign_up(occurrence, email="bo@example.org", party_size=2, waits=True)
    registration.confirm(bo)
    cancellation.cancel(signup)
    bo.refresh_from_db()
    return bo


def link(signup, purpose):
    with translation.override("en"):
        return reverse(f"events:{purpose}", args=[token_links.token(signup, purpose)])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("purpose", ["manage", "offer", "feedback"])
def test_looking_changes_nothing_and_keeps_no_token(client, offered, purpose):
    before = SignUp.objects.values().get(pk=offered.pk)
    count = len(mails())
    for method in ("get", "head"):
        response = getattr(client, method)(link(offered, purpose))
        assert response["Referrer-Policy"] == "strict-origin"
        assert "no-store" in response["Cache-Control"]
    assert SignUp.objects.values().get(pk=offered.pk) == before
    assert len(mails()) == count
    assert client.put(link(offered, purpose)).status_code == 405
    assert Client(enforce_csrf_checks=True).post(link(offered, purpose)).status_code == 403


def test_a_link_does_one_thing(client, signup):
    purposes = [
        token_links.CONFIRM,
        token_links.MANAGE,
        token_links.CANCEL,
        token_links.OFFER,
        token_links.FEEDBACK,
    ]
    for purpose in purposes:
        for other in purposes:
            token = token_links.token(signup, other)
            found = token_links.find(token, purpose)
            assert (found == signup) is (purpose == other)
    with translation.override("en"):
        foreign = reverse("events:manage", args=[token_links.token(signup, token_links.CANCEL)])
    assert client.post(foreign, {"party_size": "1"}).status_code == 404
    signup.refresh_from_db()
    assert signup.party_size == 2


def test_changing_how_many_come(client, occurrence, signup):
    page = text(client.get(link(signup, "manage")))
    assert "There are 2 seats for you" in page
    response = client.post(link(signup, "manage"), {"party_size": "3"})
    assert response.status_code == 302
    assert "There are 3 seats for you" in text(client.get(response.url))
    assert taken_is_right(occurrence)
    assert occurrence.taken == 3
    # Sent twice, it is the same.
    client.post(link(signup, "manage"), {"party_size": "3"})
    assert len(mails(kind="party_changed")) == 1


@pytest.mark.parametrize(
    ("size", "status", "message"),
    [
        ("4", 409, "There is only 1 seat left."),
        ("0", 200, "Write a number from 1 to 6."),
        ("10000", 200, "Write a number from 1 to 6."),
        ("to", 200, "Write a whole number"),
        ("", 200, "Write a whole number"),
    ],
)
def test_a_number_that_cannot_be(client, occurrence, signup, size, status, message):
    response = client.post(link(signup, "manage"), {"party_size": size})
    assert response.status_code == status
    assert message in text(response)
    assert f'value="{size}"' in text(response) or not size
    assert taken_is_right(occurrence)
    assert occurrence.taken == 2


def test_saying_yes(client, offered):
    assert "You are offered 2 seats" in text(client.get(link(offered, "offer")))
    for _time in range(2):
        response = client.post(link(offered, "offer"), {"answer": "yes"}, follow=True)
        assert "There are 2 seats for you" in text(response)
    assert len(mails(to="bo@example.org", kind="promoted")) == 1
    # After a yes, an old form that says no changes nothing.
    client.post(link(offered, "offer"), {"answer": "no"})
    offered.refresh_from_db()
    assert offered.status == SignUp.Status.CONFIRMED


def test_one_alone_is_not_asked_as_several(client, offered):
    SignUp.objects.filter(pk=offered.pk).update(party_size=1)
    page = text(client.get(link(offered, "offer")))
    assert "Yes, I am coming" in page
    assert "We are fewer now" not in page


def test_saying_no(client, occurrence, offered):
    for _time in range(2):
        response = client.post(link(offered, "offer"), {"answer": "no"}, follow=True)
        assert "You have said no" in text(response)
    assert taken_is_right(occurrence)
    assert occurrence.taken == 0
    client.post(link(offered, "offer"), {"answer": "yes"})
    offered.refresh_from_db()
    assert offered.status == SignUp.Status.CANCELLED


def test_too_late_for_an_answer(client, occurrence, offered):
    url = link(offered, "offer")
    SignUp.objects.filter(pk=offered.pk).update(expires_at=offered.created_at)
    # A link of an earlier offer leads nowhere.
    assert client.get(url).status_code == 404
    offered.refresh_from_db()
    response = client.post(link(offered, "offer"), {"answer": "yes"}, follow=True)
    assert response.status_code == 410
    assert "This offer has ended" in text(response)
    offered.refresh_from_db()
    assert offered.status == SignUp.Status.OFFERED


def test_of_what_is_cancelled_nothing_is_changed(client, occurrence, signup):
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    page = client.get(link(signup, "manage"))
    assert "This event is cancelled" in text(page)
    client.post(link(signup, "manage"), {"party_size": "1"})
    signup.refresh_from_db()
    assert signup.party_size == 2


def test_what_is_postponed_says_not_to_come(client, occurrence, signup):
    occurrence_changes.set_status(occurrence, "postponed", reason="Sne")
    assert "please do not come at this time" in text(client.get(link(signup, "manage")))
    [told] = mails(kind="event_postponed")
    assert "Sne" in told.text
    assert "Your sign-up is kept." in told.text


def test_the_online_address_is_shown_to_who_has_a_seat(client, occurrence, signup):
    event = occurrence.event
    event.is_online, event.online_url = True, "https://meet.example.org/secret"
    event.save()
    assert "meet.example.org/secret" in text(client.get(link(signup, "manage")))
    waiting = factories.sign_up(occurrence, email="bo@example.org", party_size=2, waits=True)
    registration.confirm(waiting)
    assert "secret" not in text(client.get(link(waiting, "manage")))
