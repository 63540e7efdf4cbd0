"""What happened is told to everybody concerned, once, whatever crashes on the way."""

import datetime
import tracemalloc
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notifications.models import (
    Activity,
    Category,
    Notice,
    NoticeSettings,
    Preference,
    Subscription,
    Timing,
)
from notifications.notices import activities, follows, topics
from notifications.notices.mail_schedule import mail_due_at
from residents.models import User
from tests import factories

pytestmark = pytest.mark.django_db
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def told() -> set[tuple[str, str]]:
    """Who has been told, and as what."""
    return {(notice.recipient.first_name, notice.category) for notice in Notice.objects.all()}


def make_followers(topic: str, count: int) -> None:
    """That many residents who follow `topic`."""
    base = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"{base + number}@example.org", first_name=f"N{number}")
        for number in range(count)
    )
    Subscription.objects.bulk_create(Subscription(user=person, topic=topic) for person in people)


def test_followers_are_told_and_nobody_else(alice, bob, happened):
    follows.follow(alice, "theme:1")
    follows.follow(bob, "theme:2")

    happened("theme:1")

    assert told() == {("Alice", "news")}


def test_it_must_be_in_the_transaction_of_the_change(alice, monkeypatch):
    class Autocommit:
        in_atomic_block = False

    monkeypatch.setattr(transaction, "get_connection", lambda: Autocommit)
    with pytest.raises(transaction.TransactionManagementError):
        activities.publish(key="a", kind="test.news", object_id=1, target="test:1")


def test_an_unknown_kind_is_a_mistake(db):
    with pytest.raises(KeyError):
        activities.publish(key="a", kind="nobody.knows", object_id=1, target="test:1")


def test_the_same_key_is_told_once(alice, happened):
    follows.follow(alice, "theme:1")

    first = happened("theme:1", key="same")
    second = happened("theme:1", key="same", object_id=2)

    assert first == second
    assert Activity.objects.get().object_id == first.object_id
    assert Notice.objects.count() == 1


def test_what_is_rolled_back_is_not_told(alice, happened, django_capture_on_commit_callbacks):
    follows.follow(alice, "theme:1")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        happened("theme:1", spread=False)
        transaction.set_rollback(True)

    assert not Activity.objects.exists()
    assert not Notice.objects.exists()


def test_a_task_spreads_it_when_the_change_is_committed(
    alice, happened, django_capture_on_commit_callbacks
):
    follows.follow(alice, "theme:1")

    with django_capture_on_commit_callbacks(execute=True):
        happened("theme:1", spread=False)

    assert told() == {("Alice", "news")}
    assert Activity.objects.get().spread_at


def test_several_topics_make_one_notice_and_the_nearer_reason_wins(alice, bob, happened):
    for topic in ("theme:1", "area:1", "tag:a"):
        follows.follow(alice, topic)
        follows.follow(bob, topic)

    happened("theme:1", "area:1", "tag:a", addressed={bob.pk: Category.MENTIONS})

    assert told() == {("Alice", "news"), ("Bob", "mentions")}
    assert Notice.objects.count() == 2


def test_those_told_in_another_way_are_left_out(alice, bob, happened):
    follows.follow(alice, "theme:1")
    follows.follow(bob, "theme:1")

    happened("theme:1", addressed={alice.pk: None})

    assert told() == {("Bob", "news")}


def test_nobody_is_told_of_what_they_did_themselves(alice, happened):
    follows.follow(alice, "theme:1")

    happened("theme:1", actor=alice, addressed={alice.pk: Category.MENTIONS})

    assert told() == set()


def test_a_closed_account_is_told_nothing(alice, bob, happened):
    User.objects.update(is_active=False)
    follows.follow(alice, "theme:1")

    happened("theme:1", addressed={bob.pk: Category.SIGNUPS, 987654: Category.SIGNUPS})

    assert told() == set()


def test_near_me_is_the_town_of_my_profile(alice, bob, area, happened):
    alice.area = area
    alice.save()
    bob.area = factories.make_area("Tårs", "9830")
    bob.save()
    for person in (alice, bob):
        follows.follow(person, topics.near("help_wanted"))

    happened(topics.near("help_wanted"), area=area)
    happened(topics.near("help_wanted"))  # for the whole municipality

    assert told() == {("Alice", "news")}
    assert Notice.objects.count() == 1


class Killed(BaseException):
    """The worker is gone, as with SIGKILL: nothing catches this."""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_killed_in_the_middle_it_completes_and_repeats_nothing(
    alice, bob, happened, monkeypatch, after
):
    monkeypatch.setattr(activities, "CHUNK", 3)
    make_followers("theme:1", 8)
    activity = happened("theme:1", spread=False, addressed={alice.pk: Category.MENTIONS})
    tell, calls = activities._tell, []

    def killed_later(*args):
        if len(calls) == after:
            raise Killed
        calls.append(args)
        tell(*args)

    monkeypatch.setattr(activities, "_tell", killed_later)
    with pytest.raises(Killed):
        activities.spread_activity.call(activity.pk)
    monkeypatch.setattr(activities, "_tell", tell)
    activity.refresh_from_db()
    assert activity.spread_at is None
    before = dict(Notice.objects.values_list("recipient", "pk"))
    Notice.objects.update(read_at=timezone.now())

    assert activities.spread_due() == 1
    assert activities.spread_due() == 0

    assert Notice.objects.count() == 9
    after_all = dict(Notice.objects.values_list("recipient", "pk"))
    assert before.items() <= after_all.items()
    assert Notice.objects.exclude(read_at=None).count() == len(before)


