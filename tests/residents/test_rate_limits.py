"""Rate limits count by the client's real address, by account and by mailbox."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from events.models import SignUp
from notifications.models import OutboxMessage
from tests import factories
from tests.markup import markup_of
from tests.residents.account_helpers import mailed_code, signup_data

pytestmark = pytest.mark.django_db

LOGIN, CODE = "/da/konto/login/", "/da/konto/login/code/"
SIGNUP, RESET = "/da/konto/signup/", "/da/konto/password/reset/"


@pytest.fixture
def behind_proxy(settings):
    """One trusted proxy, which appends the client's address to the header."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def wrong_password(client, email, **headers):
    return client.post(LOGIN, {"login": email, "password": "wrong"}, **headers)


def is_over_limit(response) -> bool:
    """Return whether the sign-in form reports too many failures (allauth, with status 200)."""
    form = response.context and response.context.get("form")
    errors = form.errors.as_data().values() if form else []
    return "too_many_login_attempts" in {error.code for field in errors for error in field}


def test_failed_sign_ins_are_limited_per_account_from_any_address(alice):
    for number in range(5):
        response = wrong_password(Client(), alice.email, REMOTE_ADDR=f"192.0.2.{number}")
        assert not is_over_limit(response)
    response = wrong_password(Client(), alice.email, REMOTE_ADDR="192.0.2.99")
    assert is_over_limit(response)
    assert alice.email in response.content.decode()  # the form keeps the input
    right = {"login": alice.email, "password": factories.PASSWORD}
    assert is_over_limit(Client().post(LOGIN, right))
    # The owner can still sign in with a mailed code.
    assert Client().post(CODE, {"email": alice.email}).status_code == 302
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=6)):
        assert Client().post(LOGIN, right).status_code == 302


def test_failed_sign_ins_to_an_unknown_account_are_limited_too(db):
    responses = [
        is_over_limit(wrong_password(Client(), "nobody@example.org")) for _time in range(6)
    ]
    assert responses == [False] * 5 + [True]


@pytest.mark.parametrize("spoofed", ["203.0.113.{0}", "203.0.113.{0}, 198.51.100.{0}", "x{0}"])
def test_a_client_cannot_choose_its_address_behind_a_proxy(behind_proxy, spoofed):
    """The client may send a header; the proxy appends the real address at the end."""
    statuses = []
    for number in range(21):
        forwarded = f"{spoofed.format(number)}, 192.0.2.7"
        response = Client().post(
            RESET,
            {"email": f"a{number}@example.org"},
            HTTP_X_FORWARDED_FOR=forwarded,
            REMOTE_ADDR="127.0.0.1",
        )
        statuses.append(response.status_code)
    assert statuses == [302] * 20 + [429]
    other = Client().post(
        RESET,
        {"email": "b@example.org"},
        HTTP_X_FORWARDED_FOR="192.0.2.8",
        REMOTE_ADDR="127.0.0.1",
    )
    assert other.status_code == 302


def test_addresses_of_version_4_are_told_apart_on_a_socket_of_version_6(db):
    """All of them have the same 64 bits in front: one reader would use up the limit of all."""

    def reset(number: int, address: str) -> int:
        data = {"email": f"a{number}@example.org"}
        return Client().post(RESET, data, REMOTE_ADDR=address).status_code

    assert {reset(number, f"::ffff:192.0.2.{number}") for number in range(25)} == {302}
    same = [reset(100 + number, "::ffff:198.51.100.7") for number in range(19)]
    assert set(same) == {302}
    # Written in another way, it is the same address.
    assert reset(200, "198.51.100.7") == 302
    assert reset(201, "198.51.100.7") == 429
    assert reset(202, "::ffff:c633:6407") == 429


