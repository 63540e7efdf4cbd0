"""Mail about notices, at once or as a digest. Called by `tick`."""

import datetime
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from notifications.delivery import outbox, push_outbox
from notifications.models import (
    Activity,
    Category,
    Notice,
    OutboxMessage,
    Preference,
    Subscription,
    Timing,
)
from notifications.notices import digests
from notifications.notices.mutes import is_muted
from notifications.unsubscribing.scopes import DIGEST, NOTICES
from residents.models import User

logger = logging.getLogger(__name__)

RECIPIENTS_PER_QUERY = 500
# Below the limit of SQLite for the parameters of a query.
ROWS_PER_UPDATE = 5_000
# A mail describes the newest notices, and counts the others.
MAX_DESCRIBED = 1_000

# These notices do not depend on a follow.
INDEPENDENT_OF_FOLLOWS = {
    Category.SIGNUPS,
    Category.MESSAGES,
    Category.MENTIONS,
    Category.MODERATION,
}

TEMPLATE = "notifications/mail/digest"
# Begins the keys of these mails in the outbox, before the reader and the last notice.
_KEY = "notices"


def due(now: datetime.datetime) -> QuerySet[Notice]:
    """Return the unread notices whose mail is due."""
    return Notice.objects.filter(mailed_at=None, read_at=None, mail_due_at__lte=now)


def mail_due(now: datetime.datetime | None = None) -> int:
    """Put the mails that are due into the outbox; return how many.

    Each recipient has a transaction. A failure is logged, and the next tick tries again. Two ticks
    at the same time mail nobody twice.
    """
    now = now or timezone.now()
    count = 0
    for recipient_id in _recipients(now):
        try:
            count += mail_to(recipient_id, now)
        except Exception:
            logger.exception("Resident %s was not mailed their notices", recipient_id)
    return count


def _recipients(now: datetime.datetime) -> Iterator[int]:
    """Yield the ids of the recipients with mail due, the longest waiting first.

    Pages through the index by its key: neither a query nor a list grows with their number.
    """
    owed = due(now).order_by("mail_due_at", "recipient_id")
    pairs = owed.values_list("mail_due_at", "recipient_id").distinct()
    moment: datetime.datetime | None = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    last = 0
    while True:
        # Two ranges of the index: a condition with OR would read it from the start.
        same_moment = pairs.filter(mail_due_at=moment, recipient_id__gt=last)
        chunk = list(same_moment[:RECIPIENTS_PER_QUERY])
        chunk = chunk or list(pairs.filter(mail_due_at__gt=moment)[:RECIPIENTS_PER_QUERY])
        if not chunk:
            return
        yield from dict.fromkeys(recipient_id for _moment, recipient_id in chunk)
        moment, last = chunk[-1]


@transaction.atomic
def mail_to(recipient_id: int, now: datetime.datetime) -> int:
    """Put the mails that are due to one resident into the outbox; return how many.

    Daily and weekly notices make one mail. Notices to be mailed at once make one for each category,
    whose unsubscribe link stops that category.
    """
    notices = _claim(recipient_id, now)
    if not notices:
        return 0
    reader = User.objects.filter(pk=recipient_id, is_active=True).first()
    if reader is None:
        return 0
    timings = Preference.objects.timings_of(reader.pk)
    bundles: dict[str, list[Notice]] = {}
    for notice in _still_wanted(notices, reader):
        timing = timings[Category(notice.category)]
        if timing != Timing.NEVER:
            name = notice.category if timing == Timing.AT_ONCE else DIGEST
            bundles.setdefault(name, []).append(notice)
    with translation.override(reader.language):
        return sum(_mail(name, bundle, reader, timings) for name, bundle in bundles.items())


