"""The waiting list: offer freed seats in the order of the list.

The pages state the rule: freed seats are offered in the order of the list. A party that is larger
than the free seats keeps its position, and the next party that fits gets the offer. After every
transaction no waiting party fits into the free seats, so a new sign-up never overtakes the list.
The list continues after sign-up has closed: nobody else can take seats freed then. Close to the
start there is no time left to answer, so nothing is offered, and free seats go to new sign-ups.
"""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core.run_each import run_each
from events import notices
from events.models import Occurrence, SignUp
from events.signups import emails
from events.signups.locking import lock, lock_of

# An offer that would be shorter is not made.
SHORTEST_OFFER = datetime.timedelta(minutes=15)


def offer_until(occurrence: Occurrence, now: datetime.datetime) -> datetime.datetime | None:
    """Return the deadline of an offer made at `now`; None if it is too late for one.

    `WAITING_OFFER_HOURS` from `now`, but at most half the time left until the start.
    """
    time_left = occurrence.starts_at - now
    if time_left / 2 < SHORTEST_OFFER:
        return None
    return now + min(datetime.timedelta(hours=settings.WAITING_OFFER_HOURS), time_left / 2)


def offer_free_seats(occurrence_id: int) -> int:
    """Offer free seats to waiting parties; return the number of offers.

    Must be called in a transaction that holds the lock of the occurrence, after the statement that
    freed seats or made a waiting party smaller.
    """
    occurrence = lock(occurrence_id)
    now = timezone.now()
    until = offer_until(occurrence, now)
    if until is None or not occurrence.takes_place:
        return 0
    offered = 0
    waiting = SignUp.objects.filter(occurrence=occurrence).waiting()
    if occurrence.capacity is not None:
        free = occurrence.capacity - occurrence.taken
        if free <= 0:
            return 0
        # Leave out parties that cannot fit. Seats kept for newcomers are free for newcomers only.
        fits = Q(is_newcomer=True) | Q(party_size__lte=free - occurrence.seats_kept)
        waiting = waiting.filter(fits, party_size__lte=free)
    seats = Occurrence.objects.filter(pk=occurrence.pk)
    for signup in waiting.iterator():
        if not seats.hold_seats(signup.party_size, newcomers=signup.is_newcomer):
            continue
        SignUp.objects.filter(pk=signup.pk).update(
            status=SignUp.Status.OFFERED, expires_at=until, sequence=F("sequence") + 1
        )
        signup.refresh_from_db()
        emails.enqueue(signup, "offer", again=str(signup.sequence))
        notices.notify_of_offer(signup)
        offered += 1
        if occurrence.capacity is not None:
            free -= signup.party_size
            if free <= 0:
                break
    return offered


def prolong_offers(occurrence: Occurrence) -> int:
    """Extend open offers when `occurrence` takes place again; return the number extended.

    Must be called in a transaction that holds the lock of the occurrence.
    """
    until = offer_until(occurrence, timezone.now())
    if until is None:
        return 0
    offered = SignUp.objects.filter(occurrence=occurrence, status=SignUp.Status.OFFERED)
    return offered.filter(expires_at__lt=until).update(expires_at=until)


def accept(signup: SignUp) -> bool:
    """Accept an offer before its deadline; return whether the sign-up changed."""
    with transaction.atomic():
        occurrence = lock_of(signup)
        if not occurrence.takes_place or occurrence.is_over:
            return False
        now = timezone.now()
        changed = SignUp.objects.filter(
            pk=signup.pk, status=SignUp.Status.OFFERED, expires_at__gt=now
        ).update(status=SignUp.Status.CONFIRMED, confirmed_at=now, sequence=F("sequence") + 1)
        if changed:
            signup.refresh_from_db()
            emails.enqueue(signup, "promoted", again=str(signup.sequence))
    return bool(changed)


def offer_due() -> int:
    """Offer seats that have become free with time, such as expired newcomer seats.

    Called by `tick`; returns the number of offers.
    """
    now = timezone.now()
    with_waiting = (
        Occurrence.objects.filter(starts_at__gt=now, signups__status=SignUp.Status.WAITING)
        .filter(Q(capacity__isnull=True) | Q(capacity__gt=F("taken")))
        .distinct()
        .values_list("pk", flat=True)
    )
    return run_each(list(with_waiting.order_by("pk")), _lock_and_offer)


@transaction.atomic
def _lock_and_offer(occurrence_id: int) -> int:
    lock(occurrence_id)
    return offer_free_seats(occurrence_id)