def test_without_a_proxy_the_forwarded_header_is_ignored():
    statuses = [
        Client().post(
            RESET, {"email": f"a{number}@example.org"}, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}"
        )
        for number in range(21)
    ]
    assert statuses[-1].status_code == 429


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_code_and_reset_mails_to_an_address_are_limited(alice, email):
    for url in (RESET, CODE):
        OutboxMessage.objects.all().delete()
        statuses = [
            Client().post(url, {"email": email}, REMOTE_ADDR=f"192.0.2.{number}").status_code
            for number in range(6)
        ]
        assert statuses[:3] == [302] * 3
        assert OutboxMessage.objects.count() == 3


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_signup_mails_to_an_address_are_limited(alice, email):
    responses = [
        Client().post(SIGNUP, signup_data(email=email), REMOTE_ADDR=f"192.0.2.{number}")
        for number in range(6)
    ]
    assert [response.status_code for response in responses] == [302] * 3 + [429] * 3
    assert OutboxMessage.objects.filter(to=email).count() == 3


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_mails_that_anybody_can_cause_have_a_daily_limit(alice, email, settings):
    """The pages stay the same, so that nobody learns about an account or about the limit."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"prompted_mail": "4/d/key"}
    statuses = []
    start = timezone.now()
    for hour in range(3):
        with time_machine.travel(start + timezone.timedelta(hours=hour)):
            for url, address in ((RESET, email), (CODE, email.upper())):
                response = Client().post(
                    url, {"email": address}, REMOTE_ADDR=f"192.0.{hour}.{len(statuses)}"
                )
                statuses.append(response.status_code)
            form = signup_data(email=email)
            statuses.append(Client().post(SIGNUP, form, REMOTE_ADDR=f"192.0.{hour}.99").status_code)

    assert statuses == [302] * 9
    assert OutboxMessage.objects.filter(to=email).count() == 4
    # Others, and the next day, have mails of their own.
    Client().post(CODE, {"email": "bo@example.org"})
    assert OutboxMessage.objects.filter(to="bo@example.org").exists()
    with time_machine.travel(start + timezone.timedelta(hours=27)):
        Client().post(CODE, {"email": email})
    assert OutboxMessage.objects.filter(to=email).count() == 5


def test_a_request_to_change_to_a_strangers_address_counts(as_alice, alice, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"prompted_mail": "2/d/key"}
    for _time in range(2):
        Client().post(CODE, {"email": "stranger@example.org"})

    assert as_alice.post("/da/konto/email/", {"email": "stranger@example.org"}).status_code == 302

    assert OutboxMessage.objects.filter(to="stranger@example.org").count() == 2
    # The owner's warning does not count.
    assert OutboxMessage.objects.filter(to=alice.email).count() == 1


def test_the_hub_limits_the_mails_of_a_day(settings):
    limits = settings.ACCOUNT_RATE_LIMITS
    assert "/d/key" in limits["prompted_mail"]
    assert "/d/key" in limits["event_signup_address"]


def test_a_code_is_void_after_three_wrong_guesses(alice):
    client = Client()
    url = client.post(CODE, {"email": alice.email})["Location"]
    assert [client.post(url, {"code": "AAAA-AAAA"}).status_code for _time in range(3)] == [
        *(200, 200, 302)
    ]
    response = client.post(url, {"code": mailed_code(OutboxMessage.objects.get())})
    assert "_auth_user_id" not in client.session, response


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_429_page_repeats_the_form_without_the_password(language):
    url = f"/{language}/{'konto' if language == 'da' else 'account'}/signup/"
    for number in range(20):
        Client().post(url, {"email": f"{number}"})
    data = signup_data(email="karen@example.org", last_name='"><script>', password1="hemmelig 42")
    response = Client().post(url, data)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    page = markup_of(response)
    assert f'<html lang="{language}"' in page
    assert 'name="email" value="karen@example.org"' in page
    assert "hemmelig 42" not in page
    assert "<script>" not in re.sub(r"<script [^>]*src=", "", page).replace(
        '<script type="module"', ""
    )
    assert '<input type="password" name="password1"' in page


def test_event_signups_are_limited_per_address(theme):
    occurrence = factories.make_occurrence(theme, capacity=200)
    url = f"/da/arrangementer/{occurrence.pk}/tilmeld/"

    def sign_up(number: int, **headers: str):
        person = {"name": f"Nr. {number}", "email": f"a{number}@example.org", "party_size": "1"}
        return Client().post(url, person, **headers)

    assert {sign_up(number).status_code for number in range(20)} == {302}
    response = sign_up(20)
    assert response.status_code == 429
    assert response["Retry-After"] == "600"
    page = response.content.decode()
    assert 'value="a20@example.org"' in page
    assert 'value="Nr. 20"' in page
    assert response.context["too_often"]
    assert 'class="notice notice--' in page
    assert SignUp.objects.count() == 20
    assert sign_up(21, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_invalid_event_signups_do_not_count(theme):
    url = f"/da/arrangementer/{factories.make_occurrence(theme).pk}/tilmeld/"
    for _time in range(25):
        assert Client().post(url, {"name": "", "email": "x"}).status_code == 200
