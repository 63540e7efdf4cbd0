"""Concurrent posting and moderation."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from forum.models import ModerationAction, Post, Thread
from forum.moderation.actions import hide_post
from forum.threads import posting
from notifications.models import OutboxMessage
from tests import factories


@pytest.fixture
def alice(committed):
    """Started the thread."""
    return factories.make_user("alice@example.org", "Alice")


@pytest.fixture
def bob(committed):
    """Answers."""
    return factories.make_user("bob@example.org", "Bob")


@pytest.fixture
def moderator(committed):
    """Moderates."""
    return factories.make_user("moderator@example.org", "Mona", groups=("Moderators",))


@pytest.fixture
def theme(committed):
    """What the thread is about."""
    return factories.make_theme()


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Let `count` people act at the same moment; return what each got, errors included."""
    start, results = threading.Barrier(count), [None] * count

    def run(person: int) -> None:
        start.wait()
        try:
            results[person] = act(person)
        except Exception as error:
            results[person] = error
        finally:
            connection.close()

    people = [threading.Thread(target=run, args=[person]) for person in range(count)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return results


def test_concurrent_replies_are_numbered_without_gaps(thread, bob):
    def reply_five_times(_person: int) -> None:
        for _time in range(5):
            posting.reply(thread=Thread.objects.get(pk=thread.pk), author=bob, body="Enig!")

    assert at_once(8, reply_five_times) == [None] * 8

    thread.refresh_from_db()
    assert list(thread.posts.values_list("number", flat=True)) == list(range(1, 42))
    assert thread.post_count == 41


def test_a_reply_submitted_concurrently_is_made_once(thread, bob):
    name = uuid.uuid4()

    posts = at_once(
        8,
        lambda _click: posting.reply(
            thread=Thread.objects.get(pk=thread.pk), author=bob, body="Enig!", submission=name
        ),
    )

    thread.refresh_from_db()
    assert {post.pk for post in posts} == {thread.posts.get(number=2).pk}
    assert thread.post_count == thread.posts.count() == 2


def test_a_thread_submitted_concurrently_is_made_once(alice, theme):
    name = uuid.uuid4()

    threads = at_once(8, lambda _click: factories.make_thread(alice, theme, submission=name))

    assert {thread.pk for thread in threads} == {Thread.objects.get().pk}
    assert Post.objects.count() == 1


def test_concurrent_moderators_hide_a_post_once(reply, moderator):
    changed = at_once(
        8,
        lambda _person: hide_post(
            post=Post.objects.get(pk=reply.pk), moderator=moderator, reason="Spam"
        ),
    )

    assert sorted(changed) == [False] * 7 + [True]
    assert ModerationAction.objects.count() == OutboxMessage.objects.count() == 1
