"""Mail about notices: when it is due, at once and as digests, its subjects and entries."""

import datetime
import itertools
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notifications.models import (
    Activity,
    Category,
    Notice,
    NoticeSettings,
    OutboxMessage,
    Preference,
    Subscription,
    Timing,
)
from notifications.notices import activities, activity_types, notice_emails
from notifications.notices.activity_types import Described, Kind
from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db

MUTE = Subscription.Mode.MUTE
_numbers = itertools.count(1)
hidden: set[int] = set()


def describe_replies(activities, reader):
    """Describe activities as the forum does, without those in `hidden`."""
    return {
        activity.pk: Described(
            title=f"Snerydning {activity.target}",
            url=reverse("forum:thread", args=[7]) + f"#post-{activity.object_id}",
            text=f"{activity.actor} svarede i »Snerydning {activity.target}«.",
            group=f"Snerydning {activity.target}",
            actor_name=str(activity.actor or ""),
        )
        for activity in activities
        if activity.object_id not in hidden
    }


def describe_events(activities, reader):
    """Describe activities as the calendar does."""
    return {
        activity.pk: Described(
            title=f"Nabocafé {activity.object_id}",
            url=reverse("events:mine"),
            text=f"Nabocafé {activity.object_id} er kommet i kalenderen.",
            group="Ensomhed",
        )
        for activity in activities
    }


@pytest.fixture(autouse=True)
def register_test_kinds(monkeypatch):
    """Register two kinds: replies in threads, and new events."""
    hidden.clear()
    replies = Kind("test.reply", Category.FOLLOWED, describe_replies, lambda n: f"{n} nye svar")
    events = Kind("test.event", Category.NEWS, describe_events, lambda n: f"{n} arrangementer")
    for kind in (replies, events):
        monkeypatch.setitem(activity_types._kinds, kind.slug, kind)


def make_notice(
    user: User,
    *,
    thread: int = 1,
    category: str = Category.FOLLOWED,
    kind: str = "test.reply",
    actor: User | None = None,
    topics: tuple[str, ...] = (),
    addressed: bool = False,
    due: datetime.timedelta = -datetime.timedelta(minutes=1),
) -> Notice:
    """Make a notice for `user` whose mail is due at `due`."""
    number = next(_numbers)
    target = f"thread:{thread}"
    activity = Activity.objects.create(
        key=f"test:{number}",
        kind=kind,
        object_id=number,
        target=target,
        topics=[target, *topics],
        addressed={str(user.pk): category} if addressed else {},
        actor=actor,
        spread_at=timezone.now(),
    )
    if category != Category.MENTIONS:
        Subscription.objects.get_or_create(user=user, topic=target)
    return Notice.objects.create(
        activity=activity,
        recipient=user,
        category=category,
        mail_due_at=timezone.now() + due,
    )


def outbox_messages() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.order_by("pk"))


def test_replies_in_one_thread_are_one_entry_linked_to_the_first(alice, bob):
    first = make_notice(alice, actor=bob)
    for _again in range(4):
        make_notice(alice, actor=bob)
    make_notice(alice, thread=2, actor=bob)
    make_notice(alice, kind="test.event", category=Category.NEWS)

    assert notice_emails.mail_due() == 1

    (mail,) = outbox_messages()
    assert mail.to == "alice@example.org"
    assert mail.subject == "Siden i går: 6 nye svar og 1 arrangementer"
    assert "5 nye svar fra Bob Jensen" in mail.text
    assert f"http://testserver/da/forum/7/#post-{first.activity.object_id}\n" in mail.text
    assert mail.text.count("Snerydning thread:1") == 1
    assert "Snerydning thread:2" in mail.text
    assert "http://testserver/da/konto/" in mail.text
    assert re.search(r"thread:1</a></h2>", mail.html)
    assert f'href="http://testserver/da/forum/7/#post-{first.activity.object_id}"' in mail.html
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_notice_is_mailed_once(alice):
    make_notice(alice)
    assert notice_emails.mail_due() == 1
    assert notice_emails.mail_due() == 0

    make_notice(alice, thread=2)
    assert notice_emails.mail_due() == 1
    assert "thread:1" not in outbox_messages()[-1].text


