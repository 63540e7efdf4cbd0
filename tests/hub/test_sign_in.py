"""Signing in and out: redirects, sessions and the addresses in mails."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from notifications.models import OutboxMessage
from tests import factories

pytestmark = pytest.mark.django_db


def address(name, language="da"):
    with translation.override(language):
        return reverse(name)


def sign_in(client, user, language="da", **other):
    data = {"login": user.email, "password": factories.PASSWORD, **other}
    return client.post(address("account_login", language), data)


@pytest.mark.parametrize("language", ["da", "en"])
def test_signing_in_and_out_keeps_the_language_of_the_url(client, alice, language):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en" if language == "da" else "da"
    assert sign_in(client, alice, language)["Location"] == f"/{language}/"
    response = client.post(address("account_logout", language))
    assert response["Location"] == f"/{language}/"


@pytest.mark.parametrize(
    "next_url",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "///evil.example"),
        *("javascript:alert(1)", "http:evil.example", "\thttps://evil.example"),
        *("https:///evil.example", "/%09/evil.example", "\x00//evil.example"),
    ],
)
def test_next_urls_of_other_sites_are_ignored(client, alice, next_url):
    response = sign_in(client, alice, next=next_url)
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith(("//", "/\\", "/\t"))
    response = client.post(address("account_logout"), {"next": next_url})
    assert "evil" not in response["Location"].removeprefix("/%09/evil.example")


def test_signing_in_changes_the_session_key(client, alice):
    client.session.save()
    before = client.session.session_key
    client.cookies["sessionid"] = before
    sign_in(client, alice)
    assert client.session.session_key != before
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_the_forms_do_not_reveal_whether_an_address_has_an_account(client, alice):
    """The forms to reset a password and to sign in."""
    pages = []
    for email in (alice.email, "nobody@example.org"):
        response = client.post(address("account_reset_password"), {"email": email}, follow=True)
        pages.append((response.redirect_chain, response.content.replace(email.encode(), b"")))
    assert pages[0] == pages[1]
    errors = [
        client.post(address("account_login"), {"login": email, "password": "wrong horse battery"})
        .context["form"]
        .errors
        for email in (alice.email, "nobody@example.org")
    ]
    assert errors[0] == errors[1]


def test_wagtails_account_page_cannot_change_the_address(as_editor, editor):
    """The page does not confirm addresses, and an address gives access to its sign-ups."""
    url = reverse("wagtailadmin_account")
    page = as_editor.get(url)
    assert page.status_code == 200
    assert 'name="name_email-email"' not in page.content.decode()
    as_editor.post(url, {"name_email-email": "karen@example.org", "name_email-first_name": "Rie"})
    editor.refresh_from_db()
    assert editor.email == "redaktor@example.org"


def test_pages_cannot_be_made_private(as_editor, theme):
    """Lists, search and shared caches assume that every live page is public."""
    page = factories.make_event_page(theme)
    url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])
    response = as_editor.post(url, {"restriction_type": "login", "password": "", "groups": []})
    assert response.status_code < 500
    assert not page.get_view_restrictions().exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "other.example"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_HOST": "other.example:8443", "HTTP_X_FORWARDED_PROTO": "https"},
    ],
)
def test_links_in_mails_have_the_base_url_whatever_the_host_header(
    client, alice, settings, headers
):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    new = "karen@example.org"
    details = {"first_name": "Karen", "last_name": "Nielsen", "accepts_rules": "on"}
    for url, data in (
        (address("account_reset_password"), {"email": alice.email}),
        (address("account_reset_password"), {"email": "nobody@example.org"}),
        (address("account_request_login_code"), {"email": "nobody2@example.org"}),
        (address("account_signup"), {"email": alice.email, **details}),
        (address("account_signup"), {"email": new, **details}),
    ):
        Client().post(url, data, **headers)
    client.force_login(alice)
    client.post(address("account_email"), {"email": "alice@example.net"}, **headers)
    client.post(
        address("account_change_password"),
        {"oldpassword": factories.PASSWORD, "password1": "et nyt 4242", "password2": "et nyt 4242"},
        **headers,
    )
    messages = OutboxMessage.objects.all()
    assert messages.count() == 8
    for message in messages:
        links = re.findall(r"https?://[^\s\"<]+", message.text + message.html)
        assert links, message.subject
        assert all(link.startswith("http://testserver") for link in links), links


def test_an_unknown_host_is_refused(client):
    assert client.get("/da/", HTTP_HOST="evil.example").status_code == 400


@pytest.mark.parametrize(
    "next_url",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
    ],
)
def test_next_urls_of_other_sites_are_ignored_with_a_mailed_code(client, alice, next_url):
    url = address("account_request_login_code")
    response = client.post(url, {"email": alice.email, "next": next_url})
    code = re.search(r"^([A-Z0-9-]{6,9})$", OutboxMessage.objects.get().text, re.M)
    response = client.post(response["Location"], {"code": code[1], "next": next_url})
    assert response.status_code == 302
    assert "evil" not in response["Location"]
    assert "javascript" not in response["Location"]
    assert client.session["_auth_user_id"] == str(alice.pk)
