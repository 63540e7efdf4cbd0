"""The Atom feed of new threads."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.urls import reverse
from django.utils import translation

from forum.moderation.actions import hide_post
from tests import factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def address() -> str:
    return reverse("forum:feed")


def read(client, **query: str) -> ElementTree.Element:
    response = client.get(address(), query)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)  # noqa: S314


def titles(feed: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_entries_are_ordered_by_creation_and_not_by_activity(client, theme, alice, bob):
    old = factories.make_thread(alice, theme, "Old")
    factories.make_thread(alice, theme, "New & <b>bold</b>")
    factories.make_reply(old, bob)

    assert titles(read(client)) == ["New & <b>bold</b>", "Old"]


def test_an_entry_has_link_summary_author_language_and_date(client, thread):
    entry = next(read(client).iter(f"{ATOM}entry"))

    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/en/forum/{thread.pk}/"
    assert "<em>glat</em>" in entry.findtext(f"{ATOM}summary")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Alice Jensen"
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "da"
    assert entry.findtext(f"{ATOM}published") == thread.created_at.isoformat()


def test_an_entry_has_the_same_id_in_all_languages(client, thread):
    english = next(read(client).iter(f"{ATOM}entry")).findtext(f"{ATOM}id")
    with translation.override("da"):
        danish = next(read(client).iter(f"{ATOM}entry")).findtext(f"{ATOM}id")

    assert english == danish
    assert english.startswith("tag:testserver,")


def test_the_feed_of_a_theme_has_only_its_threads(client, theme, alice):
    factories.make_thread(alice, theme, "Here")
    factories.make_thread(alice, factories.make_theme("loneliness"), "There")

    feed = read(client, theme=theme.slug)

    assert titles(feed) == ["Here"]
    assert "Traffic safety (en)" in feed.findtext(f"{ATOM}title")
    own = next(link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert own.get("href") == f"http://testserver{address()}?theme={theme.slug}"


@pytest.mark.parametrize("theme", ["nonsense", "\0"])
def test_an_unknown_theme_is_not_found(client, db, theme):
    assert client.get(address(), {"theme": theme}).status_code == 404


def test_hidden_threads_are_in_nobodys_feed(as_moderator, as_alice, thread, moderator):
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")

    assert titles(read(as_moderator)) == titles(read(as_alice)) == []


def test_it_sets_no_cookie_and_allows_only_reading(client, thread):
    assert not client.get(address()).cookies
    assert client.head(address()).status_code == 200
    assert client.post(address()).status_code == 405


def test_it_has_the_newest_thirty_threads(client, theme, alice):
    for number in range(31):
        factories.make_thread(alice, theme, f"Thread {number}")

    assert len(titles(read(client))) == 30


def test_a_feed_without_threads_is_valid(client, db):
    assert titles(read(client)) == []
