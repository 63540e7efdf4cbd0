"""The page cache around a small application: what it stores, for how long, and for whom."""

import gzip
from unittest import mock

import brotli
import pytest
from django.conf import settings

from core import dates
from core.caching import stored_pages
from core.caching.changes import changes
from tests.core.caching.small_site import PUBLIC, Site

# --- Hits --------------------------------------------------------------------------------------


def test_second_reader_gets_the_page_of_the_first(site):
    first, second = site.get(), site.get()
    assert (first.status, first.body) == (second.status, second.body)
    assert site.answers == 1
    assert second.headers["content-length"] == str(len(second.body))
    assert second.headers["vary"] == "Cookie, Accept-Encoding"


def test_only_a_page_from_memory_says_that_it_is_one(site):
    made, from_memory = site.get(), site.get()
    assert "cache-status" not in made.headers
    assert from_memory.headers == {**made.headers, "cache-status": "hub; hit"}


def test_head_has_the_headers_and_no_body(site):
    site.get()
    page, head = site.get(), site.get(method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers == page.headers
    assert site.answers == 1


def test_first_request_may_be_a_head(site):
    assert site.get(method="HEAD").body == b""
    assert site.get().body
    assert site.answers == 1


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
        ("br;q=0", None),
    ],
)
def test_body_comes_in_a_coding_that_the_browser_reads(site, accepted, coding):
    plain = site.get().body
    found = site.get(HTTP_ACCEPT_ENCODING=accepted)
    assert found.headers.get("content-encoding") == coding
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert read(found.body) == plain
    assert found.headers["content-length"] == str(len(found.body))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_IF_NONE_MATCH": 'W/"one"'}, 304),
        ({"HTTP_IF_NONE_MATCH": '"other", "one"'}, 304),
        ({"HTTP_IF_NONE_MATCH": "*"}, 304),
        ({"HTTP_IF_NONE_MATCH": '"other"'}, 200),
        ({"HTTP_IF_MODIFIED_SINCE": "Mon, 02 Nov 2026 10:00:00 GMT"}, 304),
        ({"HTTP_IF_MODIFIED_SINCE": "Sun, 01 Nov 2026 09:59:59 GMT"}, 200),
        ({"HTTP_IF_MODIFIED_SINCE": "yesterday"}, 200),
        # The ETag is the better proof. (RFC 9110, § 13.2.2)
        (
            {
                "HTTP_IF_NONE_MATCH": '"other"',
                "HTTP_IF_MODIFIED_SINCE": "Mon, 02 Nov 2026 10:00:00 GMT",
            },
            200,
        ),
    ],
)
@pytest.mark.parametrize("is_stored", [True, False])
def test_conditional_request(site, headers, status, is_stored):
    site.headers = [*PUBLIC, ("Last-Modified", "Sun, 01 Nov 2026 10:00:00 GMT")]
    if is_stored:
        site.get()
    found = site.get(**headers)
    assert found.status == status
    assert found.headers["etag"] == 'W/"one"'
    assert bool(found.body) is (status == 200)
    assert site.answers == 1


# --- The key -----------------------------------------------------------------------------------


def test_unknown_parameters_neither_multiply_nor_reach_the_view(site):
    pages = [site.get(f"/da/forum/{query}") for query in ("", "?utm=<b>", "?a=1&b=2", "?%ff")]
    assert len({page.body for page in pages}) == 1
    assert site.answers == 1


def test_order_of_parameters_does_not_multiply(site):
    for query in ("?page=2&utm=1", "?utm=2&page=2", "?page=2", "?page=2"):
        assert " page=2 " in site.get(f"/da/forum/{query}").text
    # The first with a query is not stored yet: somebody may have typed it once.
    assert site.answers == 2


@pytest.mark.parametrize(
    "other",
    [
        {"url": "/da/forum/?page=2"},
        {"url": "/da/forum/1/"},
        {"HTTP_HOST": "other.example"},
        {"wsgi.url_scheme": "https"},
    ],
)
def test_another_page_has_another_key(site, settings, other):
    settings.ALLOWED_HOSTS = ["other.example"]
    site = Site()
    first = site.get()
    assert site.get(**other).body != first.body


@pytest.mark.parametrize(
    "request_of_its_own",
    [
        {"HTTP_COOKIE": f"a=b; {settings.SESSION_COOKIE_NAME}=abc"},
        {"HTTP_COOKIE": "messages=abc"},
        {"HTTP_AUTHORIZATION": "Basic abc"},
        {"HTTP_HOST": "evil.example"},
        {"method": "POST"},
        {"url": "/da/forum/x/"},
        {"url": "/da/forum/" + "a" * 1000},
        {"url": "/da/forum/?" + "a" * 1000},
        {"SCRIPT_NAME": "/hub"},
    ],
)
def test_request_that_passes_by(site, request_of_its_own):
    for _time in range(2):
        site.get(**request_of_its_own)
    assert site.answers == 2
    # It left nothing behind for others.
    site.get()
    assert site.answers == 3