def test_notice_waits_until_it_is_due(alice):
    make_notice(alice, due=datetime.timedelta(hours=1))

    assert notice_emails.mail_due() == 0
    assert notice_emails.mail_due(now=timezone.now() + datetime.timedelta(hours=2)) == 1


def test_read_notice_is_not_mailed(alice):
    Notice.objects.filter(pk=make_notice(alice).pk).update(read_at=timezone.now())
    make_notice(alice, thread=2)

    notice_emails.mail_due()

    assert "thread:1" not in outbox_messages()[0].text


def leave_out_hidden(alice, bob, notice):
    """A moderator hides the post."""
    hidden.add(notice.activity.object_id)


def leave_out_muted_thread(alice, bob, notice):
    """The reader mutes the thread."""
    Subscription.objects.filter(topic="thread:1").update(mode=MUTE)


def leave_out_muted_theme(alice, bob, notice):
    """The reader mutes its theme."""
    Subscription.objects.create(user=alice, topic="theme:9", mode=MUTE)


def leave_out_muted_person(alice, bob, notice):
    """The reader mutes the author."""
    Subscription.objects.create(user=alice, topic=f"person:{bob.pk}", mode=MUTE)


def leave_out_unfollowed(alice, bob, notice):
    """The reader stops following the thread."""
    Subscription.objects.filter(topic="thread:1").delete()


def leave_out_unwanted(alice, bob, notice):
    """The reader turns off mail of the category."""
    Preference.objects.create(user=alice, category=Category.FOLLOWED, timing=Timing.NEVER)


def leave_out_inactive(alice, bob, notice):
    """The account is deactivated."""
    User.objects.filter(pk=alice.pk).update(is_active=False)


def leave_out_unknown(alice, bob, notice):
    """The kind is no longer registered."""
    Activity.objects.update(kind="gone")


@pytest.mark.parametrize(
    "change",
    [
        leave_out_hidden,
        leave_out_muted_thread,
        leave_out_muted_theme,
        leave_out_muted_person,
        leave_out_unfollowed,
        leave_out_unwanted,
        leave_out_inactive,
        leave_out_unknown,
    ],
)
def test_no_mail_is_sent_without_a_notice_to_show(alice, bob, change):
    notice = make_notice(alice, actor=bob, topics=("theme:9",))
    change(alice, bob, notice)

    assert notice_emails.mail_due() == 0

    assert not outbox_messages()
    assert not notice_emails.due(timezone.now()).exists()


def test_mention_is_mailed_without_a_follow(alice, bob):
    make_notice(alice, actor=bob, category=Category.MENTIONS, addressed=True)

    assert notice_emails.mail_due() == 1

    (mail,) = outbox_messages()
    assert mail.subject == "Bob Jensen svarede i »Snerydning thread:1«"


def test_notices_at_once_make_a_mail_for_each_category(alice, bob):
    make_notice(alice, actor=bob, category=Category.MENTIONS, addressed=True)
    make_notice(alice, actor=bob, category=Category.MY_THREADS, addressed=True, thread=2)
    make_notice(alice, actor=bob, category=Category.MY_THREADS, addressed=True, thread=3)
    make_notice(alice, actor=bob, thread=4)
    make_notice(alice, actor=bob, thread=5)

    assert notice_emails.mail_due() == 3

    assert {mail.subject for mail in outbox_messages()} == {
        "Bob Jensen svarede i »Snerydning thread:1«",
        "2 nye svar",
        "Siden i går: 2 nye svar",
    }


def test_subject_of_several_replies_names_their_thread(alice, bob):
    for _again in range(3):
        make_notice(alice, actor=bob, category=Category.MY_THREADS, addressed=True)

    notice_emails.mail_due()

    assert outbox_messages()[0].subject == "3 nye svar i ”Snerydning thread:1”"


def test_weekly_subject_is_in_the_readers_language(alice):
    User.objects.filter(pk=alice.pk).update(language="en")
    Preference.objects.create(user=alice, category=Category.FOLLOWED, timing=Timing.WEEKLY)
    make_notice(alice)
    make_notice(alice, thread=2)

    notice_emails.mail_due()

    (mail,) = outbox_messages()
    assert mail.subject == "The past week: 2 nye svar"
    assert mail.language == "en"
    assert "http://testserver/en/forum/7/" in mail.text
    assert "http://testserver/en/account/" in mail.text
    assert '<html lang="en">' in mail.html


