"""Stopping and resuming mail by the unsubscribe link of a mail."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from notifications.models import (
    ADJUSTABLE,
    DEFAULT_TIMING,
    STAFF_CATEGORIES,
    Category,
    OutboxMessage,
    Preference,
    Suppression,
    Timing,
)
from notifications.models.suppression import normalised
from notifications.unsubscribing.scopes import DIGEST, Scope, UnknownScope
from residents.models import User

COLLECTED = (Timing.DAILY, Timing.WEEKLY)
_SALT = "notifications.unsubscribe"
_BEFORE_SALT = "notifications.unsubscribe.before"


@dataclass(frozen=True)
class Refusal:
    """The mails that a link stops: those of a scope, to a resident or to an address."""

    scope: Scope
    user_id: int | None = None
    address: str = ""

    @property
    def token(self) -> str:
        """The signed token of the link. It never expires: people keep mails for years."""
        recipient: dict[str, object] = {"u": self.user_id} if self.user_id else {"a": self.address}
        return signing.dumps({"s": str(self.scope), **recipient}, salt=_SALT)

    @property
    def url(self) -> str:
        """The absolute URL of the link, in the active language."""
        return settings.BASE_URL + reverse("delivery:unsubscribe", args=[self.token])


def refusal_for(scope: Scope, *, to: str, user: User | None) -> Refusal:
    """Return the refusal of a mail's link; raise `ValueError` for notices without a `user`."""
    if not scope.is_of_notices:
        return Refusal(scope, address=normalised(to))
    if user is None:
        raise ValueError(f"Mail of the scope “{scope}” is for residents: name the user.")
    return Refusal(scope, user_id=user.pk)


def find(token: str) -> Refusal | None:
    """Return the refusal of a token; None if it is invalid, or its account was deleted."""
    try:
        content = signing.loads(token, salt=_SALT)
        refusal = Refusal(Scope.parse(content["s"]), content.get("u"), content.get("a", ""))
    except (signing.BadSignature, UnknownScope):
        return None
    if refusal.user_id and not User.objects.filter(pk=refusal.user_id).exists():
        return None
    return refusal


def is_stopped(refusal: Refusal) -> bool:
    """Return whether all mail of the refusal is stopped."""
    if not refusal.user_id:
        return Suppression.objects.blocking(refusal.address, str(refusal.scope)).exists()
    timings = Preference.objects.timings_of(refusal.user_id)
    if refusal.scope.kind == DIGEST:
        return not any(timing in COLLECTED for timing in timings.values())
    return all(timings[category] == Timing.NEVER for category in _categories(refusal.scope))


@transaction.atomic
def stop(refusal: Refusal) -> str:
    """Stop the mail, delete what waits in the outbox, and return the signed former timings.

    Idempotent. `resume` restores the former timings; there are none for an address.
    """
    waiting = OutboxMessage.objects.filter(
        scope=str(refusal.scope), state=OutboxMessage.State.PENDING, must_reach=False
    )
    if not refusal.user_id:
        Suppression.objects.get_or_create(address=refusal.address, scope=str(refusal.scope))
        waiting.filter(to__iexact=refusal.address).delete()
        return ""
    before = {}
    for category, timing in Preference.objects.timings_of(refusal.user_id).items():
        if _stops(refusal.scope, category, timing):
            before[category.value] = timing.value
            _set(refusal.user_id, category, Timing.NEVER)
    waiting.filter(user=refusal.user_id).delete()
    return signing.dumps([refusal.user_id, before], salt=_BEFORE_SALT) if before else ""


@transaction.atomic
def resume(refusal: Refusal, before: str = "") -> None:
    """Resume the mail, with the timings in `before` (see `stop`), else with the defaults."""
    if not refusal.user_id:
        Suppression.objects.blocking(refusal.address, str(refusal.scope)).delete()
        return
    defaults = {category: DEFAULT_TIMING[category] for category in _categories(refusal.scope)}
    timings = {
        category: timing
        for category, timing in defaults.items()
        if refusal.scope.kind != DIGEST or timing in COLLECTED
    }
    try:
        user_id, former = signing.loads(before, salt=_BEFORE_SALT)
    except signing.BadSignature:
        pass
    else:
        if user_id == refusal.user_id:
            timings = {Category(name): Timing(timing) for name, timing in former.items()}
    now = Preference.objects.timings_of(refusal.user_id)
    for category, timing in timings.items():
        if now[category] == Timing.NEVER:
            _set(refusal.user_id, category, timing)


def _stops(scope: Scope, category: Category, timing: Timing) -> bool:
    if timing == Timing.NEVER or category not in _categories(scope):
        return False
    return scope.kind != DIGEST or timing in COLLECTED


def _categories(scope: Scope) -> list[Category]:
    """Return the categories of a scope."""
    if scope.detail:
        return [Category(scope.detail)]
    return [*ADJUSTABLE, *STAFF_CATEGORIES]


def _set(user_id: int, category: Category, timing: Timing) -> None:
    Preference.objects.update_or_create(
        user_id=user_id, category=category, defaults={"timing": timing}
    )
