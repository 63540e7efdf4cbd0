"""Putting push messages into the outbox. Off until VAPID_PRIVATE_KEY is set."""

from django.db import transaction

from notifications.delivery import push_devices, worker
from notifications.delivery.webpush_client import is_on
from notifications.models import OutboxMessage
from residents.models import User

# A push service takes at least 4,096 bytes, with the encryption. (RFC 8030, § 7.2)
MAX_TITLE, MAX_BODY = 120, 600


def put(*, key: str, user: User, title: str, body: str, url: str) -> int:
    """Put a message to every device of `user` into the outbox; return how many are new.

    Devices whose session has ended get none.

    `key` identifies it: a second `put` with the same key changes nothing. `url` is a path of the
    site. Must be called in the transaction of the change; raises `TransactionManagementError`
    outside of one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "Put a message into the outbox in the transaction of its change."
        )
    if not is_on():
        return 0
    count = 0
    for device in push_devices.live_devices(user):
        _message, created = OutboxMessage.objects.get_or_create(
            key=f"push:{key}:{device.pk}",
            defaults={
                "channel": OutboxMessage.Channel.PUSH,
                "device": device,
                "user": user,
                "subject": title[:MAX_TITLE],
                "text": body[:MAX_BODY],
                "url": url,
                "language": user.language,
            },
        )
        count += created
    if count:
        transaction.on_commit(worker.wake_worker)
    return count