def test_long_digest_counts_the_entries_it_leaves_out(alice):
    for thread in range(1, 64):
        make_notice(alice, thread=thread)

    notice_emails.mail_due()

    (mail,) = outbox_messages()
    assert mail.text.count("/da/forum/7/") == 10
    assert "53" in mail.text
    # The newest are shown.
    assert "thread:63\n" in mail.text
    assert "thread:1\n" not in mail.text


def test_digest_counts_the_notices_it_does_not_describe(alice, monkeypatch):
    monkeypatch.setattr(notice_emails, "MAX_DESCRIBED", 3)
    for thread in range(1, 6):
        make_notice(alice, thread=thread)

    notice_emails.mail_due()

    assert "2" in outbox_messages()[0].text
    assert not Notice.objects.filter(mailed_at=None).exists()


def test_failed_recipient_does_not_stop_the_others(alice, bob, monkeypatch):
    make_notice(alice)
    make_notice(bob)
    real = notice_emails.outbox.put

    def put(**fields):
        if fields["to"] == alice.email:
            raise RuntimeError("No.")
        real(**fields)

    monkeypatch.setattr(notice_emails.outbox, "put", put)
    assert notice_emails.mail_due() == 1
    monkeypatch.undo()
    assert [mail.to for mail in outbox_messages()] == [bob.email]


def test_recipients_are_read_in_chunks_without_duplicates(monkeypatch, alice, bob):
    monkeypatch.setattr(notice_emails, "RECIPIENTS_PER_QUERY", 2)
    people = [factories.make_user(f"r{n}@example.org", "Rita") for n in range(7)]
    same = timezone.now()
    for user in [*people, alice, bob]:
        make_notice(user)
    Notice.objects.filter(recipient__in=people).update(mail_due_at=same)
    make_notice(alice, thread=2)

    assert notice_emails.mail_due() == 9
    assert OutboxMessage.objects.values("to").distinct().count() == 9


def queries_of_mailing(user: User) -> int:
    """Return the number of queries that mailing the due notices of `user` takes."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert notice_emails.mail_to(user.pk, timezone.now()) == 1
    return len(queries)


def test_query_count_is_constant_for_500_notices(alice, bob):
    # The first mail of a process also reads the settings of the site.
    make_notice(bob, actor=alice)
    queries_of_mailing(bob)

    make_notice(bob, actor=alice)
    for thread in range(1, 501):
        make_notice(alice, thread=thread, actor=bob)

    assert queries_of_mailing(alice) == queries_of_mailing(bob)


@pytest.mark.parametrize("sunday", [datetime.date(2027, 3, 28), datetime.date(2027, 10, 31)])
@pytest.mark.parametrize("timing", [Timing.DAILY, Timing.WEEKLY])
def test_digest_is_sent_once_when_the_clocks_change(alice, bob, sunday, timing):
    zone = ZoneInfo("Europe/Copenhagen")
    Preference.objects.create(user=alice, category=Category.FOLLOWED, timing=timing)
    NoticeSettings.objects.create(user=alice, weekly_on=6)
    Subscription.objects.create(user=alice, topic="thread:1")

    def at(day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
        return datetime.datetime.combine(day, datetime.time(hour, minute), zone)

    def reply(when: datetime.datetime) -> None:
        with time_machine.travel(when, tick=False), transaction.atomic():
            number = next(_numbers)
            activity = activities.publish(
                key=f"test:{number}",
                kind="test.reply",
                object_id=number,
                target="thread:1",
                topics=["thread:1"],
                actor=bob,
            )
            activities.spread(activity)

    def mailed(when: datetime.datetime) -> int:
        with time_machine.travel(when, tick=False):
            return notice_emails.mail_due()

    day = datetime.timedelta(days=1)
    reply(at(sunday - day, 20))
    assert mailed(at(sunday, 6, 59)) == 0
    assert mailed(at(sunday, 7)) == 1
    assert mailed(at(sunday, 8)) == 0

    reply(at(sunday, 12))
    following = sunday + (day if timing == Timing.DAILY else 7 * day)
    assert mailed(at(following, 6, 59)) == 0
    assert mailed(at(following, 7)) == 1
    assert mailed(at(following + day, 7)) == 0
