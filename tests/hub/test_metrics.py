"""`/metrics`: who may read it, that the numbers are right, and that nobody is named in them."""

import http.client
import math
import os
import signal
import sys
import time
from datetime import timedelta

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from core.caching import shared_counts
from core.caching.changes import changes
from core.caching.page_cache import PageCache
from core.request_counts import with_request_counts
from core.version import version
from hub.cached_routes import known_parameters
from hub.health import PROBES
from hub.metrics import collector
from hub.models import Heartbeat
from notifications.models import OutboxMessage
from tests import factories
from tests.gunicorn_server import HOST, Server
from tests.wsgi_client import get

TOKEN = "a-token-of-the-monitor-42"


@pytest.fixture(autouse=True)
def with_token(settings, monkeypatch):
    settings.METRICS_TOKEN = TOKEN
    # What earlier tests have counted is not reported by these.
    monkeypatch.setattr(shared_counts.counts, "_pending", {})


@pytest.fixture
def nothing_counted():
    """The store that processes share outlives a test without Redis."""
    changes.add_figures({name: -number for name, number in changes.figures().items()})


def ask(client, **headers: str):
    return client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}", **headers})


def values_in(text: str) -> dict[tuple[str, ...], float]:
    """Return the values by the name of each sample and its labels, in the order of their names."""
    return {
        (sample.name, *(value for _label, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read(client) -> dict[tuple[str, ...], float]:
    response = ask(client)
    assert response.status_code == 200
    return values_in(response.content.decode())


# --- Who may read it ---------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer æøå"],
)
def test_without_the_token_there_is_no_such_page(client, caplog, given):
    headers = {} if given is None else {"authorization": given}

    response = client.get("/metrics", headers=headers)

    assert response.status_code == 404
    assert b"hub_" not in response.content
    assert not caplog.records


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["Bearer ", f"Bearer {TOKEN}", "Bearer None"])
def test_without_a_setting_nobody_reads_it(client, settings, given):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"authorization": given}).status_code == 404


