"""What a mute silences, and what it does not."""

import pytest

from notifications.models import Category, Notice
from notifications.notices import follows, topics
from notifications.notices.mutes import is_muted, muted_by

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str]]:
    """Who has been told, and as what."""
    return {(notice.recipient.first_name, notice.category) for notice in Notice.objects.all()}


@pytest.mark.parametrize(
    "muted", ["theme:1", "area:1", "tag:a", "campaign:x", "event:1", "thread:1"]
)
def test_a_muted_topic_silences_what_another_is_followed_for(alice, bob, happened, muted):
    for person in (alice, bob):
        follows.follow(person, "theme:9")
    follows.mute(alice, muted)

    happened("theme:9", muted)

    assert told() == {("Bob", "news")}


def test_muting_what_it_leads_to_silences_it(alice, happened):
    follows.follow(alice, "theme:1")
    follows.mute(alice, "thread:1")

    happened("theme:1", target="thread:1")

    assert told() == set()


def test_a_muted_kind_near_me_is_silent_near_me_only(alice, bob, area, happened):
    alice.area = area
    alice.save()
    for person in (alice, bob):
        follows.follow(person, "theme:1")
        follows.mute(person, "near:issue")

    happened("theme:1", "near:issue", area=area)

    assert told() == {("Bob", "news")}


@pytest.mark.parametrize("category", [Category.MENTIONS, Category.MY_THREADS])
def test_what_is_addressed_to_me_is_silenced_by_muting_the_thread_alone(
    alice, bob, happened, category
):
    for person in (alice, bob):
        follows.mute(person, "theme:1")
    follows.mute(bob, "thread:1")

    happened(
        *("theme:1", "thread:1"),
        target="thread:1",
        addressed={alice.pk: category, bob.pk: category},
    )

    assert told() == {("Alice", category)}


def test_a_muted_person_is_silent_except_for_what_concerns_my_signups(alice, bob, happened):
    follows.follow(alice, "theme:1")
    follows.mute(alice, topics.person(bob.pk))

    happened("theme:1", actor=bob)
    happened(actor=bob, addressed={alice.pk: Category.MENTIONS})
    happened(actor=bob, addressed={alice.pk: Category.MY_THREADS})
    assert told() == set()
    happened("event:1", target="event:1", actor=bob, addressed={alice.pk: Category.SIGNUPS})
    assert told() == {("Alice", "signups")}


def test_my_signups_are_told_whatever_i_mute(alice, happened):
    for topic in ("event:1", "theme:1"):
        follows.mute(alice, topic)

    happened("event:1", "theme:1", target="event:1", addressed={alice.pk: Category.SIGNUPS})

    assert told() == {("Alice", "signups")}


def test_muting_counts_what_was_not_seen_yet_as_seen(alice, bob, happened):
    follows.follow(alice, "theme:1")
    follows.follow(bob, "theme:1")
    happened("theme:1", target="thread:1")
    happened("theme:1", target="thread:2", actor=bob)
    happened("theme:1", target="thread:3")
    happened(target="thread:1", addressed={alice.pk: Category.SIGNUPS})

    follows.mute(alice, "thread:1")
    follows.mute(alice, topics.person(bob.pk))

    unread = Notice.objects.filter(recipient=alice, read_at=None)
    assert set(unread.values_list("activity__target", "category")) == {
        ("thread:3", "news"),
        ("thread:1", "signups"),
    }
    assert Notice.objects.filter(recipient=bob, read_at=None).count() == 2


def test_a_digest_can_ask_again(alice, happened):
    follows.follow(alice, "theme:1")
    activity = happened("theme:1")
    follows.mute(alice, "theme:1")

    assert is_muted(activity, "news", muted=muted_by(alice), area_id=None)
    assert not is_muted(activity, "signups", muted=muted_by(alice), area_id=None)
    assert not is_muted(activity, "mentions", muted=muted_by(alice), area_id=None)
