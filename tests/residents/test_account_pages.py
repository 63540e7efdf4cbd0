"""Every page about signing in and one's account: ours in looks, in Danish, and in no search."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db

ANONYMOUS = [
    *("account_login", "account_signup", "account_request_login_code", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key_done", "account_inactive"),
    *("socialaccount_login_cancelled", "socialaccount_login_error"),
]
RESIDENT = [
    *("residents:security", "account_email", "account_change_password", "account_logout"),
    *("mfa_index", "mfa_list_webauthn", "usersessions_list", "socialaccount_connections"),
    "account_reauthenticate",
]
# These ask first whether it is still the same person.
SURE = [
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_edit_webauthn"),
    *("mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
]
# Words of allauth's own that would show up where a page was forgotten.
ENGLISH = re.compile(
    r"\b(Sign (In|Out|Up)|Password|Security Key|Authenticator|Recovery Codes|Sessions|Account"
    r"|Two-Factor|Menu:|Verify|the|your|you|and|please)\b"
)


@pytest.fixture
def sure_alice(alice) -> Client:
    """Alice, who has just shown that it is she, and has set everything up."""
    client = Client()
    client.post("/da/konto/login/", {"login": alice.email, "password": factories.PASSWORD})
    client.post("/da/konto/reauthenticate/", {"password": factories.PASSWORD})
    return client


def look(client: Client, url: str, status: int = 200) -> str:
    """Open the page, check what all of them must be, and return its text."""
    response = client.get(url)
    assert response.status_code == status, (url, response.get("Location"))
    page = response.content.decode()
    assert 'class="site-header"' in page
    assert '<html lang="da"' in page
    assert 'content="noindex"' in page
    assert page.count("<h1") == 1, url
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page)
    assert scripts == [], url
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)
    main = re.search(r"<main.*</main>", page, re.S)
    assert main
    # The label says it, and stays when one types.
    assert "placeholder=" not in main[0]
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", main[0], flags=re.S)
    assert not ENGLISH.search(text), (url, ENGLISH.search(text))
    return text


@pytest.mark.parametrize("name", ANONYMOUS)
def test_what_the_anonymous_see(client, name):
    look(client, reverse(name), status=401 if name == "socialaccount_login_error" else 200)


@pytest.mark.parametrize("name", RESIDENT)
def test_what_residents_see(sure_alice, name):
    look(sure_alice, reverse(name))


def set_up(user: User) -> Authenticator:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Min telefon", "credential": {"clientExtensionResults": {}}},
    )


@pytest.mark.parametrize("name", SURE)
def test_what_is_seen_by_who_has_shown_that_it_is_they(sure_alice, alice, name, monkeypatch):
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [])
    if name == "mfa_activate_totp":
        look(sure_alice, reverse(name))
        return
    key = set_up(alice)
    args = [key.pk] if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else []
    look(sure_alice, reverse(name, args=args))


def test_the_overview_shows_what_is_set_up(sure_alice, alice):
    before = look(sure_alice, reverse("residents:security"))
    assert "Lav en adgangsnøgle" in before
    assert "Sæt en app op" in before
    set_up(alice)
    after = look(sure_alice, reverse("residents:security"))
    assert "Du har 1 adgangsnøgle." in after
    assert "Slå appen fra" in after
    assert "Se dine nødkoder" in after


def test_anothers_passkey_is_not_there(sure_alice, bob):
    key = set_up(bob)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        url = reverse(name, args=[key.pk])
        assert sure_alice.get(url).status_code == 404
        assert sure_alice.post(url).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_the_pages_of_the_code_and_of_the_second_step(alice, monkeypatch):
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [])
    client = Client()
    url = client.post("/da/konto/login/code/", {"email": alice.email})["Location"]
    assert "15 minutter" in look(client, url)
    set_up(alice)
    client = Client()
    login = {"login": alice.email, "password": factories.PASSWORD}
    look(client, client.post("/da/konto/login/", login)["Location"])


def test_a_link_to_a_new_password_that_works_no_more(client):
    assert "virker ikke længere" in look(client, "/da/konto/password/reset/key/1-abc/")


def test_what_a_password_must_be_is_said_once(sure_alice):
    text = look(sure_alice, reverse("account_change_password"))
    assert text.count("8 tegn") == 1
    assert "numerisk" not in text


def test_a_password_can_be_had_later(db):
    user = factories.make_user("karen@example.org", "Karen")
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user)
    look(client, reverse("account_set_password"))
    new = "noget helt andet 42"
    client.post(reverse("account_set_password"), {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_the_form_to_join_states_what_it_must(client):
    rules = factories.make_standard_page("Husregler", slug="husregler")
    text = client.get("/da/konto/signup/").content.decode()
    assert "fyldt 15 år" in text
    assert f'href="{rules.get_url()}"' in text
    assert "Det gemmer vi" in text
    assert "slettet" in text


def test_the_form_to_join_does_without_rules_that_nobody_wrote(client):
    assert "Læs husreglerne" not in client.get("/da/konto/signup/").content.decode()


def test_what_a_page_says_is_not_said_twice(alice):
    client = Client()
    url = client.post("/da/konto/login/code/", {"email": alice.email})["Location"]
    assert 'class="wrap messages"' not in client.get(url).content.decode()
