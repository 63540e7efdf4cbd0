"""Receiving people at the door.

Two telephones may receive the same party, and one may have been without a connection: its taps
arrive late. What counts is when a tap was made: the latest holds, and one that arrives after a
later one changes nothing. So a tap can be sent again and again.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from events.models import SignUp
from events.signups.locking import lock_of

# A tap that is older was forgotten in a drawer.
OLDEST_TAP = datetime.timedelta(days=2)


class NotExpectedError(Exception):
    """The party has no seat: it waits, has cancelled, or has never confirmed."""


class NothingThereError(Exception):
    """Nothing takes place: it is cancelled or postponed."""


@dataclass(frozen=True, slots=True)
class CheckInResult:
    """How a party stands at the door after a tap, and whether the tap changed that."""

    arrived: int | None
    at: datetime.datetime | None
    changed: bool


def check_in(signup: SignUp, *, arrived: int, at: datetime.datetime | None = None) -> CheckInResult:
    """Note that so many of the party have come, at the moment `at` (default: now).

    The first moment stays when more of them come later. Raises `NotExpectedError`,
    `NothingThereError`, and `ValueError` for a number that is not of the party.
    """
    return _tap(signup, arrived=arrived, at=at)


def undo(signup: SignUp, *, at: datetime.datetime | None = None) -> CheckInResult:
    """Take it back: nobody of the party has come. Raises `NotExpectedError`."""
    return _tap(signup, arrived=None, at=at)


def _tap(signup: SignUp, *, arrived: int | None, at: datetime.datetime | None) -> CheckInResult:
    now = timezone.now()
    # A telephone whose clock is ahead must not silence all others.
    moment = min(at or now, now)
    if moment < now - OLDEST_TAP:
        raise ValueError("A tap that old is not believed.")
    with transaction.atomic():
        occurrence = lock_of(signup)
        before = SignUp.objects.get(pk=signup.pk)
        if before.status != SignUp.Status.CONFIRMED:
            raise NotExpectedError
        if arrived is not None and not occurrence.takes_place:
            raise NothingThereError
        if arrived is not None and not 1 <= arrived <= before.party_size:
            raise ValueError(f"{arrived} of {before.party_size} cannot come.")
        is_late = before.door_at is not None and moment <= before.door_at
        if is_late or before.arrived == arrived:
            if not is_late:
                SignUp.objects.filter(pk=before.pk).update(door_at=moment)
            return CheckInResult(before.arrived, before.checked_in_at, changed=False)
        first = (before.checked_in_at or moment) if arrived is not None else None
        SignUp.objects.filter(pk=before.pk).update(
            arrived=arrived, checked_in_at=first, door_at=moment
        )
    signup.refresh_from_db(fields=["arrived", "checked_in_at", "door_at"])
    return CheckInResult(arrived, first, changed=True)
