"""How many new posts a list says that a thread has."""

import pytest
from django.urls import reverse

from notifications.notices import activities, follows, topics
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def unread(client, **query) -> dict[int, int]:
    activities.spread_due()
    return client.get(reverse("forum:threads"), query).context["unread"]


def test_new_replies_are_counted_until_the_thread_is_read(as_alice, thread, bob):
    assert unread(as_alice) == {}
    for body in ("Enig!", "Meget enig!"):
        factories.make_reply(thread, bob, body)
    for show in ("", "mine", "newest"):
        assert unread(as_alice, **({"show": show} if show else {})) == {thread.pk: 2}
    assert "thread__new" in markup_of(as_alice.get(reverse("forum:threads")))
    as_alice.get(thread.get_absolute_url())
    assert unread(as_alice) == {}


def test_only_who_follows_the_thread_has_unread_posts(client, as_moderator, as_bob, thread, bob):
    factories.make_reply(thread, bob)
    for reader in (client, as_moderator, as_bob):
        assert unread(reader) == {}
        assert "thread__new" not in markup_of(reader.get(reverse("forum:threads")))


def test_nothing_is_unread_that_is_older_than_the_interest(as_moderator, moderator, thread, bob):
    factories.make_reply(thread, bob)
    activities.spread_due()
    follows.follow(moderator, topics.thread(thread.pk))
    assert unread(as_moderator) == {}
    factories.make_reply(thread, bob, "Endnu en")
    assert unread(as_moderator) == {thread.pk: 1}


def test_a_muted_thread_has_none(as_alice, alice, thread, bob):
    follows.mute(alice, topics.thread(thread.pk))
    factories.make_reply(thread, bob)
    assert unread(as_alice) == {}
