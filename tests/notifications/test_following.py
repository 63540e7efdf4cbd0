"""The buttons to follow and mute, and the page of follows."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from notifications.models import Subscription
from notifications.notices import follow_buttons, follows, topics
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(clean_slate):
    """Use the English addresses."""
    with translation.override("en"):
        yield


def change() -> str:
    return reverse("notifications:change")


def modes() -> dict[str, str]:
    """Return the mode of each topic."""
    return dict(Subscription.objects.values_list("topic", "mode"))


@pytest.mark.parametrize(
    ("action", "after"),
    [("follow", {"test:1": "follow"}), ("mute", {"test:1": "mute"}), ("stop", {})],
)
def test_button_changes_the_follow_once_and_redirects_back(as_alice, action, after):
    data = {"topic": "test:1", "do": action, "next": "/en/forum/?area=hirtshals"}
    for _click in range(2):
        response = as_alice.post(change(), data)
        assert response.url == "/en/forum/?area=hirtshals"
    assert modes() == after


@pytest.mark.parametrize(
    "next_url", ["https://other.example/", "//other.example", "/\\other.example", "", "x" * 900]
)
def test_redirect_stays_on_this_site(as_alice, next_url):
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
def test_unknown_topic_or_action_is_not_found(as_alice, data):
    assert as_alice.post(change(), data).status_code == 404
    assert as_alice.get(change(), data).status_code == 404
    assert modes() == {}


def test_hidden_thread_cannot_be_followed(as_bob, alice, theme, moderator):
    from forum.moderation.actions import hide_post

    thread = factories.make_thread(alice, theme)
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Reklame")
    data = {"topic": topics.thread(thread.pk), "do": "follow"}
    assert as_bob.post(change(), data).status_code == 404


def test_anonymous_reader_confirms_after_the_sign_in(client, alice, theme):
    theme_page = factories.make_theme_page(theme, "en")
    html = client.get(theme_page.url).content.decode()
    query = urlencode({"topic": f"theme:{theme.pk}", "do": "follow", "next": theme_page.url})
    link = f"{change()}?{query}"
    assert link.replace("&", "&amp;") in html

    signing_in = client.get(link)
    assert urlsplit(signing_in.url).path == reverse("account_login")
    assert parse_qs(urlsplit(signing_in.url).query)["next"] == [link]
    client.force_login(alice)
    assert client.get(link).context["name"] == "Traffic safety (en)"
    assert modes() == {}
    assert client.post(change(), {"topic": f"theme:{theme.pk}", "do": "follow"}).status_code == 302
    assert modes() == {f"theme:{theme.pk}": "follow"}


def test_anonymous_post_changes_nothing(client):
    response = client.post(change(), {"topic": "test:1", "do": "follow"})
    assert reverse("account_login") in response.url
    assert modes() == {}


def test_person_can_be_muted_but_not_followed(alice, as_bob, bob, theme):
    factories.make_thread(alice, theme)
    topic = topics.person(alice.pk)
    assert f'name="topic" value="{topic}"' in as_bob.get(alice.get_absolute_url()).content.decode()
    assert as_bob.post(change(), {"topic": topic, "do": "follow"}).status_code == 404
    assert as_bob.post(change(), {"topic": topics.person(bob.pk), "do": "mute"}).status_code == 404
    as_bob.post(change(), {"topic": topic, "do": "mute"})
    assert modes()[topic] == "mute"
    assert 'name="do" value="stop"' in as_bob.get(alice.get_absolute_url()).content.decode()


def test_person_without_a_public_page_is_not_found(as_bob, alice):
    data = {"topic": topics.person(alice.pk), "do": "mute"}
    assert as_bob.get(change(), data).status_code == 404


def test_pages_have_follow_buttons(as_alice, alice, theme, area):
    theme_page = factories.make_theme_page(theme, "en")
    campaign = factories.make_campaign(theme_page)
    campaign.tags.add("cykel")
    campaign.save_revision().publish()
    event = factories.make_event_page(theme, language="en")
    thread = factories.make_thread(alice, theme)
    forum = f"{reverse('forum:threads')}?theme={theme.slug}&area={area.slug}&kind=issue"
    topics_by_path = {
        theme_page.url: [topics.theme(theme.pk)],
        campaign.url: [topics.campaign(campaign.translation_key)],
        event.url: [topics.event(event.event.pk)],
        thread.get_absolute_url(): [topics.thread(thread.pk)],
        forum: [topics.theme(theme.pk), topics.area(area.pk), topics.near("issue")],
        f"{event.get_parent().url}?area={area.slug}": [topics.area(area.pk)],
    }
    for path, offered in topics_by_path.items():
        html = as_alice.get(path).content.decode()
        for topic in offered:
            assert f'name="topic" value="{topic}"' in html, path
    # The tags of a campaign share a button.
    assert 'value="tag:cykel"' in as_alice.get(campaign.url).content.decode()


def test_following_near_me_without_an_area_shows_a_hint(as_alice):
    response = as_alice.post(change(), {"topic": "near:issue", "do": "follow"}, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["success", "warning"]


def test_ticks_follow_and_unfollow_themes_and_areas(alice, as_alice, theme, area):
    other = factories.make_theme("loneliness")
    follows.follow(alice, topics.theme(other.pk))
    follows.mute(alice, topics.near("issue"))
    ticked = [topics.theme(theme.pk), topics.area(area.pk), "thread:1", "theme:987654321"]
    for _click in range(2):
        as_alice.post(reverse("notifications:following"), {"topic": ticked})

    assert modes() == {
        topics.theme(theme.pk): "follow",
        topics.area(area.pk): "follow",
        topics.near("issue"): "mute",
    }
    html = as_alice.get(reverse("notifications:following")).content.decode()
    assert html.count(" checked") == 2
    assert "Unmute" in html


def test_page_lists_only_own_follows(alice, as_alice, bob, theme):
    mine = factories.make_thread(alice, theme, "Min samtale")
    factories.make_thread(bob, theme, "Bobs samtale")
    html = as_alice.get(reverse("notifications:following")).content.decode()
    assert f'<a href="{mine.get_absolute_url()}">Min samtale</a>' in html
    assert "Bobs samtale" not in html


def test_follows_are_paginated_with_a_constant_query_count(alice, as_alice):
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


def heading_of_sign_in(client, **data: str) -> str:
    """Return the heading of the page to which a "Follow" of a stranger leads."""
    response = client.get(change(), data, follow=True)
    return markup_of(response).split("<h1>")[1].split("</h1>")[0]


def test_the_sign_in_says_what_a_stranger_wants_to_follow(client, theme):
    topic = topics.theme(theme.pk)
    name = topics.resolve([topic], AnonymousUser())[topic].name

    assert name in heading_of_sign_in(client, topic=topic, do="follow", next="/en/")


@pytest.mark.parametrize(
    "data",
    [
        {"topic": "theme:999999", "do": "follow"},
        {"topic": "theme:x", "do": "follow"},
        {"topic": "\0", "do": "follow"},
        {"do": "follow"},
        {"topic": "theme:1", "do": "mute"},
    ],
)
def test_the_sign_in_has_its_plain_heading_otherwise(client, data):
    assert heading_of_sign_in(client, **data) == "Sign in"


@pytest.mark.parametrize("destination", ["/en/forum/new/", "//[", "\0", "x" * 5000])
def test_any_destination_of_the_sign_in_works(client, destination):
    assert client.get(reverse("account_login"), {"next": destination}).status_code == 200


def test_reply_does_not_follow_again_what_was_stopped(alice, as_alice, bob, theme):
    thread = factories.make_thread(bob, theme)
    topic = topics.thread(thread.pk)
    factories.make_reply(thread, alice)
    assert follows.is_following(alice, topic)
    as_alice.post(change(), {"topic": topic, "do": "stop"})

    factories.make_reply(thread, alice)

    assert not follows.is_following(alice, topic)
    # As if she had never chosen: a button to follow, and nothing in the list of her follows.
    assert follow_buttons.modes_of(alice, [topic]) == {}
    assert follow_buttons.page_of_follows(alice, None) == ([], None)
    # She may change her mind.
    as_alice.post(change(), {"topic": topic, "do": "follow"})
    assert follows.is_following(alice, topic)


def test_stopping_twice_changes_nothing(alice, bob, theme):
    topic = topics.thread(factories.make_thread(alice, theme).pk)
    assert follows.stop(alice, topic)
    assert not follows.stop(alice, topic)
    assert not follows.stop(bob, topic)


def test_reply_follows_a_thread_that_is_no_longer_muted(alice, bob, theme):
    thread = factories.make_thread(bob, theme)
    topic = topics.thread(thread.pk)
    follows.mute(alice, topic)
    follows.stop(alice, topic)

    factories.make_reply(thread, alice)

    assert follows.is_following(alice, topic)


@pytest.mark.parametrize("is_thread", [True, False])
def test_muting_says_what_becomes_of_mentions(as_alice, bob, theme, is_thread):
    thread = factories.make_thread(bob, theme)
    topic = topics.thread(thread.pk) if is_thread else topics.theme(theme.pk)
    effect = follow_buttons.effect_of_mute(topic)
    assert "mention" in effect
    data = {"topic": topic, "do": "mute"}
    assert effect in markup_of(as_alice.get(change(), data))
    assert effect in markup_of(as_alice.post(change(), data, follow=True))


def test_message_after_an_action_takes_the_focus(as_alice):
    """Without JavaScript by `autofocus`, with it by site.js; a screen reader says a status."""
    response = as_alice.post(change(), {"topic": "test:1", "do": "follow"}, follow=True)
    [message] = BeautifulSoup(response.content, "html.parser").select(".messages")
    assert message["role"] == "status"
    assert message["tabindex"] == "-1"
    assert message.has_attr("autofocus")
    assert message.has_attr("data-focus")
