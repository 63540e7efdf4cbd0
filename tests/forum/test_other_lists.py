"""The lists beside the filtered one: newest, most thanked, near, without a reply, one's own…"""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.models import Thread
from forum.moderation.actions import hide_post
from forum.threads import other_lists, own_thread
from notifications.notices import follows, topics
from tests import factories
from tests.forum.query_plans import plan
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def titles(client, **query) -> list[str]:
    response = client.get(reverse("forum:threads"), query)
    assert response.status_code == 200
    return [thread.title for thread in response.context["threads"]]


@pytest.fixture
def threads(alice, bob, theme):
    """Three threads: of Alice with a reply of Bob, of Bob, and of Alice."""
    first = factories.make_thread(alice, theme, "First")
    factories.make_thread(bob, theme, "Second")
    factories.make_thread(alice, theme, "Third")
    factories.make_reply(first, bob)
    return first


def test_each_list_has_its_threads_in_its_order(client, as_alice, threads):
    assert titles(client) == ["First", "Third", "Second"]
    assert titles(client, show="newest") == ["Third", "Second", "First"]
    assert titles(client, show="unanswered") == ["Third", "Second"]
    assert titles(as_alice, show="mine") == ["First", "Third"]


def test_followed_threads_are_those_that_one_follows_now(as_bob, bob, alice, threads):
    assert set(titles(as_bob, show="followed")) == {"First", "Second"}
    third = Thread.objects.get(title="Third")
    follows.follow(bob, topics.thread(third.pk))
    follows.mute(bob, topics.thread(threads.pk))
    follows.follow(bob, topics.theme(third.theme_id))
    assert titles(as_bob, show="followed") == ["Third", "Second"]


def test_closed_and_locked_threads_do_not_wait_for_a_reply(client, threads):
    own_thread.close(thread=Thread.objects.get(title="Third"))
    Thread.objects.filter(title="Second").update(is_locked=True)
    assert titles(client, show="unanswered") == []


@pytest.mark.parametrize("show", ["newest", "unanswered"])
def test_hidden_threads_are_for_their_author_only(
    show, client, as_alice, as_bob, threads, moderator
):
    third = Thread.objects.get(title="Third")
    hide_post(post=third.posts.get(), moderator=moderator, reason="Spam")
    assert "Third" not in titles(client, show=show)
    assert "Third" not in titles(as_bob, show=show)
    assert "Third" in titles(as_alice, show=show)


def test_hidden_threads_stay_out_of_the_followed_ones(as_bob, bob, threads, moderator):
    hide_post(post=threads.posts.get(number=1), moderator=moderator, reason="Spam")
    assert titles(as_bob, show="followed") == ["Second"]


@pytest.mark.parametrize("show", ["near", "mine", "followed"])
def test_own_lists_lead_anonymous_readers_to_the_sign_in(client, show, threads):
    response = client.get(reverse("forum:threads"), {"show": show})
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]
    assert f"show%3D{show}" in response["Location"]


def test_own_lists_are_offered_to_those_who_are_signed_in(client, as_alice, threads):
    def offered(reader) -> set[str]:
        return set(re.findall(r"\?show=(\w+)", markup_of(reader.get(reverse("forum:threads")))))

    everybody = {"newest", "thanked", "unanswered"}
    assert offered(client) == everybody
    assert offered(as_alice) == everybody | {"mine", "followed"}


@pytest.mark.parametrize("query", [{"show": "nonsense"}, {"show": "\0"}, {"show": "x" * 9_999}])
def test_unknown_lists_are_ignored_with_a_notice(client, threads, query):
    assert "notice--warning" in markup_of(client.get(reverse("forum:threads"), query))
    assert len(titles(client, **query)) == 3


def test_beside_a_filter_there_is_no_other_list(client, threads, theme):
    response = client.get(reverse("forum:threads"), {"show": "unanswered", "theme": theme.slug})
    assert "notice--warning" in markup_of(response)
    assert len(response.context["threads"]) == 3


@pytest.mark.parametrize("show", ["newest", "thanked", "unanswered", "mine", "followed"])
def test_every_thread_is_on_exactly_one_page(show, as_alice, theme, alice):
    moment = factories.in_days(-1)
    for number in range(45):
        factories.make_thread(alice, theme, f"Thread {number}", at=moment)
    seen, path = [], f"{reverse('forum:threads')}?show={show}"
    while path:
        response = as_alice.get(path)
        seen += [thread.title for thread in response.context["threads"]]
        path = response.context["older_url"]
    assert seen == [f"Thread {number}" for number in reversed(range(45))]


@pytest.mark.parametrize("show", ["newest", "thanked", "near", "mine"])
def test_a_wrong_cursor_leads_to_the_first_page(show, as_alice, threads):
    assert titles(as_alice, show=show, after="nonsense") == titles(as_alice, show=show)


@pytest.mark.parametrize("show", ["newest", "thanked", "unanswered", "mine", "followed"])
def test_the_number_of_queries_does_not_grow(show, alice, theme):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            other_lists.list_page(alice, show, "")
        return len(captured)

    factories.make_thread(alice, theme)
    # Permissions are looked up once.
    count()
    few = count()
    for number in range(5):
        factories.make_thread(factories.make_user(f"n{number}@example.org", "Nabo"), theme)
        factories.make_thread(alice, theme)
    assert count() == few <= 3


@pytest.mark.parametrize(
    ("show", "index"),
    [
        ("newest", "thread_by_start"),
        ("thanked", "thread_most_thanked"),
        ("unanswered", "thread_unanswered"),
        ("mine", "thread_of_author_by_activity"),
    ],
)
def test_each_list_has_an_index(show, index, alice, threads):
    rows = other_lists.rows_of(alice if show == "mine" else AnonymousUser(), show)
    rows = rows.for_listing().order_by(*other_lists.order_of(show))
    assert index in plan(rows, index)
