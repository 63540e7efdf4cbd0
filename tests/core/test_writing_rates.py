"""Every form that writes has a rate; whoever is over it gets a 429 with the text kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from core import rate_limits
from forum.models import Post, Thread
from notifications.models import OutboxMessage
from tests import factories
from tests.markup import markup_of

ACCESS = Path(__file__).resolve().parents[1] / "sweeps" / "access.txt"
# What else answers to a POST: files and lists, which write nothing.
READING = {"wagtaildocs_serve", "django.contrib.sitemaps.views.sitemap"}


def view_names(patterns: list, prefix: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    """Yield each route with the name of its view."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from view_names(entry.url_patterns, route, inner)
        else:
            yield route, space + (entry.name or entry.lookup_str)


def writing_views() -> set[str]:
    """Return the views outside of the admin that answer anybody's POST.

    What each role gets of each route stands in a table, which a sweep compares with the site: a
    new route fails there until it has a row, and a new form fails here until it has a rate.
    """
    with translation.override("en"):
        names = dict(view_names(get_resolver().url_patterns))
    found = set()
    for line in ACCESS.read_text().splitlines():
        route, *answers = re.split(r"\s{2,}", line.strip())
        if route.startswith("/") and not route.startswith("/admin/"):
            assert route in names, f"{route} is in the table and not on the site."
            if {answer.partition("/")[2] for answer in answers} - {"405", "-"}:
                found.add(names[route])
    return found - READING


def test_every_form_that_writes_has_a_rate():
    without = {name for name in writing_views() if rate_limits.rate_of(name) == "other"}

    assert without == set(), "Add them to WRITING_FORMS in hub/settings/rate_limits.py."


def test_every_rate_is_that_of_a_form():
    with translation.override("en"):
        names = {name for _route, name in view_names(get_resolver().url_patterns)}

    assert set(settings.WRITING_FORMS) <= names
    assert set(settings.WRITING_FORMS.values()) <= set(settings.WRITING_RATES)
    assert set(settings.WRITING_PREFIXES.values()) <= set(settings.WRITING_RATES)


def limit_of(rate: str) -> int:
    return int(settings.WRITING_RATES[rate].split("/")[0])


def reply_url(thread: Thread) -> str:
    return reverse("forum:reply", args=[thread.pk])


def test_replies_are_limited_and_the_text_is_kept(as_alice, as_bob, alice, bob, theme):
    thread = factories.make_thread(bob, theme)
    count = limit_of("reply")
    for number in range(count):
        assert as_alice.post(reply_url(thread), {"body": f"Svar {number}"}).status_code == 302
    before = Post.objects.count(), OutboxMessage.objects.count()

    response = as_alice.post(reply_url(thread), {"body": 'Et "sidste" <svar>'})

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    html = markup_of(response)
    assert 'name="body" value="Et &quot;sidste&quot; &lt;svar&gt;"' in html
    assert f'action="{reply_url(thread)}"' in html
    assert (Post.objects.count(), OutboxMessage.objects.count()) == before
    # Another resident can write, and so can Alice when she has waited.
    assert as_bob.post(reply_url(thread), {"body": "Hej"}).status_code == 302
    with time_machine.travel(timezone.now() + timezone.timedelta(seconds=61)):
        assert as_alice.post(reply_url(thread), {"body": "Nu"}).status_code == 302


def test_reading_is_not_limited(as_alice, alice, theme):
    thread = factories.make_thread(alice, theme)
    for _time in range(limit_of("reply") + 5):
        assert as_alice.get(reply_url(thread)).status_code == 200


def test_a_form_with_faults_counts_as_well(as_alice, alice, theme):
    thread = factories.make_thread(alice, theme)
    answers = {
        as_alice.post(reply_url(thread), {"body": ""}).status_code
        for _time in range(limit_of("reply") + 1)
    }
    assert answers == {200, 429}


def test_threads_are_limited(as_alice, theme):
    given = {"kind": "discussion", "theme": theme.pk, "area": "", "body": "Hvad synes I?"}
    answers = [
        as_alice.post(reverse("forum:start"), given | {"title": f"Samtale {number}"}).status_code
        for number in range(limit_of("thread") + 3)
    ]
    assert answers == [302] * limit_of("thread") + [429] * 3
    assert Thread.objects.count() == limit_of("thread")


def test_each_form_counts_by_itself(as_alice, alice, theme):
    thread = factories.make_thread(alice, theme)
    for number in range(limit_of("reply")):
        as_alice.post(reply_url(thread), {"body": f"Svar {number}"})

    follow = {"topic": f"thread:{thread.pk}", "do": "mute", "next": "/da/"}
    assert as_alice.post(reverse("notifications:change"), follow).status_code == 302


def test_processes_count_together(alice, bob, theme):
    """They share the cache, and so do two browsers of one person."""
    thread = factories.make_thread(bob, theme)
    answers = []
    for number in range(limit_of("reply") + 1):
        browser = Client()
        factories.sign_in(browser, alice)
        answers.append(browser.post(reply_url(thread), {"body": f"Svar {number}"}).status_code)
    assert answers[-1] == 429


@pytest.mark.django_db
def test_a_mailed_link_has_a_rate_of_its_own(client):
    """Many readers share an address; the link is theirs alone."""
    url, other = (reverse("events:cancel", args=[token]) for token in ("a:b:c", "d:e:f"))
    answers = [client.post(url).status_code for _time in range(limit_of("token") + 1)]

    assert answers == [404] * limit_of("token") + [429]
    assert client.post(other).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("as_resident", [True, False])
def test_invented_tokens_of_a_network_are_counted_together(client, as_alice, settings, as_resident):
    settings.WRITING_RATES = settings.WRITING_RATES | {"tokens": "5/m"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"write-tokens-5/m": "5/m/key"}
    browser = as_alice if as_resident else client

    def cancel(number: int, address: str = "192.0.2.1") -> int:
        url = reverse("events:cancel", args=[f"a:b:{number}"])
        return browser.post(url, REMOTE_ADDR=address).status_code

    assert [cancel(number) for number in range(7)] == [404] * 5 + [429] * 2
    assert cancel(1) == 429
    assert cancel(7, "192.0.2.2") == 404


@pytest.mark.django_db
def test_a_network_of_version_6_counts_as_one_reader(client):
    url = reverse("account_request_login_code")
    answers = {
        client.post(url, {"email": "x"}, REMOTE_ADDR=f"2001:db8::{number:x}").status_code
        for number in range(limit_of("account") + 1)
    }
    assert 429 in answers


def test_without_the_cache_people_can_write(as_alice, alice, theme, monkeypatch):
    thread = factories.make_thread(alice, theme)
    monkeypatch.setattr(cache, "add", lambda *args, **kwargs: 1 / 0)

    assert as_alice.post(reply_url(thread), {"body": "Hej"}).status_code == 302


def test_a_broken_rate_stops_the_start_with_one_line():
    from tests.hub.test_settings import load_settings

    needed = {"SECRET_KEY": "x" * 60, "BASE_URL": "http://localhost"}
    for given in ("{", "[]", '{"rely": "1/m"}', '{"reply": "often"}', '{"reply": 5}'):
        result = load_settings(WRITING_RATES=given, **needed)
        assert result.returncode != 0, given
        assert result.stderr.count("\n") == 1, result.stderr
    code = 'print(__import__("hub.settings").settings.WRITING_RATES["reply"])'
    result = load_settings(code, WRITING_RATES='{"reply": "2/m"}', **needed)
    assert result.stdout.strip() == "2/m", result.stderr
