"""What the pages of notices and follows show."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.http import HttpRequest
from django.utils import timezone

from notifications.models import Notice, Subscription
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described
from residents.models import User

ENTRIES_PER_PAGE = 30
# So many rows are looked through for one page: most may be shown, and few have gone.
MOST_BATCHES = 5
FOLLOWS_PER_PAGE = 50
# More than so many are not counted.
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A notice as its recipient sees it."""

    notice: Notice
    words: Described

    @property
    def is_new(self) -> bool:
        """Whether the recipient has not seen it yet."""
        return self.notice.read_at is None

    @property
    def day(self) -> datetime.date:
        """The day it happened."""
        return timezone.localdate(self.notice.created_at)


def count_unread(user: User) -> int:
    """Return how many notices `user` has not seen; not more than `MOST_COUNTED` and one."""
    unread = Notice.objects.filter(recipient=user, read_at=None).order_by()
    return unread[: MOST_COUNTED + 1].count()


def has_unread(user: User, up_to: int) -> bool:
    """Whether `user` has not seen some notice up to that number, on this page or a later one."""
    return Notice.objects.filter(recipient=user, read_at=None, pk__lte=up_to).exists()


@dataclass(slots=True)
class NoticesPage:
    """A page of the list: what is shown, and the number to go on with; None at the end.

    `gone` are unread notices among them that the reader may not see any more.
    """

    entries: list[InboxItem] = field(default_factory=list)
    older: int | None = None
    gone: list[Notice] = field(default_factory=list)


def page_of_notices(user: User, before: int | None) -> NoticesPage:
    """Return the notices before that number (None: the latest).

    What the reader may not see any more is left out, so more rows may be read than are shown.
    """
    page = NoticesPage()
    for _batch in range(MOST_BATCHES):
        notices = _before(user, before)
        words = activity_types.describe([notice.activity for notice in notices], user)
        for notice in notices:
            if len(page.entries) == ENTRIES_PER_PAGE:
                page.older = before
                return page
            before = notice.pk
            if notice.activity_id in words:
                page.entries.append(InboxItem(notice, words[notice.activity_id]))
            elif notice.read_at is None:
                page.gone.append(notice)
        if len(notices) <= ENTRIES_PER_PAGE:
            return page
    page.older = before
    return page


def _before(user: User, before: int | None) -> list[Notice]:
    notices = Notice.objects.filter(recipient=user).select_related("activity").order_by("-pk")
    if before is not None:
        notices = notices.filter(pk__lt=before)
    # One more than is shown: it says whether there is an older page.
    return list(notices[: ENTRIES_PER_PAGE + 1])


def by_day(entries: Iterable[InboxItem]) -> list[tuple[datetime.date, list[InboxItem]]]:
    """Return `entries` day by day, in their order."""
    return [(day, list(of_day)) for day, of_day in groupby(entries, key=lambda entry: entry.day)]


@dataclass(frozen=True, slots=True)
class Follow:
    """A topic, and what the reader has decided about it. `mode` is empty for nothing."""

    topic: str
    name: str
    url: str = ""
    mode: str = ""
    # Where the buttons lead back to.
    next: str = ""
    is_signed_in: bool = True

    @property
    def can_follow(self) -> bool:
        """Whether it can be followed, and not only muted."""
        return topics.can_be_followed(self.topic)


@dataclass(frozen=True, slots=True)
class Offer:
    """A sort of topics that everybody is asked about, with what the reader follows of them."""

    prefix: str
    label: str
    follows: list[Follow]


def offers(user: User) -> list[Offer]:
    """Return what every resident is asked about, for `user`."""
    named = {}
    for topic_type in topics.offering():
        offered = topic_type.offer() if topic_type.offer else []
        found = topic_type.resolve(offered, user)
        named[topic_type] = {
            f"{topic_type.prefix}:{one}": found[one] for one in offered if one in found
        }
    modes = modes_of(user, [topic for of_type in named.values() for topic in of_type])
    return [
        Offer(
            topic_type.prefix,
            str(topic_type.label),
            [
                Follow(topic, one.name, one.url, mode=modes.get(topic, ""))
                for topic, one in of_type.items()
            ],
        )
        for topic_type, of_type in named.items()
        if of_type
    ]


def page_of_follows(user: User, before: int | None) -> tuple[list[Follow], int | None]:
    """Return what else `user` follows or mutes, the latest first, and the number to go on with.

    What is offered to everybody is not among it, unless it is muted.
    """
    subscriptions = Subscription.objects.filter(user=user).order_by("-pk")
    for topic_type in topics.offering():
        subscriptions = subscriptions.exclude(
            topic__startswith=f"{topic_type.prefix}:", mode=Subscription.Mode.FOLLOW
        )
    if before is not None:
        subscriptions = subscriptions.filter(pk__lt=before)
    found = list(subscriptions[: FOLLOWS_PER_PAGE + 1])
    shown = found[:FOLLOWS_PER_PAGE]
    named = topics.resolve([one.topic for one in shown], user)
    follows = [
        Follow(one.topic, named[one.topic].name, named[one.topic].url, mode=one.mode)
        for one in shown
        if one.topic in named
    ]
    return follows, shown[-1].pk if len(found) > len(shown) else None


def modes_of(user: User, asked: Iterable[str]) -> dict[str, str]:
    """Return what `user` has decided about each of those topics. One query."""
    decided = Subscription.objects.filter(user=user, topic__in=list(asked))
    return dict(decided.values_list("topic", "mode"))


def buttons(request: HttpRequest, asked: Sequence[tuple[str, str]]) -> list[Follow]:
    """Return the buttons for those topics, each with its name, for the reader. At most one query.

    Those of anonymous readers lead through the sign-in. All lead back to where the reader is.
    """
    user = reader_of(request)
    modes = modes_of(user, [topic for topic, _name in asked]) if user and asked else {}
    return [
        Follow(
            topic,
            name,
            mode=modes.get(topic, ""),
            next=request.get_full_path(),
            is_signed_in=user is not None,
        )
        for topic, name in asked
    ]


def reader_of(request: HttpRequest) -> User | None:
    """Return who is signed in; None for anonymous readers, and where nobody reads yet."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) and not getattr(request, "is_preview", False) else None


def mark_topic_seen(request: HttpRequest, target: str, *, up_to: int | None = None) -> None:
    """Note that the page of `target` is shown to whoever is signed in. See `mark_seen`."""
    user = reader_of(request)
    if user is not None and request.method == "GET":
        activities.mark_seen(user, target, up_to=up_to)
