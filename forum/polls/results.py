"""The results of a poll: totals for everybody, names for neighbours who are signed in."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.caching.held_values import HeldValues
from core.caching.tracking import part
from forum.models import Meetup, Poll, PollDate, Thread, Vote
from forum.polls.formatting import when
from notifications.notices import topics

# Polls and meetups that the page of a thread shows, the latest first.
LISTED = 3


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """How many have given an answer to a date, and who: (name, URL of the profile)."""

    label: str
    count: int
    people: list[tuple[str, str]]


@dataclass(slots=True)
class DateRow:
    """One date with its votes."""

    date: PollDate
    people: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    # The most have said yes to it.
    is_best: bool = False

    @property
    def when(self) -> str:
        return when(self.date)

    @property
    def columns(self) -> list[AnswerColumn]:
        """The answers in the order of the table."""
        counts = (self.date.yes_count, self.date.maybe_count, self.date.no_count)
        return [
            AnswerColumn(str(answer.label), count, self.people.get(answer.value, []))
            for answer, count in zip(Vote.Answer, counts, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class ThreadPolls:
    """What the page of a thread shows: its open polls with their dates, and its meetups."""

    polls: list[tuple[Poll, list[PollDate]]]
    meetups: list[Meetup]


def _next_deadline(found: ThreadPolls) -> datetime.datetime | None:
    return min((poll.closes_at for poll, _dates in found.polls if not poll.is_over), default=None)


_held: HeldValues[ThreadPolls] = HeldValues(most=200, until=_next_deadline)


def polls_of(thread: Thread) -> ThreadPolls:
    """Return the open polls and the meetups of `thread`, without names. No query if held."""
    return _held.get(thread.pk, lambda: _read(thread))


def date_rows(dates: Iterable[PollDate], *, with_names: bool) -> list[DateRow]:
    """Return a row for each of `dates`. One query with names, and none without."""
    rows = {date.pk: DateRow(date) for date in dates}
    most = max((row.date.yes_count for row in rows.values()), default=0)
    for row in rows.values():
        row.is_best = most > 0 and row.date.yes_count == most
    if with_names and rows:
        votes = Vote.objects.filter(date__in=list(rows)).select_related("voter__user")
        for vote in votes.order_by("voter__created_at", "voter_id"):
            people = rows[vote.date_id].people.setdefault(vote.answer, [])
            people.append((vote.voter.public_name, vote.voter.url))
    return list(rows.values())


def _read(thread: Thread) -> ThreadPolls:
    # A vote drops what is held of this thread, and of no other.
    with part(topics.thread(thread.pk)):
        return _read_part(thread)


def _read_part(thread: Thread) -> ThreadPolls:
    found = list(Poll.objects.filter(thread=thread).order_by("-created_at", "-pk")[:LISTED])
    if not found:
        return ThreadPolls([], [])
    shown = [poll for poll in found if poll.state == Poll.State.OPEN]
    dates: dict[int, list[PollDate]] = {}
    if shown:
        for date in PollDate.objects.filter(poll__in=shown, removed_in=None):
            dates.setdefault(date.poll_id, []).append(date)
    meetups: list[Meetup] = []
    if any(poll.state == Poll.State.CHOSEN for poll in found):
        of_thread = Meetup.objects.filter(thread=thread).select_related("event")
        meetups = list(of_thread.order_by("-created_at", "-pk")[:LISTED])
    return ThreadPolls([(poll, dates.get(poll.pk, [])) for poll in shown], meetups)
