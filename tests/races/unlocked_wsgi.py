"""The hub without the guard of its seats: the positive control.

It reads how many seats are left, and if there are enough, adds to the count. The first requests
wait for each other between the two, so it oversells however slow the machine is. A test that does
not notice this notices nothing.
"""

import threading

# Sets Django up, which what follows needs.
from hub.wsgi import application as application

# isort: split
from django.db.models import F

from events.models import Occurrence
from events.models.occurrence_queryset import OccurrenceQuerySet, SeatRequest
from events.signups import registration
from events.signups.locking import NoSeatError

# gunicorn's threads (deploy/gunicorn.conf.py) in the one process that the test starts.
THREADS = 4
# Only a fault takes so long.
TIMEOUT = 300
_take_with_guard = registration._take
_everybody_has_looked = threading.Barrier(THREADS)
_sold = threading.Event()


def _ask(self, seats, *, newcomers):
    return SeatRequest(self, {"taken": F("taken") + seats})


def _take(occurrence, party, email, **options):
    # Outside of the transaction: SQLite's BEGIN IMMEDIATE would be a guard.
    left = Occurrence.objects.get(pk=occurrence.pk).seats_left
    if left is not None and left < party.size:
        raise NoSeatError
    if not _sold.is_set():
        _everybody_has_looked.wait(TIMEOUT)
        _sold.set()
    return _take_with_guard(occurrence, party, email, **options)


OccurrenceQuerySet._ask = _ask
registration._take = _take
