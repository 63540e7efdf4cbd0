"""Deleting notices and mail after their retention period. Called by `tick`."""

import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from notifications.models import Activity, AddressTrouble, Notice, OutboxMessage
from residents.personal_data.erasure import LAST_MAIL_PREFIX

BATCH = 1000
# Replaces an address. (RFC 2606, § 2: nobody can own it)
FORGOTTEN = "forgotten@example.invalid"


def delete_old_notices() -> int:
    """Delete old notices, and activities without notices; return how many rows."""
    limit = timezone.now() - datetime.timedelta(days=settings.NOTICE_RETENTION_DAYS)
    old = Notice.objects.filter(created_at__lt=limit)
    unused = Activity.objects.filter(created_at__lt=limit, spread_at__isnull=False, notices=None)
    return _delete(old) + _delete(unused)


def delete_old_mail() -> int:
    """Empty or delete old messages that were sent or given up; return how many.

    An emptied message keeps its key, so that it is not sent again. Mail about accounts has random
    keys and is deleted. The farewell mail to an erased account is deleted as soon as it is sent.
    """
    limit = timezone.now() - datetime.timedelta(days=settings.MAIL_RETENTION_DAYS)
    done = OutboxMessage.objects.filter(
        state__in=[OutboxMessage.State.SENT, OutboxMessage.State.FAILED]
    )
    old = done.filter(created_at__lt=limit)
    count = _delete(done.filter(key__startswith=LAST_MAIL_PREFIX))
    count += _delete(old.filter(key__startswith="account:"))
    return count + _strip(old.exclude(text=""))


def delete_old_address_troubles() -> int:
    """Delete old refusals: the address may have a new owner; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.ADDRESS_TROUBLE_DAYS)
    return _delete(AddressTrouble.objects.filter(last_failed_at__lt=limit))


def _strip(messages: QuerySet[OutboxMessage]) -> int:
    stripped = 0
    while ids := list(messages.values_list("pk", flat=True)[:BATCH]):
        batch = OutboxMessage.objects.filter(pk__in=ids)
        batch.filter(channel=OutboxMessage.Channel.MAIL).update(to=FORGOTTEN)
        stripped += batch.update(
            **{"user": None, "subject": "", "text": "", "html": "", "url": "", "last_error": ""},
            **{"calendar": "", "qr": "", "reply_to": ""},
        )
    return stripped


def _delete(rows: QuerySet) -> int:
    """Delete `rows` in batches; return how many."""
    deleted = 0
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted
