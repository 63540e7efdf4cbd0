"""The link to the first post of a thread that the reader has not seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.models import ThreadRead
from forum.models.posts import POSTS_PER_PAGE
from forum.moderation.actions import hide_post
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def replies(thread, bob):
    """Replies to Alice's thread, on two pages."""
    return [factories.make_reply(thread, bob, f"Nr. {number}") for number in range(POSTS_PER_PAGE)]


def link(client, url: str) -> str:
    return client.get(url).context["first_unread_url"]


def test_it_leads_to_the_first_unread_reply(as_alice, thread, replies):
    url = replies[0].get_absolute_url()
    assert link(as_alice, thread.url) == url

    # The first page is read now; the last reply is on the second one.
    assert link(as_alice, thread.url) == replies[-1].get_absolute_url()
    assert replies[-1].get_absolute_url() in as_alice.get(thread.url).content.decode()
    assert link(as_alice, replies[-1].page_url) == replies[-1].get_absolute_url()
    assert link(as_alice, thread.url) == ""


def test_who_has_not_opened_the_thread_begins_at_its_top(client, as_bob, as_moderator, replies):
    thread = replies[0].thread
    for each in (client, as_bob, as_moderator):
        assert link(each, thread.url) == ""


def test_who_does_not_follow_the_thread_has_the_link_too(as_moderator, thread, bob):
    as_moderator.get(thread.url)
    reply = factories.make_reply(thread, bob)
    assert link(as_moderator, thread.url) == reply.get_absolute_url()


def test_a_hidden_reply_is_not_led_to(as_alice, thread, replies, moderator):
    hide_post(post=replies[0], moderator=moderator, reason="Spam")

    assert link(as_alice, thread.url) == replies[1].get_absolute_url()


def test_an_earlier_page_takes_nothing_back(as_alice, alice, thread, replies):
    as_alice.get(replies[-1].page_url)
    as_alice.get(thread.url)
    assert ThreadRead.objects.get(user=alice).post_number == POSTS_PER_PAGE + 1


def test_only_reading_counts_as_read(client, as_alice, alice, thread):
    client.get(thread.url)
    as_alice.head(thread.url)
    as_alice.post(thread.url)
    assert not ThreadRead.objects.exists()
    as_alice.get(thread.url)
    assert ThreadRead.objects.get().user == alice


@pytest.mark.usefixtures("as_if_committed")
def test_a_page_that_was_read_takes_one_query_more_and_writes_nothing(
    as_alice, thread, replies, settings
):
    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(replies[-1].page_url)
        return [each["sql"] for each in captured]

    for _warm in range(2):
        as_alice.get(replies[-1].page_url)
    read = queries()
    settings.UNREAD_DAYS = 0
    without = queries()

    assert len(read) == len(without) + 1
    assert not any(each.startswith(("INSERT", "UPDATE")) for each in read)
