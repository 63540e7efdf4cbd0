"""The end of a sign-up: cancelled, expired, lapsed or anonymised."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.run_each import run_each
from events.models import Answer, Occurrence, SignUp
from events.models.signup import SignUpQuerySet
from events.signups import emails
from events.signups.locking import lock_of
from events.signups.waiting_list import offer_free_seats

# The fields that an anonymised sign-up has lost.
_ANONYMOUS: dict[str, Any] = {
    **{"name": "", "email": "", "phone": "", "companions": [], "consented_to": ""},
    **{"user": None, "added_by": None, "attempt": None},
}
# Sign-ups per run of `tick`; the next run takes the rest.
_BATCH_SIZE = 1000


def cancel(signup: SignUp, *, by_organiser: bool = False) -> bool:
    """Cancel a sign-up, leave the waiting list or decline an offer; return whether it changed.

    Offers the freed seats to the waiting list. Does nothing once the occurrence is over, so that
    the statistics stay right. `by_organiser` changes the wording of the mail.
    """
    return _end(
        signup,
        SignUp.Status.CANCELLED,
        among=SignUp.objects.active(),
        mail="cancelled",
        by_organiser=by_organiser,
    )


def decline(signup: SignUp) -> bool:
    """Decline an offer and leave the waiting list; return whether the sign-up changed."""
    offered = SignUp.objects.filter(status=SignUp.Status.OFFERED)
    return _end(signup, SignUp.Status.CANCELLED, among=offered, mail="cancelled")


def expire_unconfirmed(occurrence: Occurrence | None = None) -> int:
    """Expire and anonymise sign-ups not confirmed in time; return their number.

    Those of one `occurrence`, or of all. Called by `tick`.
    """
    unconfirmed = SignUp.objects.unconfirmed_too_long()
    due = unconfirmed if occurrence is None else unconfirmed.filter(occurrence=occurrence)
    return run_each(
        due[:_BATCH_SIZE], lambda signup: _end(signup, SignUp.Status.EXPIRED, among=unconfirmed)
    )


def lapse_offers(occurrence: Occurrence | None = None) -> int:
    """End offers not answered in time and offer the seats again; return their number.

    Those of one `occurrence`, or of all. Called by `tick`.
    """
    unanswered = SignUp.objects.offered_too_long()
    due = unanswered if occurrence is None else unanswered.filter(occurrence=occurrence)
    return run_each(
        due[:_BATCH_SIZE],
        lambda signup: _end(signup, SignUp.Status.LAPSED, among=unanswered, mail="offer_lapsed"),
    )


def anonymise_past() -> int:
    """Anonymise sign-ups `SIGNUP_RETENTION_DAYS` after their occurrence; return their number.

    The number of people stays. Called by `tick`.
    """
    due = SignUp.objects.to_anonymise()
    with transaction.atomic():
        Answer.objects.filter(signup__in=due.values("pk")).delete()
        return due.update(**_ANONYMOUS, anonymised_at=timezone.now())


def anonymise(signups: SignUpQuerySet) -> int:
    """Anonymise `signups` without sending mails; return their number.

    Cancels those for occurrences to come and offers their seats to the waiting list. Must be called
    in a transaction that has written to nothing but `signups` so far: locks come first.
    """
    anonymised = 0
    now = timezone.now()
    for signup in signups.order_by("occurrence_id", "pk"):
        occurrence = lock_of(signup)
        current = SignUp.objects.get(pk=signup.pk)
        Answer.objects.filter(signup=current).delete()
        changes: dict[str, Any] = {**_ANONYMOUS, "anonymised_at": now}
        is_cancelled = not occurrence.is_over and current.is_active
        if is_cancelled:
            changes |= {"status": SignUp.Status.CANCELLED, "ended_at": now}
        SignUp.objects.filter(pk=current.pk).update(**changes)
        if is_cancelled and current.holds_seats:
            _release_seats(current)
        anonymised += 1
    return anonymised


def _end(
    signup: SignUp,
    status: SignUp.Status,
    *,
    among: SignUpQuerySet,
    mail: str = "",
    by_organiser: bool = False,
) -> bool:
    """Set `status` and release the seats if `signup` is still in `among`, read under the lock."""
    with transaction.atomic():
        if lock_of(signup).is_over and status == SignUp.Status.CANCELLED:
            return False
        before = among.filter(pk=signup.pk).select_related("occurrence__event__area").first()
        if before is None:
            return False
        changes: dict[str, Any] = {"status": status, "ended_at": timezone.now()}
        if status == SignUp.Status.EXPIRED:
            changes |= {**_ANONYMOUS, "anonymised_at": timezone.now()}
            Answer.objects.filter(signup=before).delete()
        SignUp.objects.filter(pk=signup.pk).update(**changes, sequence=F("sequence") + 1)
        signup.refresh_from_db()
        if mail:
            emails.enqueue(signup, mail, was=before.status, by_organiser=by_organiser)
        if before.holds_seats:
            _release_seats(before)
    return True


def _release_seats(signup: SignUp) -> None:
    """Release the seats of `signup` and offer them to the waiting list."""
    occurrences = Occurrence.objects.filter(pk=signup.occurrence_id)
    occurrences.give_back(signup.party_size, newcomers=signup.is_newcomer)
    offer_free_seats(signup.occurrence_id)
