"""The related threads below a thread."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.moderation.actions import hide_post
from forum.threads import own_thread, related, tagging
from forum.threads.merged import merged_threads
from tests import factories

pytestmark = pytest.mark.django_db


def titles(thread) -> list[str]:
    return [each.title for each in related.related_threads(thread)]


def shown(client, thread) -> list[str]:
    response = client.get(thread.get_absolute_url())
    assert response.status_code == 200
    return [each.title for each in response.context["related"]]


def test_same_tags_come_before_same_theme_and_area(thread, alice, theme, area):
    elsewhere = factories.make_theme("loneliness")
    factories.make_thread(alice, theme, "Same theme", area=thread.area)
    tagged = factories.make_thread(alice, elsewhere, "Same tag", area=area)
    factories.make_thread(alice, elsewhere, "Nothing in common", area=area)
    for each in (thread, tagged):
        tagging.set_tags(thread=each, names=["cykel"])
    thread.refresh_from_db()
    found = titles(thread)
    assert found[0] == "Same tag"
    assert found.count("Same theme") == 1
    assert not {"Nothing in common", thread.title} & set(found)


def test_there_are_at_most_four(client, thread, alice, theme):
    for number in range(6):
        factories.make_thread(alice, theme, f"Thread {number}", area=thread.area)
    assert shown(client, thread) == [f"Thread {number}" for number in (5, 4, 3, 2)]


def test_hidden_threads_are_related_to_nothing(client, as_alice, thread, alice, theme, moderator):
    other = factories.make_thread(alice, theme, "Hidden", area=thread.area)
    assert shown(client, thread) == ["Hidden"]
    hide_post(post=other.posts.get(), moderator=moderator, reason="Spam")
    assert shown(client, thread) == []
    assert shown(as_alice, thread) == []


def test_a_hidden_thread_shows_none(as_moderator, thread, alice, theme, moderator):
    factories.make_thread(alice, theme, "Other", area=thread.area)
    hide_post(post=thread.posts.get(number=1), moderator=moderator, reason="Spam")
    assert shown(as_moderator, thread) == []


@pytest.mark.usefixtures("as_if_committed")
def test_a_changed_title_is_shown_at_once(client, thread, alice, theme):
    other = factories.make_thread(alice, theme, "Old", area=thread.area)
    assert shown(client, thread) == ["Old"]
    own_thread.change_title(thread=other, title="New")
    assert titles(thread) == ["New"]
    assert "New" in client.get(thread.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("as_if_committed")
def test_a_reply_elsewhere_or_here_costs_no_query_for_them(thread, alice, bob, theme):
    other = factories.make_thread(alice, theme, "Other", area=thread.area)
    assert titles(thread) == ["Other"]
    assert merged_threads(thread) == []
    for each in (thread, other):
        factories.make_reply(each, bob)
    with CaptureQueriesContext(connection) as captured:
        assert titles(thread) == ["Other"]
        assert merged_threads(thread) == []
    assert len(captured) == 0
