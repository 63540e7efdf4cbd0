"""Lock an open poll: whoever writes to a poll, its dates or its votes does so first."""

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from forum.models import Poll, Thread


class PollClosed(Exception):
    """The deadline has passed, a date was chosen, or the thread is hidden."""


class StaleVersion(Exception):
    """The dates have changed since the voter loaded the page."""


def lock_open(poll: Poll, *, version: int | None = None, even_after_deadline: bool = False) -> None:
    """Lock `poll` until the end of the transaction, and read it anew.

    Raises `PollClosed` if it is not open, and `StaleVersion` if its dates are not those of
    `version`. `even_after_deadline` is for the organiser, who may move the deadline.
    """
    # An UPDATE, and not a locking SELECT, which SQLite does not have. Not `thread__is_hidden`:
    # Django would move every condition into a subquery, which PostgreSQL does not evaluate again
    # after waiting for another transaction.
    readable = Thread.objects.filter(pk=OuterRef("thread_id"), is_hidden=False)
    found = Poll.objects.filter(Exists(readable), pk=poll.pk, state=Poll.State.OPEN)
    if not even_after_deadline:
        found = found.filter(closes_at__gt=timezone.now())
    if not found.update(version=F("version")):
        raise PollClosed
    poll.refresh_from_db()
    if version is not None and poll.version != version:
        raise StaleVersion
