"""The verbs of signing up. Each is one transaction, can be repeated, and owes its mail in it."""

import datetime

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from events.listing import name_in
from events.models import Occurrence, SignUp
from events.models.signups import SignUpQuerySet
from notifications import outbox
from residents.models import User

_CONFIRM_SALT = "events.signup.confirm"
_CANCEL_SALT = "events.signup.cancel"


class NoSeatError(Exception):
    """There is no seat for the party: full, begun, over or cancelled."""


def sign_up(
    *,
    occurrence: Occurrence,
    name: str,
    email: str,
    party_size: int,
    language: str,
    user: User | None = None,
) -> SignUp:
    """Take seats for a party and owe the mail that says so.

    With an account the sign-up is confirmed at once: its address is known to be the person's.
    Without one it is pending; the seats are held until the mailed link is followed or time is up.
    Whoever is signed up already keeps that sign-up and gets its mail again, and no further seat
    is taken: the page tells nobody whose address is known. Raises `NoSeatError`.
    """
    email = email.strip().lower()
    now = timezone.now()
    try:
        with transaction.atomic():
            if not Occurrence.objects.filter(pk=occurrence.pk).take_seats(party_size):
                raise NoSeatError
            signup = SignUp.objects.create(
                occurrence=occurrence,
                user=user,
                name=name,
                email=email,
                party_size=party_size,
                language=language,
                status=SignUp.Status.CONFIRMED if user else SignUp.Status.PENDING,
                confirmed_at=now if user else None,
                expires_at=_confirm_by(occurrence, now),
            )
            _owe_mail(signup, "confirmed" if user else "confirm")
    except (IntegrityError, NoSeatError):
        # The failed transaction gave its seats back; only a twin can have been in the way.
        twin = (
            SignUp.objects.holding_seats()
            .filter(occurrence=occurrence, email=email)
            .select_related("occurrence__event")
            .first()
        )
        if twin is None:
            raise NoSeatError from None
        with transaction.atomic():
            _owe_mail(
                twin,
                "confirmed" if twin.status == SignUp.Status.CONFIRMED else "confirm",
                # One reminder of it an hour at most, however often the form is sent.
                again=f"{now:%Y%m%d%H}",
            )
        return twin
    return signup


def confirm(signup: SignUp) -> bool:
    """Confirm a pending sign-up; return whether anything changed."""
    with transaction.atomic():
        changed = SignUp.objects.filter(
            pk=signup.pk, status=SignUp.Status.PENDING, expires_at__gt=timezone.now()
        ).update(status=SignUp.Status.CONFIRMED, confirmed_at=timezone.now())
        if changed:
            signup.refresh_from_db()
            _owe_mail(signup, "confirmed")
    return bool(changed)


def cancel(signup: SignUp) -> bool:
    """Cancel a sign-up and free its seats; return whether anything changed."""
    return _end(
        signup, SignUp.Status.CANCELLED, among=SignUp.objects.holding_seats(), mail="cancelled"
    )


def expire_unconfirmed() -> int:
    """Free the seats of sign-ups never confirmed; return how many. Called by `tick`."""
    due = SignUp.objects.unconfirmed_too_long().select_related("occurrence__event")
    return sum(
        _end(signup, SignUp.Status.EXPIRED, among=SignUp.objects.unconfirmed_too_long())
        for signup in due[:1000]
    )


def anonymise_past() -> int:
    """Forget who came to events long over; the numbers stay. Called by `tick`; returns how many."""
    return SignUp.objects.to_anonymise().update(
        name="", email="", user=None, anonymised_at=timezone.now()
    )


def cancel_occurrence(occurrence: Occurrence, *, reason: str) -> bool:
    """Cancel an occurrence and owe everybody signed up a mail; return whether anything changed.

    The sign-ups stay as they are: they show who was told.
    """
    with transaction.atomic():
        changed = Occurrence.objects.filter(
            pk=occurrence.pk, status=Occurrence.Status.SCHEDULED
        ).update(
            status=Occurrence.Status.CANCELLED,
            cancelled_because=reason,
            sequence=F("sequence") + 1,
            updated_at=timezone.now(),
        )
        if changed:
            occurrence.refresh_from_db()
            _tell_everybody(occurrence, "event_cancelled")
    return bool(changed)


def reschedule(
    occurrence: Occurrence,
    *,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    capacity: int | None,
    place_changed: bool,
) -> bool:
    """Let an occurrence take place, then and there; return whether anything changed.

    A capacity below what is taken keeps the seats taken. If time or place changed, or if it had
    been cancelled, everybody signed up is owed a mail.
    """
    moved = (
        place_changed
        or (occurrence.starts_at, occurrence.ends_at) != (starts_at, ends_at)
        or occurrence.status != Occurrence.Status.SCHEDULED
    )
    if not moved and occurrence.capacity == capacity:
        return False
    with transaction.atomic():
        # Not `save()`: that would write back a stale count of seats taken.
        Occurrence.objects.filter(pk=occurrence.pk).update(
            recurrence_id=starts_at,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=capacity,
            status=Occurrence.Status.SCHEDULED,
            cancelled_because="",
            sequence=F("sequence") + 1,
            updated_at=timezone.now(),
        )
        occurrence.refresh_from_db()
        if moved:
            _tell_everybody(occurrence, "event_changed")
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


def _confirm_by(occurrence: Occurrence, now: datetime.datetime) -> datetime.datetime:
    """Return until when a sign-up may be confirmed: never later than the start."""
    return min(
        now + datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS), occurrence.starts_at
    )


def _end(signup: SignUp, status: SignUp.Status, *, among: SignUpQuerySet, mail: str = "") -> bool:
    """Move `signup` to `status` and free its seats, if it is still `among` those."""
    with transaction.atomic():
        # The occurrence is locked before the sign-up, as in `sign_up`: never a deadlock.
        Occurrence.objects.select_for_update().get(pk=signup.occurrence_id)
        changed = among.filter(pk=signup.pk).update(status=status, ended_at=timezone.now())
        if changed:
            signup.refresh_from_db()
            Occurrence.objects.filter(pk=signup.occurrence_id).free_seats(signup.party_size)
            if mail:
                _owe_mail(signup, mail)
    return bool(changed)


def _tell_everybody(occurrence: Occurrence, kind: str) -> None:
    for signup in occurrence.signups.holding_seats().select_related("occurrence__event"):
        _owe_mail(signup, kind, again=str(occurrence.sequence))


def _owe_mail(signup: SignUp, kind: str, again: str = "") -> None:
    """Owe the mail `templates/events/mail/<kind>` to the person signed up, in their language."""
    with translation.override(signup.language):
        outbox.put(
            key=f"signup:{signup.pk}:{kind}" + (f":{again}" if again else ""),
            to=signup.email,
            template=f"events/mail/{kind}",
            language=signup.language,
            context={
                "signup": signup,
                "occurrence": signup.occurrence,
                "event": signup.occurrence.event,
                "title": name_in(signup.occurrence.event, signup.language),
                "confirm_url": settings.BASE_URL
                + reverse("events:confirm", args=[confirm_token(signup)]),
                "cancel_url": settings.BASE_URL
                + reverse("events:cancel", args=[cancel_token(signup)]),
            },
        )
