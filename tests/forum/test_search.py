"""The search index of threads."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core.text.search_words import LONGEST_INDEX, index_text
from forum.models import Thread
from forum.moderation.actions import hide_post, restore_post
from forum.threads import posting, search
from home.search.results import search as site_search

pytestmark = pytest.mark.django_db


def search_results(user, query: str) -> list[Thread]:
    """Return the threads that have the word anywhere."""
    found = site_search(query, user)
    urls = {hit.url for hit in (*found.hits, *found.mentions)}
    return [thread for thread in Thread.objects.all() if thread.url in urls]


@pytest.fixture
def indexed(django_capture_on_commit_callbacks):
    """Call a function, and then index all threads as the worker does."""

    def run(function, **kwargs):
        result = function(**kwargs)
        for thread in Thread.objects.all():
            search.index_thread.call(thread.pk)
        return result

    return run


def test_replies_are_found(indexed, thread, bob):
    indexed(posting.reply, thread=thread, author=bob, body="Der ligger hundelort.")

    assert search_results(AnonymousUser(), "hundelort") == [thread]


def test_an_edited_text_is_found_and_its_earlier_version_is_not(indexed, reply, thread):
    indexed(posting.edit_post, post=reply, body="Jeg har grus.")

    assert search_results(AnonymousUser(), "grus") == [thread]
    assert search_results(AnonymousUser(), "garagen") == []


def test_a_hidden_reply_is_found_by_nobody(indexed, reply, thread, bob, moderator):
    indexed(hide_post, post=reply, moderator=moderator, reason="Spam")

    for user in (AnonymousUser(), bob, moderator):
        assert search_results(user, "garagen") == []
    assert search_results(AnonymousUser(), "glatte") == [thread]

    indexed(restore_post, post=reply, moderator=moderator, reason="I was wrong")
    assert search_results(AnonymousUser(), "garagen") == [thread]


def test_a_hidden_thread_is_found_by_its_author_and_moderators(
    indexed, thread, alice, bob, moderator
):
    indexed(hide_post, post=thread.posts.get(), moderator=moderator, reason="Spam")

    assert search_results(AnonymousUser(), "glatte") == search_results(bob, "Glatte") == []
    assert search_results(alice, "Glatte") == search_results(moderator, "Glatte") == [thread]


def test_each_change_queues_the_indexing(thread, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        posting.reply(thread=thread, author=bob, body="Ja")

    assert len(callbacks) >= 1


def test_a_very_long_thread_is_indexed(indexed, thread, bob):
    # More than PostgreSQL indexes of one row.
    for start in range(0, 200_000, 2_000):
        body = " ".join(f"ord{number}" for number in range(start, start + 2_000))
        posting.reply(thread=thread, author=bob, body=body)

    assert len(index_text(thread.mentioning_texts(), "da")) == LONGEST_INDEX
    indexed(posting.reply, thread=thread, author=bob, body="Slut")
    assert search_results(AnonymousUser(), "ord7") == [thread]


def test_indexing_a_deleted_thread_does_nothing(db):
    search.index_thread.call(999_999)
