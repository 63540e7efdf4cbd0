"""The cookies of the hub and their attributes."""

import pytest
from django.test import Client, override_settings

from tests import factories
from tests.hub.test_settings import load_settings

pytestmark = pytest.mark.django_db

READ = ["/da/", "/en/", "/da/kalender/", "/da/forum/", "/da/soeg/?q=x", "/was", "/da/findes-ikke/"]


@pytest.mark.parametrize("url", READ)
def test_readers_get_no_cookie(client, url):
    assert not client.get(url).cookies


def test_a_form_sets_only_the_csrf_cookie(client):
    for url in ("/da/konto/login/", "/da/konto/signup/", "/da/konto/login/code/"):
        assert set(client.get(url).cookies) <= {"csrftoken"}


def test_a_signed_in_resident_has_the_session_and_csrf_cookies(alice):
    client = Client()
    client.post("/da/konto/login/", {"login": alice.email, "password": factories.PASSWORD})
    for url in (*READ, "/da/konto/sikkerhed/", "/da/konto/profil/"):
        client.get(url)
    assert set(client.cookies) <= {"sessionid", "csrftoken"}


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_cookies_are_secure_httponly_and_samesite(alice):
    client = Client()
    client.get("/da/konto/login/", secure=True)
    login = {"login": alice.email, "password": factories.PASSWORD}
    client.post("/da/konto/login/", login, secure=True)
    assert set(client.cookies) == {"sessionid", "csrftoken"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]


def test_the_cookie_settings_of_production():
    code = (
        "import os\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'hub.settings'\n"
        "from django.conf import settings as s\n"
        "for kind in ('SESSION', 'CSRF'):\n"
        "    for what in ('SECURE', 'HTTPONLY', 'SAMESITE', 'AGE'):\n"
        "        print(getattr(s, f'{kind}_COOKIE_{what}'))\n"
    )
    result = load_settings(code, SECRET_KEY="x" * 60, BASE_URL="https://hub.example")
    assert result.stdout.split() == ["True", "True", "Lax", "1209600"] * 2
