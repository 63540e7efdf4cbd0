"""The buttons to follow and mute, and the page of all that is followed."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from notifications.models import Subscription
from notifications.notices import follows, topics
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(clean_slate):
    """Addresses and words are asked for in English."""
    with translation.override("en"):
        yield


def change() -> str:
    """Where the buttons lead."""
    return reverse("notifications:change")


def modes() -> dict[str, str]:
    """What everybody has decided."""
    return dict(Subscription.objects.values_list("topic", "mode"))


@pytest.mark.parametrize(
    ("verb", "after"),
    [("follow", {"test:1": "follow"}), ("mute", {"test:1": "mute"}), ("stop", {})],
)
def test_a_button_does_it_and_leads_back_and_a_double_click_does_no_more(as_alice, verb, after):
    data = {"topic": "test:1", "do": verb, "next": "/en/forum/?area=hirtshals"}
    for _click in range(2):
        response = as_alice.post(change(), data)
        assert response.url == "/en/forum/?area=hirtshals"
    assert modes() == after


@pytest.mark.parametrize(
    "next_url", ["https://other.example/", "//other.example", "/\\other.example", "", "x" * 900]
)
def test_it_leads_to_this_site_only(as_alice, next_url):
    response = as_alice.post(change(), {"topic": "test:1", "do": "follow", "next": next_url})
    assert response.url == reverse("notifications:following")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"topic": "test:gone", "do": "follow"},
        {"topic": "nobody:1", "do": "follow"},
        {"topic": "test:1", "do": "delete"},
        {"topic": "test:1"},
        {"topic": "thread:" + "9" * 5000, "do": "follow"},
        {"topic": "test\x00:1", "do": "follow"},
    ],
)
def test_what_there_is_not_cannot_be_followed(as_alice, data):
    assert as_alice.post(change(), data).status_code == 404
    assert as_alice.get(change(), data).status_code == 404
    assert modes() == {}


def test_a_hidden_thread_cannot_be_followed_by_its_number(as_bob, alice, theme, moderator):
    from forum.moderation.actions import hide_post

    thread = factories.make_thread(alice, theme)
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Reklame")
    data = {"topic": topics.thread(thread.pk), "do": "follow"}
    assert as_bob.post(change(), data).status_code == 404


def test_an_anonymous_reader_signs_in_and_is_asked_once_more(client, alice, theme):
    theme_page = factories.make_theme_page(theme, "en")
    html = client.get(theme_page.url).content.decode()
    asked = urlencode({"topic": f"theme:{theme.pk}", "do": "follow", "next": theme_page.url})
    link = f"{change()}?{asked}"
    assert link.replace("&", "&amp;") in html

    signing_in = client.get(link)
    assert urlsplit(signing_in.url).path == reverse("account_login")
    assert parse_qs(urlsplit(signing_in.url).query)["next"] == [link]
    client.force_login(alice)
    question = client.get(link).content.decode()
    assert "Follow Traffic safety (en)?" in question
    assert modes() == {}
    assert client.post(change(), {"topic": f"theme:{theme.pk}", "do": "follow"}).status_code == 302
    assert modes() == {f"theme:{theme.pk}": "follow"}


def test_an_anonymous_post_changes_nothing(client):
    response = client.post(change(), {"topic": "test:1", "do": "follow"})
    assert reverse("account_login") in response.url
    assert modes() == {}


def test_a_person_is_muted_on_their_page_and_not_followed(alice, as_bob, bob, theme):
    factories.make_thread(alice, theme)
    topic = topics.person(alice.pk)
    assert "Hear nothing more from Alice Jensen" in (
        as_bob.get(alice.get_absolute_url()).content.decode()
    )
    assert as_bob.post(change(), {"topic": topic, "do": "follow"}).status_code == 404
    assert as_bob.post(change(), {"topic": topics.person(bob.pk), "do": "mute"}).status_code == 404
    as_bob.post(change(), {"topic": topic, "do": "mute"})
    assert modes()[topic] == "mute"
    assert "You have muted" in as_bob.get(alice.get_absolute_url()).content.decode()


def test_names_cannot_be_counted_through(as_bob, alice):
    """Who has no public page has no name here either."""
    data = {"topic": topics.person(alice.pk), "do": "mute"}
    assert as_bob.get(change(), data).status_code == 404


def test_every_page_has_its_button(as_alice, alice, theme, area):
    theme_page = factories.make_theme_page(theme, "en")
    campaign = factories.make_campaign(theme_page)
    campaign.tags.add("cykel")
    campaign.save_revision().publish()
    event = factories.make_event_page(theme, language="en")
    thread = factories.make_thread(alice, theme)
    forum = f"{reverse('forum:threads')}?theme={theme.slug}&area={area.slug}&kind=issue"
    there = {
        theme_page.url: [topics.theme(theme.pk)],
        campaign.url: [topics.campaign(campaign.translation_key), "tag:cykel"],
        event.url: [topics.event(event.event.pk)],
        thread.get_absolute_url(): [topics.thread(thread.pk)],
        forum: [topics.theme(theme.pk), topics.area(area.pk), topics.near("issue")],
        f"{event.get_parent().url}?area={area.slug}": [topics.area(area.pk)],
    }
    for path, offered in there.items():
        html = as_alice.get(path).content.decode()
        for topic in offered:
            assert f'name="topic" value="{topic}"' in html, path


def test_following_near_me_without_a_town_says_what_is_missing(as_alice):
    response = as_alice.post(change(), {"topic": "near:issue", "do": "follow"}, follow=True)
    assert "Choose your town in your profile" in response.content.decode()


def test_themes_and_towns_are_followed_by_ticking(alice, as_alice, theme, area):
    other = factories.make_theme("loneliness")
    follows.follow(alice, topics.theme(other.pk))
    follows.mute(alice, topics.near("issue"))
    chosen = [topics.theme(theme.pk), topics.area(area.pk), "thread:1", "theme:999"]
    for _click in range(2):
        as_alice.post(reverse("notifications:following"), {"topic": chosen})

    assert modes() == {
        topics.theme(theme.pk): "follow",
        topics.area(area.pk): "follow",
        topics.near("issue"): "mute",
    }
    html = as_alice.get(reverse("notifications:following")).content.decode()
    assert html.count(" checked") == 2
    assert "Unmute" in html


def test_the_page_lists_mine_alone_with_names_and_links(alice, as_alice, bob, theme):
    mine = factories.make_thread(alice, theme, "Min samtale")
    factories.make_thread(bob, theme, "Bobs samtale")
    html = as_alice.get(reverse("notifications:following")).content.decode()
    assert f'<a href="{mine.get_absolute_url()}">Min samtale</a>' in html
    assert "Bobs samtale" not in html


def test_many_follows_come_page_by_page_in_the_same_queries(alice, as_alice):
    def queries() -> int:
        as_alice.get(reverse("notifications:following"))
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(reverse("notifications:following"))
        return len(captured)

    follows.follow(alice, "test:0")
    few = queries()
    Subscription.objects.bulk_create(
        Subscription(user=alice, topic=f"test:{number}") for number in range(1, 120)
    )
    assert queries() == few
    html = as_alice.get(reverse("notifications:following")).content.decode()
    assert html.count('name="topic" value="test:') == 50
    assert "?before=" in html
