"""The waiting list.

The rule, as the pages state it: freed seats are offered in the order of the list. A party that
does not fit into the seats that are free keeps its place, and the next that fits is asked. So
after every transaction no waiting party fits into the free seats, and who signs up then jumps no
queue. When sign-up has closed, the list goes on: nobody else can have what is freed then. Near the
start, when nobody would have time to answer, nothing is offered any more, and who comes first has
the seat.
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

# Less is no time to answer in.
SHORTEST_OFFER = datetime.timedelta(minutes=15)


def offer_until(occurrence: Occurrence, now: datetime.datetime) -> datetime.datetime | None:
    """Return until when seats of `occurrence` are offered, if they are at `now`; None: not at all.

    `WAITING_OFFER_HOURS`, but never more than half the time that is left until the start.
    """
    left = occurrence.starts_at - now
    if left / 2 < SHORTEST_OFFER:
        return None
    return now + min(datetime.timedelta(hours=settings.WAITING_OFFER_HOURS), left / 2)


def offer_free_seats(occurrence_id: int) -> int:
    """Offer what is free to who waits for it; return to how many parties.

    Must be called in a transaction that holds the lock of the occurrence, after whatever freed
    seats or made a waiting party smaller.
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
        # Nobody is asked for in vain, every minute anew: those who are no newcomers have less.
        fits = Q(is_newcomer=True) | Q(party_size__lte=free - occurrence.seats_kept)
        waiting = waiting.filter(fits, party_size__lte=free)
    this = Occurrence.objects.filter(pk=occurrence.pk)
    for signup in waiting.iterator():
        if not this.hold_seats(signup.party_size, newcomers=signup.is_newcomer):
            continue
        SignUp.objects.filter(pk=signup.pk).update(
            status=SignUp.Status.OFFERED, expires_at=until, sequence=F("sequence") + 1
        )
        signup.refresh_from_db()
        emails.owe(signup, "offer", again=str(signup.sequence))
        notices.notify_of_offer(signup)
        offered += 1
        if occurrence.capacity is not None:
            free -= signup.party_size
            if free <= 0:
                break
    return offered


def prolong_offers(occurrence: Occurrence) -> int:
    """Give the offers new time once `occurrence` takes place after all; return how many.

    Must be called in a transaction that holds the lock of the occurrence.
    """
    until = offer_until(occurrence, timezone.now())
    if until is None:
        return 0
    offered = SignUp.objects.filter(occurrence=occurrence, status=SignUp.Status.OFFERED)
    return offered.filter(expires_at__lt=until).update(expires_at=until)


def accept(signup: SignUp) -> bool:
    """Accept the seats offered, in time; return whether anything changed."""
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
            emails.owe(signup, "promoted", again=str(signup.sequence))
    return bool(changed)


def offer_due() -> int:
    """Offer seats that became free by the clock, such as those kept for newcomers.

    Called by `tick`; returns to how many parties.
    """
    now = timezone.now()
    found = (
        Occurrence.objects.filter(starts_at__gt=now, signups__status=SignUp.Status.WAITING)
        .filter(Q(capacity__isnull=True) | Q(capacity__gt=F("taken")))
        .distinct()
        .values_list("pk", flat=True)
    )
    return run_each(list(found.order_by("pk")), _offer)


@transaction.atomic
def _offer(occurrence_id: int) -> int:
    lock(occurrence_id)
    return offer_free_seats(occurrence_id)
