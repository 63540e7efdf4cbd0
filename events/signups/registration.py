"""Signing up, confirming, and changing one's mind about how many come."""

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

from events.display.localized_texts import TextsByLanguage
from events.models import Answer, Occurrence, Question, SignUp
from events.signups import emails
from events.signups.cancellation import expire_unconfirmed, lapse_offers
from events.signups.locking import NoSeatError, lock, lock_of
from events.signups.waiting_list import offer_free_seats
from residents.models import User


@dataclass(frozen=True, kw_only=True)
class SignUpRequest:
    """Who signs up, and what they say of themselves."""

    name: str
    email: str
    size: int
    language: str
    user: User | None = None
    companions: Sequence[str] = ()
    is_newcomer: bool = False
    # The words they agreed to; empty where the event asks for no consent.
    consented_to: str = ""
    # By the key of the question: text, the id of a choice, or "yes".
    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)


def sign_up(
    *,
    occurrence: Occurrence,
    party: SignUpRequest,
    waits: bool = False,
    attempt: uuid.UUID | None = None,
    texts: TextsByLanguage | None = None,
) -> SignUp:
    """Take seats for a party, owe the mail that says so, and return the sign-up.

    With an account the sign-up is confirmed at once: its address is known to be the person's.
    Without one it is pending; the seats are held until the mailed link is followed or time is up.
    A party that `waits` is put on the waiting list if it does not fit; others are refused then.
    `attempt` names the form that was filled in: sent twice, it is answered alike. `texts` are those
    of the event, where they have been looked up already.

    An address signs up once: whoever is signed up already keeps that sign-up and its seats, and
    gets its mail again. Raises `NoSeatError` when the party does not fit, to strangers even if
    the address is signed up already, so that nobody learns whose address is known. Raises
    `ValueError` for a party of less than one or more than the event takes.
    """
    if not 1 <= party.size <= occurrence.event.max_party_size:
        raise ValueError(f"A party of {party.size} is not taken.")
    email = party.email.strip().lower()
    if texts is None:
        texts = TextsByLanguage(occurrence.event)
    refusal: Exception = NoSeatError()
    for _try in range(3):
        try:
            return _take(occurrence, party, email, waits=waits, attempt=attempt, texts=texts)
        except (IntegrityError, NoSeatError) as error:
            # The failed transaction gave its seats back.
            refusal = error
        # What nobody confirmed or accepted in time is free, also before `tick` has come by.
        if expire_unconfirmed(occurrence) + lapse_offers(occurrence):
            continue
        twin = SignUp.objects.standing().filter(occurrence=occurrence, email=email).first()
        if twin is not None:
            return _again(twin, refusal, user=party.user, attempt=attempt)
        if isinstance(refusal, NoSeatError):
            break
        if party.user is not None and not User.objects.filter(pk=party.user.pk).exists():
            # The account has been erased in this very moment.
            raise NoSeatError from refusal
    raise refusal


def confirm(signup: SignUp, *, user: User | None = None) -> bool:
    """Confirm a sign-up in time, for `user` if given; return whether anything changed.

    Who asked for the waiting list gets seats at once if there are some now, or else a place on it.
    """
    with transaction.atomic():
        occurrence = lock_of(signup)
        now = timezone.now()
        if not occurrence.takes_place or occurrence.is_over:
            return False
        asked = SignUp.objects.filter(
            pk=signup.pk, status__in=SignUp.UNCONFIRMED, expires_at__gt=now
        ).first()
        if asked is None:
            return False
        seated = asked.status == SignUp.Status.PENDING or Occurrence.objects.filter(
            pk=occurrence.pk
        ).hold_seats(asked.party_size, newcomers=asked.is_newcomer)
        SignUp.objects.filter(pk=signup.pk).update(
            status=SignUp.Status.CONFIRMED if seated else SignUp.Status.WAITING,
            confirmed_at=now,
            queued_at=None if seated else now,
            sequence=F("sequence") + 1,
            **({"user": user} if user else {}),
        )
        signup.refresh_from_db()
        emails.owe(signup, "confirmed" if seated else "waiting")
    return True


