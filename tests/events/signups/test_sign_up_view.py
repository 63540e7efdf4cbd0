"""Tests of the sign-up form's page, `/…/events/<id>/sign-up/`."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from events.models import Occurrence, SignUp
from events.signups.locking import NoSeatError
from tests import factories
from tests.events.conftest import outbox_messages, taken_is_right

pytestmark = pytest.mark.django_db


KAREN = {"name": "Karen Holm", "email": "karen@example.org", "party_size": "2"}


@pytest.fixture
def occurrence(theme):
    return factories.make_event_page(theme, capacity=10).event.occurrences.get()


def url(occurrence, language="en"):
    with translation.override(language):
        return reverse("events:sign_up", args=[occurrence.pk])


def text(response):
    return response.content.decode()


def test_form_page_is_private_and_not_indexed(client, occurrence):
    response = client.get(url(occurrence))
    assert response.status_code == 200
    page = text(response)
    assert 'autocomplete="name"' in page
    assert 'autocomplete="email"' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "no-store" in response["Cache-Control"]
    assert response["Cache-Control"].count("private") == 1


def test_sign_up_without_account_redirects_to_the_next_step(client, occurrence):
    response = client.post(url(occurrence), KAREN)
    assert response.status_code == 302
    assert response.url == url(occurrence) + "sent/"
    signup = SignUp.objects.get()
    assert (signup.name, signup.party_size, signup.language) == ("Karen Holm", 2, "en")
    assert signup.status == SignUp.Status.PENDING
    page = text(client.get(response.url))
    assert "48 hours" in page
    assert "karen" not in page.lower()
    assert len(outbox_messages(to="karen@example.org")) == 1


def test_known_address_gets_the_same_answer(occurrence):
    first, second = Client(), Client()
    unknown = first.post(url(occurrence), KAREN)
    known = second.post(url(occurrence), {**KAREN, "name": "Eve"})
    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert first.get(unknown.url).content == second.get(known.url).content
    assert SignUp.objects.count() == 1


def test_resident_only_fills_in_the_party_size(as_alice, alice, occurrence):
    page = text(as_alice.get(url(occurrence)))
    assert 'name="party_size"' in page
    assert 'name="email"' not in page
    response = as_alice.post(url(occurrence), {"party_size": "3"}, follow=True)
    signup = SignUp.objects.get()
    assert (response.context["signup"], signup.party_size) == (signup, 3)
    assert (signup.user, signup.email) == (alice, alice.email)
    assert (signup.name, signup.status) == ("Alice Jensen", SignUp.Status.CONFIRMED)


def test_posted_name_and_address_of_a_resident_are_ignored(as_alice, alice, occurrence):
    as_alice.post(url(occurrence), {**KAREN, "party_size": "1"})
    assert SignUp.objects.get().email == alice.email


def test_form_redirects_a_resident_who_is_signed_up(as_alice, occurrence):
    as_alice.post(url(occurrence), {"party_size": "1"})
    for response in (as_alice.get(url(occurrence)), as_alice.post(url(occurrence), {})):
        assert response.status_code == 302
        assert response.url.endswith("/sent/")
    assert SignUp.objects.count() == 1


def test_form_redirects_a_resident_with_a_pending_sign_up_to_confirm(
    as_alice, alice, occurrence, sign_up
):
    sign_up(occurrence, email=alice.email)
    response = as_alice.get(url(occurrence))
    assert response.status_code == 302
    assert "/confirm/" in response.url


def test_resubmitted_form_signs_up_once(client, theme):
    occurrence = factories.make_occurrence(theme, capacity=2)
    form = client.get(url(occurrence)).context["form"]
    attempt = str(form["attempt"].value())
    responses = [client.post(url(occurrence), {**KAREN, "attempt": attempt}) for _ in range(2)]
    assert [response.status_code for response in responses] == [302, 302]
    assert len(outbox_messages()) == 1


def test_all_languages_share_the_seats(theme):
    occurrence = factories.make_occurrence(theme, capacity=2)
    assert Client().post(url(occurrence, "da"), KAREN).status_code == 302
    late = Client().post(url(occurrence, "en"), {**KAREN, "email": "bo@example.org"})
    assert late.status_code == 409
    assert SignUp.objects.get().language == "da"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("party_size", "0"),
        ("party_size", "-1"),
        ("party_size", "7"),
        ("party_size", "10000"),
        ("party_size", "9" * 5000),
        ("party_size", "two"),
        ("party_size", "1.5"),
        ("party_size", "NaN"),
        ("party_size", ""),
        ("name", ""),
        ("name", "K" * 121),
        ("name", "x" * 200_000),
        ("name", "Karen 010203-1234"),
        ("name", "Karen\0"),
        ("name", "Karen\u202e"),
        ("email", ""),
        ("email", "karen"),
        ("email", "karen@"),
        ("email", "karen@example.org\0"),
        ("email", "a@b.dk, c@d.dk"),
        ("email", f"{'k' * 250}@example.org"),
        ("attempt", "no-uuid"),
    ],
)
def test_invalid_input_is_an_error_of_its_field(client, occurrence, field, value):
    response = client.post(url(occurrence), {**KAREN, field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "error-summary" in text(response)
    assert not SignUp.objects.exists()
    occurrence.refresh_from_db()
    assert occurrence.taken == 0


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Please fill this in."),
        ("email", "", "Enter your email address."),
        ("email", "karen", "Enter an email address such as name@example.org."),
        ("party_size", "", "Enter a whole number, such as 2."),
    ],
)
def test_error_messages_state_the_expected_input(client, occurrence, field, value, message):
    response = client.post(url(occurrence), {**KAREN, field: value})
    assert response.context["form"].errors[field] == [message]


def test_valid_input_is_kept_beside_an_error(client, occurrence):
    page = text(client.post(url(occurrence), {**KAREN, "party_size": "0"}))
    assert 'value="Karen Holm"' in page
    assert 'value="karen@example.org"' in page
    assert "error-summary" in page


def test_line_break_in_a_name_becomes_a_space(client, occurrence):
    client.post(url(occurrence), {**KAREN, "name": "Karen\r\nBcc: all@example.org"})
    assert SignUp.objects.get().name == "Karen Bcc: all@example.org"


def test_party_larger_than_the_free_seats_keeps_the_input(client, theme):
    occurrence = factories.make_occurrence(theme, capacity=2)
    response = client.post(url(occurrence), {**KAREN, "party_size": "3"})
    assert list(response.context["form"].errors) == ["party_size"]
    assert 'value="Karen Holm"' in text(response)


def test_seat_taken_before_the_post_offers_the_waiting_list(client, theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=2)
    client.get(url(occurrence))
    sign_up(occurrence, email="quicker@example.org")
    response = client.post(url(occurrence), KAREN)
    assert response.status_code == 409
    page = text(response)
    assert response.context["refused"]
    assert "All places are taken. You can join the waiting list below." in page
    assert '<input type="checkbox" name="waits"' in page
    assert 'value="Karen Holm"' in page
    assert not outbox_messages(to="karen@example.org")


def test_seat_taken_during_the_post_shows_the_free_seats(client, theme, monkeypatch):
    occurrence = factories.make_occurrence(theme, capacity=3)

    def quicker(**_arguments):
        Occurrence.objects.filter(pk=occurrence.pk).update(taken=2)
        raise NoSeatError

    monkeypatch.setattr("events.signups.registration.sign_up", quicker)
    response = client.post(url(occurrence), KAREN)
    assert response.status_code == 409
    assert response.context["refused"]
    assert "There is only 1 place left." in text(response)


def test_full_occurrence_does_not_reveal_known_addresses(theme, sign_up):
    occurrence = factories.make_occurrence(theme, capacity=2)
    sign_up(occurrence, email="karen@example.org")
    answers = []
    for email in ("karen@example.org", "other@example.org"):
        response = Client().post(url(occurrence), {**KAREN, "email": email})
        main = text(response).partition("<main")[2].replace(email, "…")
        answers.append((response.status_code, _without_tokens(main)))
    assert answers[0] == answers[1]


def _without_tokens(page):
    return re.sub(r'name="(csrfmiddlewaretoken|attempt)" value="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "cancelled", "status_reason": "Storm in June"}, 410),
        ({"starts_at": factories.in_days(-5)}, 410),
        ({"starts_at": factories.in_days(-0.1), "ends_at": factories.in_days(0.5)}, 410),
        ({"is_published": False}, 404),
    ],
    ids=["cancelled", "over", "begun", "unpublished"],
)
def test_closed_occurrence_answers_with_its_status(client, theme, fields, status):
    occurrence = factories.make_occurrence(theme, **fields)
    for response in (client.get(url(occurrence)), client.post(url(occurrence), KAREN)):
        assert response.status_code == status
        assert 'name="party_size"' not in text(response)
        assert fields.get("status_reason", "") in text(response)
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_unknown_occurrence_is_not_found(client, number, db):
    assert client.get(f"/en/events/{number}/sign-up/").status_code == 404


def test_sign_up_ends_at_the_start(client, theme):
    occurrence = factories.make_occurrence(theme)
    with time_machine.travel(occurrence.starts_at + datetime.timedelta(seconds=1), tick=False):
        assert client.post(url(occurrence), KAREN).status_code == 410


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, occurrence, method):
    assert getattr(client, method)(url(occurrence)).status_code == 405


def test_post_without_csrf_token_is_forbidden(occurrence):
    response = Client(enforce_csrf_checks=True).post(url(occurrence), KAREN)
    assert response.status_code == 403
    assert not SignUp.objects.exists()


def test_sent_page_of_a_resident_without_sign_up_has_none(as_bob, occurrence):
    assert as_bob.get(url(occurrence) + "sent/").context["signup"] is None


def test_taken_seats_match_the_sign_ups(client, occurrence):
    for number in range(8):
        client.post(url(occurrence), {**KAREN, "email": f"n{number}@example.org"})
    assert taken_is_right(occurrence)
    assert occurrence.taken == 10
