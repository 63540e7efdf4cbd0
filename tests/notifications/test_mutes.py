"""The rules of muting."""

import pytest

from notifications.models import Category, Notice
from notifications.notices import follows, topics
from notifications.notices.mutes import is_muted, muted_by

pytestmark = pytest.mark.django_db


def notified() -> set[tuple[str, str]]:
    """Return the first names of the recipients, and the categories."""
    return {(notice.recipient.first_name, notice.category) for notice in Notice.objects.all()}


@pytest.mark.parametrize(
    "muted", ["theme:1", "area:1", "tag:a", "campaign:x", "event:1", "thread:1"]
)
def test_mute_overrides_a_follow_of_another_topic(alice, bob, make_activity, muted):
    for person in (alice, bob):
        follows.follow(person, "theme:9")
    follows.mute(alice, muted)

    make_activity("theme:9", muted)

    assert notified() == {("Bob", "news")}


def test_muting_the_target_silences_the_notice(alice, make_activity):
    follows.follow(alice, "theme:1")
    follows.mute(alice, "thread:1")

    make_activity("theme:1", target="thread:1")

    assert notified() == set()


def test_muting_a_near_topic_silences_only_the_own_area(alice, bob, area, make_activity):
    alice.area = area
    alice.save()
    for person in (alice, bob):
        follows.follow(person, "theme:1")
        follows.mute(person, "near:issue")

    make_activity("theme:1", "near:issue", area=area)

    assert notified() == {("Bob", "news")}


@pytest.mark.parametrize("category", [Category.MENTIONS, Category.MY_THREADS])
def test_addressed_notice_is_silenced_only_by_muting_the_thread(
    alice, bob, make_activity, category
):
    for person in (alice, bob):
        follows.mute(person, "theme:1")
    follows.mute(bob, "thread:1")

    make_activity(
        *("theme:1", "thread:1"),
        target="thread:1",
        addressed={alice.pk: category, bob.pk: category},
    )

    assert notified() == {("Alice", category)}


def test_muting_a_person_keeps_notices_about_own_sign_ups(alice, bob, make_activity):
    follows.follow(alice, "theme:1")
    follows.mute(alice, topics.person(bob.pk))

    make_activity("theme:1", actor=bob)
    make_activity(actor=bob, addressed={alice.pk: Category.MENTIONS})
    make_activity(actor=bob, addressed={alice.pk: Category.MY_THREADS})
    assert notified() == set()
    make_activity("event:1", target="event:1", actor=bob, addressed={alice.pk: Category.SIGNUPS})
    assert notified() == {("Alice", "signups")}


def test_notices_about_own_sign_ups_cannot_be_muted(alice, make_activity):
    for topic in ("event:1", "theme:1"):
        follows.mute(alice, topic)

    make_activity("event:1", "theme:1", target="event:1", addressed={alice.pk: Category.SIGNUPS})

    assert notified() == {("Alice", "signups")}


def test_muting_marks_unread_notices_as_read(alice, bob, make_activity):
    follows.follow(alice, "theme:1")
    follows.follow(bob, "theme:1")
    make_activity("theme:1", target="thread:1")
    make_activity("theme:1", target="thread:2", actor=bob)
    make_activity("theme:1", target="thread:3")
    make_activity(target="thread:1", addressed={alice.pk: Category.SIGNUPS})

    follows.mute(alice, "thread:1")
    follows.mute(alice, topics.person(bob.pk))

    unread = Notice.objects.filter(recipient=alice, read_at=None)
    assert set(unread.values_list("activity__target", "category")) == {
        ("thread:3", "news"),
        ("thread:1", "signups"),
    }
    assert Notice.objects.filter(recipient=bob, read_at=None).count() == 2


def test_is_muted_applies_the_same_rules(alice, make_activity):
    follows.follow(alice, "theme:1")
    activity = make_activity("theme:1")
    follows.mute(alice, "theme:1")

    assert is_muted(activity, "news", muted=muted_by(alice), area_id=None)
    assert not is_muted(activity, "signups", muted=muted_by(alice), area_id=None)
    assert not is_muted(activity, "mentions", muted=muted_by(alice), area_id=None)
