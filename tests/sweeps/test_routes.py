"""Every public route, with every method and for every role: an answer, and never a 500."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from tests import factories
from tests.sweeps.routes import fill_in, public_routes

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
VISITORS = ("anonymous", "resident", "moderator")
# The number of requests to each route by each visitor.
REQUESTS = 1


def addresses(route: str, site) -> list[str]:
    """Return addresses of `route`: of existing objects, of missing ones, and malformed ones."""
    numbers = [*site.numbers, "0", "987654321", "9" * 20, "9" * 5000]
    tokens = [*site.tokens, "abc:def:ghi"]
    filled_in = [fill_in(route, number, token=tokens[0]) for number in numbers]
    filled_in += [fill_in(route, "1", token=token) for token in tokens]
    return list(dict.fromkeys(filled_in))


def requests(route: str, site) -> list[tuple[str, str]]:
    """Return every method for an existing object, and GET and POST for the other addresses."""
    first, *others = addresses(route, site)
    sent = [(method, first) for method in METHODS]
    return sent + [(method, address) for address in others for method in ("get", "post")]


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_has_an_answer(visitor, clients, site, sample):
    client, failed = clients[visitor], []
    for route in public_routes("da"):
        key = f"answers {visitor} {route}"
        for method, address in sample.some(requests(route, site), REQUESTS, key):
            response = getattr(client, method)(address)
            if response.status_code >= 500 or not response.has_header("Cache-Control"):
                failed.append(f"{method} {address[:80]}: {response.status_code}")
    assert failed == [], sample.description


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/da/_util/login/", "/en/_util/login/", "/admin/password_reset/"]
)
def test_sign_ins_of_wagtail_are_closed(client, site, address):
    """They know no second factor, no limit of attempts and no unconfirmed address."""
    email = site.users["resident"].email
    given = {"username": email, "email": email, "password": factories.PASSWORD}
    response = client.post(address, given)
    assert response.status_code in {302, 404}
    assert "_auth_user_id" not in client.session
    assert not mail.outbox
    assert client.get(address, follow=True).resolver_match.view_name in {
        "account_login",
        "wagtail_serve",  # there is no such page
    }


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_page_to_read_refuses_other_methods(client, site, method):
    with translation.override("da"):
        mine = [
            *("/livez", "/readyz", "/was", "/da/forum/", "/da/forum/feed/"),
            *("/da/soeg/", "/da/", "/da/kalender/"),
        ]
    for address in mine:
        assert getattr(client, method)(address).status_code == 405, address


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "Formularen har været åben for længe"), ("en", "The form was open for too long")],
)
def test_nothing_is_sent_without_a_csrf_token(site, sample, language, words):
    routes = [route for route in public_routes(language) if route.startswith(f"/{language}/")]
    visitors = {visitor: _client_that_checks_tokens(site, visitor) for visitor in VISITORS}
    for route in sample.some(routes, len(routes) // 2, key=f"tokens {language}"):
        for visitor in sample.some(VISITORS, 1, key=f"token {route}"):
            address = fill_in(route, "1", language, token=site.tokens[0])
            response = visitors[visitor].post(address, {})
            assert response.status_code == 403, (address, visitor)
            page = response.content.decode()
            assert f'<html lang="{language}"' in page
            assert words in page, (address, visitor)


def _client_that_checks_tokens(site, visitor: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    if visitor in site.users:
        factories.sign_in(client, site.users[visitor])
    return client


def test_each_answer_carries_the_security_headers(client, site):
    for address in ("/da/", "/", "/da/findes-ikke/", "/da/konto/login/", "/da/events/1/event.ics"):
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], address
        assert "unsafe" not in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
