"""The topics that letters go to, and the number of their followers."""

from django.db.models import Count, QuerySet

from core.text.normalization import sort_key
from notifications.models import DEFAULT_TIMING, Category, Preference, Subscription, Timing
from notifications.models.letter import FORUM_TOPICS, SEND_LETTER
from notifications.newsletters.permissions import writable_topics
from notifications.notices import topics
from residents.models import User

# The form offers the topics with the most followers. The page of a thread links to any other.
MAX_OFFERED = 200


def followed_topics(user: User, *, also: str = "") -> list[tuple[str, str, int]]:
    """Return the followed topics that `user` may write to: topic, name and number of followers.

    Sorted by name. `also` is among them even if nobody follows it.
    """
    followed = _follows().exclude(topic__startswith="near:")
    if not user.has_perm(SEND_LETTER):
        followed = followed.filter(topic__startswith=FORUM_TOPICS)
    by_topic = followed.values("topic").annotate(followers=Count("pk"))
    most_followed = by_topic.order_by("-followers", "topic").values_list("topic", "followers")
    counts = dict(most_followed[:MAX_OFFERED])
    if also:
        counts.setdefault(also, _follows().filter(topic=also).count())
    labels = topics.resolve(writable_topics(user, counts), user)
    rows = [(topic, label.name, counts[topic]) for topic, label in labels.items()]
    return sorted(rows, key=lambda row: sort_key(row[1]))


def count_recipients(topic: str) -> tuple[int, int]:
    """Return how many follow `topic`, and how many of them want letters by mail."""
    follows = _follows().filter(topic=topic)
    followers = follows.count()
    chosen = Preference.objects.filter(category=Category.LETTERS, user__in=follows.values("user"))
    if DEFAULT_TIMING[Category.LETTERS] == Timing.NEVER:
        return followers, chosen.exclude(timing=Timing.NEVER).count()
    return followers, followers - chosen.filter(timing=Timing.NEVER).count()


def _follows() -> QuerySet[Subscription]:
    return Subscription.objects.filter(mode=Subscription.Mode.FOLLOW, user__is_active=True)
