"""Notices about threads, replies and mentions."""

import pytest

from core.models import Theme
from forum.models import Thread
from forum.moderation.actions import hide_post, restore_post
from forum.threads import posting
from notifications.models import Activity, Notice, Subscription
from notifications.notices import (
    activities,
    activity_types,
    follows,
    topics,
)
from residents.models import PartnerMembership, User
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol(db) -> User:
    """A third resident, whose name starts with Bob's."""
    return factories.make_user("carol@example.org", "Bob", last_name="Jensen Holm")


def notified(kind: str = "") -> set[tuple[str, str]]:
    """Return who was notified, and the category of the notice."""
    activities.spread_due()
    notices = Notice.objects.select_related("recipient", "activity")
    return {
        (notice.recipient.email.partition("@")[0], notice.category)
        for notice in notices
        if notice.activity.kind.endswith(kind)
    }


def texts_for(reader: User) -> list[str]:
    """Return the texts of the notices of `reader`, the latest first."""
    batch = list(Activity.objects.filter(notices__recipient=reader).order_by("-pk"))
    described = activity_types.describe(batch, reader)
    return [described[activity.pk].text for activity in batch if activity.pk in described]


def test_a_thread_notifies_the_followers_of_its_theme_area_and_kind(alice, bob, theme, area):
    people = {
        "theme": topics.theme(theme.pk),
        "area": topics.area(area.pk),
        "near": topics.near("issue"),
        "other": topics.near("meetup"),
    }
    for name, topic in people.items():
        follower = factories.make_user(f"{name}@example.org", name, area=area)
        follows.follow(follower, topic)

    factories.make_thread(alice, theme, area=area, kind=Thread.Kind.ISSUE)

    assert notified() == {("theme", "news"), ("area", "news"), ("near", "news")}


def test_authors_follow_the_thread_unless_they_have_muted_it(alice, bob, thread):
    topic = topics.thread(thread.pk)
    follows.mute(bob, topic)

    factories.make_reply(thread, bob)

    modes = dict(Subscription.objects.values_list("user__first_name", "mode"))
    assert modes == {"Alice": "follow", "Bob": "mute"}


def test_a_reply_notifies_the_threads_author_and_followers(alice, bob, carol, thread):
    follows.follow(carol, topics.thread(thread.pk))

    factories.make_reply(thread, bob)

    assert notified("reply") == {("alice", "my_threads"), ("carol", "followed")}
    assert texts_for(alice) == ["Bob Jensen replied in your thread."]
    assert texts_for(carol) == ["Bob Jensen replied."]


def test_an_author_who_stops_following_their_thread_is_not_notified(alice, bob, thread):
    follows.stop(alice, topics.thread(thread.pk))

    factories.make_reply(thread, bob)

    assert notified("reply") == set()


@pytest.mark.parametrize(
    ("body", "mentioned"),
    [
        ("Tak, @Alice Jensen!", {"alice"}),
        ("Tak, @alice jensen.", {"alice"}),
        ("@Alice Jensen @Alice Jensen", {"alice"}),
        ("@Bob Jensen Holm ved det", {"carol"}),
        ("(@Bob Jensen)", {"bob"}),
        ("@Bob Jensens hund", {"bob"}),
        ("@Alice", set()),
        ("@Mona Jensen har ikke skrevet her", set()),
        ("skriv til nogen@Alice Jensen", set()),
        ("https://example.org/@Alice Jensen", set()),
        ("@Alice Jensen-Holm", set()),
        ("@Alice  Jensen’s hund", {"alice"}),
        ("> @Alice Jensen\n\nEnig", set()),
        ("**@Alice Jensen**", {"alice"}),
    ],
)
def test_a_mention_is_the_longest_name_of_an_author_in_the_thread(
    alice, bob, carol, moderator, thread, body, mentioned
):
    for writer in (bob, carol):
        factories.make_reply(thread, writer)
    notified()
    Notice.objects.all().delete()

    factories.make_reply(thread, moderator, body)

    assert {name for name, category in notified() if category == "mentions"} == mentioned


def test_a_mention_looks_at_the_posts_around_and_at_the_starter(
    alice, bob, carol, moderator, thread, monkeypatch
):
    monkeypatch.setattr("forum.models.posts.MENTIONABLE", 1)
    for writer in (bob, carol):
        factories.make_reply(thread, writer)
    notified()
    Notice.objects.all().delete()

    factories.make_reply(thread, moderator, "@Alice Jensen, @Bob Jensen, @Bob Jensen Holm")

    assert {name for name, kind in notified() if kind == "mentions"} == {"alice", "carol"}


