"""What an organiser does for somebody who telephoned."""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from events.models import Occurrence, SignUp
from events.signups import emails
from events.signups.locking import NoSeatError, lock
from events.signups.registration import SignUpRequest, write_answers
from events.signups.waiting_list import offer_free_seats
from residents.models import User


class AlreadySignedUp(Exception):
    """That address is signed up; `signup` is how."""

    def __init__(self, signup: SignUp) -> None:
        super().__init__()
        self.signup = signup


def add(
    *,
    occurrence: Occurrence,
    party: SignUpRequest,
    by: User,
    phone: str = "",
    waits: bool = False,
    attempt: uuid.UUID | None = None,
) -> SignUp:
    """Sign somebody up who said so in person, and return the sign-up: it needs no confirmation.

    The address may be empty; then no mail is owed. Also when sign-up is not open, and at the door
    until it is over, but not without a seat: a party that `waits` goes on the waiting list then.
    Raises `NoSeatError`, and `AlreadySignedUp` for an address that is. The person has no account
    here: `party.user` is None. `attempt` names the form that was filled in: sent twice, it adds
    nobody twice.
    """
    now = timezone.now()
    email = party.email.strip().lower()
    try:
        with transaction.atomic():
            has_begun = lock(occurrence.pk).has_begun
            if attempt is not None and (
                twin := SignUp.objects.filter(occurrence=occurrence, attempt=attempt).first()
            ):
                return twin
            seated = Occurrence.objects.filter(pk=occurrence.pk).hold_seats(
                party.size, newcomers=party.is_newcomer, at_the_door=has_begun
            )
            if not seated and not (waits and occurrence.takes_place and not has_begun):
                raise NoSeatError
            signup = SignUp.objects.create(
                occurrence=occurrence,
                name=party.name,
                email=email,
                phone=phone,
                party_size=party.size,
                companions=list(party.companions),
                language=party.language,
                is_newcomer=party.is_newcomer,
                consented_to=party.consented_to,
                status=SignUp.Status.CONFIRMED if seated else SignUp.Status.WAITING,
                confirmed_at=now,
                queued_at=None if seated else now,
                expires_at=occurrence.starts_at,
                added_by=by,
                attempt=attempt,
                sequence=SignUp.objects.next_sequence(occurrence.event_id, email),
            )
            write_answers(signup, party.answers)
            emails.owe(signup, "confirmed" if seated else "waiting")
    except IntegrityError as error:
        twin = SignUp.objects.standing().filter(occurrence=occurrence, email=email).first()
        if email and twin is not None:
            raise AlreadySignedUp(twin) from error
        raise
    return signup


def move(signup: SignUp, *, to: Occurrence) -> bool:
    """Move a sign-up to another time of the same event; return whether anything changed.

    Its seats there are taken and those here are offered to who waits, in one transaction. Raises
    `NoSeatError` if there are none, `AlreadySignedUp` if the address has some there already, and
    `ValueError` for another event's time. One that is not confirmed yet stays: its address may be
    anybody's.
    """
    if to.event_id != signup.occurrence.event_id:
        raise ValueError("A sign-up is for one event.")
    if to.pk == signup.occurrence_id:
        return False
    here = signup.occurrence_id
    try:
        with transaction.atomic():
            # In one order, whichever way people are moved: no deadlock.
            for pk in sorted((here, to.pk)):
                lock(pk)
            confirmed = SignUp.objects.standing().exclude(status__in=SignUp.UNCONFIRMED)
            before = confirmed.filter(pk=signup.pk, occurrence_id=here).first()
            if before is None:
                return False
            newcomers = before.is_newcomer
            there = Occurrence.objects.filter(pk=to.pk)
            if not there.hold_seats(before.party_size, newcomers=newcomers):
                raise NoSeatError
            SignUp.objects.filter(pk=signup.pk).update(
                occurrence=to,
                status=SignUp.Status.CONFIRMED,
                confirmed_at=before.confirmed_at or timezone.now(),
                queued_at=None,
                expires_at=to.starts_at,
                # Whoever came to one time has not come to the other.
                checked_in_at=None,
                arrived=None,
                door_at=None,
                sequence=F("sequence") + 1,
            )
            emails.owe(before, "moved_away", again=str(before.sequence))
            signup.refresh_from_db()
            emails.owe(signup, "moved", again=str(signup.sequence))
            if before.holds_seats:
                Occurrence.objects.filter(pk=here).give_back(before.party_size, newcomers=newcomers)
                offer_free_seats(here)
    except IntegrityError as error:
        twin = SignUp.objects.standing().filter(occurrence=to, email=signup.email).first()
        if twin is not None:
            raise AlreadySignedUp(twin) from error
        raise
    return True
