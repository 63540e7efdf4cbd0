"""Messages to residents' devices.

Off until VAPID_PRIVATE_KEY is set, and for each resident until they turn it on, device by device.
"""

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from notifications.delivery import worker as delivery
from notifications.delivery.webpush_client import from_text, is_allowed, is_on
from notifications.models import OutboxMessage, PushSubscription
from residents.models import User

# Nobody has more browsers; who claims to is no browser.
MAX_DEVICES = 10
# A push service must take 4,096 bytes (RFC 8030, § 7.2): this leaves room for what encrypts it.
MAX_TITLE, MAX_BODY = 120, 600


class BadDevice(ValueError):
    """What a browser sent about itself is not to be believed."""


def put(*, key: str, user: User, title: str, body: str, url: str) -> int:
    """Owe a message to every device of `user`; return how many.

    `key` names it once and for all, `url` is a path of the site. Must be called in the transaction
    of the change it tells of; raises `TransactionManagementError` outside of one.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "A message is owed by a change of state: put it in the same transaction."
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
        transaction.on_commit(delivery.wake_worker)
    return count


@transaction.atomic
def add_device(*, user: User, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Note a browser that may be sent messages for `user`; raise `BadDevice`. Can be repeated.

    A browser is told what concerns the one who turned it on last, and nobody else.
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
    """Forget one device of `user`, or all; return how many."""
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
