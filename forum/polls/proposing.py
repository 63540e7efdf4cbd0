"""Propose a meetup with dates to vote on, and change it. Each function is one transaction."""

import datetime
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core.caching.tracking import part
from forum.models import MOST_DATES, Poll, PollDate, Thread
from forum.polls.locking import PollClosed, lock_open
from notifications.notices import follows, topics
from residents.models import User


class AnotherIsOpen(Exception):
    """The thread has an open poll already; `poll` is that poll."""

    def __init__(self, poll: Poll) -> None:
        super().__init__()
        self.poll = poll


class TooManyDates(Exception):
    """The poll would have more than `MOST_DATES` dates."""


@dataclass(frozen=True, slots=True)
class NewDate:
    """A date to vote on. Without an end, it is not known how long the meetup lasts."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime | None = None
    seats: int | None = None


def propose(
    *,
    thread: Thread,
    author: User,
    title: str,
    place: str,
    closes_at: datetime.datetime,
    dates: Sequence[NewDate],
    allows_dates: bool = False,
    allows_email: bool = False,
    submission: uuid.UUID | None = None,
) -> Poll:
    """Propose a meetup in `thread` and return its poll.

    A second call with the same `submission` returns the same poll. Raises `AnotherIsOpen`,
    `TooManyDates`, and `PollClosed` if the thread is hidden.
    """
    if not 1 <= len(dates) <= MOST_DATES:
        raise TooManyDates
    try:
        with part(topics.thread(thread.pk)), transaction.atomic():
            if not Thread.objects.filter(pk=thread.pk, is_hidden=False).exists():
                raise PollClosed
            poll = Poll.objects.create(
                thread=thread,
                author=author,
                title=title,
                place=place,
                closes_at=closes_at,
                allows_dates=allows_dates,
                allows_email=allows_email,
                submission=submission,
            )
            _add(poll, dates, author)
            follows.follow_by_writing(author, topics.thread(thread.pk))
            return poll
    except IntegrityError:
        if submission and (same := Poll.objects.filter(submission=submission).first()):
            return same
        if found := Poll.objects.filter(thread=thread, state=Poll.State.OPEN).first():
            raise AnotherIsOpen(found) from None
        raise


def change(
    *,
    poll: Poll,
    title: str,
    place: str,
    closes_at: datetime.datetime,
    allows_dates: bool,
    allows_email: bool,
    removed: Collection[int] = (),
) -> bool:
    """Change an open poll, and remove dates by their ids; return whether anything changed.

    The votes on a removed date are kept, but count no more. Raises `PollClosed`.
    """
    values = {
        "title": title,
        "place": place,
        "closes_at": closes_at,
        "allows_dates": allows_dates,
        "allows_email": allows_email,
    }
    with part(topics.thread(poll.thread_id)), transaction.atomic():
        lock_open(poll, even_after_deadline=True)
        gone = list(poll.dates.filter(removed_in=None, pk__in=removed).order_by("pk"))
        if not gone and all(getattr(poll, name) == value for name, value in values.items()):
            return False
        if gone:
            values["version"] = poll.version + 1
            ids = [date.pk for date in gone]
            poll.dates.filter(pk__in=ids).update(removed_in=poll.version + 1)
        Poll.objects.filter(pk=poll.pk).update(**values)
        poll.refresh_from_db()
    return True


def add_dates(*, poll: Poll, dates: Sequence[NewDate], added_by: User) -> int:
    """Add those of `dates` that the poll does not have; return how many.

    Raises `PollClosed` and `TooManyDates`.
    """
    with part(topics.thread(poll.thread_id)), transaction.atomic():
        lock_open(poll)
        starts = set(poll.dates.filter(removed_in=None).values_list("starts_at", flat=True))
        new = [date for date in dates if date.starts_at not in starts]
        if not new:
            return 0
        if len(starts) + len(new) > MOST_DATES:
            raise TooManyDates
        Poll.objects.filter(pk=poll.pk).update(version=F("version") + 1)
        poll.refresh_from_db()
        _add(poll, new, added_by)
    return len(new)


def close(*, poll: Poll) -> bool:
    """Close a poll without a date; return False if it was not open."""
    with part(topics.thread(poll.thread_id)), transaction.atomic():
        is_open = Poll.objects.filter(pk=poll.pk, state=Poll.State.OPEN)
        changed = is_open.update(state=Poll.State.CLOSED, ended_at=timezone.now())
    poll.refresh_from_db()
    return bool(changed)


def _add(poll: Poll, dates: Sequence[NewDate], added_by: User) -> None:
    PollDate.objects.bulk_create(
        PollDate(
            poll=poll,
            starts_at=date.starts_at,
            ends_at=date.ends_at,
            seats=date.seats,
            added_in=poll.version,
            added_by=added_by,
        )
        for date in dates
    )
