"""Where a resident is signed in, and signing out there."""

import io

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


def device(user: User, user_agent: str) -> Client:
    """Return a browser that `user` is signed in with."""
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
def test_a_device_has_a_name_that_people_know(user_agent, name):
    assert sessions.name(user_agent) == name


def test_devices_are_listed_without_jargon(alice):
    here, _there = device(alice, FIREFOX), device(alice, IPHONE)
    page = here.get(LIST).content.decode()
    assert "Firefox på Windows" in page
    assert "Safari på iPhone" in page
    assert "Mozilla" not in page
    assert page.count("Den, du bruger nu") == 1


def test_an_address_that_is_forgotten_is_not_shown(alice):
    here = device(alice, FIREFOX)
    UserSession.objects.update(ip=retention.NO_ADDRESS)

    page = here.get(LIST).content.decode()

    assert "Siden " in page
    assert "internetadressen" not in page


def test_a_device_whose_session_is_over_is_not_counted_and_then_forgotten(alice, bob):
    here, there, bobs = device(alice, FIREFOX), device(alice, IPHONE), device(bob, IPHONE)
    there.session.delete()
    assert "på 1 enhed." in here.get("/da/konto/sikkerhed/").content.decode()
    assert UserSession.objects.count() == 3

    call_command("tick", stdout=(said := io.StringIO()))

    assert "1 ended sessions deleted" in said.getvalue()
    assert sessions.forget_ended() == 0
    assert set(UserSession.objects.values_list("user", "session_key")) == {
        (alice.pk, here.session.session_key),
        (bob.pk, bobs.session.session_key),
    }


def test_a_session_that_has_run_out_is_over(alice):
    device(alice, FIREFOX)
    Session.objects.update(expire_date=timezone.now())
    assert not sessions.of(alice).exists()
    assert sessions.forget_ended() == 1


def test_one_device_is_signed_out(alice):
    here, there = device(alice, FIREFOX), device(alice, IPHONE)
    other = UserSession.objects.get(user_agent=IPHONE)
    url = f"{LIST}{other.pk}/log-ud/"
    assert here.get(url).status_code == 405
    assert here.post(url)["Location"] == LIST
    assert here.post(url).status_code == 404
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_the_one_in_use_is_signed_out(alice):
    here = device(alice, FIREFOX)
    own = UserSession.objects.get()
    assert "/login/" in here.post(f"{LIST}{own.pk}/log-ud/")["Location"]
    assert not is_signed_in(here)


def test_all_others_are_signed_out(alice, bob):
    here, there, bobs = device(alice, FIREFOX), device(alice, IPHONE), device(bob, IPHONE)
    here.post(LIST)
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert is_signed_in(bobs)


def test_nobody_sees_or_ends_anothers(alice, bob):
    bobs = device(bob, IPHONE)
    alices = device(alice, FIREFOX)
    session = UserSession.objects.get(user=bob)
    assert "iPhone" not in alices.get(LIST).content.decode()
    assert alices.post(f"{LIST}{session.pk}/log-ud/").status_code == 404
    assert is_signed_in(bobs)
    assert "/login/" in Client().post(f"{LIST}{session.pk}/log-ud/")["Location"]
    assert is_signed_in(bobs)


def test_a_new_password_ends_the_others(alice):
    here, there = device(alice, FIREFOX), device(alice, IPHONE)
    new = "noget helt andet 42"
    asked = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    here.post("/da/konto/password/change/", asked)
    assert is_signed_in(here)
    assert not is_signed_in(there)
