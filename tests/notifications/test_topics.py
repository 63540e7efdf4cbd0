"""The words for what one can follow."""

import uuid

import pytest

from notifications.models import Subscription
from notifications.notices import activity_types, follows, topics

pytestmark = pytest.mark.django_db


def test_each_has_a_word_of_its_own():
    key = uuid.UUID(int=1)
    words = [
        *(topics.theme(3), topics.area(5), topics.tag("cykel"), topics.campaign(key)),
        *(topics.event(7), topics.thread(9), topics.near("issue"), topics.person(11)),
    ]
    assert words == [
        *("theme:3", "area:5", "tag:cykel", f"campaign:{key}"),
        *("event:7", "thread:9", "near:issue", "person:11"),
    ]


def test_they_are_named_in_the_order_asked_and_without_what_is_gone(alice):
    asked = ["test:2", "nobody:1", "test:gone", "test:1", "test:2", "", ":", "test"]

    assert topics.resolve(asked, alice) == {
        "test:2": ("Test 2", "/da/"),
        "test:1": ("Test 1", "/da/"),
    }


def test_what_happened_is_worded_by_its_app_for_who_may_see_it(alice, happened):
    seen, gone = happened("theme:1"), happened("theme:1", object_id=0)
    unknown = happened("theme:1")
    unknown.kind = "nobody.knows"

    words = activity_types.describe([seen, gone, unknown], alice)

    assert list(words) == [seen.pk]


def test_following_can_be_repeated(alice):
    assert follows.follow(alice, "theme:1")
    assert not follows.follow(alice, "theme:1")
    assert follows.stop(alice, "theme:1")
    assert not follows.stop(alice, "theme:1")


def test_a_mute_takes_the_place_of_a_follow_and_back(alice):
    follows.follow(alice, "theme:1")
    assert follows.mute(alice, "theme:1")
    assert not follows.mute(alice, "theme:1")
    assert Subscription.objects.get().mode == "mute"
    assert follows.follow(alice, "theme:1")
    assert Subscription.objects.get().mode == "follow"


def test_people_are_muted_and_not_followed_and_nobody_mutes_themselves(alice, bob):
    with pytest.raises(ValueError, match="cannot be followed"):
        follows.follow(alice, topics.person(bob.pk))
    with pytest.raises(ValueError, match="themselves"):
        follows.mute(alice, topics.person(alice.pk))
    assert follows.mute(alice, topics.person(bob.pk))


def test_writing_follows_unless_one_has_decided_otherwise(alice):
    assert follows.follow_by_writing(alice, "thread:1")
    assert Subscription.objects.get().is_automatic
    assert follows.follow(alice, "thread:1")
    assert not Subscription.objects.get().is_automatic
    follows.mute(alice, "thread:1")
    assert not follows.follow_by_writing(alice, "thread:1")
    assert Subscription.objects.get().mode == "mute"
