"""What holds when many want the same seats."""

from django.db import transaction

from events.models import Occurrence, SignUp


class NoSeatError(Exception):
    """There is no seat for the party: full, not open, begun, over, cancelled or withdrawn."""


def lock(occurrence_id: int) -> Occurrence:
    """Return the occurrence with its event, locked until the end of the transaction.

    Whoever writes to sign-ups takes this lock first, as taking seats does: no deadlock is
    possible, and nobody is told that an occurrence takes place while it is being cancelled.
    (SQLite locks the whole file with BEGIN IMMEDIATE, and ignores this.)
    """
    locked = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("event__area").get(pk=occurrence_id)


def lock_of(signup: SignUp) -> Occurrence:
    """Return the occurrence that `signup` is for, locked; also if it is moved in this moment.

    Must be called in a transaction. If the occurrence it was for had been locked instead, two could
    change the sign-up at once, and its seats be given back twice.
    """
    while True:
        # A savepoint: going back to it gives the lock of the wrong occurrence back.
        with transaction.atomic():
            occurrence = lock(signup.occurrence_id)
            found = SignUp.objects.filter(pk=signup.pk).values_list("occurrence_id", flat=True)
            is_at = found.first()
            if is_at is None or is_at == occurrence.pk:
                return occurrence
            transaction.set_rollback(True)
        signup.occurrence_id = is_at
