"""Mail from notices: at once, or as a digest. Called by `tick`."""

import datetime
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from notifications.delivery import outbox, push_outbox
from notifications.models import (
    DEFAULT_TIMING,
    Category,
    Notice,
    Preference,
    Subscription,
    Timing,
)
from notifications.notices import digests
from notifications.notices.mutes import is_muted
from notifications.unsubscribing.scopes import DIGEST, NOTICES
from residents.models import User

logger = logging.getLogger(__name__)

# So many recipients are looked up at a time; memory holds no more than that.
RECIPIENTS_PER_QUERY = 500
# SQLite takes so many parameters and more.
ROWS_PER_UPDATE = 5_000
# Who is owed more than this in one mail is told of the newest, and of the others how many.
MAX_DESCRIBED = 1_000

# What needs no following.
TOLD_ANYHOW = {Category.SIGNUPS, Category.MENTIONS}

TEMPLATE = "notifications/mail/digest"


def due(now: datetime.datetime) -> QuerySet[Notice]:
    """Return the notices that are to be mailed now: unread, and not mailed yet."""
    return Notice.objects.filter(mailed_at=None, read_at=None, mail_due_at__lte=now)


def mail_due(now: datetime.datetime | None = None) -> int:
    """Write the mails that are due into the outbox, and return how many.

    Each recipient has a transaction: what fails for one is logged and tried again by the next
    tick, and stands in nobody's way. Two ticks at once mail nobody twice.
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
    """Yield who is owed mail, the longest waiting first.

    Walks along the index by its key, so that no query and no list grows with their number.
    """
    owed = due(now).order_by("mail_due_at", "recipient_id")
    pairs = owed.values_list("mail_due_at", "recipient_id").distinct()
    moment: datetime.datetime | None = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    last = 0
    while True:
        # Two ranges of the index. One condition with OR would read it from the start.
        same_moment = pairs.filter(mail_due_at=moment, recipient_id__gt=last)
        chunk = list(same_moment[:RECIPIENTS_PER_QUERY])
        chunk = chunk or list(pairs.filter(mail_due_at__gt=moment)[:RECIPIENTS_PER_QUERY])
        if not chunk:
            return
        yield from dict.fromkeys(recipient_id for _moment, recipient_id in chunk)
        moment, last = chunk[-1]


@transaction.atomic
def mail_to(recipient_id: int, now: datetime.datetime) -> int:
    """Write what is due to one resident into the outbox; return how many mails.

    All that is daily or weekly is one mail. What is told at once is one for each category, so that
    its link to unsubscribe stops just that.
    """
    notices = _claim(recipient_id, now)
    if not notices:
        return 0
    reader = User.objects.filter(pk=recipient_id, is_active=True).first()
    if reader is None:
        return 0
    timings = timings_of(reader)
    bundles: dict[str, list[Notice]] = {}
    for notice in _still_wanted(notices, reader):
        timing = timings[Category(notice.category)]
        if timing != Timing.NEVER:
            bundle = notice.category if timing == Timing.AT_ONCE else DIGEST
            bundles.setdefault(bundle, []).append(notice)
    with translation.override(reader.language):
        return sum(_mail(bundle, told, reader, timings) for bundle, told in bundles.items())


def timings_of(reader: User) -> dict[Category, Timing]:
    """Return when `reader` wants to be told of each category."""
    chosen = Preference.objects.filter(user=reader).values_list("category", "timing")
    return {
        **DEFAULT_TIMING,
        **{Category(category): Timing(timing) for category, timing in chosen},
    }


def _claim(recipient_id: int, now: datetime.datetime) -> list[Notice]:
    """Mark what is due to the recipient as mailed, and return it, oldest first.

    PostgreSQL locks the rows, and leaves out those that another tick has claimed while this one
    waited. SQLite knows no locks of rows: there a transaction has the database to itself.
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
    """Yield the notices that the reader has not muted since, nor given up following."""
    followed: set[str] = set()
    muted: set[str] = set()
    for topic, mode in Subscription.objects.filter(user=reader).values_list("topic", "mode"):
        (muted if mode == Subscription.Mode.MUTE else followed).add(topic)
    for notice in notices:
        activity = notice.activity
        if notice.category not in TOLD_ANYHOW and followed.isdisjoint(activity.topics):
            continue
        if not is_muted(activity, notice.category, muted=muted, area_id=reader.area_id):
            yield notice


def _mail(bundle: str, notices: list[Notice], reader: User, timings: dict[Category, Timing]) -> int:
    """Write one mail, unless nothing is left that the reader may see; return how many."""
    digest = digests.compose(
        notices[-MAX_DESCRIBED:],
        reader=reader,
        timing=_timing_of(bundle, notices, timings),
        left_out=max(0, len(notices) - MAX_DESCRIBED),
    )
    if digest is None:
        return 0
    outbox.put(
        key=f"notices:{reader.pk}:{notices[-1].pk}",
        to=reader.email,
        template=TEMPLATE,
        context=words_of(digest),
        language=reader.language,
        scope=DIGEST if bundle == DIGEST else f"{NOTICES}:{bundle}",
        user=reader,
    )
    if bundle != DIGEST:
        first = digest.sections[0].entries[0]
        push_outbox.put(
            key=f"notices:{reader.pk}:{notices[-1].pk}",
            user=reader,
            # A mail's subject says both; a device shows one above the other, and little of each.
            title=first.title if digest.only and first.title else digest.subject,
            body=first.happened,
            url=first.url if digest.only else reverse("notifications:notices"),
        )
    return 1


def words_of(digest: digests.Digest) -> dict[str, Any]:
    """Return what the mail's templates need, in the active language."""
    return {
        "digest": digest,
        "base_url": settings.BASE_URL,
        "list_url": settings.BASE_URL + reverse("notifications:notices"),
        "preferences_url": settings.BASE_URL + reverse("notifications:preferences"),
    }


def _timing_of(bundle: str, notices: list[Notice], timings: dict[Category, Timing]) -> Timing:
    if bundle != DIGEST:
        return Timing.AT_ONCE
    told = {timings[Category(notice.category)] for notice in notices}
    return Timing.WEEKLY if Timing.WEEKLY in told else Timing.DAILY
