"""Following and muting. Each function is idempotent, and returns whether it changed anything."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.primary_keys import parse_pks
from notifications.models import Category, Notice, Subscription
from notifications.notices import topics
from residents.models import User

FOLLOW, MUTE, STOPPED = (
    Subscription.Mode.FOLLOW,
    Subscription.Mode.MUTE,
    Subscription.Mode.STOPPED,
)


def follow(user: User, topic: str) -> bool:
    """Follow `topic`, in place of a mute. Raises `ValueError` for a person."""
    if not topics.can_be_followed(topic):
        raise ValueError("A person cannot be followed.")
    return _set(user, topic, FOLLOW)


def follow_by_writing(user: User, topic: str) -> bool:
    """Follow a topic that `user` writes in, unless they have chosen anything about it before."""
    _subscription, created = Subscription.objects.get_or_create(
        user=user, topic=topic, defaults={"mode": FOLLOW, "is_automatic": True}
    )
    return created


def mute(user: User, topic: str) -> bool:
    """Mute `topic`, and mark its unread notices as read.

    Raises `ValueError` if people mute themselves.
    """
    if topic == topics.person(user.pk):
        raise ValueError("Nobody can mute themselves.")
    with transaction.atomic():
        changed = _set(user, topic, MUTE)
        if changed:
            _dismiss(user, topic)
    return changed


def stop(user: User, topic: str) -> bool:
    """Neither follow nor mute `topic`. Writing in a thread does not follow it again after this."""
    subscriptions = Subscription.objects.filter(user=user, topic=topic)
    if topics.is_followed_by_writing(topic):
        if subscriptions.filter(mode=FOLLOW).update(mode=STOPPED, is_automatic=False):
            return True
        subscriptions = subscriptions.exclude(mode=STOPPED)
    deleted, _by_model = subscriptions.delete()
    return bool(deleted)


def is_following(user: User, topic: str) -> bool:
    """Return whether `user` follows `topic`."""
    return Subscription.objects.filter(user=user, topic=topic, mode=FOLLOW).exists()


def latest_ids(user: User, prefix: str, most: int) -> list[int]:
    """Return the primary keys of the things of that prefix that `user` began to follow last."""
    followed = Subscription.objects.filter(
        user=user, topic__startswith=f"{prefix}:", mode=FOLLOW
    ).order_by("-pk")
    ids = [topics.split(topic)[1] for topic in followed.values_list("topic", flat=True)[:most]]
    return list(parse_pks(ids))


def _set(user: User, topic: str, mode: Subscription.Mode) -> bool:
    subscription, created = Subscription.objects.get_or_create(
        user=user, topic=topic, defaults={"mode": mode}
    )
    if created:
        return True
    return bool(
        Subscription.objects.filter(pk=subscription.pk)
        .filter(~Q(mode=mode) | Q(is_automatic=True))
        .update(mode=mode, is_automatic=False)
    )


def _dismiss(user: User, topic: str) -> None:
    """Mark the notices that link to the muted topic, or come from the muted person, as read."""
    prefix, topic_id = topics.split(topic)
    muted = Q(activity__target=topic)
    if prefix == "person":
        muted = Q(activity__actor_id__in=parse_pks([topic_id]))
    unread = Notice.objects.filter(muted, recipient=user, read_at=None)
    unread.exclude(category=Category.SIGNUPS).update(read_at=timezone.now())


def carry_over(topic: str, other: str) -> list[int]:
    """Have the followers of `topic` follow `other`, unless they have chosen anything about it.

    Return the keys of the new rows, for `take_back`.
    """
    known = Subscription.objects.filter(topic=other).values("user")
    followers = Subscription.objects.filter(topic=topic, mode=FOLLOW).exclude(user__in=known)
    users = list(followers.values_list("user", flat=True))
    Subscription.objects.bulk_create(
        (Subscription(user_id=pk, topic=other, mode=FOLLOW, is_automatic=True) for pk in users),
        ignore_conflicts=True,
    )
    made = Subscription.objects.filter(topic=other, user__in=users, is_automatic=True)
    return list(made.order_by("pk").values_list("pk", flat=True))


def take_back(pks: Collection[int], *, keep: QuerySet) -> None:
    """Delete what `carry_over` made, but for what people chose since, and for the users `keep`."""
    made = Subscription.objects.filter(pk__in=pks, mode=FOLLOW, is_automatic=True)
    made.exclude(user__in=keep).delete()
