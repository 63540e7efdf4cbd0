"""Check-in at the entrance.

Two phones may check in the same party, and a phone without a connection sends its check-ins late.
The time of the tap decides: the latest tap wins, and an earlier tap that arrives after it changes
nothing. So a tap can be sent any number of times.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from events.models import SignUp
from events.signups.locking import lock_of

# Older taps are refused.
OLDEST_TAP = datetime.timedelta(days=2)


class NotExpectedError(Exception):
    """The party has no seat: its sign-up is waiting, cancelled or unconfirmed."""


class NotTakingPlaceError(Exception):
    """The occurrence is cancelled or postponed."""


@dataclass(frozen=True, slots=True)
class CheckInResult:
    """The check-in state of a party after a tap, and whether the tap changed it."""

    arrived: int | None
    at: datetime.datetime | None
    changed: bool


def check_in(signup: SignUp, *, arrived: int, at: datetime.datetime | None = None) -> CheckInResult:
    """Record that `arrived` people of the party have come, at the aware time `at` (default: now).

    `checked_in_at` keeps the first time when more people of the party come later. Raises
    `NotExpectedError`, `NotTakingPlaceError`, and `ValueError` for a number outside the party or a
    tap older than `OLDEST_TAP`.
    """
    return _tap(signup, arrived=arrived, at=at)


def undo(signup: SignUp, *, at: datetime.datetime | None = None) -> CheckInResult:
    """Undo the check-in of the whole party. Raises `NotExpectedError` and `ValueError`."""
    return _tap(signup, arrived=None, at=at)


def _tap(signup: SignUp, *, arrived: int | None, at: datetime.datetime | None) -> CheckInResult:
    now = timezone.now()
    # A phone whose clock is ahead must not win over all later taps.
    tapped_at = min(at or now, now)
    if tapped_at < now - OLDEST_TAP:
        raise ValueError("The tap is too old.")
    with transaction.atomic():
        occurrence = lock_of(signup)
        before = SignUp.objects.get(pk=signup.pk)
        if before.status != SignUp.Status.CONFIRMED:
            raise NotExpectedError
        if arrived is not None and not occurrence.takes_place:
            raise NotTakingPlaceError
        if arrived is not None and not 1 <= arrived <= before.party_size:
            raise ValueError(f"{arrived} of {before.party_size} cannot come.")
        is_late = before.door_at is not None and tapped_at <= before.door_at
        if is_late or before.arrived == arrived:
            if not is_late:
                SignUp.objects.filter(pk=before.pk).update(door_at=tapped_at)
            return CheckInResult(before.arrived, before.checked_in_at, changed=False)
        checked_in_at = (before.checked_in_at or tapped_at) if arrived is not None else None
        SignUp.objects.filter(pk=before.pk).update(
            arrived=arrived, checked_in_at=checked_in_at, door_at=tapped_at
        )
    signup.refresh_from_db(fields=["arrived", "checked_in_at", "door_at"])
    return CheckInResult(arrived, checked_in_at, changed=True)
