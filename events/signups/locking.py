"""What holds when many want the same seats."""

from events.models import Occurrence


class NoSeatError(Exception):
    """There is no seat for the party: full, not open, begun, over, cancelled or withdrawn."""


def lock(occurrence_id: int) -> Occurrence:
    """Return the occurrence with its event, locked until the end of the transaction.

    Whoever writes to sign-ups takes this lock first, as `take_seats` does: no deadlock is
    possible, and nobody is told that an occurrence takes place while it is being cancelled.
    (SQLite locks the whole file with BEGIN IMMEDIATE, and ignores this.)
    """
    locked = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("event__area").get(pk=occurrence_id)
