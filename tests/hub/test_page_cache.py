"""The page cache in front of the hub: pages follow what they show, and nobody sees another's."""

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from campaigns.models import CampaignPage
from core.caching.change_log import make_change_log
from core.caching.changes import changes
from core.caching.page_cache import PageCache
from core.models import PromotedResult, ThemeWording
from forum.models import Thread
from forum.threads import posting
from hub.cached_routes import known_parameters
from tests import factories
from tests.gunicorn_server import free_port
from tests.wsgi_client import get


class Hub:
    """The hub behind a page cache. `renderings` counts the requests that reached Django."""

    def __init__(self) -> None:
        self.renderings = 0
        self._django = get_wsgi_application()
        self._cache = PageCache(self._count, known_parameters)

    def _count(self, environ, start_response):
        self.renderings += 1
        return self._django(environ, start_response)

    def get(self, url: str, **headers: str):
        return get(self._cache, url, **headers)

    def is_stored(self, url: str) -> bool:
        """Ask twice; return whether the second answer came from memory."""
        self.get(url)
        before = self.renderings
        assert self.get(url).status == 200
        return self.renderings == before


@pytest.fixture
def hub(db, as_if_committed, settings, monkeypatch):
    settings.PAGE_CACHE_MEGABYTES = 32
    # Django closes it after each request, which would lose the test's transaction.
    monkeypatch.setattr(connection, "close", lambda: None)
    return Hub()


@pytest.fixture
def thread(hub, alice, theme):
    return factories.make_thread(alice, theme)


@pytest.fixture
def event_page(hub, theme):
    return factories.make_event_page(theme, capacity=2)


@pytest.fixture
def occurrence(event_page):
    return event_page.event.occurrences.get()


# --- What is stored ----------------------------------------------------------------------------


@pytest.fixture
def pages(thread, event_page, occurrence, theme):
    """The addresses of one page of each kind."""
    theme_page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(theme_page)
    return {
        "front page": "/da/",
        "theme": theme_page.url,
        "campaign": campaign.url,
        "event": event_page.url,
        "calendar": factories.calendar_page().url,
        "month": f"{factories.calendar_page().url}?view=month",
        "threads": "/da/forum/",
        "thread": thread.get_absolute_url(),
        "search": "/da/soeg/?q=sti",
        "themes": "/da/temaer/",
        "campaigns": "/da/kampagner/",
        "person": thread.author.get_absolute_url(),
        "thread feed": "/da/forum/feed/",
        "calendar feed": "/da/arrangementer/calendar.ics",
        "event feed": f"/da/arrangementer/{occurrence.pk}/event.ics",
    }


def test_public_pages_come_from_memory(hub, pages):
    # Those with a query are stored when they are asked for again.
    for url in pages.values():
        hub.get(url)
    assert [name for name, url in pages.items() if not hub.is_stored(url)] == []


@pytest.mark.parametrize(
    "url",
    [
        "/da/arrangementer/{}/tilmeld/",  # a form sets the CSRF cookie
        "/da/konto/log-ind/",
        "/readyz",
        "/",
    ],
)
def test_other_pages_do_not(hub, occurrence, url):
    url = url.format(occurrence.pk)
    hub.get(url)
    before = hub.renderings
    hub.get(url)
    assert hub.renderings == before + 1


@pytest.mark.parametrize("suffix", ["style.css", "x.jpg/", "%2e%2e/konto/", ";x.css"])
def test_suffix_does_not_make_a_stored_page(hub, thread, suffix):
    url = f"{thread.get_absolute_url()}{suffix}"
    assert hub.get(url).status != 200
    before = hub.renderings
    hub.get(url)
    assert hub.renderings == before + 1


def test_unknown_parameters_and_headers_leave_no_trace(hub, thread):
    url = thread.get_absolute_url()
    poisoned = hub.get(
        f"{url}?utm_source=evil.example",
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_X_HOST="evil.example",
        HTTP_REFERER="https://evil.example/",
        HTTP_ACCEPT_LANGUAGE="evil.example",
    )
    assert poisoned.status == 200
    assert b"evil.example" not in poisoned.body
    assert hub.get(url).body == poisoned.body
    assert hub.renderings == 1


# --- For whom ----------------------------------------------------------------------------------


def test_signed_in_readers_get_their_own_page(hub, thread, as_bob, bob):
    url = thread.get_absolute_url()
    anonymous = hub.get(url)
    cookie = f"{settings.SESSION_COOKIE_NAME}={as_bob.cookies[settings.SESSION_COOKIE_NAME].value}"
    own = hub.get(url, HTTP_COOKIE=cookie)
    assert bob.first_name in own.text
    assert "no-store" in own.headers["cache-control"]
    again = hub.get(url)
    assert again.body == anonymous.body
    assert bob.first_name not in again.text


# --- How long ----------------------------------------------------------------------------------


