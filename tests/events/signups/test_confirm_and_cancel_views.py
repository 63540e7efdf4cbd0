"""Tests of `/…/events/confirm/<token>/` and `/…/events/cancel/<token>/`."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from events.models import SignUp
from events.scheduling import occurrence_changes
from events.signups import cancellation, registration, token_links
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right

pytestmark = pytest.mark.django_db


@pytest.fixture
def occurrence(theme):
    return factories.make_event_page(theme, title="Nabocafé").event.occurrences.get()


@pytest.fixture
def signup(occurrence, sign_up):
    return sign_up(occurrence)


def link(kind, signup):
    token = token_links.token(signup, kind)
    with translation.override("en"):
        return reverse(f"events:{kind}", args=[token])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
def test_get_changes_nothing(client, signup, kind):
    for method in ("get", "head", "get"):
        assert getattr(client, method)(link(kind, signup)).status_code == 200
    signup.refresh_from_db()
    assert signup.status == SignUp.Status.PENDING
    assert len(outbox_messages()) == 1


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
def test_token_is_not_leaked_by_headers_or_page(client, signup, kind):
    response = client.get(link(kind, signup))
    # `no-referrer` would make browsers send "Origin: null" with the form.
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in text(response)
    assert "karen@example.org" not in text(response)


def test_post_confirms_once(signup):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(link("confirm", signup))
    assert "Nabocafé" in text(page)
    assert "Karen Holm, 2 people." in text(page)
    token = page.context["csrf_token"]
    for _time in range(2):
        response = browser.post(
            link("confirm", signup), {"csrfmiddlewaretoken": token}, follow=True
        )
        assert response.status_code == 200
        assert response.context["signup"].status == SignUp.Status.CONFIRMED
    signup.refresh_from_db()
    assert signup.status == SignUp.Status.CONFIRMED
    assert len(outbox_messages(kind="confirmed")) == 1


def test_post_cancels_once(signup):
    registration.confirm(signup)
    browser = Client(enforce_csrf_checks=True)
    token = browser.get(link("cancel", signup)).context["csrf_token"]
    for _time in range(2):
        response = browser.post(link("cancel", signup), {"csrfmiddlewaretoken": token}, follow=True)
        assert response.status_code == 200
        assert response.context["signup"].status == SignUp.Status.CANCELLED
    assert taken_is_right(signup.occurrence)
    assert signup.occurrence.taken == 0
    assert len(outbox_messages(kind="cancelled")) == 1
    # The confirmation link cannot restore the sign-up.
    assert browser.get(link("confirm", signup)).status_code == 410


def test_links_in_the_mails_work(client, signup):
    registration.confirm(signup)
    for mail in outbox_messages():
        addresses = re.findall(r"http://testserver/en/\S+", mail.text)
        # The last address is the unsubscribe link.
        assert len(addresses) > 1
        for address in addresses:
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "forge",
    [
        lambda token, other: token[:-1],
        lambda token, other: token[1:],
        lambda token, other: other,
        lambda token, other: "x",
        lambda token, other: "%00",
        lambda token, other: "a:b:c",
        lambda token, other: "æøå",
    ],
    ids=["cut", "beheaded", "foreign", "word", "nul", "parts", "letters"],
)
def test_forged_token_is_not_found(client, signup, kind, method, forge):
    other = "cancel" if kind == "confirm" else "confirm"
    token = link(kind, signup).split("/")[-2]
    foreign = link(other, signup).split("/")[-2]
    response = getattr(client, method)(f"/en/events/{kind}/{forge(token, foreign)}/")
    assert response.status_code == 404
    assert "This link does not work" in text(response)
    signup.refresh_from_db()
    assert signup.status == SignUp.Status.PENDING


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
def test_token_of_deleted_sign_up_is_not_found(client, signup, kind):
    address = link(kind, signup)
    signup.delete()
    assert client.get(address).status_code == 404


def test_expired_sign_up_answers_gone(client, signup):
    with time_machine.travel(factories.in_days(2.1)):
        for tick in (False, True):
            if tick:
                cancellation.expire_unconfirmed()
            client.post(link("confirm", signup))
            response = client.get(link("confirm", signup))
            assert response.status_code == 410
            assert "This link has expired" in text(response)
            assert f"/events/{signup.occurrence.pk}/sign-up/" in text(response)
        response = client.get(link("cancel", signup))
        assert response.status_code == 410
        assert response.context["signup"].status == SignUp.Status.EXPIRED


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
def test_links_answer_gone_after_the_occurrence(client, signup, kind):
    with time_machine.travel(factories.in_days(8)):
        client.post(link(kind, signup))
        response = client.get(link(kind, signup))
        assert response.status_code == 410
        assert response.context["occurrence"].is_over
    assert not outbox_messages(kind="confirmed")
    assert not outbox_messages(kind="cancelled")


@pytest.mark.parametrize(("kind", "status"), [("confirm", 410), ("cancel", 200)])
def test_pages_show_the_reason_of_the_cancellation(client, signup, kind, status):
    occurrence_changes.cancel_occurrence(signup.occurrence, reason="Storm in June")
    response = client.get(link(kind, signup))
    assert response.status_code == status
    assert "Storm in June" in text(response)


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
def test_links_work_while_the_event_is_unpublished(client, signup, kind):
    signup.occurrence.event.is_published = False
    signup.occurrence.event.save()
    assert client.get(link(kind, signup)).status_code == 200


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
def test_post_without_csrf_token_is_forbidden(signup, kind):
    response = Client(enforce_csrf_checks=True).post(link(kind, signup))
    assert response.status_code == 403
    signup.refresh_from_db()
    assert signup.status == SignUp.Status.PENDING


@pytest.mark.parametrize("kind", ["confirm", "cancel"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, signup, kind, method):
    assert getattr(client, method)(link(kind, signup)).status_code == 405
