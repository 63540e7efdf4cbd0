"""What a mute silences.

1. What concerns one's own sign-ups is always told.
2. Whoever mutes a person is told of nothing else that person does.
3. What is addressed to somebody (a reply in their thread, a mention) is silenced by muting the
   very thing it leads to, the thread, and by no wider topic.
4. What is told to followers is silenced by a mute of any of its topics, also when another of them
   is followed: who follows a town and mutes a theme hears nothing of that theme from that town.
"""

from notifications.models import Activity, Category, Subscription
from notifications.notices import topics
from residents.models import User

# Told to those whom it concerns, whatever they follow.
ADDRESSED = frozenset({Category.SIGNUPS, Category.MY_THREADS, Category.MENTIONS})


def silencing(activity: Activity, category: str, area_id: int | None) -> set[str]:
    """Return the topics of which a mute silences `activity` for somebody who lives in that area."""
    if category == Category.SIGNUPS:
        return set()
    silencing = {activity.target}
    if activity.actor_id is not None:
        silencing.add(topics.person(activity.actor_id))
    if category not in ADDRESSED:
        is_near = area_id is not None and area_id == activity.area_id
        silencing |= {one for one in activity.topics if is_near or not topics.is_near(one)}
    return silencing


def is_muted(activity: Activity, category: str, *, muted: set[str], area_id: int | None) -> bool:
    """Whether somebody who has `muted` those topics and lives in that area is not to be told."""
    return not muted.isdisjoint(silencing(activity, category, area_id))


def muted_by(user: User) -> set[str]:
    """Return the topics that `user` has muted."""
    muted = Subscription.objects.filter(user=user, mode=Subscription.Mode.MUTE)
    return set(muted.values_list("topic", flat=True))
