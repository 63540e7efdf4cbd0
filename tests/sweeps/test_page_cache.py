"""The page cache over all public routes: what is stored, for whom, and by which parameters."""

import re

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from core import return_urls
from core.caching.page_cache import PageCache
from hub.cached_routes import PARAMETERS, known_parameters
from tests import factories
from tests.sweeps.routes import fill_in_objects, public_routes
from tests.wsgi_client import get

# Public pages that shared caches may keep, and that the page cache leaves to them.
NOT_STORED = {
    # The same without a language in the address would depend on a header.
    "django.contrib.sitemaps.views.sitemap",
    "favicon",
    "push_worker",
    "robots",
    "was",
    "wagtailadmin_javascript_catalog",
    # Short pages without a query, asked for by few.
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "socialaccount_login_cancelled",
    "account_inactive",
    "residents:erased",
    "events:sent",
    # Files with a cache of their own.
    "campaign_posters:poster_pdf",
    "events:poster_pdf",
    "forum:picture",
    "forum:picture_small",
    # Which pages use a file is in Wagtail's index, which the page cache does not follow.
    "open_data:content:images:listing",
    "open_data:content:images:detail",
    "open_data:content:documents:listing",
    "open_data:content:documents:detail",
    # Their address is a secret.
    "events:check_in_code",
    "forum:draft",
    "forum:by_mail",
}
# What differs from one rendering to the next: identifiers of forms.
RANDOM = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|csrfmiddlewaretoken[^>]*")


@pytest.fixture(autouse=True)
def open_connection(monkeypatch) -> None:
    """Django closes the connection after each request, which would lose the transaction."""
    monkeypatch.setattr(connection, "close", lambda: None)


@pytest.fixture
def addresses(site, url_kwargs) -> list[str]:
    """One address of each public route in English, and of each kind of page."""
    found = [
        fill_in_objects(route, url_kwargs)
        for route in public_routes("en")
        if "logout" not in route and not route.startswith("/admin/")
    ]
    with translation.override("en"):
        theme_page = factories.make_theme_page(site.theme, "en")
        campaign = factories.make_campaign(theme_page)
    return [
        *found,
        "/en/",
        "/da/",
        theme_page.url,
        campaign.url,
        site.page_occurrence.event.texts.first().url,
        "/da/kalender/?view=month",
        "/da/soeg/?q=sti",
    ]


def new_hub(settings) -> PageCache:
    settings.PAGE_CACHE_MEGABYTES = 32
    return PageCache(get_wsgi_application(), known_parameters)


def body_of(cache: PageCache, address: str, **headers: str) -> bytes:
    return RANDOM.sub(b"", get(cache, address, **headers).body)


def session_cookie(client: Client) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def test_nobody_gets_the_page_of_another(addresses, clients, as_if_committed, settings):
    cookie = session_cookie(clients["resident"])
    mixed = []
    for address in addresses:
        if _view_name(address) not in PARAMETERS:
            continue
        # Reading marks notices as read, which the second page says no more.
        body_of(new_hub(settings), address, HTTP_COOKIE=cookie)
        anonymous_first, resident_first = new_hub(settings), new_hub(settings)
        anonymous = body_of(anonymous_first, address)
        own = body_of(resident_first, address, HTTP_COOKIE=cookie)
        # Twice: the second comes from memory, where it is stored.
        if {body_of(resident_first, address) for _time in range(2)} != {anonymous}:
            mixed.append(f"{address}: somebody else's page for anonymous readers")
        if body_of(anonymous_first, address, HTTP_COOKIE=cookie) != own:
            mixed.append(f"{address}: an anonymous page for a resident")
    assert mixed == []


def test_every_public_route_is_in_the_table_or_left_out_on_purpose(addresses, clients):
    forgotten = {
        name
        for address in addresses
        if (name := _view_name(address)) not in PARAMETERS.keys() | NOT_STORED
        and _may_be_shared(clients["anonymous"].get(address))
    }
    assert forgotten == set()


def test_views_read_no_parameter_that_the_table_does_not_know(addresses, clients, monkeypatch):
    read: set[str] = set()

    def note(method):
        def noting(self, name, *rest):
            read.add(name)
            return method(self, name, *rest)

        return noting

    for method in ("get", "getlist", "__getitem__", "__contains__"):
        monkeypatch.setattr(QueryDict, method, note(getattr(QueryDict, method)))
    unknown = {}
    for address in addresses:
        known = PARAMETERS.get(_view_name(address))
        if known is None:
            continue
        read.clear()
        clients["anonymous"].get(address)
        if missing := read - known - set(return_urls.PARAMETERS):
            unknown[address] = missing
    assert unknown == {}


def _view_name(address: str) -> str:
    path = address.partition("?")[0]
    try:
        with translation.override(translation.get_language_from_path(path) or "da"):
            return resolve(path).view_name
    except Resolver404:
        return ""


def _may_be_shared(response) -> bool:
    return response.status_code == 200 and "s-maxage" in response.headers.get("Cache-Control", "")
