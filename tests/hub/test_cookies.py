"""Which cookies there are: none before one fills in a form, and three at the most after."""

import pytest
from django.test import Client, override_settings

from tests import factories
from tests.hub.test_settings import start

pytestmark = pytest.mark.django_db

READ = ["/da/", "/en/", "/da/kalender/", "/da/forum/", "/da/soeg/?q=x", "/was", "/da/findes-ikke/"]


@pytest.mark.parametrize("url", READ)
def test_a_reader_gets_none(client, url):
    assert not client.get(url).cookies


def test_a_form_gets_the_one_against_forgery(client):
    for url in ("/da/konto/login/", "/da/konto/signup/", "/da/konto/login/code/"):
        assert set(client.get(url).cookies) <= {"csrftoken"}


def test_a_resident_gets_two(alice):
    client = Client()
    client.post("/da/konto/login/", {"login": alice.email, "password": factories.PASSWORD})
    for url in (*READ, "/da/konto/sikkerhed/", "/da/konto/profil/"):
        client.get(url)
    assert set(client.cookies) <= {"sessionid", "csrftoken"}


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_each_is_secure_unread_by_scripts_and_not_sent_along_by_others(alice):
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


def test_production_sets_them_so():
    code = (
        "import os\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'hub.settings'\n"
        "from django.conf import settings as s\n"
        "for kind in ('SESSION', 'CSRF'):\n"
        "    for what in ('SECURE', 'HTTPONLY', 'SAMESITE', 'AGE'):\n"
        "        print(getattr(s, f'{kind}_COOKIE_{what}'))\n"
    )
    result = start(code, SECRET_KEY="x" * 60, BASE_URL="https://hub.example")
    assert result.stdout.split() == ["True", "True", "Lax", "1209600"] * 2
