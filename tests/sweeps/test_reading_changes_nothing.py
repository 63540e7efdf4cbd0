"""A GET writes nothing but what reading means; and a return URL leads to the hub alone."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction

from core import return_urls
from tests.sweeps.routes import all_routes, fill_in_objects
from tests.sweeps.site import ROLES

ROUTES_EACH = 20
# Tables that reading writes to, and why.
BY_READING = {
    "django_session": "the session of a form",
    "notifications_notice": "a page that is read marks its notices as read",
    "forum_threadread": "a page of a thread that is opened counts as read",
    "usersessions_usersession": "the list of sessions forgets those that have ended",
    "wagtailusers_userprofile": "Wagtail makes the profile of an editor when it is first read",
    "wagtailadmin_editingsession": "who has a page open in the admin",
    "wagtailcore_pagesubscription": "Wagtail makes an editor's row when a page is first opened",
}
ELSEWHERE = (
    *("//evil.example", "\\\\evil.example", "/\\evil.example", "https://evil.example/", "///evil"),
    *("javascript:alert(1)", "%2F%2Fevil.example", "/%09/evil.example", "\t//evil.example"),
    *(
        "https:evil.example",
        "http:///evil.example",
        "//evil.example%2F@testserver",
        "/\r\nX-Evil: 1",
    ),
)


@pytest.fixture(autouse=True)
def open_connection(monkeypatch) -> None:
    """Django closes the connection after each request, which would lose the transaction."""
    monkeypatch.setattr(connection, "close", lambda: None)


class Writes:
    """Collects the tables that statements write to."""

    def __init__(self) -> None:
        self.tables: set[str] = set()
        self.known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

    def __call__(self, execute, sql, params, many, context):
        start = str(sql).lstrip().upper()
        if start.startswith(("INSERT", "UPDATE", "DELETE")):
            self.tables |= {name for name in self.known if f'"{name}"' in sql.partition("SET")[0]}
        return execute(sql, params, many, context)


@pytest.mark.parametrize("role", ROLES)
def test_a_get_changes_nothing(site, clients, url_kwargs, role, sample):
    changed = {}
    routes = [route for route in all_routes("en") if "logout" not in route]
    for route in sample.some(routes, ROUTES_EACH, key=f"get {role}"):
        writes = Writes()
        with transaction.atomic(), connection.execute_wrapper(writes):
            clients[role].get(fill_in_objects(route, url_kwargs))
            transaction.set_rollback(True)
        if found := writes.tables - BY_READING.keys():
            changed[route] = found
    assert changed == {}, sample.description


def leads_elsewhere(location: str) -> bool:
    """Whether a browser, which drops control characters and turns slashes, leaves the hub."""
    seen = "".join(letter for letter in location if letter > " ").replace("\\", "/")
    url = urlsplit(urljoin("http://testserver/", seen))
    return url.scheme not in {"http", "https"} or "evil" in url.netloc


@pytest.mark.parametrize("role", ["anonymous", "resident"])
def test_no_parameter_leads_elsewhere(site, clients, url_kwargs, role, sample):
    led = {}
    routes = [route for route in all_routes("en") if "logout" not in route]
    names = (*return_urls.PARAMETERS, "return", "url", "redirect", "to", "next")
    for route in sample.some(routes, ROUTES_EACH, key=f"redirect {role}"):
        address = fill_in_objects(route, url_kwargs)
        for target in ELSEWHERE:
            for method in ("get", "post"):
                with transaction.atomic():
                    given = dict.fromkeys(names, target)
                    response = getattr(clients[role], method)(address, given)
                    transaction.set_rollback(True)
                location = response.headers.get("Location", "")
                if leads_elsewhere(location) or "X-Evil" in response.headers:
                    led[f"{method} {address}"] = location
    assert led == {}, sample.description