def _claim(recipient_id: int, now: datetime.datetime) -> list[Notice]:
    """Mark the notices due to the recipient as mailed, and return them, oldest first.

    PostgreSQL locks the rows, and leaves out those that another tick has claimed while this one
    waited. SQLite has no row locks: there a transaction has the database to itself.
    """
    notices = list(
        due(now)
        .filter(recipient_id=recipient_id)
        .select_for_update(of=("self",))
        .select_related("activity", "activity__actor")
        .order_by("pk")
    )
    for start in range(0, len(notices), ROWS_PER_UPDATE):
        rows = [notice.pk for notice in notices[start : start + ROWS_PER_UPDATE]]
        Notice.objects.filter(pk__in=rows).update(mailed_at=timezone.now())
    return notices


def _still_wanted(notices: Iterable[Notice], reader: User) -> Iterator[Notice]:
    """Yield the notices that the reader has neither muted nor unfollowed since."""
    by_mode: dict[str, set[str]] = {mode: set() for mode in Subscription.Mode}
    for topic, mode in Subscription.objects.filter(user=reader).values_list("topic", "mode"):
        by_mode[mode].add(topic)
    followed, muted = by_mode[Subscription.Mode.FOLLOW], by_mode[Subscription.Mode.MUTE]
    for notice in notices:
        activity = notice.activity
        if notice.category not in INDEPENDENT_OF_FOLLOWS and followed.isdisjoint(activity.topics):
            continue
        if not is_muted(activity, notice.category, muted=muted, area_id=reader.area_id):
            yield notice


def _mail(name: str, notices: list[Notice], reader: User, timings: dict[Category, Timing]) -> int:
    """Put one mail into the outbox, unless the reader may see none of it; return how many."""
    digest = digests.compose(
        notices[-MAX_DESCRIBED:],
        reader=reader,
        timing=_timing_of(name, notices, timings),
        left_out=max(0, len(notices) - MAX_DESCRIBED),
    )
    if digest is None:
        return 0
    outbox.put(
        key=f"{_KEY}:{reader.pk}:{notices[-1].pk}",
        to=reader.email,
        template=TEMPLATE,
        context=mail_context(digest),
        language=reader.language,
        scope=DIGEST if name == DIGEST else f"{NOTICES}:{name}",
        user=reader,
        reply_to=digest.reply_to,
    )
    if name != DIGEST:
        first = digest.items[0]
        push_outbox.put(
            key=f"notices:{reader.pk}:{notices[-1].pk}",
            user=reader,
            # A mail's subject holds both. A device shows two lines, and little of each.
            title=first.title if digest.single_item and first.title else digest.subject,
            body=first.summary,
            url=first.url if digest.single_item else reverse("notifications:notices"),
        )
    return 1


def mail_context(digest: digests.Digest) -> dict[str, Any]:
    """Return the context of the mail's templates, in the active language."""
    return {
        "digest": digest,
        "preheader": digest.preheader,
        "base_url": settings.BASE_URL,
        "list_url": settings.BASE_URL + reverse("notifications:notices"),
        "preferences_url": settings.BASE_URL + reverse("notifications:preferences"),
    }


def recall(activities: QuerySet[Activity]) -> int:
    """Take back the mails about `activities` that are not sent yet; return how many.

    What else they say is mailed anew at the next tick, without what its reader may no longer see.
    """
    count = 0
    mailed = Notice.objects.filter(activity__in=activities, mailed_at__isnull=False)
    for recipient_id, since in mailed.values_list("recipient_id").annotate(Min("mailed_at")):
        waiting = OutboxMessage.objects.filter(
            key__startswith=f"{_KEY}:{recipient_id}:",
            state=OutboxMessage.State.PENDING,
            created_at__gte=since,
        )
        deleted, _by_model = waiting.delete()
        if deleted:
            count += deleted
            Notice.objects.filter(recipient_id=recipient_id, mailed_at__gte=since).update(
                mailed_at=None
            )
    return count


def _timing_of(name: str, notices: list[Notice], timings: dict[Category, Timing]) -> Timing:
    if name != DIGEST:
        return Timing.AT_ONCE
    collected = {timings[Category(notice.category)] for notice in notices}
    return Timing.WEEKLY if Timing.WEEKLY in collected else Timing.DAILY
