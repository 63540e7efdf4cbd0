"""The list of a resident's sessions, and ending them."""

import io
import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from residents.accounts import sessions
from residents.models import User
from residents.personal_data import retention
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/da/konto/enheder/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


def sign_in(user: User, user_agent: str) -> Client:
    """Return a client that `user` has signed in with."""
    client = Client(HTTP_USER_AGENT=user_agent)
    client.post("/da/konto/login/", {"login": user.email, "password": factories.PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/da/konto/sikkerhed/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox på Windows"),
        (IPHONE, "Safari på iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/137.0 Safari/537.36", "Chrome på Linux"),
        ("Mozilla/5.0 (Windows) Chrome/137.0 Safari/537.36 Edg/137.0", "Edge på Windows"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28 Chrome/130",
            "Samsung Internet på Android",
        ),
        ("curl/8.5", "Ukendt enhed"),
        ("", "Ukendt enhed"),
    ],
)
def test_a_device_has_a_readable_name(user_agent, name):
    assert sessions.device_name(user_agent) == name


def test_the_list_shows_readable_names_and_marks_the_current_session(alice):
    here, _other = sign_in(alice, FIREFOX), sign_in(alice, IPHONE)
    page = here.get(LIST).content.decode()
    assert "Firefox på Windows" in page
    assert "Safari på iPhone" in page
    assert "Mozilla" not in page
    [current] = re.findall(r'<strong>([^<]*)</strong> <span class="badge">', page)
    assert current == "Firefox på Windows"


def test_a_deleted_ip_address_is_not_shown(alice):
    here = sign_in(alice, FIREFOX)
    UserSession.objects.update(ip=retention.UNSPECIFIED_ADDRESS)

    page = here.get(LIST).content.decode()

    assert "Siden " in page
    assert "internetadressen" not in page


def test_tick_deletes_ended_sessions(alice, bob):
    here, other, bobs = sign_in(alice, FIREFOX), sign_in(alice, IPHONE), sign_in(bob, IPHONE)
    other.session.delete()
    assert here.get("/da/konto/sikkerhed/").context["sessions"] == 1
    assert UserSession.objects.count() == 3

    call_command("tick", stdout=(output := io.StringIO()))

    assert "1 ended sessions deleted" in output.getvalue()
    assert sessions.delete_expired_sessions() == 0
    assert set(UserSession.objects.values_list("user", "session_key")) == {
        (alice.pk, here.session.session_key),
        (bob.pk, bobs.session.session_key),
    }


def test_an_expired_session_is_not_active(alice):
    sign_in(alice, FIREFOX)
    Session.objects.update(expire_date=timezone.now())
    assert not sessions.active_sessions(alice).exists()
    assert sessions.delete_expired_sessions() == 1


def test_ending_another_session_signs_that_device_out(alice):
    here, other = sign_in(alice, FIREFOX), sign_in(alice, IPHONE)
    other_session = UserSession.objects.get(user_agent=IPHONE)
    url = f"{LIST}{other_session.pk}/log-ud/"
    assert here.get(url).status_code == 405
    assert here.post(url)["Location"] == LIST
    assert here.post(url).status_code == 404
    assert is_signed_in(here)
    assert not is_signed_in(other)


def test_ending_the_current_session_signs_out(alice):
    here = sign_in(alice, FIREFOX)
    session = UserSession.objects.get()
    assert "/login/" in here.post(f"{LIST}{session.pk}/log-ud/")["Location"]
    assert not is_signed_in(here)


def test_all_other_sessions_can_be_ended(alice, bob):
    here, other, bobs = sign_in(alice, FIREFOX), sign_in(alice, IPHONE), sign_in(bob, IPHONE)
    here.post(LIST)
    assert is_signed_in(here)
    assert not is_signed_in(other)
    assert is_signed_in(bobs)


def test_another_users_session_is_neither_listed_nor_ended(alice, bob):
    bobs = sign_in(bob, IPHONE)
    alices = sign_in(alice, FIREFOX)
    session = UserSession.objects.get(user=bob)
    assert "iPhone" not in alices.get(LIST).content.decode()
    assert alices.post(f"{LIST}{session.pk}/log-ud/").status_code == 404
    assert is_signed_in(bobs)
    assert "/login/" in Client().post(f"{LIST}{session.pk}/log-ud/")["Location"]
    assert is_signed_in(bobs)


def test_changing_the_password_ends_the_other_sessions(alice):
    here, other = sign_in(alice, FIREFOX), sign_in(alice, IPHONE)
    new = "noget helt andet 42"
    data = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    here.post("/da/konto/password/change/", data)
    assert is_signed_in(here)
    assert not is_signed_in(other)