def test_reply_is_on_the_thread_at_once(hub, thread, bob):
    url = thread.get_absolute_url()
    hub.get(url)
    posting.reply(thread=thread, author=bob, body="Jeg kommer med skovlen")
    assert "Jeg kommer med skovlen" in hub.get(url).text


def test_reply_drops_the_list_and_no_other_thread(hub, thread, bob, theme):
    other = factories.make_thread(bob, theme, title="Andet")
    urls = [other.get_absolute_url(), "/da/forum/"]
    for url in urls:
        hub.get(url)
    posting.reply(thread=thread, author=bob, body="Enig")
    before = hub.renderings
    hub.get(urls[0])
    assert hub.renderings == before
    hub.get(urls[1])
    assert hub.renderings == before + 1


def test_hidden_thread_is_gone_at_once(hub, thread):
    url = thread.get_absolute_url()
    assert hub.get(url).status == 200
    Thread.objects.filter(pk=thread.pk).update(is_hidden=True)
    assert thread.title not in hub.get("/da/forum/").text
    assert hub.get(url).status == 404


def test_sign_up_that_takes_a_seat_is_on_the_event_at_once(hub, event_page, occurrence):
    before = hub.get(event_page.url)
    factories.sign_up(
        occurrence=occurrence, name="Karen", email="karen@example.org", party_size=2, language="da"
    )
    assert hub.get(event_page.url).body != before.body


def test_wording_of_a_theme_is_everywhere_at_once(hub, pages, theme):
    for url in pages.values():
        hub.get(url)
    ThemeWording.objects.filter(theme=theme).update(name="Nyt navn på temaet")
    for name in ("front page", "theme", "threads", "event"):
        assert "Nyt navn på temaet" in hub.get(pages[name]).text, name


def test_unpublished_page_is_gone_at_once(hub, pages, event_page):
    assert hub.get(event_page.url).status == 200
    event_page.unpublish()
    assert hub.get(event_page.url).status == 404
    assert event_page.title not in hub.get(pages["calendar"]).text


def test_pledge_is_on_its_campaign_at_once_and_drops_no_other(hub, theme):
    offer, other = factories.make_offer(theme), factories.make_offer(theme)
    urls = [
        CampaignPage.objects.get(translation_key=each.campaign_key).url for each in (offer, other)
    ]
    for number in range(4):
        factories.give_pledge(offer, f"{number}@example.org", confirms=True)
    shown = "figure__value"
    assert [shown in hub.get(url).text for url in urls] == [False, False]
    before = hub.renderings

    # What is not confirmed changes no page.
    factories.give_pledge(offer, "pending@example.org")
    hub.get(urls[0])
    assert hub.renderings == before
    factories.give_pledge(offer, "fifth@example.org", confirms=True)

    assert shown in hub.get(urls[0]).text
    assert hub.renderings == before + 1
    hub.get(urls[1])
    assert hub.renderings == before + 1


def test_page_follows_its_author_s_name(hub, thread, alice):
    assert "Alice" in hub.get(thread.get_absolute_url()).text
    alice.first_name = "Agnes"
    alice.save()
    assert "Agnes" in hub.get(thread.get_absolute_url()).text


def test_sign_in_drops_nothing(hub, thread, bob):
    hub.get(thread.get_absolute_url())
    before = hub.renderings
    factories.sign_in(Client(), bob)
    hub.get(thread.get_absolute_url())
    assert hub.renderings == before


# --- Redis away --------------------------------------------------------------------------------


@pytest.fixture
def dead_redis(hub, pages, settings, monkeypatch):
    """The cache and the log of changes are a Redis that does not answer."""
    url = f"redis://127.0.0.1:{free_port()}/0"
    settings.CACHES = {
        "default": {"BACKEND": "core.caching.redis_cache.RedisCache", "LOCATION": url}
    }
    monkeypatch.setattr(changes, "_log", make_change_log())
    monkeypatch.setattr(changes, "_looked_at", float("-inf"))
    monkeypatch.setattr(changes, "is_cut_off", False)


def test_without_redis_every_public_page_is_shown(hub, pages, dead_redis):
    statuses = {name: hub.get(url).status for name, url in pages.items()}
    assert {name: status for name, status in statuses.items() if status != 200} == {}
    assert changes.is_cut_off


def test_without_redis_a_change_is_seen(hub, pages, thread, bob, dead_redis):
    url = pages["thread"]
    hub.get(url)
    posting.reply(thread=thread, author=bob, body="Jeg kommer med skovlen")
    assert "Jeg kommer med skovlen" in hub.get(url).text


def test_the_search_follows_what_editors_promote(hub):
    page = factories.make_standard_page("Walks in the dark", "en")
    factories.make_standard_page("Lantern", "en")
    search = "/en/search/?q=lantern"
    # One with a query is stored when it is asked for again.
    hub.get(search)
    assert hub.is_stored(search)
    assert page.url not in hub.get(search).text
    promoted = PromotedResult.objects.create(page=page, terms="lantern")
    assert page.url in hub.get(search).text
    promoted.delete()
    assert page.url not in hub.get(search).text
