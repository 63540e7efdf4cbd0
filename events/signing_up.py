"""The verbs of signing up. Each is one transaction, can be repeated, and owes its mail in it."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from events import notices
from events.listing import name_in, place_in_words, when_in_words
from events.models import Occurrence, SignUp
from events.models.signups import SignUpQuerySet
from notifications.delivery import outbox
from residents.models import User

_CONFIRM_SALT = "events.signup.confirm"
_CANCEL_SALT = "events.signup.cancel"
# What becomes of the person when only the numbers are kept.
_FORGOTTEN: dict[str, Any] = {"name": "", "email": "", "user": None, "attempt": None}


class NoSeatError(Exception):
    """There is no seat for the party: full, begun, over, cancelled or withdrawn."""


def sign_up(
    *,
    occurrence: Occurrence,
    name: str,
    email: str,
    party_size: int,
    language: str,
    user: User | None = None,
    attempt: uuid.UUID | None = None,
) -> SignUp:
    """Take seats for a party, owe the mail that says so, and return the sign-up.

    With an account the sign-up is confirmed at once: its address is known to be the person's.
    Without one it is pending; the seats are held until the mailed link is followed or time is up.
    `attempt` names the form that was filled in: sent twice, it is answered alike.

    An address signs up once: whoever is signed up already keeps that sign-up and its seats, and
    gets its mail again. Raises `NoSeatError` when the party does not fit, to strangers even if
    the address is signed up already, so that nobody learns whose address is known. Raises
    `ValueError` for a party of less than one or more than the event takes.
    """
    if not 1 <= party_size <= occurrence.event.max_party_size:
        raise ValueError(f"A party of {party_size} is not taken.")
    email = email.strip().lower()
    refusal: Exception = NoSeatError()
    for _try in range(3):
        try:
            return _take(
                occurrence,
                user=user,
                name=name,
                email=email,
                party_size=party_size,
                language=language,
                attempt=attempt,
            )
        except (IntegrityError, NoSeatError) as error:
            # The failed transaction gave its seats back.
            refusal = error
        # What nobody confirmed in time is free, also before `tick` has come by.
        if expire_unconfirmed(occurrence):
            continue
        twin = SignUp.objects.holding_seats().filter(occurrence=occurrence, email=email).first()
        if twin is not None:
            return _again(twin, refusal, user=user, attempt=attempt)
        if isinstance(refusal, NoSeatError):
            break
        if user is not None and not User.objects.filter(pk=user.pk).exists():
            # The account has been erased in this very moment.
            raise NoSeatError from refusal
    raise refusal


def confirm(signup: SignUp, *, user: User | None = None) -> bool:
    """Confirm a pending sign-up in time, for `user` if given; return whether anything changed."""
    with transaction.atomic():
        occurrence = _lock(signup.occurrence_id)
        if occurrence.status != Occurrence.Status.SCHEDULED or occurrence.is_over:
            return False
        now = timezone.now()
        changed = SignUp.objects.filter(
            pk=signup.pk, status=SignUp.Status.PENDING, expires_at__gt=now
        ).update(
            status=SignUp.Status.CONFIRMED, confirmed_at=now, **({"user": user} if user else {})
        )
        if changed:
            signup.refresh_from_db()
            _owe_mail(signup, "confirmed")
    return bool(changed)


def cancel(signup: SignUp) -> bool:
    """Cancel a sign-up and free its seats; return whether anything changed.

    What is over stays as it was: the numbers are wanted.
    """
    return _end(
        signup, SignUp.Status.CANCELLED, among=SignUp.objects.holding_seats(), mail="cancelled"
    )


def expire_unconfirmed(occurrence: Occurrence | None = None) -> int:
    """Free the seats of sign-ups never confirmed, and forget whose they were; return how many.

    Of one `occurrence`, or of all. Called by `tick`.
    """
    due = SignUp.objects.unconfirmed_too_long()
    if occurrence is not None:
        due = due.filter(occurrence=occurrence)
    return sum(
        _end(signup, SignUp.Status.EXPIRED, among=SignUp.objects.unconfirmed_too_long())
        for signup in due[:1000]
    )


def anonymise_past() -> int:
    """Forget who came to events long over; the numbers stay. Called by `tick`; returns how many."""
    return SignUp.objects.to_anonymise().update(**_FORGOTTEN, anonymised_at=timezone.now())


def forget(signups: SignUpQuerySet) -> int:
    """Forget whose `signups` these are, and return how many; nobody is written to.

    Those to come are cancelled and free their seats; of those over, the numbers stay. Must be
    called in a transaction, whose first write this or something else of `signing_up` is.
    """
    forgotten = 0
    now = timezone.now()
    for signup in signups.order_by("occurrence_id", "pk"):
        occurrence = _lock(signup.occurrence_id)
        to_come = SignUp.objects.holding_seats().filter(pk=signup.pk)
        if not occurrence.is_over and to_come.update(status=SignUp.Status.CANCELLED, ended_at=now):
            Occurrence.objects.filter(pk=occurrence.pk).free_seats(signup.party_size)
        forgotten += SignUp.objects.filter(pk=signup.pk).update(**_FORGOTTEN, anonymised_at=now)
    return forgotten


def cancel_occurrence(occurrence: Occurrence, *, reason: str, change: str = "") -> bool:
    """Cancel an occurrence and owe everybody signed up a mail; return whether anything changed.

    The sign-ups stay as they are: they show who was told. Of a cancelled one, a new `reason` is
    noted, and nobody is written to twice. Those who follow the event are told as well, once for
    each `change` of several occurrences.
    """
    changes = {
        "cancelled_because": reason,
        "sequence": F("sequence") + 1,
        "updated_at": timezone.now(),
    }
    this = Occurrence.objects.filter(pk=occurrence.pk)
    with transaction.atomic():
        cancelled = this.filter(status=Occurrence.Status.SCHEDULED).update(
            status=Occurrence.Status.CANCELLED, **changes
        )
        reworded = not cancelled and this.exclude(cancelled_because=reason).update(**changes)
        if cancelled or reworded:
            occurrence.refresh_from_db()
        if cancelled:
            _tell_everybody(occurrence, "event_cancelled", change)
    return bool(cancelled or reworded)


def reschedule(
    occurrence: Occurrence,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    capacity: int | None,
    place_changed: bool,
    takes_place: bool = True,
    change: str = "",
) -> bool:
    """Put an occurrence at that time and place; return whether anything changed.

    With `takes_place`, one that had been cancelled is so no longer, and everybody signed up is
    owed a mail if that or the time or the place changed. Without, nobody is written to and the
    status stays. A capacity below what is taken keeps the seats taken. `change` is as in
    `cancel_occurrence`.
    """
    revived = takes_place and occurrence.status != Occurrence.Status.SCHEDULED
    moved = (
        place_changed
        or revived
        or (occurrence.starts_at, occurrence.ends_at) != (starts_at, ends_at)
    )
    if not moved and occurrence.capacity == capacity:
        return False
    changes: dict[str, Any] = {"capacity": capacity}
    if moved:
        changes |= {
            "recurrence_id": starts_at,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "sequence": F("sequence") + 1,
            "updated_at": timezone.now(),
        }
    if revived:
        changes |= {"status": Occurrence.Status.SCHEDULED, "cancelled_because": ""}
    with transaction.atomic():
        # Not `save()`: that would write back a stale count of seats taken.
        Occurrence.objects.filter(pk=occurrence.pk).update(**changes)
        occurrence.refresh_from_db()
        if moved and takes_place:
            _tell_everybody(occurrence, "event_changed", change)
    return True


def confirm_token(signup: SignUp) -> str:
    """Return the token of the link that confirms `signup`, and does nothing else."""
    return signing.dumps(signup.pk, salt=_CONFIRM_SALT)


def cancel_token(signup: SignUp) -> str:
    """Return the token of the link that shows and cancels `signup`, and does nothing else."""
    return signing.dumps(signup.pk, salt=_CANCEL_SALT)


def find_to_confirm(token: str) -> SignUp | None:
    """Return the sign-up that `token` may confirm; None for a foreign or forged one."""
    return _find(token, _CONFIRM_SALT)


def find_to_cancel(token: str) -> SignUp | None:
    """Return the sign-up that `token` may cancel; None for a foreign or forged one."""
    return _find(token, _CANCEL_SALT)


def _find(token: str, salt: str) -> SignUp | None:
    try:
        pk = signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None
    return SignUp.objects.filter(pk=pk).select_related("occurrence__event__area").first()


def _take(occurrence: Occurrence, *, user: User | None, party_size: int, **words: Any) -> SignUp:
    """Take the seats and sign up, in one transaction; raise `NoSeatError` or `IntegrityError`."""
    now = timezone.now()
    with transaction.atomic():
        if not Occurrence.objects.filter(pk=occurrence.pk).take_seats(party_size):
            raise NoSeatError
        signup = SignUp.objects.create(
            occurrence=occurrence,
            user=user,
            party_size=party_size,
            status=SignUp.Status.CONFIRMED if user else SignUp.Status.PENDING,
            confirmed_at=now if user else None,
            expires_at=_confirm_by(occurrence, now),
            **words,
        )
        _owe_mail(signup, "confirmed" if user else "confirm")
    return signup


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
        kind = "confirmed" if twin.status == SignUp.Status.CONFIRMED else "confirm"
        with transaction.atomic():
            # Once an hour at most, however often the form is sent.
            _owe_mail(twin, kind, again=f"{timezone.now():%Y%m%d%H}")
    if isinstance(refusal, NoSeatError):
        raise refusal
    return twin


def _confirm_by(occurrence: Occurrence, now: datetime.datetime) -> datetime.datetime:
    """Return until when a sign-up may be confirmed: never later than the start."""
    return min(
        now + datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS), occurrence.starts_at
    )


def _lock(occurrence_id: int) -> Occurrence:
    """Return the occurrence, locked until the end of the transaction.

    Whoever writes to sign-ups takes this lock first, as `take_seats` does: no deadlock is
    possible, and nobody is told that an occurrence takes place while it is being cancelled.
    (SQLite locks the whole file with BEGIN IMMEDIATE, and ignores this.)
    """
    return Occurrence.objects.select_for_update(no_key=True).get(pk=occurrence_id)


def _end(signup: SignUp, status: SignUp.Status, *, among: SignUpQuerySet, mail: str = "") -> bool:
    """Move `signup` to `status` and free its seats, if it is still `among` those."""
    with transaction.atomic():
        if _lock(signup.occurrence_id).is_over and status == SignUp.Status.CANCELLED:
            return False
        changes: dict[str, Any] = {"status": status, "ended_at": timezone.now()}
        if status == SignUp.Status.EXPIRED:
            changes |= {**_FORGOTTEN, "anonymised_at": timezone.now()}
        changed = among.filter(pk=signup.pk).update(**changes)
        if changed:
            signup.refresh_from_db()
            Occurrence.objects.filter(pk=signup.occurrence_id).free_seats(signup.party_size)
            if mail:
                _owe_mail(signup, mail)
    return bool(changed)


def _tell_everybody(occurrence: Occurrence, kind: str, change: str) -> None:
    """Owe the mail `kind` to all who hold seats; each change of the occurrence has its own.

    It stands in the notices of those with an account, and of those who follow the event.
    """
    notices.tell_of_change(occurrence, kind, change)
    titles: dict[str, str] = {}
    for signup in occurrence.signups.holding_seats().select_related("occurrence__event__area"):
        if signup.language not in titles:
            titles[signup.language] = name_in(occurrence.event, signup.language)
        _owe_mail(signup, kind, again=str(occurrence.sequence), title=titles[signup.language])


def _owe_mail(signup: SignUp, kind: str, again: str = "", title: str = "") -> None:
    """Owe the mail `templates/events/mail/<kind>` to the person signed up, in their language.

    It is owed once for each `again`. `title` is looked up if it is not given.
    """
    occurrence = signup.occurrence
    with translation.override(signup.language):
        outbox.put(
            key=f"signup:{signup.pk}:{kind}" + (f":{again}" if again else ""),
            to=signup.email,
            template=f"events/mail/{kind}",
            language=signup.language,
            # Anybody can type an address; what follows is for who has confirmed it.
            scope="account" if kind == "confirm" else f"signup:{signup.pk}",
            user=signup.user,
            # Nobody is to come in vain.
            must_reach=kind == "event_cancelled",
            context={
                "signup": signup,
                "occurrence": occurrence,
                "event": occurrence.event,
                "title": title or name_in(occurrence.event, signup.language),
                "when": when_in_words(occurrence),
                "place": place_in_words(occurrence),
                "confirm_url": settings.BASE_URL
                + reverse("events:confirm", args=[confirm_token(signup)]),
                "cancel_url": settings.BASE_URL
                + reverse("events:cancel", args=[cancel_token(signup)]),
            },
        )
