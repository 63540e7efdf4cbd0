"""Registration: sign up, confirm, and change the size of the party."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.normalization import email_key
from events.display.localized_texts import TextsByLanguage
from events.models import Answer, Occurrence, Question, SignUp
from events.signups import emails
from events.signups.cancellation import expire_unconfirmed, lapse_offers
from events.signups.locking import NoSeatError, lock, lock_of
from events.signups.waiting_list import offer_free_seats
from residents.models import User


@dataclass(frozen=True, kw_only=True)
class SignUpRequest:
    """The person who signs up, their party and their answers."""

    name: str
    email: str
    size: int
    language: str
    user: User | None = None
    # The address is known to be theirs, although they have no account.
    is_verified: bool = False
    companions: Sequence[str] = ()
    is_newcomer: bool = False
    # The text they agreed to; empty if the event asks for no consent.
    consented_to: str = ""
    # By `Question.key`: a text, the id of a choice, or "yes".
    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)


def sign_up(
    *,
    occurrence: Occurrence,
    party: SignUpRequest,
    waits: bool = False,
    attempt: uuid.UUID | None = None,
    texts: TextsByLanguage | None = None,
) -> SignUp:
    """Take seats for a party, put the mail into the outbox, and return the sign-up.

    With an account, the sign-up is confirmed at once, since the address is verified. Without one it
    is pending: the seats are held until the mailed link is opened or the deadline passes, unless
    the address is verified. If the party does not fit, it goes on the waiting list when it `waits`
    and is refused otherwise. `attempt` identifies the form: a second submission gets the same
    answer. `texts` are the texts of the event if the caller has loaded them.

    An address signs up once. A second sign-up keeps the first one with its seats and sends its mail
    again. Raises `NoSeatError` if the party does not fit; without an account also when the address
    is signed up already, so that nobody learns which addresses are. Raises `ValueError` for a party
    smaller than one or larger than the event allows.
    """
    if not 1 <= party.size <= occurrence.event.max_party_size:
        raise ValueError(f"A party of {party.size} is not taken.")
    email = email_key(party.email)
    if texts is None:
        texts = TextsByLanguage(occurrence.event)
    refusal: Exception = NoSeatError()
    for _try in range(3):
        try:
            return _take(occurrence, party, email, waits=waits, attempt=attempt, texts=texts)
        except (IntegrityError, NoSeatError) as error:
            # The failed transaction gave its seats back.
            refusal = error
        # Do not wait for `tick` to free seats that were not confirmed or accepted in time.
        if expire_unconfirmed(occurrence) + lapse_offers(occurrence):
            continue
        existing = SignUp.objects.active().filter(occurrence=occurrence, email=email).first()
        if existing is not None:
            return _repeat(existing, refusal, user=party.user, attempt=attempt)
        if isinstance(refusal, NoSeatError):
            break
        if party.user is not None and not User.objects.filter(pk=party.user.pk).exists():
            # The account was erased during this request.
            raise NoSeatError from refusal
    raise refusal


def confirm(signup: SignUp, *, user: User | None = None) -> bool:
    """Confirm a sign-up before its deadline, for `user` if given; return whether it changed.

    A request for the waiting list gets seats if enough are free by now, or else a position on it.
    """
    with transaction.atomic():
        occurrence = lock_of(signup)
        now = timezone.now()
        if not occurrence.takes_place or occurrence.is_over:
            return False
        unconfirmed = SignUp.objects.filter(
            pk=signup.pk, status__in=SignUp.UNCONFIRMED, expires_at__gt=now
        ).first()
        if unconfirmed is None:
            return False
        seated = unconfirmed.status == SignUp.Status.PENDING or Occurrence.objects.filter(
            pk=occurrence.pk
        ).hold_seats(unconfirmed.party_size, newcomers=unconfirmed.is_newcomer)
        SignUp.objects.filter(pk=signup.pk).update(
            status=SignUp.Status.CONFIRMED if seated else SignUp.Status.WAITING,
            confirmed_at=now,
            queued_at=None if seated else now,
            sequence=F("sequence") + 1,
            **({"user": user} if user else {}),
        )
        signup.refresh_from_db()
        emails.enqueue(signup, "confirmed" if seated else "waiting")
    return True


def change_party(signup: SignUp, *, size: int, companions: Sequence[str] = ()) -> bool:
    """Change the size of the party and the names; return whether anything changed.

    Takes more seats if they are free, and offers freed seats to the waiting list. A waiting party
    keeps its position; a party with an offer can only become smaller. Raises `NoSeatError` if there
    are not enough seats or it is too late, and `ValueError` for a size that the event forbids.
    """
    with transaction.atomic():
        occurrence = lock_of(signup)
        if not 1 <= size <= occurrence.event.max_party_size:
            raise ValueError(f"A party of {size} is not taken.")
        before = SignUp.objects.select_related("occurrence__event").get(pk=signup.pk)
        too_late = occurrence.has_begun or before.checked_in_at is not None
        if too_late or not (before.is_active and occurrence.takes_place):
            raise NoSeatError
        names = list(companions)
        if (before.party_size, before.companions) == (size, names):
            return False
        more = size - before.party_size
        seats = Occurrence.objects.filter(pk=occurrence.pk)
        if before.holds_seats and more > 0:
            offered = before.status == SignUp.Status.OFFERED
            if offered or not seats.hold_seats(more, newcomers=before.is_newcomer):
                raise NoSeatError
        SignUp.objects.filter(pk=signup.pk).update(
            party_size=size, companions=names, sequence=F("sequence") + 1
        )
        signup.refresh_from_db()
        if before.holds_seats and more < 0:
            seats.give_back(-more, newcomers=before.is_newcomer)
        if more and before.status not in SignUp.UNCONFIRMED:
            emails.enqueue(signup, "party_changed", again=str(signup.sequence))
        if more < 0:
            offer_free_seats(occurrence.pk)
    return True


def party_too_large_message(signup: SignUp) -> str:
    """Return the message for a `signup` that cannot become larger, with the current free seats."""
    left = Occurrence.objects.select_related("event").get(pk=signup.occurrence_id).seats_left
    if signup.status == SignUp.Status.OFFERED:
        return _(
            "The offer is for fewer places. Enter a smaller number, or reply to the offer first."
        )
    return ngettext(
        "There is only %(seats)d place left.", "There are only %(seats)d places left.", left or 0
    ) % {"seats": left or 0}


def _take(
    occurrence: Occurrence,
    party: SignUpRequest,
    email: str,
    *,
    waits: bool,
    attempt: uuid.UUID | None,
    texts: TextsByLanguage,
) -> SignUp:
    """Take the seats and sign up, in one transaction; raise `NoSeatError` or `IntegrityError`."""
    now = timezone.now()
    seats = Occurrence.objects.filter(pk=occurrence.pk).ask_for_seats(
        party.size, newcomers=party.is_newcomer
    )
    sequence = SignUp.objects.next_sequence(occurrence.event_id, email)
    with transaction.atomic():
        seated = seats.take()
        if not seated:
            if not waits or not _still_takes_signups(occurrence):
                raise NoSeatError
            # Seats may have been freed before this transaction got the lock.
            seated = seats.take()
        is_verified = party.user is not None or party.is_verified
        status, mail = _INITIAL_STATUS[seated, is_verified]
        signup = SignUp.objects.create(
            occurrence=occurrence,
            user=party.user,
            name=party.name,
            email=email,
            party_size=party.size,
            companions=list(party.companions),
            language=party.language,
            is_newcomer=party.is_newcomer,
            consented_to=party.consented_to,
            attempt=attempt,
            sequence=sequence,
            status=status,
            confirmed_at=now if is_verified else None,
            queued_at=now if status == SignUp.Status.WAITING else None,
            expires_at=_confirm_by(occurrence, now),
        )
        write_answers(signup, party.answers)
        emails.enqueue(signup, mail, texts=texts)
    return signup


def _still_takes_signups(occurrence: Occurrence) -> bool:
    try:
        return lock(occurrence.pk).takes_signups
    except Occurrence.DoesNotExist:  # deleted during this request
        return False


# Status and mail of a new sign-up, by (has seats, has a verified address).
_INITIAL_STATUS = {
    (True, True): (SignUp.Status.CONFIRMED, "confirmed"),
    (True, False): (SignUp.Status.PENDING, "confirm"),
    (False, True): (SignUp.Status.WAITING, "waiting"),
    (False, False): (SignUp.Status.ASKING, "confirm_waiting"),
}
# The mail that is sent again for a sign-up of each status.
_MAIL_OF_STATUS = {
    SignUp.Status.PENDING: "confirm",
    SignUp.Status.ASKING: "confirm_waiting",
    SignUp.Status.WAITING: "waiting",
    SignUp.Status.OFFERED: "offer",
    SignUp.Status.CONFIRMED: "confirmed",
}


def write_answers(signup: SignUp, answers: Mapping[uuid.UUID, str]) -> None:
    """Store the answers to questions that the event still asks."""
    if not answers:
        return
    asked = Question.objects.filter(
        event_id=signup.occurrence.event_id, key__in=answers, is_asked=True
    )
    Answer.objects.bulk_create(
        Answer(signup=signup, question=question, value=answers[question.key])
        for question in asked
        if answers[question.key]
    )


def _repeat(
    existing: SignUp, refusal: Exception, *, user: User | None, attempt: uuid.UUID | None
) -> SignUp:
    """Handle a second sign-up of an address that has the sign-up `existing`."""
    if user is not None:
        # The account proves the address, so no link is needed.
        confirm(existing, user=user)
        existing.refresh_from_db()
        return existing
    if attempt is not None and existing.attempt == attempt:
        return existing
    if existing.occurrence.takes_signups:
        with transaction.atomic():
            # At most once an hour, however often the form is sent.
            emails.enqueue(
                existing,
                _MAIL_OF_STATUS[SignUp.Status(existing.status)],
                again=f"{timezone.now():%Y%m%d%H}",
            )
    if isinstance(refusal, NoSeatError):
        raise refusal
    return existing


def _confirm_by(occurrence: Occurrence, now: datetime.datetime) -> datetime.datetime:
    """Return the deadline for confirming a sign-up: at the latest, the start."""
    return min(
        now + datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS), occurrence.starts_at
    )
