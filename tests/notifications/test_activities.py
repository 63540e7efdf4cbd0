"""Publishing activities, and spreading them to notices."""

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


def notified() -> set[tuple[str, str]]:
    """Return the first names of the recipients, and the categories."""
    return {(notice.recipient.first_name, notice.category) for notice in Notice.objects.all()}


def make_followers(topic: str, count: int) -> None:
    """Make residents who follow `topic`."""
    base = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"{base + number}@example.org", first_name=f"N{number}")
        for number in range(count)
    )
    Subscription.objects.bulk_create(Subscription(user=person, topic=topic) for person in people)


def test_only_followers_get_a_notice(alice, bob, make_activity):
    follows.follow(alice, "theme:1")
    follows.follow(bob, "theme:2")

    make_activity("theme:1")

    assert notified() == {("Alice", "news")}


def test_publishing_requires_a_transaction(alice, monkeypatch):
    class Autocommit:
        in_atomic_block = False

    monkeypatch.setattr(transaction, "get_connection", lambda: Autocommit)
    with pytest.raises(transaction.TransactionManagementError):
        activities.publish(key="a", kind="test.news", object_id=1, target="test:1")


def test_publishing_an_unknown_kind_raises(db):
    with pytest.raises(KeyError):
        activities.publish(key="a", kind="nobody.knows", object_id=1, target="test:1")


def test_publishing_the_same_key_twice_makes_one_activity(alice, make_activity):
    follows.follow(alice, "theme:1")

    first = make_activity("theme:1", key="same")
    second = make_activity("theme:1", key="same", object_id=2)

    assert first == second
    assert Activity.objects.get().object_id == first.object_id
    assert Notice.objects.count() == 1


def test_rollback_publishes_nothing(alice, make_activity, django_capture_on_commit_callbacks):
    follows.follow(alice, "theme:1")
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        make_activity("theme:1", spread=False)
        transaction.set_rollback(True)

    assert not Activity.objects.exists()
    assert not Notice.objects.exists()


def test_task_spreads_the_activity_after_the_commit(
    alice, make_activity, django_capture_on_commit_callbacks
):
    follows.follow(alice, "theme:1")

    with django_capture_on_commit_callbacks(execute=True):
        make_activity("theme:1", spread=False)

    assert notified() == {("Alice", "news")}
    assert Activity.objects.get().spread_at


def test_several_reasons_make_one_notice_in_the_most_personal_category(alice, bob, make_activity):
    for topic in ("theme:1", "area:1", "tag:a"):
        follows.follow(alice, topic)
        follows.follow(bob, topic)

    make_activity("theme:1", "area:1", "tag:a", addressed={bob.pk: Category.MENTIONS})

    assert notified() == {("Alice", "news"), ("Bob", "mentions")}
    assert Notice.objects.count() == 2


def test_people_addressed_as_none_get_no_notice(alice, bob, make_activity):
    follows.follow(alice, "theme:1")
    follows.follow(bob, "theme:1")

    make_activity("theme:1", addressed={alice.pk: None})

    assert notified() == {("Bob", "news")}


def test_actor_gets_no_notice(alice, make_activity):
    follows.follow(alice, "theme:1")

    make_activity("theme:1", actor=alice, addressed={alice.pk: Category.MENTIONS})

    assert notified() == set()


def test_inactive_account_gets_no_notice(alice, bob, make_activity):
    User.objects.update(is_active=False)
    follows.follow(alice, "theme:1")

    make_activity("theme:1", addressed={bob.pk: Category.SIGNUPS, 987654: Category.SIGNUPS})

    assert notified() == set()


def test_near_topic_matches_the_area_of_the_profile(alice, bob, area, make_activity):
    alice.area = area
    alice.save()
    bob.area = factories.make_area("Tårs", "9830")
    bob.save()
    for person in (alice, bob):
        follows.follow(person, topics.near("help_wanted"))

    make_activity(topics.near("help_wanted"), area=area)
    make_activity(topics.near("help_wanted"))  # for the whole municipality

    assert notified() == {("Alice", "news")}
    assert Notice.objects.count() == 1


