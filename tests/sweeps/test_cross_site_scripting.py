"""No text of a reader becomes an element, an attribute or a scheme that our pages do not have.

The same pages are read with plain words first: what stands on them then is what our own templates
and the renderer write, and what may stand on them with every payload.
"""

from collections.abc import Iterator
from urllib.parse import quote
from xml.etree import ElementTree

import html5lib
import pytest
from django.conf import settings
from django.test import Client, TestCase
from django.urls import reverse

from core.text.markdown import ALLOWED_TAGS, render_markdown
from forum.guard.check import check
from forum.models import AnonymousIssue
from forum.moderation import reports
from forum.threads import holding
from residents.models import User
from tests import factories
from tests.sweeps.xss_payloads import PAYLOADS

PAYLOADS_EACH = 4
PLAIN = "Ord"
LINKS = {"href", "src", "action", "formaction", "data", "poster", "cite", "background", "srcdoc"}
SCHEMES = {"", "http", "https", "mailto"}


def facts_of(html: str) -> set[tuple[str, str]]:
    """Return each element with each of its attributes, and with the scheme of each address."""
    found = set()
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        found.add((element.tag, ""))
        for name, value in element.attrib.items():
            found.add((element.tag, str(name)))
            if name in LINKS:
                found.add((element.tag, f"{name}: {scheme_of(value)}"))
    return found


def scheme_of(url: str) -> str:
    """Return the scheme that a browser reads: it ignores control characters and blanks."""
    seen = "".join(letter for letter in url if letter > " ")
    scheme, colon, _rest = seen.partition(":")
    return scheme.lower() if colon and not set(scheme) & set("/?#") else ""


# What the renderer may write: its elements, and links with a rel.
RENDERED = {(tag, "") for tag in ALLOWED_TAGS} | {("p", "dir"), ("li", "dir")}
RENDERED |= {("a", name) for name in ("href", "rel", "lang", "dir")}
RENDERED |= {("a", f"href: {scheme}") for scheme in SCHEMES}
# Those of posts, in feeds.
PICTURES = {("img", name) for name in ("", "src", "alt", "width", "height", "src: http")}
SHELL = {("html", ""), ("head", ""), ("body", "")}


def test_the_renderer_writes_its_own_marks_only():
    wrong = {
        payload: found
        for payload in PAYLOADS
        if (found := facts_of(render_markdown(payload)) - RENDERED - SHELL)
    }
    assert wrong == {}


def test_the_checker_finds_what_it_is_for():
    assert ("img", "onerror") in facts_of("<img src=x onerror=alert(1)>")
    assert ("a", "href: javascript") in facts_of('<a href="java\tscript:alert(1)">x</a>')
    assert len(set(PAYLOADS)) >= 80


def write(site, text: str) -> list[tuple[str, str]]:
    """Write `text` into every field that readers fill in; return who reads which page of it."""
    alice, short = site.users["resident"], text[:110]
    User.objects.filter(pk=alice.pk).update(about=text[:400], display_name=short[:40])
    alice.refresh_from_db()
    thread = factories.make_thread(
        alice, site.theme, short, body=text, kind="issue", place={"place": short}, language="da"
    )
    factories.make_reply(thread, site.users["other"], text)
    poll = factories.make_poll(thread, alice, title=short, place=short)
    wanted = factories.make_thread(alice, site.theme, short + "!", body=text, kind="help_wanted")
    held = holding.hold(
        author=alice,
        language="da",
        body=text,
        title=short,
        tags=[short[:20]],
        kind="discussion",
        findings=check(["Det var Kim Holm, der stjal den."], is_safety=False),
    )
    issue = AnonymousIssue.objects.get(pk=site.url_kwargs["anonymous_issue_id"])
    AnonymousIssue.objects.filter(pk=issue.pk).update(title=short, body=text, name=short[:60])
    post = thread.posts.first()
    reports.report_post(post=post, reporter=None, rule="other", text=text[:900], language="da")
    return [
        *((reader, thread.get_absolute_url()) for reader in ("anonymous", "resident")),
        ("anonymous", wanted.get_absolute_url()),
        ("anonymous", reverse("forum:threads")),
        ("anonymous", reverse("forum:poll", args=[poll.pk])),
        ("anonymous", alice.get_absolute_url()),
        ("anonymous", f"{reverse('home:search')}?q={quote(text)}"),
        ("resident", reverse("forum:edit", args=[post.pk])),
        ("resident", reverse("residents:profile")),
        ("moderator", held.get_absolute_url()),
        ("moderator", issue.get_absolute_url()),
        ("moderator", reverse("forum:reports", args=[post.pk])),
    ]


def pages(site, clients: dict[str, Client], text: str) -> Iterator[tuple[str, str]]:
    """Yield each page with `text` in every field, by reader and address without its numbers."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        addresses = write(site, text)
    for number, (reader, address) in enumerate(addresses):
        response = clients[reader].get(address)
        assert response.status_code == 200, address
        yield str(number), response.content.decode()


@pytest.fixture
def ours(site, clients) -> set[tuple[str, str]]:
    """All that stands on the pages with plain words, and a link that the renderer makes."""
    return set().union(*(facts_of(html) for _name, html in pages(site, clients, PLAIN))) | RENDERED


def test_no_payload_changes_what_pages_are_made_of(site, clients, ours, sample):
    wrong = {}
    for payload in sample.some(PAYLOADS, PAYLOADS_EACH, key="payloads"):
        text = payload.replace("\0", "")
        for name, html in pages(site, clients, text):
            if found := facts_of(html) - ours:
                wrong[f"{name} {payload}"] = found
    assert wrong == {}, sample.description


def test_no_payload_changes_what_the_feed_is_made_of(site, client, sample):
    for payload in sample.some(PAYLOADS, PAYLOADS_EACH, key="feed"):
        # XML 1.0 has no place for control characters.
        text = "".join(each for each in payload if each >= " ")
        factories.make_thread(site.users["resident"], site.theme, f"{text[:100]}.", body=text)
    feed = client.get(reverse("forum:feed")).content
    texts = [text for text in ElementTree.fromstring(feed).itertext() if "<p" in text]  # noqa: S314
    assert texts
    for text in texts:
        assert facts_of(text) <= RENDERED | SHELL | PICTURES
        for picture in html5lib.parse(text, namespaceHTMLElements=False).iter("img"):
            assert picture.get("src").startswith(settings.BASE_URL)
