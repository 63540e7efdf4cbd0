"""What is forgotten of notices and mail when its time is up. `tick` calls these."""

import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import Activity, AddressTrouble, Notice, OutboxMessage
from residents.personal_data.erasure import LAST_MAIL_PREFIX

BATCH = 1000
# In the place of an address that is kept no longer. (RFC 2606, § 2: it can belong to nobody)
FORGOTTEN = "forgotten@example.invalid"


def forget_notices() -> int:
    """Delete notices of long ago, and the activities that nobody has a notice of any more."""
    limit = timezone.now() - datetime.timedelta(days=settings.NOTICE_RETENTION_DAYS)
    old = Notice.objects.filter(created_at__lt=limit)
    told = Activity.objects.filter(created_at__lt=limit, spread_at__isnull=False, notices=None)
    return _delete(old) + _delete(told)


def forget_mail() -> int:
    """Forget what was sent to whom, or given up, long ago; return how many mails.

    The key stays, so that no mail is sent a second time, save where it names nothing: mail about
    accounts has a random one. The last mail to somebody who has left goes at once.
    """
    limit = timezone.now() - datetime.timedelta(days=settings.MAIL_RETENTION_DAYS)
    done = OutboxMessage.objects.filter(
        state__in=[OutboxMessage.State.SENT, OutboxMessage.State.FAILED]
    )
    old = done.filter(created_at__lt=limit)
    gone = _delete(done.filter(key__startswith=LAST_MAIL_PREFIX))
    gone += _delete(old.filter(key__startswith="account:"))
    return gone + _strip(old.exclude(text=""))


def forget_address_troubles() -> int:
    """Forget refusals of long ago: whoever had the address may have another, or be gone."""
    limit = timezone.now() - datetime.timedelta(days=settings.ADDRESS_TROUBLE_DAYS)
    return _delete(AddressTrouble.objects.filter(last_failed_at__lt=limit))


def _strip(messages: QuerySet[OutboxMessage]) -> int:
    stripped = 0
    while ids := list(messages.values_list("pk", flat=True)[:BATCH]):
        batch = OutboxMessage.objects.filter(pk__in=ids)
        batch.filter(channel=OutboxMessage.Channel.MAIL).update(to=FORGOTTEN)
        stripped += batch.update(
            **{"user": None, "subject": "", "text": "", "html": "", "url": "", "last_error": ""},
            **{"calendar": "", "qr": ""},
        )
    return stripped


def _delete(rows: QuerySet) -> int:
    """Delete `rows`, a batch at a time; return how many."""
    deleted = 0
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted
