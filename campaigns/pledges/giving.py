"""Making pledges: give, confirm, withdraw, expire, anonymise.

A pledge changes its own row first and then the counter of the promise, in one transaction, so
nothing waits in a circle. Both are conditional updates, which count exactly on both databases.
"""

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from campaigns import notices
from campaigns.models import Pledge, PledgeMilestone, PledgeOffer
from campaigns.models.pledges import PledgeQuerySet
from campaigns.pledge_choices import Giver
from campaigns.pledges import emails
from campaigns.pledges.availability import OfferPage, offer_page
from core.caching.tracking import part
from core.models import Area
from core.text.normalization import email_key
from residents.models import User


class NotOfferedError(Exception):
    """The promise cannot be made now."""


# What an anonymised pledge has lost.
_ANONYMOUS: dict[str, Any] = {
    **{"user": None, "email": "", "attempt": None},
    **{"remind_at": None, "wants_reminder": False},
}


@dataclass(frozen=True, kw_only=True)
class PledgeRequest:
    """Who makes a pledge, and what they want."""

    email: str
    language: str
    giver: str = Giver.RESIDENT.value
    area: Area | None = None
    user: User | None = None
    wants_reminder: bool = False


def give(
    *,
    offer: PledgeOffer,
    request: PledgeRequest,
    attempt: uuid.UUID | None = None,
    page: OfferPage | None = None,
) -> Pledge:
    """Make a pledge, put the mail into the outbox, and return it.

    With an account it counts at once, since the address is verified. Without one it is pending
    until the mailed link is opened. `attempt` identifies the form: a second submission gets the
    same answer. `page` is the promise in the language of the request if the caller has loaded it.

    An address makes a pledge once; a second time keeps the first one, and sends its mail again at
    most once an hour. Raises `NotOfferedError` if the promise is closed.
    """
    email = email_key(request.email)
    for _try in range(2):
        try:
            return _insert(offer, request, email, attempt=attempt, page=page)
        except IntegrityError:
            # Do not wait for `tick` to forget what was not confirmed in time.
            if expire_unconfirmed(offer):
                continue
            existing = Pledge.objects.active().filter(offer=offer, email=email).first()
            if existing is not None:
                return _repeat(existing, user=request.user, attempt=attempt)
            if request.user is None or User.objects.filter(pk=request.user.pk).exists():
                raise
            # The account was erased during this request.
            raise NotOfferedError from None
    raise NotOfferedError


def confirm(pledge: Pledge, *, user: User | None = None) -> bool:
    """Confirm a pledge before its deadline, for `user` if given; return whether it changed."""
    now = timezone.now()
    page = offer_page(pledge.offer)
    if not page.is_open:
        return False
    with transaction.atomic():
        given = Pledge.objects.confirmable().filter(pk=pledge.pk)
        is_new = given.update(
            status=Pledge.Status.GIVEN,
            given_at=now,
            remind_at=_remind_at(now) if pledge.wants_reminder else None,
            **({"user": user} if user else {}),
        )
        if not is_new:
            return False
        pledge.refresh_from_db()
        emails.enqueue(pledge, emails.GIVEN)
        try:
            _count(pledge.offer, 1)
        except NotOfferedError:
            transaction.set_rollback(True)
            return False
    return True


def withdraw(pledge: Pledge) -> bool:
    """Withdraw a pledge, and forget whose it was; return whether it changed."""
    with transaction.atomic():
        before = Pledge.objects.select_for_update(no_key=True, of=("self",))
        found = before.active().filter(pk=pledge.pk).select_related("offer", "user").first()
        if found is None:
            return False
        if found.is_given:
            emails.enqueue(found, emails.WITHDRAWN)
        _end(Pledge.objects.filter(pk=pledge.pk), Pledge.Status.WITHDRAWN)
        if found.is_given:
            _count(found.offer, -1)
        pledge.refresh_from_db()
    return True


def expire_unconfirmed(offer: PledgeOffer | None = None) -> int:
    """Forget whose pledges were not confirmed in time; return their number.

    Those of one `offer`, or of all. Called by `tick`.
    """
    due = Pledge.objects.filter(status=Pledge.Status.PENDING, expires_at__lte=timezone.now())
    return _end(due if offer is None else due.filter(offer=offer), Pledge.Status.EXPIRED)


def anonymise_old() -> int:
    """Forget whose pledges are older than `PLEDGE_RETENTION_DAYS`; return their number.

    They still count. Called by `tick`.
    """
    return Pledge.objects.to_anonymise().update(**_ANONYMOUS, anonymised_at=timezone.now())


