"""Concurrent posting and moderation."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from forum.models import ModerationAction, Post, Thread
from forum.moderation.actions import hide_post
from forum.threads import posting, thanking
from notifications.models import OutboxMessage
from tests import factories


@pytest.fixture
def alice(committed):
    """The author of the thread."""
    return factories.make_user("alice@example.org", "Alice")


@pytest.fixture
def bob(committed):
    """The author of the replies."""
    return factories.make_user("bob@example.org", "Bob")


@pytest.fixture
def moderator(committed):
    """A moderator."""
    return factories.make_user("moderator@example.org", "Mona", groups=("Moderators",))


@pytest.fixture
def theme(committed):
    """The theme of the thread."""
    return factories.make_theme()


def run_concurrently(count: int, function: Callable[[int], object]) -> list[object]:
    """Call `function` in `count` threads at once; return the results, exceptions included."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        barrier.wait()
        try:
            results[index] = function(index)
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[index]) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_concurrent_replies_are_numbered_without_gaps(thread, bob):
    def reply_five_times(_person: int) -> None:
        for _time in range(5):
            posting.reply(thread=Thread.objects.get(pk=thread.pk), author=bob, body="Enig!")

    assert run_concurrently(8, reply_five_times) == [None] * 8

    thread.refresh_from_db()
    assert list(thread.posts.values_list("number", flat=True)) == list(range(1, 42))
    assert thread.post_count == 41


def test_a_reply_submitted_concurrently_is_made_once(thread, bob):
    submission = uuid.uuid4()

    posts = run_concurrently(
        8,
        lambda _click: posting.reply(
            thread=Thread.objects.get(pk=thread.pk), author=bob, body="Enig!", submission=submission
        ),
    )

    thread.refresh_from_db()
    assert {post.pk for post in posts} == {thread.posts.get(number=2).pk}
    assert thread.post_count == thread.posts.count() == 2


def test_a_thread_submitted_concurrently_is_made_once(alice, theme):
    submission = uuid.uuid4()

    threads = run_concurrently(
        8, lambda _click: factories.make_thread(alice, theme, submission=submission)
    )

    assert {thread.pk for thread in threads} == {Thread.objects.get().pk}
    assert Post.objects.count() == 1


def test_concurrent_moderators_hide_a_post_once(reply, moderator):
    changed = run_concurrently(
        8,
        lambda _person: hide_post(
            post=Post.objects.get(pk=reply.pk), moderator=moderator, reason="Spam"
        ),
    )

    assert sorted(changed) == [False] * 7 + [True]
    assert ModerationAction.objects.count() == OutboxMessage.objects.count() == 1


def test_concurrent_thanks_are_counted_exactly(reply, alice, moderator):
    people = [alice, moderator, *(factories.make_user(f"{n}@example.org", f"N{n}") for n in "ab")]

    def click(index: int) -> None:
        person = people[index % 4]
        thanking.give_thanks(post=reply, person=person)
        if person == moderator:
            thanking.take_back_thanks(post=reply, person=person)

    assert run_concurrently(8, click) == [None] * 8

    reply.refresh_from_db()
    assert reply.thanks_count == reply.thanks.count()
    assert set(reply.thanks.values_list("person", flat=True)) >= {
        p.pk for p in people if p != moderator
    }
