"""The buttons to follow and mute, and the lists of a resident's follows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from notifications.models import Subscription
from notifications.notices import topics
from residents.models import User
from residents.requests import signed_in_reader

FOLLOWS_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Follow:
    """A topic, and whether the reader follows or mutes it (`mode`; empty: neither)."""

    topic: str
    name: str
    url: str = ""
    mode: str = ""
    # The page that the buttons lead back to.
    next: str = ""
    is_signed_in: bool = True
    # Of the name; empty for the reader's.
    language: str = ""

    @property
    def can_follow(self) -> bool:
        return topics.can_be_followed(self.topic)


@dataclass(frozen=True, slots=True)
class Offer:
    """The topics of one type that are offered to every resident."""

    prefix: str
    label: str
    follows: list[Follow]


def buttons(request: HttpRequest, labels: Sequence[tuple[str, str]]) -> list[Follow]:
    """Return the buttons for pairs of topic and name. At most one query.

    The buttons of anonymous readers lead through the sign-in. All lead back to the current page.
    """
    user = signed_in_reader(request)
    modes = modes_of(user, [topic for topic, _name in labels]) if user and labels else {}
    return [
        Follow(
            topic,
            name,
            mode=modes.get(topic, ""),
            next=request.get_full_path(),
            is_signed_in=user is not None,
        )
        for topic, name in labels
    ]


def effect_of_mute(topic: str) -> str:
    """Return what muting `topic` silences, and what it does not. (`notifications.notices.mutes`)"""
    prefix, _topic_id = topics.split(topic)
    if prefix == "person":
        return _(
            "You will no longer get notices about what this person does or writes, not even "
            "when they mention you."
        )
    if prefix == "thread":
        return _(
            "You will no longer get notices about this thread, not even when someone "
            "mentions you in it."
        )
    return _(
        "You will no longer get news about it. You will still hear about your own "
        "sign-ups, and when someone replies to you or mentions you."
    )


def offers(user: User) -> list[Offer]:
    """Return the topics that are offered to every resident, with the modes of `user`."""
    labels_by_type = {}
    for topic_type in topics.offering():
        ids = topic_type.offer() if topic_type.offer else []
        labels = topic_type.resolve(ids, user)
        labels_by_type[topic_type] = {
            f"{topic_type.prefix}:{topic_id}": labels[topic_id]
            for topic_id in ids
            if topic_id in labels
        }
    modes = modes_of(user, [topic for labels in labels_by_type.values() for topic in labels])
    return [
        Offer(
            topic_type.prefix,
            str(topic_type.label),
            [
                Follow(topic, label.name, label.url, mode=modes.get(topic, ""))
                for topic, label in labels.items()
            ],
        )
        for topic_type, labels in labels_by_type.items()
        if labels
    ]


def page_of_follows(user: User, before: int | None) -> tuple[list[Follow], int | None]:
    """Return a page of the other follows and mutes of `user`, the latest first, and its cursor.

    Starts before the subscription of that id (None: at the latest). The cursor is None on the last
    page. Followed topics that are offered to everybody are left out.
    """
    chosen = Subscription.objects.exclude(mode=Subscription.Mode.STOPPED)
    subscriptions = chosen.filter(user=user).order_by("-pk")
    for topic_type in topics.offering():
        subscriptions = subscriptions.exclude(
            topic__startswith=f"{topic_type.prefix}:", mode=Subscription.Mode.FOLLOW
        )
    if before is not None:
        subscriptions = subscriptions.filter(pk__lt=before)
    # One more than a page shows, to know whether there is another page.
    rows = list(subscriptions[: FOLLOWS_PER_PAGE + 1])
    shown = rows[:FOLLOWS_PER_PAGE]
    labels = topics.resolve([row.topic for row in shown], user)
    follows = [
        Follow(row.topic, label.name, label.url, mode=row.mode, language=label.language)
        for row in shown
        if (label := labels.get(row.topic))
    ]
    return follows, shown[-1].pk if len(rows) > len(shown) else None


def modes_of(user: User, names: Iterable[str]) -> dict[str, str]:
    """Return the mode of each of the topics that `user` follows or mutes. One query."""
    chosen = Subscription.objects.exclude(mode=Subscription.Mode.STOPPED)
    subscriptions = chosen.filter(user=user, topic__in=list(names))
    return dict(subscriptions.values_list("topic", "mode"))
