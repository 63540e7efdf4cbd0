"""The notice to the organiser of a poll that its deadline has passed."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.caching.tracking import part
from core.run_each import run_each
from forum.models import Poll
from forum.polls.locking import PollClosed, lock_open
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from residents.models import User

OVER = "forum.poll_over"
# Later, nobody wants to hear of it: the organisers have stopped the work for days, say.
_NEWS_FOR = datetime.timedelta(days=7)


def topic_of(poll: Poll) -> str:
    """Return the target of notices about the state of `poll`: its page."""
    return f"poll:{poll.pk}"


def notify_of_deadlines() -> int:
    """Notify the organisers of open polls whose deadline has passed; return how many.

    Once for each deadline: who moves it is notified again when the new one passes.
    """
    now = timezone.now()
    over = Poll.objects.filter(
        state=Poll.State.OPEN,
        closes_at__gt=now - _NEWS_FOR,
        closes_at__lte=now,
        thread__is_hidden=False,
        author__is_active=True,
    )
    keys = {_key(poll): poll.pk for poll in over}
    known = Activity.objects.filter(key__in=keys).values_list("key", flat=True)
    return run_each([keys[key] for key in sorted(keys.keys() - set(known))], _notify)


@transaction.atomic
def _notify(poll_id: int) -> int:
    poll = Poll.objects.get(pk=poll_id)
    try:
        # Who moves the deadline at this moment locks the poll, too.
        with part(topics.thread(poll.thread_id)):
            lock_open(poll, even_after_deadline=True)
    except PollClosed:
        return 0
    if not poll.is_over or poll.author_id is None:
        return 0
    activities.publish(
        key=_key(poll),
        kind=OVER,
        object_id=poll.pk,
        target=topic_of(poll),
        addressed={poll.author_id: Category.MESSAGES},
    )
    return 1


def _key(poll: Poll) -> str:
    return f"{OVER}:{poll.pk}:{poll.closes_at.astimezone(datetime.UTC):%Y%m%d%H%M%S}"


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    """Describe those whose organiser has not acted since."""
    polls = (
        Poll.objects.filter(author=reader, state=Poll.State.OPEN, thread__is_hidden=False)
        .select_related("thread")
        .in_bulk({activity.object_id for activity in batch})
    )
    return {
        activity.pk: Described(
            title=poll.title,
            url=reverse("forum:poll", args=[poll.pk]),
            text=_("The deadline has passed. Choose a date, or give people more time."),
            group=_("Your date polls"),
            button=_("See the votes"),
            title_language=poll.thread.language,
        )
        for activity in batch
        if (poll := polls.get(activity.object_id)) and activity.key == _key(poll)
    }


def register() -> None:
    """Register the activity kind."""
    activity_types.register(
        Kind(
            OVER,
            Category.MESSAGES,
            _describe,
            lambda count: ngettext(
                "%(count)d date poll to decide", "%(count)d date polls to decide", count
            ),
        )
    )
