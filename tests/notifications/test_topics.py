"""Topics and kinds of activity, and following and muting them."""

import uuid

import pytest

from notifications.models import Subscription
from notifications.notices import activity_types, follows, topics

pytestmark = pytest.mark.django_db


def test_topic_functions_return_distinct_topics():
    key = uuid.UUID(int=1)
    all_topics = [
        *(topics.theme(3), topics.area(5), topics.tag("cykel"), topics.campaign(key)),
        *(topics.event(7), topics.thread(9), topics.near("issue"), topics.person(11)),
    ]
    assert all_topics == [
        *("theme:3", "area:5", "tag:cykel", f"campaign:{key}"),
        *("event:7", "thread:9", "near:issue", "person:11"),
    ]


def test_resolve_keeps_the_order_and_leaves_out_unknown_topics(alice):
    requested = ["test:2", "nobody:1", "test:gone", "test:1", "test:2", "", ":", "test"]

    found = topics.resolve(requested, alice)

    assert [(topic, label.name, label.url) for topic, label in found.items()] == [
        ("test:2", "Test 2", "/da/"),
        ("test:1", "Test 1", "/da/"),
    ]


def test_kind_describes_only_visible_activities(alice, make_activity):
    visible, hidden = make_activity("theme:1"), make_activity("theme:1", object_id=0)
    unknown = make_activity("theme:1")
    unknown.kind = "nobody.knows"

    described = activity_types.describe([visible, hidden, unknown], alice)

    assert list(described) == [visible.pk]


def test_following_is_idempotent(alice):
    assert follows.follow(alice, "theme:1")
    assert not follows.follow(alice, "theme:1")
    assert follows.stop(alice, "theme:1")
    assert not follows.stop(alice, "theme:1")


def test_mute_replaces_a_follow_and_vice_versa(alice):
    follows.follow(alice, "theme:1")
    assert follows.mute(alice, "theme:1")
    assert not follows.mute(alice, "theme:1")
    assert Subscription.objects.get().mode == "mute"
    assert follows.follow(alice, "theme:1")
    assert Subscription.objects.get().mode == "follow"


def test_people_cannot_be_followed_and_cannot_mute_themselves(alice, bob):
    with pytest.raises(ValueError, match="cannot be followed"):
        follows.follow(alice, topics.person(bob.pk))
    with pytest.raises(ValueError, match="themselves"):
        follows.mute(alice, topics.person(alice.pk))
    assert follows.mute(alice, topics.person(bob.pk))


def test_writing_follows_unless_the_topic_is_muted(alice):
    assert follows.follow_by_writing(alice, "thread:1")
    assert Subscription.objects.get().is_automatic
    assert follows.follow(alice, "thread:1")
    assert not Subscription.objects.get().is_automatic
    follows.mute(alice, "thread:1")
    assert not follows.follow_by_writing(alice, "thread:1")
    assert Subscription.objects.get().mode == "mute"