def erase(pledges: PledgeQuerySet) -> int:
    """Withdraw `pledges` without sending mails, and forget whose they were; return their number.

    Those of campaigns that are over still count: what came of it does not change. Must be called in
    a transaction that has locked them with `lock`.
    """
    found = list(pledges.select_related("offer").order_by("pk"))
    is_over: dict[int, bool] = {}
    withdrawn = []
    for pledge in found:
        if pledge.offer_id not in is_over:
            is_over[pledge.offer_id] = not offer_page(pledge.offer).is_open
        if pledge.is_given and not is_over[pledge.offer_id]:
            withdrawn.append(pledge)
    pks = [pledge.pk for pledge in found]
    # All rows of pledges first, then the counters in their order.
    ended = Pledge.objects.filter(pk__in=[pledge.pk for pledge in withdrawn])
    _end(Pledge.objects.filter(pk__in=pks, status=Pledge.Status.PENDING), Pledge.Status.EXPIRED)
    _end(ended, Pledge.Status.WITHDRAWN)
    rest = Pledge.objects.filter(pk__in=pks, anonymised_at=None)
    rest.update(**_ANONYMOUS, anonymised_at=timezone.now())
    for pledge in sorted(withdrawn, key=lambda each: each.offer_id):
        _count(pledge.offer, -1)
    return len(found)


def lock(pledges: PledgeQuerySet, *, wait: bool) -> None:
    """Lock `pledges`, then the counters of their promises, until the end of the transaction."""
    rows = pledges.select_for_update(no_key=True, nowait=not wait, of=("self",))
    offer_ids: Collection[int] = set(rows.order_by("pk").values_list("offer_id", flat=True))
    offers = PledgeOffer.objects.select_for_update(no_key=True, nowait=not wait)
    list(offers.filter(pk__in=offer_ids).order_by("pk"))


def _insert(
    offer: PledgeOffer,
    request: PledgeRequest,
    email: str,
    *,
    attempt: uuid.UUID | None,
    page: OfferPage | None,
) -> Pledge:
    now = timezone.now()
    is_given = request.user is not None
    with transaction.atomic():
        pledge = Pledge.objects.create(
            offer=offer,
            user=request.user,
            email=email,
            giver=request.giver,
            area=request.area,
            language=request.language,
            wants_reminder=request.wants_reminder,
            status=Pledge.Status.GIVEN if is_given else Pledge.Status.PENDING,
            given_at=now if is_given else None,
            expires_at=now + datetime.timedelta(hours=settings.UNCONFIRMED_SIGNUP_HOURS),
            remind_at=_remind_at(now) if is_given and request.wants_reminder else None,
            attempt=attempt,
        )
        emails.enqueue(pledge, emails.GIVEN if is_given else emails.CONFIRM, page=page)
        # Last, because others wait for the counter.
        if is_given:
            _count(offer, 1)
    return pledge


def _repeat(existing: Pledge, *, user: User | None, attempt: uuid.UUID | None) -> Pledge:
    """Handle a second pledge of an address that has made the pledge `existing`."""
    if user is not None:
        # The account proves the address, so no link is needed.
        confirm(existing, user=user)
        existing.refresh_from_db()
    elif attempt is None or existing.attempt != attempt:
        kind = emails.GIVEN if existing.is_given else emails.CONFIRM
        with transaction.atomic():
            # At most once an hour, however often the form is sent.
            emails.enqueue(existing, kind, again=f"{timezone.now():%Y%m%d%H}")
    return existing


def _count(offer: PledgeOffer, change: int) -> None:
    """Count a pledge of `offer`, and announce a milestone that it reaches.

    Raises `NotOfferedError` if the promise was closed meanwhile; what was made can be withdrawn.
    """
    offers = PledgeOffer.objects.filter(pk=offer.pk)
    with part(offer.part):
        if not (offers.filter(is_open=True) if change > 0 else offers).update(
            given=F("given") + change
        ):
            raise NotOfferedError
    if change < 0:
        return
    # The row is locked, so no two pledges see the same number.
    reached = PledgeMilestone.objects.filter(
        offer=offer, reached_at=None, number=offers.values("given")[:1]
    )
    for milestone in reached.select_related("offer"):
        with part(offer.part):
            PledgeMilestone.objects.filter(pk=milestone.pk).update(reached_at=timezone.now())
        notices.notify_of_milestone(milestone)


def _end(pledges: PledgeQuerySet, status: Pledge.Status) -> int:
    """End `pledges` and anonymise them, in one statement."""
    now = timezone.now()
    return pledges.update(**_ANONYMOUS, status=status, ended_at=now, anonymised_at=now)


def _remind_at(now: datetime.datetime) -> datetime.datetime:
    return now + datetime.timedelta(days=settings.PLEDGE_REMINDER_DAYS)
