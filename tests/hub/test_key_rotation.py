"""A new SECRET_KEY, with the old one among the fallbacks, is noticed by nobody."""

import re
from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaigns.pledges import token_links as pledge_links
from events.signups import token_links as signup_links
from notifications.models import OutboxMessage
from notifications.unsubscribing import actions as unsubscribing
from notifications.unsubscribing.scopes import Scope
from residents.accounts import email_change, key_rotation
from residents.models import DataExport, EmailChange, User
from residents.personal_data import exports
from tests import factories
from tests.residents.account_helpers import mailed_code

pytestmark = pytest.mark.django_db

SECURITY_PAGE = "/da/konto/sikkerhed/"


@pytest.fixture
def rotate(settings) -> Callable[[], None]:
    """Replace the secret key; the older ones become fallbacks."""

    def rotate() -> None:
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        settings.SECRET_KEY = f"key {len(settings.SECRET_KEY_FALLBACKS) + 1} of the tests"

    return rotate


@pytest.fixture
def forget(settings) -> Callable[[], None]:
    """Remove the fallbacks."""

    def forget() -> None:
        settings.SECRET_KEY_FALLBACKS = []

    return forget


def sign_in(user: User) -> Client:
    client = Client()
    client.post("/da/konto/login/", {"login": user.email, "password": factories.PASSWORD})
    assert is_signed_in(client)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(SECURITY_PAGE).status_code == 200


def confirm_sign_up(theme, alice):
    link = signup_links.token(
        factories.sign_up(factories.make_occurrence(theme)), signup_links.CONFIRM
    )
    return lambda: signup_links.find(link, signup_links.CONFIRM)


def ticket(theme, alice):
    signup = factories.sign_up(factories.make_occurrence(theme), user=alice, email=alice.email)
    link = signup_links.token(signup, signup_links.TICKET)
    return lambda: signup_links.find(link, signup_links.TICKET)


def confirm_pledge(theme, alice):
    link = pledge_links.token(
        factories.give_pledge(factories.make_offer(theme)), pledge_links.CONFIRM
    )
    return lambda: pledge_links.find(link, pledge_links.CONFIRM)


def unsubscribe(theme, alice):
    link = unsubscribing.refusal_for(Scope.parse("digest"), to="", user=alice).token
    return lambda: unsubscribing.find(link)


def fetch_data(theme, alice):
    link = exports.token(DataExport.objects.create(user=alice, language="da"))
    return lambda: exports.find(user=alice, token=link)


def change_address(theme, alice):
    email_change.request_change(user=alice, new_email="alice@example.net")
    change = EmailChange.objects.get()
    link = email_change.make_token(change, side="new", action="confirm")
    return lambda: email_change.find(link, action="confirm")


@pytest.mark.parametrize(
    "link",
    [confirm_sign_up, ticket, confirm_pledge, unsubscribe, fetch_data, change_address],
)
def test_links_in_mails_survive_until_their_key_is_removed(theme, alice, rotate, forget, link):
    find = link(theme, alice)
    assert find() is not None

    rotate()
    rotate()
    assert find() is not None

    forget()
    assert find() is None


def test_a_link_to_a_new_password_survives(client, alice, rotate):
    client.post("/da/konto/password/reset/", {"email": alice.email})
    [path] = re.findall(r"http://testserver(/\S+/key/\S+)", OutboxMessage.objects.get().text)

    rotate()
    response = client.get(path, follow=True)

    assert response.status_code == 200
    assert "password1" in response.context["form"].fields


def test_a_sign_in_code_survives(client, alice, rotate):
    response = client.post("/da/konto/login/code/", {"email": alice.email})

    rotate()
    client.post(response["Location"], {"code": mailed_code(OutboxMessage.objects.get())})

    assert is_signed_in(client)


@pytest.mark.parametrize("comes_back", ["before the tick", "after the tick", "never"])
def test_sessions_survive_with_their_keys(alice, rotate, forget, comes_back):
    browser = sign_in(alice)
    key = browser.session.session_key

    rotate()
    if comes_back == "before the tick":
        assert is_signed_in(browser)
    call_command("tick")
    if comes_back == "after the tick":
        assert is_signed_in(browser)
    forget()

    assert is_signed_in(browser)
    assert browser.session.session_key == key
    # The rows that belong to it: the list of devices, and what an erasure ends.
    assert UserSession.objects.get().session_key == key


def test_signing_in_elsewhere_ends_no_session(alice, rotate):
    at_home = sign_in(alice)

    rotate()
    call_command("tick")
    sign_in(alice)

    assert is_signed_in(at_home)
    assert UserSession.objects.count() == 2


def test_sessions_end_when_the_old_key_is_no_fallback(alice, rotate, forget):
    browser = sign_in(alice)

    rotate()
    forget()

    assert not is_signed_in(browser)


def test_a_session_with_another_password_is_not_signed_anew(alice, rotate):
    browser = sign_in(alice)
    alice.set_password("noget helt andet 42")
    alice.save()

    rotate()

    assert key_rotation.resign_all() == 0
    assert not is_signed_in(browser)


def test_each_session_is_signed_once(alice, bob, rotate):
    sign_in(alice)
    sign_in(bob)
    Client().get("/da/konto/login/")
    assert key_rotation.resign_all() == 0

    rotate()
    assert key_rotation.resign_all() == 2
    cache.clear()
    assert key_rotation.resign_all() == 0


def test_a_session_that_is_written_meanwhile_is_left_to_the_next_time(alice, rotate):
    sign_in(alice)
    rotate()
    row = Session.objects.get(expire_date__gt=timezone.now())
    Session.objects.update(session_data="written by a request")

    assert key_rotation._resign(row) is False
    assert Session.objects.get().session_data == "written by a request"


def test_without_fallbacks_nothing_is_looked_at(as_alice, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert key_rotation.resign_all() == 0
    assert HASH_SESSION_KEY in as_alice.session