def change_party(signup: SignUp, *, size: int, companions: Sequence[str] = ()) -> bool:
    """Let another number come; return whether anything changed.

    More seats are taken if they are free, freed ones are offered to who waits. Whoever waits or
    has an offer keeps it; an offer can only become smaller. Raises `NoSeatError` when there is no
    room for more, or it is too late, and `ValueError` for a number the event does not take.
    """
    with transaction.atomic():
        occurrence = lock_of(signup)
        if not 1 <= size <= occurrence.event.max_party_size:
            raise ValueError(f"A party of {size} is not taken.")
        before = SignUp.objects.select_related("occurrence__event").get(pk=signup.pk)
        too_late = occurrence.has_begun or before.checked_in_at is not None
        if too_late or not (before.stands and occurrence.takes_place):
            raise NoSeatError
        names = list(companions)
        if (before.party_size, before.companions) == (size, names):
            return False
        more = size - before.party_size
        this = Occurrence.objects.filter(pk=occurrence.pk)
        if before.holds_seats and more > 0:
            offered = before.status == SignUp.Status.OFFERED
            if offered or not this.hold_seats(more, newcomers=before.is_newcomer):
                raise NoSeatError
        SignUp.objects.filter(pk=signup.pk).update(
            party_size=size, companions=names, sequence=F("sequence") + 1
        )
        signup.refresh_from_db()
        if before.holds_seats and more < 0:
            this.give_back(-more, newcomers=before.is_newcomer)
        if more and before.status not in SignUp.UNCONFIRMED:
            emails.owe(signup, "party_changed", again=str(signup.sequence))
        if more < 0:
            offer_free_seats(occurrence.pk)
    return True


def no_room_for_more(signup: SignUp) -> str:
    """Return why `signup` cannot become larger, as it stands now."""
    left = Occurrence.objects.select_related("event").get(pk=signup.occurrence_id).seats_left
    if signup.status == SignUp.Status.OFFERED:
        return _("An offer is for the seats in it. Write a smaller number, or answer it first.")
    return ngettext(
        "There is only %(seats)d seat left.", "There are only %(seats)d seats left.", left or 0
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
    this = Occurrence.objects.filter(pk=occurrence.pk)
    seats = this.ask_for_seats(party.size, newcomers=party.is_newcomer)
    sequence = SignUp.objects.next_sequence(occurrence.event_id, email)
    with transaction.atomic():
        seated = seats.take()
        if not seated:
            if not waits or not _still_takes_signups(occurrence):
                raise NoSeatError
            # Seats may have been freed before the lock was ours.
            seated = seats.take()
        status, mail = _STATES[seated, party.user is not None]
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
            confirmed_at=now if party.user else None,
            queued_at=now if status == SignUp.Status.WAITING else None,
            expires_at=_confirm_by(occurrence, now),
        )
        write_answers(signup, party.answers)
        emails.owe(signup, mail, texts=texts)
    return signup


def _still_takes_signups(occurrence: Occurrence) -> bool:
    try:
        return lock(occurrence.pk).takes_signups
    except Occurrence.DoesNotExist:  # deleted in this very moment
        return False


# By whether there are seats, and whether the address is known to be the person's.
_STATES = {
    (True, True): (SignUp.Status.CONFIRMED, "confirmed"),
    (True, False): (SignUp.Status.PENDING, "confirm"),
    (False, True): (SignUp.Status.WAITING, "waiting"),
    (False, False): (SignUp.Status.ASKING, "confirm_waiting"),
}
# What says once more how a sign-up stands.
_MAIL_OF = {
    SignUp.Status.PENDING: "confirm",
    SignUp.Status.ASKING: "confirm_waiting",
    SignUp.Status.WAITING: "waiting",
    SignUp.Status.OFFERED: "offer",
    SignUp.Status.CONFIRMED: "confirmed",
}


def write_answers(signup: SignUp, answers: Mapping[uuid.UUID, str]) -> None:
    """Write down what was answered, of the questions that are still asked."""
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


def _again(
    twin: SignUp, refusal: Exception, *, user: User | None, attempt: uuid.UUID | None
) -> SignUp:
    """Answer somebody whose address has the sign-up `twin` already."""
    if user is not None:
        # The account proves the address: no link is needed any more.
        confirm(twin, user=user)
        twin.refresh_from_db()
        return twin
    if attempt is not None and twin.attempt == attempt:
        return twin
    if twin.occurrence.takes_signups:
        with transaction.atomic():
            # Once an hour at most, however often the form is sent.
            emails.owe(
                twin, _MAIL_OF[SignUp.Status(twin.status)], again=f"{timezone.now():%Y%m%d%H}"
            )
    if isinstance(refusal, NoSeatError):
        raise refusal
    return twin


def _confirm_by(occurrence: Occurrence, now: datetime.datetime) -> datetime.datetime:
    """Return until when a sign-up may be confirmed: never later than the start."""
    return min(
        now + datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS), occurrence.starts_at
    )
