"""The search index of threads."""

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.models import Thread
from forum.models.threads import SEARCHABLE_CHARACTERS
from forum.moderation.actions import hide_post, restore_post
from forum.threads import posting, search

pytestmark = pytest.mark.django_db


def found(user, words: str) -> list[Thread]:
    return list(Thread.objects.visible_to(user).search(words))


@pytest.fixture
def indexed(django_capture_on_commit_callbacks):
    """Do something, and then what the worker would do."""

    def run(verb, **kwargs):
        result = verb(**kwargs)
        for thread in Thread.objects.all():
            search.index_thread.call(thread.pk)
        return result

    return run


def test_replies_are_found(indexed, thread, bob):
    indexed(posting.reply, thread=thread, author=bob, body="Der ligger hundelort.")

    assert found(AnonymousUser(), "hundelort") == [thread]


def test_an_edited_text_is_found_and_its_earlier_version_is_not(indexed, reply, thread):
    indexed(posting.edit_post, post=reply, body="Jeg har grus.")

    assert found(AnonymousUser(), "grus") == [thread]
    assert found(AnonymousUser(), "garagen") == []


def test_a_hidden_reply_is_found_by_nobody(indexed, reply, thread, bob, moderator):
    indexed(hide_post, post=reply, moderator=moderator, reason="Spam")

    for user in (AnonymousUser(), bob, moderator):
        assert found(user, "garagen") == []
    assert found(AnonymousUser(), "Glatte") == [thread]

    indexed(restore_post, post=reply, moderator=moderator, reason="I was wrong")
    assert found(AnonymousUser(), "garagen") == [thread]


def test_a_hidden_thread_is_found_by_its_author_and_moderators(
    indexed, thread, alice, bob, moderator
):
    indexed(hide_post, post=thread.posts.get(), moderator=moderator, reason="Spam")

    assert found(AnonymousUser(), "Glatte") == found(bob, "Glatte") == []
    assert found(alice, "Glatte") == found(moderator, "Glatte") == [thread]


def test_each_change_queues_the_indexing(thread, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        posting.reply(thread=thread, author=bob, body="Ja")

    assert len(asked) >= 1


def test_a_very_long_thread_is_indexed(indexed, thread, bob):
    # More than PostgreSQL takes in one row.
    for start in range(0, 200_000, 2_000):
        body = " ".join(f"ord{number}" for number in range(start, start + 2_000))
        posting.reply(thread=thread, author=bob, body=body)

    assert len(thread.searchable_text()) == SEARCHABLE_CHARACTERS
    indexed(posting.reply, thread=thread, author=bob, body="Slut")
    assert found(AnonymousUser(), "ord7") == [thread]


def test_indexing_a_deleted_thread_does_nothing(db):
    search.index_thread.call(999_999)
