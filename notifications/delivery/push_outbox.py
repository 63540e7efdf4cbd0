"""Putting push messages into the outbox, and the devices that get them.

Off until VAPID_PRIVATE_KEY is set. Residents turn it on for each device.
"""

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from notifications.delivery import worker
from notifications.delivery.webpush_client import from_text, is_allowed, is_on
from notifications.models import OutboxMessage, PushSubscription
from residents.models import User

# A resident's latest devices are kept.
MAX_DEVICES = 10
# A push service takes at least 4,096 bytes, with the encryption. (RFC 8030, § 7.2)
MAX_TITLE, MAX_BODY = 120, 600


class BadDevice(ValueError):
    """The data that a browser sent about itself is invalid."""


def put(*, key: str, user: User, title: str, body: str, url: str) -> int:
    """Put a message to every device of `user` into the outbox; return how many are new.

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
    for device in PushSubscription.objects.filter(user=user):
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


@transaction.atomic
def add_device(*, user: User, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Store a browser that shows the messages of `user`; raise `BadDevice`. Idempotent.

    If another resident has used the browser before, their messages stop there.
    """
    if not is_allowed(endpoint) or len(endpoint) > 1000:
        raise BadDevice(endpoint)
    # An uncompressed point and sixteen bytes. (RFC 8291, § 3.1 and 3.2)
    if not _is_key(p256dh) or len(from_text(auth)) != 16:
        raise BadDevice("keys")
    digest = PushSubscription.digest(endpoint)
    PushSubscription.objects.filter(endpoint_digest=digest).exclude(user=user).delete()
    device, _created = PushSubscription.objects.update_or_create(
        endpoint_digest=digest,
        defaults={"user": user, "endpoint": endpoint, "p256dh": p256dh, "auth": auth},
    )
    kept = PushSubscription.objects.filter(user=user).order_by("-pk")[:MAX_DEVICES]
    PushSubscription.objects.filter(user=user).exclude(pk__in=[row.pk for row in kept]).delete()
    return device


def remove_devices(*, user: User, endpoint: str = "") -> int:
    """Delete one device of `user`, or all; return how many."""
    devices = PushSubscription.objects.filter(user=user)
    if endpoint:
        devices = devices.filter(endpoint_digest=PushSubscription.digest(endpoint))
    count = devices.count()
    devices.delete()
    return count


def _is_key(text: str) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(text))
    except ValueError:
        return False
    return True
