"""Signing in with OpenID Connect, against a provider that runs in another process."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from hub.oidc_providers import providers_from
from notifications.models import OutboxMessage
from residents.models import User
from tests import factories, openid_provider
from tests.residents.account_helpers import mailed_code

pytestmark = pytest.mark.django_db

START_PAGE = "/da/konto/oidc/mitid/login/"
SIGNUP_PAGE = "/da/konto/andre/signup/"
KAREN = {
    "email": "karen@example.org",
    "email_verified": True,
    "given_name": "Karen",
    "family_name": "Nielsen",
    "name": "Karen Nielsen",
}


@pytest.fixture(scope="module")
def provider_process():
    with openid_provider.running() as provider:
        yield provider


@pytest.fixture
def provider(provider_process, settings):
    """The running provider, configured in the settings."""
    apps = providers_from(json.dumps([provider_process.app()]))
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}
    }
    return provider_process


def start(client: Client, url: str = START_PAGE, **query: str) -> str:
    """Start the sign-in, and return the URL of the provider."""
    page = client.post(
        url + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")
    )
    assert page.status_code == 200
    refresh = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert refresh
    return refresh[1].replace("&amp;", "&")


def finish(client: Client, target: str, **answer: str):
    """Sign in at the provider, and return the hub's response to its callback."""
    response = requests.post(target, data=answer, allow_redirects=False, timeout=10)
    assert response.status_code == 302, response.text
    callback = urlsplit(response.headers["Location"])
    assert callback.netloc == "testserver"
    return client.get(f"{callback.path}?{callback.query}")


def sign_in_at_provider(client: Client, sub: str, **query: str):
    return finish(client, start(client, **query), sub=sub)


def complete_signup(client: Client, response, **changes: str):
    assert response["Location"] == SIGNUP_PAGE
    form = client.get(SIGNUP_PAGE).context["form"]
    initial = {name: form.initial.get(name, "") for name in ("first_name", "last_name", "email")}
    return client.post(SIGNUP_PAGE, {**initial, "accepts_rules": "on", **changes})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_new_person_completes_the_signup_form_and_is_signed_in(provider, client, area):
    provider.knows("karen", **KAREN)
    response = sign_in_at_provider(client, "karen")
    assert response["Location"] == SIGNUP_PAGE
    page = client.get(SIGNUP_PAGE).content.decode()
    assert 'value="Karen"' in page
    assert 'content="noindex"' in page
    assert (
        "accepts_rules"
        in client.post(SIGNUP_PAGE, {"email": KAREN["email"]}).context["form"].errors
    )
    odd = client.post(SIGNUP_PAGE, {"email": "\u212aaren@example.org"}).context["form"]
    assert "email" in odd.errors
    assert not User.objects.exists()
    complete_signup(client, response, area=str(area.pk))
    user = User.objects.get()
    assert (user.email, user.public_name, user.area) == ("karen@example.org", "Karen Nielsen", area)
    assert user.language == "da"
    assert not user.has_usable_password()
    assert is_signed_in(client)
    # The provider has verified the address, so there is no mail; its other claims are not stored.
    assert not OutboxMessage.objects.exists()
    assert SocialAccount.objects.get().extra_data == {}


def test_signing_in_again_uses_the_same_account(provider):
    provider.knows("twice", **KAREN)
    first, second = Client(), Client()
    complete_signup(first, sign_in_at_provider(first, "twice"))
    sign_in_at_provider(second, "twice", next="/da/forum/")
    assert User.objects.count() == SocialAccount.objects.count() == 1
    assert first.session["_auth_user_id"] == second.session["_auth_user_id"]


def test_signing_in_redirects_to_next_within_the_site_only(provider):
    provider.knows("back", **KAREN)
    client = Client()
    complete_signup(client, sign_in_at_provider(client, "back"))
    client.logout()
    assert sign_in_at_provider(client, "back", next="/da/forum/")["Location"] == "/da/forum/"
    for stranger in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        client.logout()
        assert sign_in_at_provider(client, "back", next=stranger)["Location"] == "/da/"


def test_the_callback_continues_in_the_language_of_the_start(provider):
    provider.knows("english", **KAREN)
    client = Client(HTTP_ACCEPT_LANGUAGE="da")
    response = finish(client, start(client, "/en/account/oidc/mitid/login/"), sub="english")
    assert response["Location"] == "/en/account/3rdparty/signup/"


