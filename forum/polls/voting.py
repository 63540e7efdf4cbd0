"""Vote on the dates of a poll. The counters of each date are exact, and no limit is oversold."""

import datetime
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core.caching.tracking import part
from core.text.normalization import email_key
from forum.models import Poll, PollDate, Vote, Voter
from forum.polls import vote_links
from forum.polls.locking import PollClosed, lock_open
from notifications.notices import topics
from residents.models import User

YES = Vote.Answer.YES


class DateFull(Exception):
    """As many have said yes to `date` as it has places."""

    def __init__(self, date: PollDate) -> None:
        super().__init__()
        self.date = date


def vote(
    *, poll: Poll, user: User, answers: Mapping[int, str], version: int, language: str
) -> bool:
    """Save the answers of `user` by the ids of the dates; return whether anything changed.

    `version` is that of the dates which they have seen. Dates without an answer stay as they were.
    Raises `PollClosed`, `StaleVersion` and `DateFull`; then nothing is saved.
    """
    with part(topics.thread(poll.thread_id)), transaction.atomic():
        lock_open(poll, version=version)
        voter, created = Voter.objects.get_or_create(
            poll=poll, user=user, defaults={"language": language}
        )
        changed = _save(voter, answers)
    return created or changed


def ask_by_email(
    *, poll: Poll, name: str, email: str, answers: Mapping[int, str], language: str
) -> None:
    """Mail a link by which a reader without an account votes; it opens with their `answers`.

    Who has voted already gets the link to their own votes, which stay. Raises `PollClosed` if the
    poll does not allow it.
    """
    with transaction.atomic():
        lock_open(poll)
        if not poll.allows_email:
            raise PollClosed
        pending = {str(pk): answer for pk, answer in answers.items()}
        voter, created = Voter.objects.get_or_create(
            poll=poll,
            email=email_key(email),
            defaults={"name": name, "language": language, "pending": pending},
        )
        if not created and voter.confirmed_at is None:
            voter.name, voter.pending, voter.language = name, pending, language
            voter.save(update_fields=["name", "pending", "language"])
        vote_links.mail(voter)


def vote_by_link(*, voter: Voter, answers: Mapping[int, str], version: int) -> bool:
    """Save the answers of a voter who has opened the mailed link; see `vote`."""
    poll = voter.poll
    with part(topics.thread(poll.thread_id)), transaction.atomic():
        lock_open(poll, version=version)
        if not Voter.objects.filter(pk=voter.pk).exists():
            # Forgotten meanwhile: the link was not used in time, or the account was erased.
            raise PollClosed
        confirmed = Voter.objects.filter(pk=voter.pk, confirmed_at=None).update(
            confirmed_at=timezone.now()
        )
        Voter.objects.filter(pk=voter.pk).exclude(pending={}).update(pending={})
        changed = _save(voter, answers)
    voter.refresh_from_db()
    return bool(confirmed) or changed


def withdraw(voter: Voter) -> None:
    """Delete a voter with their votes, and take the votes out of the counters."""
    with part(topics.thread(voter.poll.thread_id)), transaction.atomic():
        for each in Vote.objects.filter(voter=voter).order_by("date_id"):
            _count(each.date_id, each.answer, -1)
        voter.delete()


def forget_unconfirmed() -> int:
    """Delete the voters who have not opened the mailed link in time; return how many."""
    limit = timezone.now() - datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS)
    late = Voter.objects.filter(confirmed_at=None, created_at__lt=limit).exclude(email="")
    deleted, _by_model = late.delete()
    return deleted


def anonymise_old() -> int:
    """Remove names and addresses of voters without an account some time after the poll."""
    limit = timezone.now() - datetime.timedelta(days=settings.SIGNUP_RETENTION_DAYS)
    over = Q(poll__closes_at__lt=limit) & (
        Q(poll__ended_at__lt=limit) | Q(poll__ended_at__isnull=True)
    )
    old = Voter.objects.filter(over).exclude(email="").values("pk")
    return Voter.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(
        name="", email="", pending={}
    )


def _save(voter: Voter, answers: Mapping[int, str]) -> bool:
    """Write the votes and the counters. The poll is locked."""
    dates = {date.pk: date for date in voter.poll.dates.filter(removed_in=None).order_by("pk")}
    before = {each.date_id: each for each in Vote.objects.filter(voter=voter, date__in=list(dates))}
    changed = False
    for pk, date in dates.items():
        answer = answers.get(pk, "")
        old = before.get(pk)
        if answer not in Vote.Answer.values or (old is not None and old.answer == answer):
            continue
        if not _count(pk, answer, 1):
            raise DateFull(date)
        if old is None:
            Vote.objects.create(voter=voter, date=date, answer=answer)
        else:
            _count(pk, old.answer, -1)
            old.answer = answer
            old.save(update_fields=["answer"])
        changed = True
    return changed


def _count(date_id: int, answer: str, number: int) -> bool:
    """Add to the counter of an answer; return False if there is no place for another yes."""
    found = PollDate.objects.filter(pk=date_id)
    if answer == YES and number > 0:
        found = found.filter(Q(seats__isnull=True) | Q(seats__gt=F("yes_count")))
    name = f"{answer}_count"
    return bool(found.update(**{name: F(name) + number}))