class Killed(BaseException):
    """Ends the worker like SIGKILL: no handler catches it."""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_spreading_resumes_after_a_crash_without_duplicates(
    alice, bob, make_activity, monkeypatch, after
):
    monkeypatch.setattr(activities, "CHUNK", 3)
    make_followers("theme:1", 8)
    activity = make_activity("theme:1", spread=False, addressed={alice.pk: Category.MENTIONS})
    notify, calls = activities._notify, []

    def killed_later(*args):
        if len(calls) == after:
            raise Killed
        calls.append(args)
        notify(*args)

    monkeypatch.setattr(activities, "_notify", killed_later)
    with pytest.raises(Killed):
        activities.spread_activity.call(activity.pk)
    monkeypatch.setattr(activities, "_notify", notify)
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


def test_tick_spreads_the_activities_that_a_crash_has_left(alice, make_activity):
    follows.follow(alice, "theme:1")
    make_activity("theme:1", spread=False)

    call_command("tick")

    assert notified() == {("Alice", "news")}


def test_failed_activity_does_not_stop_the_others(alice, make_activity, monkeypatch):
    follows.follow(alice, "theme:1")
    broken = make_activity("theme:1", spread=False)
    make_activity("theme:1", spread=False)
    Activity.objects.filter(pk=broken.pk).update(kind="nobody.knows")

    assert activities.spread_due() == 1
    assert Notice.objects.count() == 1


def test_query_count_of_a_chunk_is_constant(make_activity, monkeypatch):
    make_followers("theme:1", 3)

    def queries() -> int:
        activity = make_activity("theme:1", spread=False)
        with CaptureQueriesContext(connection) as captured:
            activities.spread(activity)
        return len([query for query in captured if "INSERT" not in query["sql"]])

    few = queries()
    make_followers("theme:1", 900)
    assert queries() == few
    # Two more chunks.
    make_followers("theme:1", 2_000)
    assert queries() == few + 2 * 5


def test_memory_is_independent_of_the_number_of_followers(make_activity, monkeypatch):
    monkeypatch.setattr(activities, "CHUNK", 100)

    make_followers("theme:1", 5_000)
    activity = make_activity("theme:1", spread=False)
    tracemalloc.start()
    try:
        activities.spread(activity)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    # All of them at once would be 5 MB.
    assert peak < 1_000_000


def local(*parts: int) -> datetime.datetime:
    """Return an aware local time."""
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
def test_mail_due_time_follows_the_timing(timing, now, due):
    assert mail_due_at(timing, 4, now) == due


def test_mail_due_time_depends_on_the_recipient(alice, bob, moderator, make_activity):
    for person in (alice, bob, moderator):
        follows.follow(person, "theme:1")
    Preference.objects.create(user=alice, category=Category.NEWS, timing=Timing.NEVER)
    Preference.objects.create(user=bob, category=Category.NEWS, timing=Timing.WEEKLY)
    NoticeSettings.objects.create(user=bob, weekly_on=0)

    make_activity("theme:1")

    due = {notice.recipient.first_name: notice.mail_due_at for notice in Notice.objects.all()}
    assert due["Alice"] is None
    assert due["Bob"].astimezone(COPENHAGEN).weekday() == 0
    assert due["Mona"] - timezone.now() <= datetime.timedelta(days=1)


def test_notices_about_sign_ups_are_not_mailed_here(alice, make_activity):
    Preference.objects.create(user=alice, category=Category.SIGNUPS, timing=Timing.AT_ONCE)

    make_activity(addressed={alice.pk: Category.SIGNUPS})

    assert Notice.objects.get().mail_due_at is None


def test_opening_the_target_marks_its_notices_as_read(alice, bob, make_activity):
    for person in (alice, bob):
        follows.follow(person, "theme:1")
    make_activity("theme:1", target="thread:1", object_id=1)
    make_activity("theme:1", target="thread:1", object_id=9)
    make_activity("theme:1", target="thread:2", object_id=3)

    assert activities.mark_seen(alice, "thread:1", up_to=5)
    assert not activities.mark_seen(alice, "thread:1", up_to=5)

    unread = Notice.objects.filter(read_at=None)
    assert unread.filter(recipient=bob).count() == 3
    assert set(unread.filter(recipient=alice).values_list("activity__object_id", flat=True)) == {
        *(3, 9)
    }
    assert activities.mark_seen(alice, "thread:1")


def test_withdrawn_notices_are_neither_counted_nor_mailed(alice, make_activity):
    follows.follow(alice, "theme:1")
    activity = make_activity("theme:1")

    assert activities.withdraw(Activity.objects.filter(pk=activity.pk)) == 1
    assert not Notice.objects.filter(read_at=None).exists()
