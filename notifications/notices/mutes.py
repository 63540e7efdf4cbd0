"""The rules of muting.

1. Notices about the reader's own sign-ups cannot be muted.
2. Muting a person silences all other notices of what that person does.
3. A notice that is addressed to somebody (a reply in their thread, a mention) is silenced by muting
   its target, the thread, and by no wider topic.
4. A notice to followers is silenced by muting any of its topics, even if the reader follows another
   of them: muting a theme silences it in every town.
"""

from collections.abc import Callable

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from notifications.models import Activity, Category, Subscription
from notifications.notices import topics
from residents.models import User

# The categories of notices to the people concerned, whatever they follow.
ADDRESSED = frozenset(
    {
        Category.SIGNUPS,
        Category.MESSAGES,
        Category.MY_THREADS,
        Category.MENTIONS,
        Category.MODERATION,
    }
)


def silencing(activity: Activity, category: str, area_id: int | None) -> set[str]:
    """Return the topics whose mute silences `activity` for a reader who lives in that area."""
    if category == Category.SIGNUPS:
        return set()
    silencing_topics = {activity.target}
    if activity.actor_id is not None:
        silencing_topics.add(topics.person(activity.actor_id))
    if category not in ADDRESSED:
        is_near = area_id is not None and area_id == activity.area_id
        silencing_topics |= {
            topic for topic in activity.topics if is_near or not topics.is_near(topic)
        }
    return silencing_topics


def is_muted(activity: Activity, category: str, *, muted: set[str], area_id: int | None) -> bool:
    """Return whether `activity` is silenced for a reader with these mutes and this home area."""
    return not muted.isdisjoint(silencing(activity, category, area_id))


def muted_by(user: User) -> set[str]:
    """Return the topics that `user` has muted."""
    muted = Subscription.objects.filter(user=user, mode=Subscription.Mode.MUTE)
    return set(muted.values_list("topic", flat=True))


def has_muted(user: User, topic: Callable[[int], str], column: str) -> Exists:
    """Return the condition that `user` mutes the topic of the primary key in `column`.

    `topic` makes the topic of a primary key: `topics.person`, `topics.thread`.
    """
    prefix, _id = topics.split(topic(0))
    muted = Subscription.objects.filter(user=user, mode=Subscription.Mode.MUTE)
    key = Cast(OuterRef(column), CharField())
    return Exists(muted.filter(topic=Concat(Value(f"{prefix}:"), key)))