def test_tick_spreads_what_a_crash_has_left(alice, happened):
    follows.follow(alice, "theme:1")
    happened("theme:1", spread=False)

    call_command("tick")

    assert told() == {("Alice", "news")}


def test_one_that_fails_does_not_stand_in_the_way(alice, happened, monkeypatch):
    follows.follow(alice, "theme:1")
    broken = happened("theme:1", spread=False)
    happened("theme:1", spread=False)
    Activity.objects.filter(pk=broken.pk).update(kind="nobody.knows")

    assert activities.spread_due() == 1
    assert Notice.objects.count() == 1


def test_a_chunk_takes_the_same_queries_for_few_and_for_many(happened, monkeypatch):
    make_followers("theme:1", 3)

    def queries() -> int:
        activity = happened("theme:1", spread=False)
        with CaptureQueriesContext(connection) as captured:
            activities.spread(activity)
        return len([query for query in captured if "INSERT" not in query["sql"]])

    few = queries()
    make_followers("theme:1", 900)
    assert queries() == few
    # Two more chunks of a thousand.
    make_followers("theme:1", 2_000)
    assert queries() == few + 2 * 5


def test_memory_does_not_grow_with_the_number_of_followers(happened, monkeypatch):
    monkeypatch.setattr(activities, "CHUNK", 100)

    make_followers("theme:1", 5_000)
    activity = happened("theme:1", spread=False)
    tracemalloc.start()
    try:
        activities.spread(activity)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    # All of them at once would be 5 MB.
    assert peak < 1_000_000


def local(*parts: int) -> datetime.datetime:
    """The aware time that a clock in Hjørring shows then."""
    return datetime.datetime(*parts, tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("timing", "now", "due"),
    [
        # 2026-12-05 is a Saturday; the weekly mail is on Friday.
        (Timing.AT_ONCE, local(2026, 12, 5, 19, 5), local(2026, 12, 5, 19, 5)),
        (Timing.DAILY, local(2026, 12, 5, 6, 59), local(2026, 12, 5, 7)),
        (Timing.DAILY, local(2026, 12, 5, 7), local(2026, 12, 6, 7)),
        (Timing.WEEKLY, local(2026, 12, 5, 19, 5), local(2026, 12, 11, 7)),
        (Timing.WEEKLY, local(2026, 12, 4, 6), local(2026, 12, 4, 7)),
        (Timing.WEEKLY, local(2026, 12, 4, 8), local(2026, 12, 11, 7)),
        # The clocks go forward in the night to 29 March 2026.
        (Timing.DAILY, local(2026, 3, 28, 12), local(2026, 3, 29, 7)),
        (Timing.NEVER, local(2026, 12, 5, 19, 5), None),
    ],
)
def test_mail_is_due_as_its_reader_wants_it(timing, now, due):
    assert mail_due_at(timing, 4, now) == due


def test_each_reader_has_a_time_of_their_own(alice, bob, moderator, happened):
    for person in (alice, bob, moderator):
        follows.follow(person, "theme:1")
    Preference.objects.create(user=alice, category=Category.NEWS, timing=Timing.NEVER)
    Preference.objects.create(user=bob, category=Category.NEWS, timing=Timing.WEEKLY)
    NoticeSettings.objects.create(user=bob, weekly_on=0)

    happened("theme:1")

    due = {notice.recipient.first_name: notice.mail_due_at for notice in Notice.objects.all()}
    assert due["Alice"] is None
    assert due["Bob"].astimezone(COPENHAGEN).weekday() == 0
    assert due["Mona"] - timezone.now() <= datetime.timedelta(days=1)


def test_what_concerns_ones_signups_is_mailed_by_events_itself(alice, happened):
    Preference.objects.create(user=alice, category=Category.SIGNUPS, timing=Timing.AT_ONCE)

    happened(addressed={alice.pk: Category.SIGNUPS})

    assert Notice.objects.get().mail_due_at is None


def test_opening_the_page_marks_what_leads_there_as_seen(alice, bob, happened):
    for person in (alice, bob):
        follows.follow(person, "theme:1")
    happened("theme:1", target="thread:1", object_id=1)
    happened("theme:1", target="thread:1", object_id=9)
    happened("theme:1", target="thread:2", object_id=3)

    assert activities.mark_seen(alice, "thread:1", up_to=5)
    assert not activities.mark_seen(alice, "thread:1", up_to=5)

    unread = Notice.objects.filter(read_at=None)
    assert unread.filter(recipient=bob).count() == 3
    assert set(unread.filter(recipient=alice).values_list("activity__object_id", flat=True)) == {
        *(3, 9)
    }
    assert activities.mark_seen(alice, "thread:1")


def test_what_is_withdrawn_is_neither_counted_nor_mailed(alice, happened):
    follows.follow(alice, "theme:1")
    activity = happened("theme:1")

    assert activities.withdraw(Activity.objects.filter(pk=activity.pk)) == 1
    assert not Notice.objects.filter(read_at=None).exists()
