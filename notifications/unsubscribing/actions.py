"""Stopping mail by the link in a mail: the token, and the verbs."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from notifications.models import (
    DEFAULT_TIMING,
    Category,
    OutboxMessage,
    Preference,
    Suppression,
    Timing,
)
from notifications.models.suppression import normalised
from notifications.unsubscribing.scopes import DECIDED_ELSEWHERE, DIGEST, Scope, UnknownScope
from residents.models import User

COLLECTED = (Timing.DAILY, Timing.WEEKLY)
_SALT = "notifications.unsubscribe"
_BEFORE_SALT = "notifications.unsubscribe.before"


@dataclass(frozen=True)
class Refusal:
    """What one token can stop: a scope, for a resident or for an address."""

    scope: Scope
    user_id: int | None = None
    address: str = ""

    @property
    def token(self) -> str:
        """The signed name of this refusal. It never expires: mails are kept for years."""
        whose: dict[str, object] = {"u": self.user_id} if self.user_id else {"a": self.address}
        return signing.dumps({"s": str(self.scope), **whose}, salt=_SALT)

    @property
    def url(self) -> str:
        """The address of its page, in the active language."""
        return settings.BASE_URL + reverse("delivery:unsubscribe", args=[self.token])


def refusal_for(scope: Scope, *, to: str, user: User | None) -> Refusal:
    """Return what the link in such a mail stops. Without a `user` for notices: `ValueError`."""
    if not scope.is_of_notices:
        return Refusal(scope, address=normalised(to))
    if user is None:
        raise ValueError(f"Mail of the scope “{scope}” is for residents: name the user.")
    return Refusal(scope, user_id=user.pk)


def find(token: str) -> Refusal | None:
    """Return what `token` stops; None for a foreign or forged one, or one of somebody gone."""
    try:
        content = signing.loads(token, salt=_SALT)
        refusal = Refusal(Scope.parse(content["s"]), content.get("u"), content.get("a", ""))
    except (signing.BadSignature, UnknownScope):
        return None
    if refusal.user_id and not User.objects.filter(pk=refusal.user_id).exists():
        return None
    return refusal


def is_stopped(refusal: Refusal) -> bool:
    """Whether nothing of it is sent any more."""
    if not refusal.user_id:
        return Suppression.objects.holding_back(refusal.address, str(refusal.scope)).exists()
    timings = _timings(refusal.user_id)
    if refusal.scope.kind == DIGEST:
        return not any(timing in COLLECTED for timing in timings.values())
    return all(timings[category] == Timing.NEVER for category in _categories(refusal.scope))


@transaction.atomic
def stop(refusal: Refusal) -> str:
    """Stop it, withdraw what waits in the outbox, and return a note of what it was like before.

    Can be repeated. The note lets `resume` put things back as they were.
    """
    waiting = OutboxMessage.objects.filter(
        scope=str(refusal.scope), state=OutboxMessage.State.PENDING, must_reach=False
    )
    if not refusal.user_id:
        Suppression.objects.get_or_create(address=refusal.address, scope=str(refusal.scope))
        waiting.filter(to__iexact=refusal.address).delete()
        return ""
    before = {}
    for category, timing in _timings(refusal.user_id).items():
        if _stops(refusal.scope, category, timing):
            before[category.value] = timing.value
            _set(refusal.user_id, category, Timing.NEVER)
    waiting.filter(user=refusal.user_id).delete()
    return signing.dumps([refusal.user_id, before], salt=_BEFORE_SALT) if before else ""


@transaction.atomic
def resume(refusal: Refusal, before: str = "") -> None:
    """Take a refusal back: as the note `before` says it was, else as it is by default."""
    if not refusal.user_id:
        Suppression.objects.holding_back(refusal.address, str(refusal.scope)).delete()
        return
    defaults = {category: DEFAULT_TIMING[category] for category in _categories(refusal.scope)}
    timings = {
        category: timing
        for category, timing in defaults.items()
        if refusal.scope.kind != DIGEST or timing in COLLECTED
    }
    try:
        whose, noted = signing.loads(before, salt=_BEFORE_SALT)
    except signing.BadSignature:
        pass
    else:
        if whose == refusal.user_id:
            timings = {Category(name): Timing(timing) for name, timing in noted.items()}
    now = _timings(refusal.user_id)
    for category, timing in timings.items():
        if now[category] == Timing.NEVER:
            _set(refusal.user_id, category, timing)


def _stops(scope: Scope, category: Category, timing: Timing) -> bool:
    if timing == Timing.NEVER or category not in _categories(scope):
        return False
    return scope.kind != DIGEST or timing in COLLECTED


def _categories(scope: Scope) -> list[Category]:
    """Return the categories that `scope` is about."""
    if scope.detail:
        return [Category(scope.detail)]
    return [category for category in Category if category not in DECIDED_ELSEWHERE]


def _timings(user_id: int) -> dict[Category, Timing]:
    """Return when a resident is told of each category by mail."""
    chosen = dict(Preference.objects.filter(user=user_id).values_list("category", "timing"))
    return {
        category: Timing(chosen.get(category, DEFAULT_TIMING[category])) for category in Category
    }


def _set(user_id: int, category: Category, timing: Timing) -> None:
    Preference.objects.update_or_create(
        user_id=user_id, category=category, defaults={"timing": timing}
    )
