"""Sign-ups made and moved by an organiser, for somebody who telephones or is at the entrance."""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import repeats
from core.text.normalization import email_key
from events.models import Occurrence, SignUp
from events.signups import emails
from events.signups.locking import NoSeatError, lock
from events.signups.registration import SignUpRequest, write_answers
from events.signups.waiting_list import offer_free_seats
from residents.models import User


class AlreadySignedUp(Exception):
    """The person is signed up already; `signup` is that sign-up."""

    def __init__(self, signup: SignUp) -> None:
        super().__init__()
        self.signup = signup


class JustAdded(AlreadySignedUp):
    """The organiser has added the same party in the last minutes."""


def add(
    *,
    occurrence: Occurrence,
    party: SignUpRequest,
    by: User,
    phone: str = "",
    waits: bool = False,
    attempt: uuid.UUID | None = None,
) -> SignUp:
    """Sign a party up without confirmation by mail; return the sign-up.

    Works also while sign-up is not open and, at the entrance, until the occurrence is over. Without
    seats, a party that `waits` goes on the waiting list until the start; otherwise `NoSeatError` is
    raised. Raises `AlreadySignedUp` if the address is signed up, and `JustAdded` if `by` has added
    the same party from another form in the last minutes. The address may be empty; then no mail is
    sent. `party.user` is None: the person signs up without an account. `attempt` identifies the
    form: a second submission returns the same sign-up.
    """
    now = timezone.now()
    email = email_key(party.email)
    try:
        with transaction.atomic():
            has_begun = lock(occurrence.pk).has_begun
            if attempt is not None and (
                existing := SignUp.objects.filter(occurrence=occurrence, attempt=attempt).first()
            ):
                return existing
            if attempt is not None and (
                repeated := SignUp.objects.active()
                .filter(
                    occurrence=occurrence,
                    added_by=by,
                    created_at__gte=repeats.window_start(),
                    name=party.name,
                    email=email,
                    phone=phone,
                    party_size=party.size,
                )
                .first()
            ):
                raise JustAdded(repeated)
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
            emails.enqueue(signup, "confirmed" if seated else "waiting")
    except IntegrityError as error:
        existing = SignUp.objects.active().filter(occurrence=occurrence, email=email).first()
        if email and existing is not None:
            raise AlreadySignedUp(existing) from error
        raise
    return signup


def move(signup: SignUp, *, to: Occurrence) -> bool:
    """Move a sign-up to another occurrence of the same event; return whether it was moved.

    In one transaction, takes the seats there and offers the freed seats here to the waiting list.
    An unconfirmed sign-up is not moved: its address may be anybody's. Raises `NoSeatError` without
    free seats there, `AlreadySignedUp` if the address is signed up there, and `ValueError` for an
    occurrence of another event.
    """
    if to.event_id != signup.occurrence.event_id:
        raise ValueError("A sign-up is for one event.")
    if to.pk == signup.occurrence_id:
        return False
    source_id = signup.occurrence_id
    try:
        with transaction.atomic():
            # By primary key, so that moves in opposite directions cannot deadlock.
            for pk in sorted((source_id, to.pk)):
                lock(pk)
            confirmed = SignUp.objects.active().exclude(status__in=SignUp.UNCONFIRMED)
            before = confirmed.filter(pk=signup.pk, occurrence_id=source_id).first()
            if before is None:
                return False
            newcomers = before.is_newcomer
            target = Occurrence.objects.filter(pk=to.pk)
            if not target.hold_seats(before.party_size, newcomers=newcomers):
                raise NoSeatError
            SignUp.objects.filter(pk=signup.pk).update(
                occurrence=to,
                status=SignUp.Status.CONFIRMED,
                confirmed_at=before.confirmed_at or timezone.now(),
                queued_at=None,
                expires_at=to.starts_at,
                # A check-in belongs to the occurrence that the party came to.
                checked_in_at=None,
                arrived=None,
                door_at=None,
                sequence=F("sequence") + 1,
            )
            signup.refresh_from_db()
            emails.enqueue(signup, "moved", again=str(signup.sequence), moved_from=before)
            if before.holds_seats:
                source = Occurrence.objects.filter(pk=source_id)
                source.give_back(before.party_size, newcomers=newcomers)
                offer_free_seats(source_id)
    except IntegrityError as error:
        existing = SignUp.objects.active().filter(occurrence=to, email=signup.email).first()
        if existing is not None:
            raise AlreadySignedUp(existing) from error
        raise
    return True
