"""Publishing activities, and making notices of them.

`publish` stores an activity in the transaction of the change. `spread`, a background task, makes a
notice for each person concerned, in chunks that are committed one by one. It can be killed and run
again, also twice at the same time: everybody gets exactly one notice. `tick` spreads the activities
that a crash has left behind.
"""

import datetime
import logging
from collections.abc import Collection, Iterator, Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task

from core.models import Area
from notifications.models import Activity, Notice, Subscription
from notifications.notices import activity_types, topics
from notifications.notices.mail_schedule import mail_due_by_user
from notifications.notices.mutes import silencing
from residents.models import User

logger = logging.getLogger(__name__)

CHUNK = 1_000


def publish(
    *,
    key: str,
    kind: str,
    object_id: int,
    target: str,
    topics: Collection[str] = (),
    addressed: Mapping[int, str | None] | None = None,
    actor: User | None = None,
    area: Area | None = None,
    at: datetime.datetime | None = None,
) -> Activity:
    """Store an activity and have it spread; return it.

    `kind` is the slug of a registered kind, whose app describes the activity by `object_id`.
    `target` is the topic of the page it links to: opening that page marks the notices as read.
    The followers of `topics` are notified. `addressed` maps the ids of further people to the
    category of their notice; None excludes a person, who is notified in another way. `area` is for
    the followers of `near:` topics. `at` (aware) defaults to now.

    A second call with the same key returns the first activity. Must be called in the transaction
    of the change; raises `TransactionManagementError` outside of one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "Publish an activity in the transaction of its change."
        )
    activity, created = Activity.objects.get_or_create(
        key=key,
        defaults={
            "kind": activity_types.get(kind).slug,
            "object_id": object_id,
            "target": target,
            "topics": list(topics),
            "addressed": {
                str(user_id): category for user_id, category in (addressed or {}).items()
            },
            "actor": actor,
            "area": area,
            "created_at": at or timezone.now(),
        },
    )
    if created:
        # If the process dies before this runs, `tick` finds the activity.
        transaction.on_commit(lambda: spread_activity.enqueue(activity.pk))
    return activity


def renew(key: str, *, read_before: datetime.datetime) -> bool:
    """Make the notices of the activity `key` unread again; return whether any was read.

    For something that grows, such as a number of thanks. Notices that were read after
    `read_before` stay read, so that nobody is disturbed too often.
    """
    read = Notice.objects.filter(activity__key=key, read_at__lt=read_before)
    return bool(read.update(read_at=None, created_at=timezone.now()))


@task()
def spread_activity(activity_id: int) -> None:
    """Make the notices of one activity, unless they exist already."""
    activity = Activity.objects.filter(pk=activity_id, spread_at=None).first()
    if activity is not None:
        spread(activity)


def spread_due(limit: int = 500) -> int:
    """Spread at most `limit` activities that are not spread yet; return how many.

    Called by `tick`. A failure is logged, and the next activity follows.
    """
    count = 0
    for activity in Activity.objects.filter(spread_at=None).order_by("pk")[:limit]:
        try:
            spread(activity)
        except Exception:
            logger.exception("Activity was not spread: %s", activity.key)
        else:
            count += 1
    return count


def spread(activity: Activity) -> None:
    """Make a notice of `activity` for each person concerned. Idempotent."""
    # The addressed come first: each person has one notice, and theirs is the more personal one.
    for category, user_ids in _addressed(activity).items():
        for chunk in _batched(user_ids):
            _notify(activity, category, chunk)
    if activity.topics:
        category = activity_types.get(activity.kind).category
        last = 0
        while chunk := _followers(activity, after=last):
            last = chunk[-1]
            _notify(activity, category, [pk for pk in chunk if str(pk) not in activity.addressed])
    Activity.objects.filter(pk=activity.pk, spread_at=None).update(spread_at=timezone.now())


def mark_seen(user: User, target: str, *, up_to: int | None = None) -> bool:
    """Mark the notices of `user` that link to `target` as read; return whether any was unread.

    With `up_to`, only those of objects up to that id: a page shows a part of a thread.
    """
    unread = Notice.objects.filter(recipient=user, read_at=None, activity__target=target)
    if up_to is not None:
        unread = unread.filter(activity__object_id__lte=up_to)
    # Reading first avoids most writes, since SQLite has one writer at a time.
    return unread.exists() and bool(unread.update(read_at=timezone.now()))


def mark_all_seen(user: User, *, up_to: int) -> bool:
    """Mark the notices of `user` up to that id as read; return whether any was unread."""
    unread = Notice.objects.filter(recipient=user, read_at=None, pk__lte=up_to)
    return bool(unread.update(read_at=timezone.now()))


def mark_invisible_seen(user: User, notices: Collection[Notice]) -> bool:
    """Mark notices that `user` may no longer see as read; return whether any was unread.

    Such as the notice of an event whose page was unpublished.
    """
    if not notices:
        return False
    unread = Notice.objects.filter(recipient=user, read_at=None)
    unseen = unread.filter(pk__in=[notice.pk for notice in notices])
    return bool(unseen.update(read_at=timezone.now()))


def withdraw(activities: QuerySet[Activity]) -> int:
    """Mark the notices of activities that may no longer be seen as read; return how many.

    So they are neither counted nor mailed.
    """
    unread = Notice.objects.filter(activity__in=activities, read_at=None)
    return unread.update(read_at=timezone.now())


def _addressed(activity: Activity) -> dict[str, list[int]]:
    """Return the ids of the people it is addressed to, sorted, by category."""
    by_category: dict[str, list[int]] = {}
    for user_id, category in activity.addressed.items():
        if category:
            by_category.setdefault(category, []).append(int(user_id))
    return {category: sorted(user_ids) for category, user_ids in by_category.items()}


def _batched(user_ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(user_ids), CHUNK):
        yield user_ids[start : start + CHUNK]


def _followers(activity: Activity, *, after: int) -> list[int]:
    """Return the next chunk of ids of the followers of any topic of the activity, sorted.

    A query for each chunk: SQLite cannot write while a long query is open.
    """
    near = [topic for topic in activity.topics if topics.is_near(topic)]
    following = Q(topic__in=[topic for topic in activity.topics if topic not in near])
    if near and activity.area_id is not None:
        following |= Q(topic__in=near, user__area_id=activity.area_id)
    followers = Subscription.objects.filter(
        following, mode=Subscription.Mode.FOLLOW, user_id__gt=after
    )
    return list(followers.order_by("user_id").values_list("user_id", flat=True).distinct()[:CHUNK])


def _notify(activity: Activity, category: str, user_ids: list[int]) -> None:
    """Make the notices of a chunk of people, without inactive accounts, the actor and mutes.

    The number of queries does not depend on the number of people.
    """
    people = User.objects.filter(pk__in=user_ids, is_active=True)
    areas: dict[int, int | None] = dict(people.values_list("pk", "area_id"))
    if activity.actor_id is not None:
        areas.pop(activity.actor_id, None)
    if not areas:
        return
    for user_id in _muted_by(activity, category, areas):
        del areas[user_id]
    due: dict[int, datetime.datetime | None] = dict.fromkeys(areas)
    if activity_types.get(activity.kind).is_mailed:
        due = mail_due_by_user(areas, category, timezone.now())
    Notice.objects.bulk_create(
        (
            Notice(
                activity=activity,
                recipient_id=user_id,
                category=category,
                created_at=activity.created_at,
                mail_due_at=due[user_id],
            )
            for user_id in areas
        ),
        ignore_conflicts=True,
    )


def _muted_by(activity: Activity, category: str, areas: dict[int, int | None]) -> set[int]:
    """Return the ids of those who mute `activity`. `areas` maps ids to home areas."""
    candidates = silencing(activity, category, activity.area_id)
    mutes = Subscription.objects.filter(
        user_id__in=list(areas), mode=Subscription.Mode.MUTE, topic__in=candidates
    )
    return {
        user_id
        for user_id, topic in mutes.values_list("user_id", "topic")
        if topic in silencing(activity, category, areas[user_id])
    }
