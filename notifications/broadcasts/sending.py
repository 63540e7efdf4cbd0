"""Sending a broadcast once, as it was previewed, and not more often than the limit allows."""

import datetime
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from notifications.broadcasts.drafts import fingerprint
from notifications.models.broadcast import Broadcast
from residents.models import User

B = TypeVar("B", bound=Broadcast)


class DailyLimitReached(Exception):
    """The recipients have been sent as many broadcasts in 24 hours as the limit allows."""


class StalePreview(Exception):
    """The broadcast was changed or deleted after it was previewed."""


class NoRecipients(Exception):
    """The broadcast would reach nobody."""


@transaction.atomic
def send(
    broadcast: B, *, sender: User, seen: str, daily_limit: int, deliver: Callable[[B], int]
) -> bool:
    """Send a draft with `deliver`, and log it; return whether this call has sent it.

    A second call, or a second person, sends nothing. `seen` is the fingerprint of the
    preview. `deliver` gets the locked draft, queues a message for each recipient in the same
    transaction, and returns their number. It may raise `NoRecipients`.

    Raises `StalePreview` and `DailyLimitReached`.
    """
    yesterday = timezone.now() - datetime.timedelta(days=1)
    # With the other drafts for the same recipients: of two that are sent at once, the second waits
    # for the first, and counts it.
    rows = _to_same_recipients(broadcast).filter(
        Q(sent_at=None) | Q(sent_at__gt=yesterday) | Q(pk=broadcast.pk)
    )
    locked = {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
    draft = locked.pop(broadcast.pk, None)
    if draft is None:
        raise StalePreview
    if draft.is_sent:
        return False
    if fingerprint(draft) != seen:
        raise StalePreview
    if sum(row.is_sent for row in locked.values()) >= daily_limit:
        raise DailyLimitReached
    draft.sent_at, draft.sender = timezone.now(), sender
    draft.recipients = deliver(draft)
    draft.save()
    broadcast.refresh_from_db()
    return True


def count_sent_today(broadcast: Broadcast) -> int:
    """Return how many broadcasts its recipients were sent in the last 24 hours."""
    yesterday = timezone.now() - datetime.timedelta(days=1)
    return _to_same_recipients(broadcast).filter(sent_at__gt=yesterday).count()


def _to_same_recipients(broadcast: B) -> QuerySet[B]:
    name = broadcast.recipients_field
    return type(broadcast)._default_manager.filter(**{name: getattr(broadcast, name)})
