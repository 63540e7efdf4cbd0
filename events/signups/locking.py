"""The lock order of sign-ups: the occurrence first, then its sign-ups."""

from django.db import transaction

from events.models import Occurrence, SignUp


class NoSeatError(Exception):
    """No seat for the party: the occurrence is full, not open, begun, over, cancelled or hidden."""


def lock(occurrence_id: int) -> Occurrence:
    """Lock the occurrence until the end of the transaction; return it with its event.

    Take this lock before writing to sign-ups, as `SeatRequest.take` does. The single order rules
    out deadlocks, and no mail says that an occurrence takes place while it is being cancelled.
    SQLite ignores the lock: BEGIN IMMEDIATE locks the whole file there.
    """
    locked = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("event__area").get(pk=occurrence_id)


def lock_of(signup: SignUp) -> Occurrence:
    """Lock and return the current occurrence of `signup`, also if it is being moved right now.

    Must be called in a transaction. Locking the occurrence that `signup` was loaded with is not
    enough: two transactions could change the sign-up at once and release its seats twice.
    """
    while True:
        # The savepoint releases the lock of a wrong occurrence.
        with transaction.atomic():
            occurrence = lock(signup.occurrence_id)
            current_ids = SignUp.objects.filter(pk=signup.pk).values_list(
                "occurrence_id", flat=True
            )
            current_id = current_ids.first()
            if current_id is None or current_id == occurrence.pk:
                return occurrence
            transaction.set_rollback(True)
        signup.occurrence_id = current_id
