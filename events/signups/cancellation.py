"""How a sign-up ends: by its person, by the clock, or with the account."""

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

# What becomes of the person when only the numbers are kept.
_FORGOTTEN: dict[str, Any] = {
    **{"name": "", "email": "", "phone": "", "companions": [], "consented_to": ""},
    **{"user": None, "added_by": None, "attempt": None},
}
# So many are ended in one go; the next minute there is another.
_LOT = 1000


def cancel(signup: SignUp, *, by_organiser: bool = False) -> bool:
    """Cancel a sign-up, leave the waiting list or decline an offer; return whether it changed.

    Its seats are offered to who waits for them. What is over stays as it was: the numbers are
    wanted. The mail says if it was done `by_organiser`.
    """
    return _end(
        signup,
        SignUp.Status.CANCELLED,
        among=SignUp.objects.standing(),
        mail="cancelled",
        by_organiser=by_organiser,
    )


def decline(signup: SignUp) -> bool:
    """Decline the seats offered, and leave the list; return whether anything changed."""
    offered = SignUp.objects.filter(status=SignUp.Status.OFFERED)
    return _end(signup, SignUp.Status.CANCELLED, among=offered, mail="cancelled")


def expire_unconfirmed(occurrence: Occurrence | None = None) -> int:
    """Free the seats of sign-ups never confirmed, and forget whose they were; return how many.

    Of one `occurrence`, or of all. Called by `tick`.
    """
    due = SignUp.objects.unconfirmed_too_long()
    if occurrence is not None:
        due = due.filter(occurrence=occurrence)
    among = SignUp.objects.unconfirmed_too_long()
    return run_each(due[:_LOT], lambda signup: _end(signup, SignUp.Status.EXPIRED, among=among))


def lapse_offers(occurrence: Occurrence | None = None) -> int:
    """End the offers nobody answered in time, and offer their seats to the next; return how many.

    Of one `occurrence`, or of all. Called by `tick`.
    """
    due = SignUp.objects.offered_too_long()
    if occurrence is not None:
        due = due.filter(occurrence=occurrence)
    among = SignUp.objects.offered_too_long()
    return run_each(
        due[:_LOT],
        lambda signup: _end(signup, SignUp.Status.LAPSED, among=among, mail="offer_lapsed"),
    )


def anonymise_past() -> int:
    """Forget who came to events long over; the numbers stay. Called by `tick`; returns how many."""
    due = SignUp.objects.to_anonymise()
    with transaction.atomic():
        Answer.objects.filter(signup__in=due.values("pk")).delete()
        return due.update(**_FORGOTTEN, anonymised_at=timezone.now())


def forget(signups: SignUpQuerySet) -> int:
    """Forget whose `signups` these are, and return how many; nobody is written to.

    Those to come are cancelled, and their seats offered to who waits; of those over, the numbers
    stay. Must be called in a transaction, whose first write this or something else of `signups`
    is.
    """
    forgotten = 0
    now = timezone.now()
    for signup in signups.order_by("occurrence_id", "pk"):
        occurrence = lock_of(signup)
        fresh = SignUp.objects.get(pk=signup.pk)
        Answer.objects.filter(signup=fresh).delete()
        changes: dict[str, Any] = {**_FORGOTTEN, "anonymised_at": now}
        if not occurrence.is_over and fresh.stands:
            changes |= {"status": SignUp.Status.CANCELLED, "ended_at": now}
        SignUp.objects.filter(pk=fresh.pk).update(**changes)
        if "status" in changes and fresh.holds_seats:
            _give_back(fresh)
        forgotten += 1
    return forgotten


def _end(
    signup: SignUp,
    status: SignUp.Status,
    *,
    among: SignUpQuerySet,
    mail: str = "",
    by_organiser: bool = False,
) -> bool:
    """Move `signup` to `status` and free its seats, if it is still `among` those."""
    with transaction.atomic():
        if lock_of(signup).is_over and status == SignUp.Status.CANCELLED:
            return False
        before = among.filter(pk=signup.pk).select_related("occurrence__event__area").first()
        if before is None:
            return False
        changes: dict[str, Any] = {"status": status, "ended_at": timezone.now()}
        if status == SignUp.Status.EXPIRED:
            changes |= {**_FORGOTTEN, "anonymised_at": timezone.now()}
            Answer.objects.filter(signup=before).delete()
        SignUp.objects.filter(pk=signup.pk).update(**changes, sequence=F("sequence") + 1)
        signup.refresh_from_db()
        if mail:
            emails.owe(signup, mail, was=before.status, by_organiser=by_organiser)
        if before.holds_seats:
            _give_back(before)
    return True


def _give_back(signup: SignUp) -> None:
    """Free the seats of `signup`, and offer them to who waits."""
    this = Occurrence.objects.filter(pk=signup.occurrence_id)
    this.give_back(signup.party_size, newcomers=signup.is_newcomer)
    offer_free_seats(signup.occurrence_id)
