"""The hub with the guard of its seats switched off: the positive control.

It does what everybody writes at first: look how many seats are left, and if there are enough, add
to the count. Between the two it pauses. A test that does not notice this notices nothing.
"""

import time

# Sets Django up, which what follows needs.
from hub.wsgi import application as application

# isort: split
from django.db.models import F

from events.models import Occurrence
from events.models.occurrence import OccurrenceQuerySet, SeatRequest
from events.signups import registration
from events.signups.locking import NoSeatError

PAUSE_SECONDS = 0.05
_guarded_take = registration._take


def _ask(self, seats, *, newcomers):
    return SeatRequest(self, {"taken": F("taken") + seats})


def _take(occurrence, party, email, **options):
    # Outside of the transaction: SQLite's BEGIN IMMEDIATE would be a guard.
    left = Occurrence.objects.get(pk=occurrence.pk).seats_left
    if left is not None and left < party.size:
        raise NoSeatError
    time.sleep(PAUSE_SECONDS)
    return _guarded_take(occurrence, party, email, **options)


OccurrenceQuerySet._ask = _ask
registration._take = _take
