"""Every route there is, asked for in every way, by everybody: an answer, and never a 500."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from events.signups import links
from tests import factories

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# Names of a route's parts that are no numbers, and an example of each.
WORDS = {
    "provider_id": "mitid",
    "key": "abc123",
    "code": "ABCD2345",
    "uidb36": "1",
    "token": "abc:def:ghi",
    "document_filename": "a.pdf",
    "secret": "abc",
}


def routes() -> Iterator[str]:
    """Yield the pattern of every route of the public site, in the active language."""

    def walk(patterns: list, prefix: str) -> Iterator[str]:
        for entry in patterns:
            pattern = prefix + str(entry.pattern)
            if pattern.startswith("admin/") and pattern != "admin/login/":
                continue
            if isinstance(entry, URLResolver):
                yield from walk(entry.url_patterns, pattern)
            elif isinstance(entry, URLPattern):
                yield pattern

    yield from walk(get_resolver().url_patterns, "/")


def public_routes(language: str) -> list[str]:
    """Return each route of the public site once, in that language."""
    with translation.override(language):
        found = {route for route in routes() if not route.startswith("/admin/")}
    # Last of all the one that ends what the browser is signed in to.
    return sorted(found | {"/admin/login/"}, key=lambda route: ("logout" in route, route))


def fill_in(route: str, number: str, **words: str) -> str:
    """Return an address of `route`, with `number` where it wants one."""
    values = WORDS | words
    address = re.sub(r"<int:\w+>", number, route)
    address = re.sub(r"<(?:str|path|slug):(\w+)>", lambda found: values[found[1]], address)
    address = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: values[found[1]], address)
    # What is left is Wagtail's: the path of a page.
    address = address.replace(r"((?:[\w\-]+/)*)", "kalender/")
    address = address.replace("^", "").replace("$", "")
    assert not re.search(r"[<>()\\]", address), address
    return address


@pytest.fixture
def something_of_each_kind(theme, alice, bob):
    """What the numbers in the addresses stand for, for as many routes as possible."""
    occurrence = factories.make_occurrence(theme)
    thread = factories.make_thread(alice, theme)
    factories.make_reply(thread, bob)
    signup = factories.sign_up(
        occurrence=occurrence,
        name="Karen Holm",
        email="karen@example.org",
        party_size=1,
        language="da",
    )
    return {
        "numbers": [str(occurrence.pk), str(thread.pk), str(thread.posts.first().pk), "1"],
        "tokens": [
            links.token(signup, purpose)
            for purpose in (
                links.CONFIRM,
                links.CANCEL,
                links.MANAGE,
                links.OFFER,
                links.FEEDBACK,
            )
        ],
    }


@pytest.fixture(params=["client", "as_alice", "as_moderator"])
def browser(request) -> Client:
    """The browser of an anonymous reader, of a resident, of a moderator."""
    return request.getfixturevalue(request.param)


def addresses(route: str, there: dict[str, list[str]]) -> list[str]:
    """Return addresses of `route`: of what is there, of what is not, of what cannot be."""
    numbers = [*there["numbers"], "0", "987654321", "9" * 20, "9" * 5000]
    tokens = [*there["tokens"], "abc:def:ghi"]
    filled_in = [fill_in(route, number, token=tokens[0]) for number in numbers]
    filled_in += [fill_in(route, "1", token=token) for token in tokens]
    return list(dict.fromkeys(filled_in))


def test_every_address_has_an_answer(browser, something_of_each_kind):
    browser.raise_request_exception = False
    failed = []
    for route in public_routes("da"):
        for position, address in enumerate(addresses(route, something_of_each_kind)):
            for method in METHODS if position == 0 else ("get", "post"):
                response = getattr(browser, method)(address)
                if response.status_code >= 500 or not response.has_header("Cache-Control"):
                    failed.append(f"{method} {address[:80]}: {response.status_code}")
    assert failed == []


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/da/_util/login/", "/en/_util/login/", "/admin/password_reset/"]
)
def test_wagtails_own_ways_in_are_closed(client, alice, address):
    """They know no second factor, no limit of attempts and no unconfirmed address."""
    asked = {"username": alice.email, "email": alice.email, "password": factories.PASSWORD}
    response = client.post(address, asked)
    assert response.status_code in {302, 404}
    assert "_auth_user_id" not in client.session
    assert not mail.outbox
    assert client.get(address, follow=True).resolver_match.view_name in {
        "account_login",
        "wagtail_serve",  # there is no such page
    }


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_page_to_read_refuses_other_methods(client, something_of_each_kind, method):
    with translation.override("da"):
        mine = [
            *("/healthz/live", "/healthz/ready", "/was", "/da/forum/", "/da/forum/feed/"),
            *("/da/soeg/", "/da/", "/da/kalender/"),
        ]
    for address in mine:
        assert getattr(client, method)(address).status_code == 405, address


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "Formularen har været åben for længe"), ("en", "The form was open for too long")],
)
@pytest.mark.parametrize("person", [None, "alice", "moderator"])
def test_nothing_is_sent_without_a_token(request, something_of_each_kind, person, language, words):
    browser = Client(enforce_csrf_checks=True)
    if person:
        factories.sign_in(browser, request.getfixturevalue(person))
    for route in public_routes(language):
        if route.startswith(f"/{language}/"):
            address = fill_in(route, "1", token=something_of_each_kind["tokens"][0])
            response = browser.post(address, {})
            assert response.status_code == 403, address
            page = response.content.decode()
            assert f'<html lang="{language}"' in page
            assert words in page, address


def test_each_answer_says_what_a_browser_may_do_with_it(client):
    for address in ("/da/", "/", "/da/findes-ikke/", "/da/konto/login/", "/da/events/1/event.ics"):
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], address
        assert "unsafe" not in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
