"""The migration that lets those follow their threads who wrote before that was possible."""

import datetime
import importlib

import pytest
from django.db import connection
from django.utils import timezone

from forum.models import Post
from notifications.models import Notice, Subscription
from notifications.notices import follows, topics
from tests import factories

pytestmark = pytest.mark.django_db
migration = importlib.import_module("forum.migrations.0005_writers_follow_their_threads")
LONG_AGO = timezone.now() - datetime.timedelta(days=2_000)


def migrate() -> None:
    with connection.cursor() as cursor:
        cursor.execute(migration.FOLLOW)


@pytest.fixture
def thread(alice, bob, theme):
    """An old thread: Alice began it, Bob replied twice, and nobody follows it."""
    thread = factories.make_thread(alice, theme)
    for _twice in range(2):
        factories.make_reply(thread, bob)
    Post.objects.update(created_at=LONG_AGO)
    Subscription.objects.all().delete()
    return thread


def test_who_wrote_follows(thread, alice, bob):
    for _again in range(2):
        migrate()

    rows = Subscription.objects.order_by("user").values_list("user", "topic", "mode")
    topic = topics.thread(thread.pk)
    assert list(rows) == [(alice.pk, topic, "follow"), (bob.pk, topic, "follow")]
    assert all(
        row.is_automatic and row.created_at == LONG_AGO for row in Subscription.objects.all()
    )


def test_they_are_told_of_the_next_reply(thread, alice, bob, django_capture_on_commit_callbacks):
    migrate()
    with django_capture_on_commit_callbacks(execute=True):
        factories.make_reply(thread, factories.make_user("clara@example.org", "Clara"))

    told = Notice.objects.filter(activity__target=topics.thread(thread.pk))
    assert dict(told.filter(recipient__in=[alice, bob]).values_list("recipient", "category")) == {
        alice.pk: "my_threads",
        bob.pk: "followed",
    }


def test_a_mute_and_a_wish_stay(thread, alice, bob):
    follows.mute(alice, topics.thread(thread.pk))
    follows.follow(bob, topics.thread(thread.pk))

    migrate()

    assert Subscription.objects.get(user=alice).mode == "mute"
    assert not Subscription.objects.get(user=bob).is_automatic


def test_who_has_stopped_following_since_is_left_alone(alice, theme):
    thread = factories.make_thread(alice, theme)
    follows.stop(alice, topics.thread(thread.pk))

    migrate()

    assert not Subscription.objects.exists()


def test_texts_without_an_author_are_followed_by_nobody(thread):
    Post.objects.update(author=None)
    migrate()
    assert not Subscription.objects.exists()