def test_a_partner_is_mentioned_by_its_own_name(alice, bob, carol, thread):
    partner = factories.make_partner("Tårs Boligforening")
    PartnerMembership.objects.create(user=carol, partner=partner)
    follows.mute(alice, topics.person(carol.pk))
    posting.reply(thread=thread, author=carol, partner=partner, body="Vi salter.")
    assert notified("reply") == {("alice", "my_threads")}
    assert texts_for(alice) == ["Tårs Boligforening replied in your thread."]

    factories.make_reply(thread, bob, "@Bob Jensen Holm")
    assert ("carol", "mentions") not in notified("reply")
    factories.make_reply(thread, bob, "@Tårs boligforening: tak!")
    assert ("carol", "mentions") in notified("reply")


def test_a_mention_is_bold_and_escaped(alice, thread):
    post = factories.make_reply(thread, alice, "Hej @Alice Jensen <script>")
    assert "Hej <strong>@Alice Jensen</strong> &lt;script&gt;" in post.body_as_html


def test_a_name_with_special_characters_is_mentioned(bob, theme):
    odd = factories.make_user("odd@example.org", "O", display_name="A.*(b [c]<")
    thread = factories.make_thread(odd, theme)
    post = factories.make_reply(thread, bob, "Hej @A.*(b [c]< hej")
    assert ("odd", "mentions") in notified("reply")
    assert "<strong>@A.*(b [c]&lt;</strong>" in post.body_as_html


def test_mentioning_oneself_notifies_nobody(alice, thread):
    factories.make_reply(thread, alice, "Jeg, @Alice Jensen, mener")
    assert notified() == set()


def test_a_mention_added_by_an_edit_notifies_once(alice, bob, carol, thread):
    factories.make_reply(thread, carol)
    post = factories.make_reply(thread, bob, "Hej @Alice Jensen")
    notified()
    Notice.objects.all().delete()

    for body in ("Hej", "Hej @Alice Jensen @Bob Jensen Holm", "Hej du", "Hej @Bob Jensen Holm"):
        posting.edit_post(post=post, body=body)

    assert notified() == {("carol", "mentions")}
    assert Notice.objects.count() == 1
    assert texts_for(carol) == ["Bob Jensen mentioned you."]
    assert "<strong>@Bob Jensen Holm</strong>" in post.body_as_html


def test_a_muted_thread_silences_mentions(alice, bob, thread):
    follows.mute(alice, topics.thread(thread.pk))
    factories.make_reply(thread, bob, "Hej @Alice Jensen")
    assert notified("reply") == set()


def test_a_reply_submitted_twice_notifies_once(alice, bob, thread):
    submission = "6d0a4a52-6c2f-4e0b-8f57-3f1a2c9d7e10"
    for _time in range(2):
        posting.reply(thread=thread, author=bob, body="Enig!", submission=submission)

    assert notified() == {("alice", "my_threads")}
    assert Notice.objects.count() == 1


def test_hiding_a_reply_withdraws_its_notices(alice, bob, moderator, thread, reply):
    notified()
    hide_post(post=reply, moderator=moderator, reason="Navn på en mistænkt")

    assert not Notice.objects.filter(read_at=None).exists()
    assert texts_for(alice) == []
    assert texts_for(moderator) == []

    restore_post(post=reply, moderator=moderator, reason="En fejl")
    assert texts_for(alice) == ["Bob Jensen replied in your thread."]


def test_hiding_a_thread_withdraws_all_its_notices(alice, bob, moderator, theme):
    follows.follow(bob, topics.theme(theme.pk))
    thread = factories.make_thread(alice, theme)
    factories.make_reply(thread, bob)
    notified()

    hide_post(post=thread.posts.get(number=1), moderator=moderator, reason="Reklame")

    assert not Notice.objects.filter(read_at=None).exists()
    assert texts_for(bob) == []


def test_a_reply_hidden_before_spreading_is_not_described(alice, bob, moderator, thread, reply):
    hide_post(post=reply, moderator=moderator, reason="Reklame")
    notified()
    assert texts_for(alice) == []


def test_topics_have_labels_only_for_readers_who_may_see_them(alice, bob, moderator, thread, area):
    hide_post(post=thread.posts.get(number=1), moderator=moderator, reason="Reklame")
    requested = [topics.thread(thread.pk), topics.area(area.pk), topics.near("issue"), "near:x"]

    assert [label.name for label in topics.resolve(requested, bob).values()] == [
        *("Hirtshals", "Local issue near me"),
    ]
    assert topics.resolve(requested, alice)[requested[0]].name == thread.title


def test_describing_many_activities_takes_a_fixed_number_of_queries(
    alice, bob, theme: Theme, thread, django_assert_num_queries, as_if_committed
):
    for _number in range(30):
        factories.make_reply(thread, bob)
    notified()
    batch = list(Activity.objects.all())
    reader = User.objects.get(pk=alice.pk)
    activity_types.describe(batch, reader)
    with django_assert_num_queries(2):
        assert len(activity_types.describe(batch, reader)) == 31
