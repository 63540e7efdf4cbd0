"""The order in which decisions lock rows, so that two of them never wait for each other.

First the threads by primary key, then posts, the person, the entry of the log that is taken back,
the held text or the issue without an account, the reports, the appeal, and last the proposals.
SQLite has one writer at a time and ignores these locks.
"""

from forum.models import ModerationAction, Thread
from residents.models import User


def lock_threads(*pks: int | None) -> dict[int, Thread]:
    """Lock the threads that are still there, and return them by primary key."""
    rows = Thread.objects.filter(pk__in={pk for pk in pks if pk is not None}).order_by("pk")
    return {each.pk: each for each in rows.select_for_update(of=("self",), no_key=True)}


def lock_person(pk: int | None) -> User | None:
    """Lock and return the account, or None if it is gone."""
    if pk is None:
        return None
    return User.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


def lock_entry(action: ModerationAction) -> ModerationAction:
    """Lock an entry of the log after its threads and its person; return it as it is now."""
    if action.post is not None:
        lock_threads(action.post.thread_id, action.before.get("into"))
    lock_person(action.person_id)
    rows = ModerationAction.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=action.pk)
