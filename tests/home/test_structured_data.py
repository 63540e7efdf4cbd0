"""Structured data on the pages of the site."""

import json
import re

import pytest

from forum.moderation.actions import hide_post
from tests import factories

pytestmark = pytest.mark.django_db


def things(client, url: str) -> dict[str, dict]:
    """Return what the page says of itself, by type."""
    page = client.get(url).content.decode()
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    graphs = [json.loads(each)["@graph"] for each in scripts]
    return {thing["@type"]: thing for graph in graphs for thing in graph}


def test_the_front_page_names_the_site(client):
    found = things(client, "/da/")
    assert found["WebSite"]["url"] == "http://testserver/da/"
    assert found["Organization"]["name"] == found["WebSite"]["name"]
    target = found["WebSite"]["potentialAction"]["target"]
    assert client.get(target.replace("{search_term_string}", "sti")).status_code == 200


def test_a_campaign_is_an_article_with_its_way_from_the_front_page(client, theme):
    page = factories.make_campaign(factories.make_theme_page(theme), "</script><b>&")
    page.save_revision().publish()
    found = things(client, page.url)
    assert found["Article"]["headline"] == "</script><b>&"
    assert found["Article"]["mainEntityOfPage"] == f"http://testserver{page.url}"
    crumbs = found["BreadcrumbList"]["itemListElement"]
    assert crumbs[0]["item"] == "http://testserver/da/"
    assert [each["position"] for each in crumbs] == list(range(1, len(crumbs) + 1))
    assert crumbs[-1]["name"] == "</script><b>&"
    assert "item" not in crumbs[-1]


def test_a_thread_is_a_posting_with_what_the_page_shows(client, theme, alice, bob):
    thread = factories.make_thread(alice, theme, "Glatte </script> stier")
    factories.make_reply(thread, bob)
    posting = things(client, thread.get_absolute_url())["DiscussionForumPosting"]
    assert posting["headline"] == "Glatte </script> stier"
    assert posting["author"]["name"] == thread.author_name
    assert posting["commentCount"] == 1
    assert alice.email not in json.dumps(posting)


def test_a_hidden_thread_says_nothing_of_itself(as_editor, moderator, as_moderator, theme, alice):
    thread = factories.make_thread(alice, theme)
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")
    assert "DiscussionForumPosting" not in things(as_moderator, thread.get_absolute_url())
