"""Tests of `/…/events/manage/<token>/` and `/…/events/offer/<token>/`."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from events.models import SignUp
from events.scheduling import occurrence_changes
from events.signups import cancellation, registration, token_links
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right


@pytest.fixture
def occurrence(theme):
    return factories.make_event_page(theme, title="Nabocafé", capacity=3).event.occurrences.get()


@pytest.fixture
def signup(occurrence):
    signup = factories.sign_up(occurrence, party_size=2)
    registration.confirm(signup)
    return signup


@pytest.fixture
def offered(occurrence, signup):
    """Bo's sign-up, with an offer of two seats."""
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
def test_get_changes_nothing_and_leaks_no_token(client, offered, purpose):
    before = SignUp.objects.values().get(pk=offered.pk)
    count = len(outbox_messages())
    for method in ("get", "head"):
        response = getattr(client, method)(link(offered, purpose))
        assert response["Referrer-Policy"] == "strict-origin"
        assert "no-store" in response["Cache-Control"]
    assert SignUp.objects.values().get(pk=offered.pk) == before
    assert len(outbox_messages()) == count
    assert client.put(link(offered, purpose)).status_code == 405
    assert Client(enforce_csrf_checks=True).post(link(offered, purpose)).status_code == 403


def test_each_token_opens_its_own_page_only(client, signup):
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
            assert (token_links.find(token, purpose) == signup) is (purpose == other)
    with translation.override("en"):
        wrong_page = reverse("events:manage", args=[token_links.token(signup, token_links.CANCEL)])
    assert client.post(wrong_page, {"party_size": "1"}).status_code == 404
    signup.refresh_from_db()
    assert signup.party_size == 2


def test_post_changes_the_party_size(client, occurrence, signup):
    assert "You have 2 places" in text(client.get(link(signup, "manage")))
    response = client.post(link(signup, "manage"), {"party_size": "3"})
    assert response.status_code == 302
    saved = client.get(response.url)
    assert saved.context["form"]["party_size"].value() == 3
    assert saved.context["is_saved"]
    assert "Your sign-up is now for 3 people." in text(saved)
    # The message takes the focus, so that a screen reader says it.
    status = saved.content.decode().split('role="status" tabindex="-1" data-focus autofocus>')[1]
    assert "Your sign-up is now for 3 people." in status.split("</p>\n  </div>")[0]
    assert set(saved.cookies) <= {"csrftoken"}
    assert not client.get(link(signup, "manage")).context["is_saved"]
    # An error on the page that says so does not say so any more.
    refused = client.post(response.url, {"party_size": "0"})
    assert not refused.context["is_saved"]
    assert taken_is_right(occurrence)
    assert occurrence.taken == 3
    # A second submission changes nothing.
    client.post(link(signup, "manage"), {"party_size": "3"})
    assert len(outbox_messages(kind="party_changed")) == 1


@pytest.mark.parametrize(
    ("size", "status", "message"),
    [
        ("4", 409, "There is only 1 place left."),
        ("0", 200, "Enter a number from 1 to 6."),
        ("10000", 200, "Enter a number from 1 to 6."),
        ("to", 200, "Enter a whole number"),
        ("", 200, "Enter a whole number"),
    ],
)
def test_invalid_party_size_is_refused(client, occurrence, signup, size, status, message):
    response = client.post(link(signup, "manage"), {"party_size": size})
    assert response.status_code == status
    assert message in text(response)
    assert f'value="{size}"' in text(response) or not size
    assert taken_is_right(occurrence)
    assert occurrence.taken == 2


def test_accepting_an_offer_confirms_the_sign_up(client, offered):
    assert "There are 2 places for you" in text(client.get(link(offered, "offer")))
    for _time in range(2):
        response = client.post(link(offered, "offer"), {"answer": "yes"}, follow=True)
        assert response.context["signup"].status == SignUp.Status.CONFIRMED
    assert len(outbox_messages(to="bo@example.org", kind="promoted")) == 1
    # An old form cannot decline an accepted offer.
    client.post(link(offered, "offer"), {"answer": "no"})
    offered.refresh_from_db()
    assert offered.status == SignUp.Status.CONFIRMED


def test_offer_to_one_person_has_no_link_to_a_smaller_party(client, offered):
    SignUp.objects.filter(pk=offered.pk).update(party_size=1)
    page = text(client.get(link(offered, "offer")))
    assert 'value="yes"' in page
    assert "/manage/" not in page


def test_declining_an_offer_frees_the_seats(client, occurrence, offered):
    for _time in range(2):
        response = client.post(link(offered, "offer"), {"answer": "no"}, follow=True)
        assert response.context["signup"].status == SignUp.Status.CANCELLED
    assert taken_is_right(occurrence)
    assert occurrence.taken == 0
    client.post(link(offered, "offer"), {"answer": "yes"})
    offered.refresh_from_db()
    assert offered.status == SignUp.Status.CANCELLED


def test_lapsed_offer_answers_gone(client, occurrence, offered):
    url = link(offered, "offer")
    SignUp.objects.filter(pk=offered.pk).update(expires_at=offered.created_at)
    # The token of an earlier offer is invalid.
    assert client.get(url).status_code == 404
    offered.refresh_from_db()
    response = client.post(link(offered, "offer"), {"answer": "yes"}, follow=True)
    assert response.status_code == 410
    assert 'name="answer"' not in text(response)
    offered.refresh_from_db()
    assert offered.status == SignUp.Status.OFFERED


def test_party_of_a_cancelled_occurrence_cannot_change(client, occurrence, signup):
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    response = client.get(link(signup, "manage"))
    assert response.context["form"] is None
    client.post(link(signup, "manage"), {"party_size": "1"})
    signup.refresh_from_db()
    assert signup.party_size == 2


def test_postponed_occurrence_tells_people_not_to_come(client, occurrence, signup):
    occurrence_changes.set_status(occurrence, "postponed", reason="Sne")
    assert "Please do not come at this time" in text(client.get(link(signup, "manage")))
    [mail] = outbox_messages(kind="event_postponed")
    assert "Sne" in mail.text
    assert "You are still signed up." in mail.text


def test_online_url_is_shown_to_confirmed_sign_ups_only(client, occurrence, signup):
    event = occurrence.event
    event.is_online, event.online_url = True, "https://meet.example.org/secret"
    event.save()
    assert "meet.example.org/secret" in text(client.get(link(signup, "manage")))
    waiting = factories.sign_up(occurrence, email="bo@example.org", party_size=2, waits=True)
    registration.confirm(waiting)
    assert "secret" not in text(client.get(link(waiting, "manage")))
