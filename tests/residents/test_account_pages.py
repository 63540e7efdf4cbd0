"""Conventions of all account pages: the hub's layout, Danish text, no inline code, noindex."""

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

ANONYMOUS_PAGES = [
    *("account_login", "account_signup", "account_request_login_code", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key_done", "account_inactive"),
    *("socialaccount_login_cancelled", "socialaccount_login_error"),
]
RESIDENT_PAGES = [
    *("residents:security", "account_email", "account_change_password", "account_logout"),
    *("mfa_index", "mfa_list_webauthn", "usersessions_list", "socialaccount_connections"),
    "account_reauthenticate",
]
# These pages ask for reauthentication first.
REAUTHENTICATED_PAGES = [
    *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_edit_webauthn"),
    *("mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
]
# Words that appear when a page shows allauth's own template.
ALLAUTH_WORDS = re.compile(
    r"\b(Sign (In|Out|Up)|Password|Security Key|Authenticator|Recovery Codes|Sessions|Account"
    r"|Two-Factor|Menu:|Verify|the|your|you|and|please)\b"
)


@pytest.fixture
def reauthenticated_alice(alice) -> Client:
    """A client that Alice has signed in with and reauthenticated."""
    client = Client()
    client.post("/da/konto/login/", {"login": alice.email, "password": factories.PASSWORD})
    client.post("/da/konto/reauthenticate/", {"password": factories.PASSWORD})
    return client


def check_page(client: Client, url: str, status: int = 200) -> str:
    """Request the page, check the conventions, and return the text of its main element."""
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
    # A label stays visible while the reader types; a placeholder does not.
    assert "placeholder=" not in main[0]
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", main[0], flags=re.S)
    assert not ALLAUTH_WORDS.search(text), (url, ALLAUTH_WORDS.search(text))
    return text


@pytest.mark.parametrize("name", ANONYMOUS_PAGES)
def test_anonymous_pages_follow_the_conventions(client, name):
    check_page(client, reverse(name), status=401 if name == "socialaccount_login_error" else 200)


@pytest.mark.parametrize("name", RESIDENT_PAGES)
def test_resident_pages_follow_the_conventions(reauthenticated_alice, name):
    check_page(reauthenticated_alice, reverse(name))


def add_second_factors(user: User) -> Authenticator:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Min telefon", "credential": {"clientExtensionResults": {}}},
    )


@pytest.mark.parametrize("name", REAUTHENTICATED_PAGES)
def test_pages_after_reauthentication_follow_the_conventions(
    reauthenticated_alice, alice, name, monkeypatch
):
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [])
    if name == "mfa_activate_totp":
        check_page(reauthenticated_alice, reverse(name))
        return
    key = add_second_factors(alice)
    args = [key.pk] if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else []
    check_page(reauthenticated_alice, reverse(name, args=args))


def test_the_security_page_lists_the_second_factors(reauthenticated_alice, alice):
    def listed() -> tuple[bool, int, bool]:
        context = reauthenticated_alice.get(reverse("residents:security")).context
        return context["has_totp"], context["passkeys"], context["has_recovery_codes"]

    assert listed() == (False, 0, False)
    add_second_factors(alice)
    assert listed() == (True, 1, True)
    assert "Du har 1 adgangsnøgle." in check_page(
        reauthenticated_alice, reverse("residents:security")
    )


def test_another_users_passkey_is_not_found(reauthenticated_alice, bob):
    key = add_second_factors(bob)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        url = reverse(name, args=[key.pk])
        assert reauthenticated_alice.get(url).status_code == 404
        assert reauthenticated_alice.post(url).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_code_and_second_factor_pages_follow_the_conventions(alice, monkeypatch):
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [])
    client = Client()
    url = client.post("/da/konto/login/code/", {"email": alice.email})["Location"]
    check_page(client, url)
    add_second_factors(alice)
    client = Client()
    login = {"login": alice.email, "password": factories.PASSWORD}
    check_page(client, client.post("/da/konto/login/", login)["Location"])


def test_an_invalid_password_link_is_reported(client):
    url = "/da/konto/password/reset/key/1-abc/"
    check_page(client, url)
    assert client.get(url).context["token_fail"]


def test_the_password_rules_appear_once(reauthenticated_alice):
    text = check_page(reauthenticated_alice, reverse("account_change_password"))
    assert text.count("8 tegn") == 1
    assert "numerisk" not in text


def test_a_user_without_a_password_can_set_one(db):
    user = factories.make_user("karen@example.org", "Karen")
    user.set_unusable_password()
    user.save()
    client = Client()
    client.force_login(user)
    check_page(client, reverse("account_set_password"))
    new = "noget helt andet 42"
    client.post(reverse("account_set_password"), {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_the_signup_form_links_the_rules_and_says_what_is_stored(client):
    rules = factories.make_standard_page("Husregler", slug="husregler")
    text = client.get("/da/konto/signup/").content.decode()
    assert "fyldt 15 år" in text
    assert f'href="{rules.get_url()}"' in text
    assert "Det gemmer vi" in text


def test_the_signup_form_has_no_link_without_a_rules_page(client):
    assert "Læs husreglerne" not in client.get("/da/konto/signup/").content.decode()


def test_the_code_page_shows_no_message_above_its_text(alice):
    client = Client()
    url = client.post("/da/konto/login/code/", {"email": alice.email})["Location"]
    assert 'class="wrap messages"' not in client.get(url).content.decode()