def test_view_gets_no_header_that_is_not_in_the_key(site):
    site.get(
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_ACCEPT_LANGUAGE="en",
        HTTP_REFERER="https://evil.example/",
        HTTP_USER_AGENT="<script>",
        HTTP_IF_NONE_MATCH='"one"',
        HTTP_COOKIE=f"a=b; {settings.CSRF_COOKIE_NAME}=token",
    )
    assert {name for name in site.environ if name.startswith("HTTP_")} == {
        "HTTP_HOST",
        "HTTP_COOKIE",
    }
    assert site.environ["HTTP_COOKIE"] == f"{settings.CSRF_COOKIE_NAME}=token"


def test_trusted_proxy_tells_the_scheme(site, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    secure = site.get(HTTP_X_FORWARDED_PROTO="https")
    assert site.environ["HTTP_X_FORWARDED_PROTO"] == "https"
    assert site.get(HTTP_X_FORWARDED_PROTO="http").body != secure.body


# --- What is stored ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "404 Not Found"},
        {"status": "302 Found"},
        {"headers": [*PUBLIC, ("Set-Cookie", "a=b")]},
        {"headers": [PUBLIC[0], ("Cache-Control", "private, no-cache")]},
        {"headers": [PUBLIC[0]]},
        {"headers": [*PUBLIC[:2], ("Vary", "Cookie, Accept-Language")]},
        {"headers": [*PUBLIC[:2], ("Vary", "*")]},
        {"is_for_once": True},
    ],
)
def test_answer_that_is_not_stored(site, answer):
    for name, value in answer.items():
        setattr(site, name, value)
    first, second = site.get(), site.get()
    assert site.answers == 2
    assert f"{first.status}" == site.status[:3]
    assert first.body != second.body


# --- How long ----------------------------------------------------------------------------------


def test_change_of_what_it_shows_drops_the_page(site):
    site.get()
    changes.announce(["forum_thread"])
    site.get()
    assert site.answers == 2


def test_change_of_something_else_leaves_it(site):
    site.get()
    changes.announce(["core_area"])
    site.get()
    assert site.answers == 1


def test_change_while_the_page_is_made_drops_it(site):
    site.before_answer = lambda: changes.announce(["forum_thread"])
    # The reader gets what was made; the next one gets a new page.
    site.get()
    site.before_answer = lambda: None
    site.get()
    assert site.answers == 2


@pytest.mark.parametrize(
    ("table", "seconds", "answers"),
    [
        ("events_occurrence", 59, 1),
        ("events_occurrence", 61, 2),
        ("forum_thread", 61, 1),
        ("forum_thread", 3601, 2),
    ],
)
def test_clock_bounds_what_depends_on_the_time(site, table, seconds, answers):
    site.tables = {table}
    with (
        mock.patch.object(stored_pages, "seconds_to_midnight", return_value=7200),
        mock.patch.object(stored_pages.time, "monotonic", return_value=1000.0) as clock,
    ):
        site.get()
        clock.return_value += seconds
        site.get()
    assert site.answers == answers


def test_no_page_lives_past_midnight(site):
    with (
        mock.patch.object(stored_pages, "seconds_to_midnight", return_value=5),
        mock.patch.object(stored_pages.time, "monotonic", return_value=1000.0) as clock,
    ):
        site.get()
        clock.return_value += 6
        site.get()
    assert site.answers == 2


@pytest.mark.parametrize(("later", "seconds"), [(0, 60), (20, 60), (50, 40), (89, 1)])
def test_shared_caches_keep_no_page_past_midnight(site, settings, later, seconds):
    settings.PUBLIC_PAGE_SECONDS = 60
    with (
        mock.patch.object(stored_pages, "seconds_to_midnight", return_value=90),
        mock.patch.object(stored_pages.time, "monotonic", return_value=1000.0) as clock,
    ):
        etag = site.get().headers["etag"]
        clock.return_value += later
        page, unchanged = site.get(), site.get(HTTP_IF_NONE_MATCH=etag)
    assert page.headers["cache-control"] == f"public, max-age=0, s-maxage={seconds}"
    assert unchanged.headers["cache-control"] == page.headers["cache-control"]
    assert unchanged.status == 304


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        ("2026-11-28T23:59:30+01:00", 30),
        # The nights when the clocks change, before they do.
        ("2027-03-28T00:00:00+01:00", 23 * 3600),
        ("2027-10-31T00:00:00+02:00", 25 * 3600),
    ],
)
def test_midnight_is_that_of_the_place(time_machine, now, seconds):
    time_machine.move_to(now, tick=False)
    assert dates.seconds_to_midnight() == seconds


def test_without_news_of_others_a_page_lives_for_a_second(site, monkeypatch):
    monkeypatch.setattr(changes, "is_cut_off", True)
    monkeypatch.setattr(changes, "catch_up", lambda: None)
    with mock.patch.object(stored_pages.time, "monotonic", return_value=1000.0) as clock:
        site.get()
        clock.return_value += 0.9
        site.get()
        assert site.answers == 1
        clock.return_value += 0.2
        site.get()
    assert site.answers == 2