@pytest.mark.parametrize("verified", [True, False, "false", "true", None])
def test_a_known_address_does_not_take_over_the_account(provider, alice, verified):
    """Whether or not the provider says that the address is verified."""
    provider.knows("mallory", **KAREN | {"email": alice.email, "email_verified": verified})
    client = Client()
    response = complete_signup(client, sign_in_at_provider(client, "mallory"))
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.count() == 1
    # The owner gets a mail; the page is the same as for an unknown address.
    [message] = OutboxMessage.objects.all()
    assert message.to == alice.email
    assert "allerede en konto" in message.subject
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("verified", [False, "false", "true", None, 1])
def test_an_unverified_address_needs_a_code(provider, verified):
    provider.knows("unsure", **KAREN | {"email_verified": verified})
    client = Client()
    response = complete_signup(client, sign_in_at_provider(client, "unsure"))
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified
    client.post(response["Location"], {"code": mailed_code(OutboxMessage.objects.get())})
    assert is_signed_in(client)
    assert EmailAddress.objects.get().verified


def test_a_different_address_needs_confirmation_and_is_the_only_one(provider):
    provider.knows("other", **KAREN)
    client = Client()
    complete_signup(client, sign_in_at_provider(client, "other"), email="karen.nielsen@example.net")
    assert not is_signed_in(client)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [
        ("karen.nielsen@example.net", False)
    ]


def test_a_reserved_name_is_refused(provider):
    provider.knows("police", **KAREN | {"given_name": "Politi"})
    client = Client()
    response = complete_signup(client, sign_in_at_provider(client, "police"))
    assert response.status_code == 200
    assert "first_name" in response.context["form"].errors


def test_declining_at_the_provider_signs_nobody_in(provider, client):
    response = finish(client, start(client), action="deny")
    page = client.get(response["Location"]) if response.status_code == 302 else response
    assert "socialaccount/login_cancelled.html" in [template.name for template in page.templates]
    assert 'content="noindex"' in page.content.decode()
    assert not is_signed_in(client)
    assert not User.objects.exists()


def test_an_unsolicited_callback_is_refused(provider, client):
    for query in ("", "?code=abc&state=xyz", "?error=server_error", "?state="):
        response = client.get(f"/oidc/mitid/callback/{query}")
        assert response.status_code in {200, 302, 401}
        assert not is_signed_in(client)


def test_a_callback_works_only_in_the_browser_that_started_it(provider):
    provider.knows("karen", **KAREN)
    mallory, victim = Client(), Client()
    target = start(mallory)
    finish(victim, target, sub="karen")
    assert not is_signed_in(victim)
    assert "socialaccount_sociallogin" not in victim.session


def test_a_resident_connects_and_disconnects_a_provider(provider, alice):
    provider.knows("alice", **KAREN)
    client = Client()
    client.post("/da/konto/login/", {"login": alice.email, "password": factories.PASSWORD})
    response = finish(client, start(client, process="connect"), sub="alice")
    # allauth may ask for reauthentication before it adds a provider.
    if "reauthenticate" in response["Location"]:
        client.post(response["Location"], {"password": factories.PASSWORD})
    assert SocialAccount.objects.get().user == alice
    assert list(EmailAddress.objects.values_list("email", flat=True)) == [alice.email]
    other = Client()
    sign_in_at_provider(other, "alice")
    assert other.session["_auth_user_id"] == str(alice.pk)
    page = client.get("/da/konto/andre/")
    assert "MitID (prøve)" in page.content.decode()
    client.post("/da/konto/andre/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_the_request_asks_for_the_configured_scopes_only(provider, client):
    for query in ("?scope=ssn", "?auth_params=scope%3Dssn", "?process=login&scope=ssn"):
        assert client.post(START_PAGE + query).status_code == 404
        assert client.get(START_PAGE + query).status_code == 404
    parameters = parse_qs(urlsplit(start(client)).query)
    assert set(parameters["scope"][0].split()) == {"openid", "profile", "email"}
    assert parameters["redirect_uri"] == ["http://testserver/oidc/mitid/callback/"]
    assert "code_challenge" in parameters


def test_get_does_not_redirect_to_the_provider(provider, client):
    page = client.get(START_PAGE)
    assert page.status_code == 200
    assert "refresh" not in page.content.decode()


def test_sign_in_and_signup_pages_show_the_provider(provider, client):
    for path in ("login", "signup"):
        page = client.get(f"/da/konto/{path}/").content.decode()
        assert START_PAGE in page
        assert "MitID (prøve)" in page


def test_without_a_provider_its_pages_are_not_found(client):
    assert "oidc" not in client.get("/da/konto/login/").content.decode()
    for method in (client.get, client.post):
        assert method(START_PAGE).status_code == 404
        assert method("/oidc/mitid/callback/", follow=True).status_code in {404, 405}


def test_an_unreachable_provider_gives_an_error_page(provider, settings, client):
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:9"
    response = client.post(START_PAGE)
    assert response.status_code == 502
