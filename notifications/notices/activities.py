"""Telling people of what happened.

`publish` writes down what happened, in the transaction of the change. `spread`, a background task,
makes a notice of it for everybody concerned. It goes through them in chunks, each committed by
itself, and can be killed at any moment and run again, also twice at once: nobody is left out, and
nobody is told twice. Whatever a crash has left behind, `tick` spreads.
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
    """Write down what happened, once for each `key`, and have it told; return the activity.

    `kind` is a registered one, `object_id` what its app reads to word it. `target` is the topic of
    the page it leads to: whoever opens that has seen it. The followers of `topics` are told, and
    in any case those `addressed`, each as that category. A category of None means that they are
    told in another way, and not by this. `area` is for those who follow something near them. `at`
    (aware) defaults to now.

    A second call with the same key changes nothing. Must be called in the transaction of the
    change; raises `TransactionManagementError` outside of one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "What is told is a change of state: publish it in the same transaction."
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


@task()
def spread_activity(activity_id: int) -> None:
    """Make the notices of one activity, unless that is done."""
    activity = Activity.objects.filter(pk=activity_id, spread_at=None).first()
    if activity is not None:
        spread(activity)


def spread_due(limit: int = 500) -> int:
    """Make the notices that are still missing, of at most `limit` activities; return of how many.

    Called by `tick`. One that fails does not stand in the way of the others.
    """
    count = 0
    for activity in Activity.objects.filter(spread_at=None).order_by("pk")[:limit]:
        try:
            spread(activity)
        except Exception:
            logger.exception("Not told: %s", activity.key)
        else:
            count += 1
    return count


def spread(activity: Activity) -> None:
    """Make a notice of `activity` for everybody concerned. Can be repeated."""
    # The addressed come first: each person has one notice, and theirs is the nearer reason.
    for category, user_ids in _addressed(activity).items():
        for chunk in _batched(user_ids):
            _tell(activity, category, chunk)
    if activity.topics:
        category = activity_types.get(activity.kind).category
        last = 0
        while chunk := _followers(activity, after=last):
            last = chunk[-1]
            _tell(activity, category, [pk for pk in chunk if str(pk) not in activity.addressed])
    Activity.objects.filter(pk=activity.pk, spread_at=None).update(spread_at=timezone.now())


def mark_seen(user: User, target: str, *, up_to: int | None = None) -> bool:
    """Note that `user` has opened the page of `target`; return whether anything was new to them.

    With `up_to`, only what concerns objects up to that number: a page shows part of a thread.
    """
    unread = Notice.objects.filter(recipient=user, read_at=None, activity__target=target)
    if up_to is not None:
        unread = unread.filter(activity__object_id__lte=up_to)
    # Asked first, because most often there is nothing to write, and SQLite has but one writer.
    return unread.exists() and bool(unread.update(read_at=timezone.now()))


def mark_all_seen(user: User, *, up_to: int) -> bool:
    """Count the notices of `user` up to that number as seen; return whether any was new."""
    unread = Notice.objects.filter(recipient=user, read_at=None, pk__lte=up_to)
    return bool(unread.update(read_at=timezone.now()))


def mark_gone(user: User, notices: Collection[Notice]) -> bool:
    """Count as seen those `notices` that `user` may not see any more; return whether any was new.

    Such as one of an event whose page was taken down.
    """
    if not notices:
        return False
    unread = Notice.objects.filter(recipient=user, read_at=None)
    gone = unread.filter(pk__in=[notice.pk for notice in notices])
    return bool(gone.update(read_at=timezone.now()))


def withdraw(activities: QuerySet[Activity]) -> int:
    """Count the notices of `activities` as seen: what they tell of is not to be seen any more.

    So they are neither counted nor mailed. Returns how many there were.
    """
    unread = Notice.objects.filter(activity__in=activities, read_at=None)
    return unread.update(read_at=timezone.now())


def _addressed(activity: Activity) -> dict[str, list[int]]:
    """Return whom `activity` is addressed to, by category, in order."""
    by_category: dict[str, list[int]] = {}
    for user_id, category in activity.addressed.items():
        if category:
            by_category.setdefault(category, []).append(int(user_id))
    return {category: sorted(user_ids) for category, user_ids in by_category.items()}


def _batched(user_ids: list[int]) -> Iterator[list[int]]:
    """Yield `user_ids` in chunks."""
    for start in range(0, len(user_ids), CHUNK):
        yield user_ids[start : start + CHUNK]


def _followers(activity: Activity, *, after: int) -> list[int]:
    """Return the next chunk of those who follow any of the activity's topics, in order.

    By the last number and not with one long query: SQLite cannot write while it reads on.
    """
    near = [topic for topic in activity.topics if topics.is_near(topic)]
    following = Q(topic__in=[topic for topic in activity.topics if topic not in near])
    if near and activity.area_id is not None:
        following |= Q(topic__in=near, user__area_id=activity.area_id)
    followers = Subscription.objects.filter(
        following, mode=Subscription.Mode.FOLLOW, user_id__gt=after
    )
    return list(followers.order_by("user_id").values_list("user_id", flat=True).distinct()[:CHUNK])


def _tell(activity: Activity, category: str, user_ids: list[int]) -> None:
    """Make the notices of these people: of those with an account in use who do not mute it.

    The same number of queries for one person and for a whole chunk.
    """
    people = User.objects.filter(pk__in=user_ids, is_active=True)
    areas: dict[int, int | None] = dict(people.values_list("pk", "area_id"))
    if activity.actor_id is not None:
        areas.pop(activity.actor_id, None)
    if not areas:
        return
    for user_id in _muting(activity, category, areas):
        del areas[user_id]
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


def _muting(activity: Activity, category: str, areas: dict[int, int | None]) -> set[int]:
    """Return which of these people mute `activity`; `areas` says where each lives."""
    near = silencing(activity, category, activity.area_id)
    mutes = Subscription.objects.filter(
        user_id__in=list(areas), mode=Subscription.Mode.MUTE, topic__in=near
    )
    return {
        user_id
        for user_id, topic in mutes.values_list("user_id", "topic")
        if topic in silencing(activity, category, areas[user_id])
    }