def test_it_is_read_by_any_address_and_never_stored(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True

    response = ask(client, host="10.0.0.7:8000")

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert "no-store" in response.headers["Cache-Control"]
    assert client.post("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 405


def test_openmetrics_is_spoken_to_whoever_asks_for_it(client, db):
    response = ask(client, accept="application/openmetrics-text; version=1.0.0")

    assert response.headers["Content-Type"].startswith("application/openmetrics-text")
    assert response.content.endswith(b"# EOF\n")


# --- What the database says --------------------------------------------------------------------


def test_an_empty_hub_has_all_metrics(client, db):
    values = read(client)

    assert values["hub_info", version()] == 1
    assert values["hub_metrics_source_up", "database"] == 1
    assert values["hub_metrics_source_up", "counts"] == 1
    assert values["hub_heartbeat_age_seconds", "worker"] == math.inf
    for name in ("hub_outbox_waiting", "hub_outbox_oldest_seconds", "hub_seats_taken"):
        assert values[name,] == 0
    assert values["hub_moderation_waiting", "appeal"] == 0


def test_the_numbers_are_those_of_the_database(client, theme, alice, bob):
    now = timezone.now()
    Heartbeat.objects.create(part="worker", beat_at=now - timedelta(seconds=90))
    for state, minutes in (("pending", 10), ("pending", 5), ("failed", 600)):
        OutboxMessage.objects.create(
            key=f"{state}-{minutes}",
            to="ada@example.org",
            subject="s",
            text="t",
            state=state,
            created_at=now - timedelta(minutes=minutes),
        )
    occurrence = factories.make_occurrence(theme, capacity=3)
    factories.sign_up(occurrence, name="Ada Planted", email="planted@example.org", party_size=3)
    factories.sign_up(occurrence, user=bob, email=bob.email, party_size=2, waits=True)
    thread = factories.make_thread(alice, theme)
    held = factories.make_held_post(thread, bob)
    type(held).objects.update(created_at=now - timedelta(days=2))
    post = factories.make_reply(thread, alice)
    factories.make_report(post, bob)
    factories.make_report(post, None, "planted@example.org")

    text = ask(client).content.decode()
    values = values_in(text)

    assert 90 <= values["hub_heartbeat_age_seconds", "worker"] < 600
    assert values["hub_outbox_waiting",] >= 2
    assert 600 <= values["hub_outbox_oldest_seconds",] < 1200
    assert values["hub_outbox_failed",] == 1
    assert values["hub_seats_taken",] == values["hub_seats_capacity",] == 3
    assert values["hub_seats_waiting",] == 2
    assert values["hub_moderation_waiting", "held"] == 1
    assert values["hub_moderation_oldest_seconds", "held"] >= 2 * 86400
    # Two have reported the same post.
    assert values["hub_moderation_waiting", "reported_post"] == 1
    for personal in ("planted", "ada@", "Ada", "alice", thread.title):
        assert personal not in text


def test_more_rows_take_no_more_queries(client, theme, alice, django_assert_num_queries):
    for number in range(3):
        occurrence = factories.make_occurrence(theme)
        factories.sign_up(occurrence, email=f"a{number}@example.org")
        factories.make_held_post(factories.make_thread(alice, theme), alice)
    ask(client)

    with django_assert_num_queries(11):
        ask(client)


def test_the_rest_is_readable_while_the_database_is_away(client, monkeypatch):
    def fail():
        raise DatabaseError("away")

    monkeypatch.setitem(collector.SOURCES, "database", fail)

    values = read(client)

    assert values["hub_metrics_source_up", "database"] == 0
    assert ("hub_page_cache_requests_total", "hit") in values
    assert ("hub_outbox_waiting",) not in values


# --- Requests ----------------------------------------------------------------------------------


@pytest.fixture
def hub(db, settings, monkeypatch, as_if_committed, nothing_counted):
    """The hub as `hub.wsgi` builds it."""
    settings.PAGE_CACHE_MEGABYTES = 8
    # Django closes it after each request, which would lose the test's transaction.
    monkeypatch.setattr(connection, "close", lambda: None)
    cache = PageCache(get_wsgi_application(), known_parameters)
    return with_request_counts(cache, PROBES)


def test_requests_are_counted_by_route_also_from_memory(hub, client, theme, alice):
    thread = factories.make_thread(alice, theme)
    for _time in range(3):
        assert get(hub, thread.get_absolute_url()).status == 200
    get(hub, "/da/forum/", method="HEAD")
    get(hub, "/da/planted-path/")
    get(hub, "/planted-path")
    get(hub, "/da/planted-path/", method="PLANTED")
    get(hub, "/da/", HTTP_HOST="planted.example")
    get(hub, "/static/planted-path.css")
    for probe in ("/livez", "/readyz", "/metrics"):
        get(hub, probe)

    text = ask(client).content.decode()
    values = values_in(text)

    assert values["hub_requests_total", "GET", "forum:thread", "2xx"] == 3
    assert values["hub_request_seconds_count", "forum:thread"] == 3
    assert values["hub_request_seconds_bucket", "+Inf", "forum:thread"] == 3
    assert values["hub_request_seconds_sum", "forum:thread"] > 0
    assert values["hub_requests_total", "HEAD", "forum:threads", "2xx"] == 1
    assert values["hub_page_cache_requests_total", "hit"] == 2
    assert values["hub_page_cache_bytes",] > 0
    assert values["hub_requests_total", "GET", "wagtail_serve", "4xx"] == 1
    requests = {labels: n for labels, n in values.items() if labels[0] == "hub_requests_total"}
    assert sum(requests.values()) == 9
    assert {method for _name, method, _route, _status in requests} == {"GET", "HEAD", "other"}
    assert "planted" not in text.lower()


def test_an_exception_of_the_application_counts_as_a_failure(client, db, nothing_counted):
    def broken(environ, start_response):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        get(with_request_counts(broken, PROBES), "/da/")

    assert read(client)["hub_requests_total", "GET", "none", "5xx"] == 1


def test_counting_costs_few_calls(db):
    def application(environ, start_response):
        start_response("200 OK", [])
        return []

    def calls(hub) -> int:
        counted = 0

        def note(_frame, event, _argument):
            nonlocal counted
            counted += event in ("call", "c_call")

        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/da/"}
        hub(dict(environ), lambda status, headers: None)
        sys.setprofile(note)
        try:
            hub(environ, lambda status, headers: None)
        finally:
            sys.setprofile(None)
        return counted

    # A page from the page cache takes about ten times as many.
    assert calls(with_request_counts(application, PROBES)) - calls(application) <= 25


def test_counts_wait_while_their_store_is_away(client, db, monkeypatch, nothing_counted):
    counts = shared_counts.SharedCounts()
    counts.add(("hits",), 2)
    with monkeypatch.context() as away:
        away.setattr(changes, "add_figures", lambda figures: False)
        counts.report()
        counts.add(("hits",))
    counts.report()
    counts.report()

    assert read(client)["hub_page_cache_requests_total", "hit"] == 3


def test_two_processes_are_added_up_and_one_that_ends_is_not_lost(tmp_path):
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.races.server_settings",
        "DATABASE_URL": f"sqlite:///{tmp_path}/hub.sqlite3",
        "WEB_CONCURRENCY": "2",
        "METRICS_TOKEN": TOKEN,
        "LOG_LEVEL": "CRITICAL",
        "PYTHONWARNINGS": "ignore",
    }
    with Server(environment, log=tmp_path / "log", health="/livez") as server:

        def ask_server(path: str, **headers: str) -> str:
            server_connection = http.client.HTTPConnection(HOST, server.port, timeout=120)
            try:
                server_connection.request("GET", path, headers=headers)
                return server_connection.getresponse().read().decode()
            finally:
                server_connection.close()

        def total() -> float:
            values = values_in(ask_server("/metrics", Authorization=f"Bearer {TOKEN}"))
            return sum(n for labels, n in values.items() if labels[0] == "hub_requests_total")

        def wait_for(number: int) -> None:
            deadline = time.monotonic() + 120
            while (found := total()) != number and time.monotonic() < deadline:
                time.sleep(0.2)  # the other process has not been asked yet
            assert found == number

        for _request in range(40):
            ask_server("/da/", Host="other.example")
        # Both have answered some, and each reports its own when it is asked.
        wait_for(40)
        for _request in range(20):
            ask_server("/da/", Host="other.example")
        for process in server.processes():
            os.kill(process, signal.SIGTERM)
        wait_for(60)
