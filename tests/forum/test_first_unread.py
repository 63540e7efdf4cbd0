"""The link to the first post of a thread that the reader has not seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.models.posts import POSTS_PER_PAGE
from forum.moderation.actions import hide_post
from notifications.notices import activities
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def replies(thread, bob):
    """Replies to Alice's thread, on two pages, and the notices of them."""
    made = [factories.make_reply(thread, bob, f"Nr. {number}") for number in range(POSTS_PER_PAGE)]
    activities.spread_due()
    return made


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


def test_others_have_none(client, as_bob, as_moderator, thread, replies):
    for each in (client, as_bob, as_moderator):
        assert link(each, thread.url) == ""


def test_a_hidden_reply_is_not_led_to(as_alice, thread, replies, moderator):
    hide_post(post=replies[0], moderator=moderator, reason="Spam")

    assert link(as_alice, thread.url) == replies[1].get_absolute_url()


@pytest.mark.usefixtures("as_if_committed")
def test_without_unread_notices_it_takes_no_query(as_alice, thread, replies):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            as_alice.get(thread.url)
        return len(captured)

    as_alice.get(replies[-1].page_url)
    as_alice.get(thread.url)
    read = queries()
    factories.make_reply(thread, replies[0].author, "Ny")
    activities.spread_due()
    as_alice.get(thread.url)

    # The new reply is on the second page: its notice stays unread.
    assert queries() <= read + 4
