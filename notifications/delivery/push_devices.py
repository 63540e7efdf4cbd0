"""The devices that show push messages. Residents turn them on, one browser at a time.

A device belongs to the session in which it was turned on, and ends with it: otherwise a shared
computer would show the messages to the next person.
"""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from notifications.delivery.webpush_client import from_text, is_allowed
from notifications.models import PushSubscription
from residents.accounts import sessions
from residents.models import User

# A resident's latest devices are kept.
MAX_DEVICES = 10
# In the session: the primary key of its device.
_DEVICE_KEY = "push_device"


class BadDevice(ValueError):
    """The data that a browser sent about itself is invalid."""


@transaction.atomic
def add_device(
    *, user: User, session: SessionBase, endpoint: str, p256dh: str, auth: str
) -> PushSubscription:
    """Store the browser of `session`, which shows the messages of `user`; raise `BadDevice`.

    Idempotent. If another resident has used the browser before, their messages stop there.
    """
    _check(endpoint, p256dh, auth)
    digest = PushSubscription.digest(endpoint)
    PushSubscription.objects.filter(endpoint_digest=digest).exclude(user=user).delete()
    device, _created = PushSubscription.objects.update_or_create(
        endpoint_digest=digest,
        defaults={
            "user": user,
            "endpoint": endpoint,
            "p256dh": p256dh,
            "auth": auth,
            "session_key": session.session_key or "",
        },
    )
    PushSubscription.objects.filter(session_key=session.session_key).exclude(pk=device.pk).delete()
    session[_DEVICE_KEY] = device.pk
    kept = PushSubscription.objects.filter(user=user).order_by("-pk")[:MAX_DEVICES]
    PushSubscription.objects.filter(user=user).exclude(pk__in=[row.pk for row in kept]).delete()
    return device


def device_of(*, user: User, session: SessionBase) -> PushSubscription | None:
    """Return the device that was turned on in `session`."""
    return PushSubscription.objects.filter(user=user, session_key=session.session_key).first()


@transaction.atomic
def renew_device(device: PushSubscription, *, endpoint: str, p256dh: str, auth: str) -> None:
    """Replace the address and the keys of `device`, as the browser has; raise `BadDevice`.

    Messages that wait for the device stay. Idempotent.
    """
    _check(endpoint, p256dh, auth)
    digest = PushSubscription.digest(endpoint)
    PushSubscription.objects.filter(endpoint_digest=digest).exclude(pk=device.pk).delete()
    PushSubscription.objects.filter(pk=device.pk).update(
        endpoint=endpoint, endpoint_digest=digest, p256dh=p256dh, auth=auth
    )


def live_devices(user: User) -> list[PushSubscription]:
    """Return the devices of `user` whose session has not ended."""
    devices = list(PushSubscription.objects.filter(user=user))
    if not devices:
        return []
    live = sessions.signed_in_keys(user, [device.session_key for device in devices])
    return [device for device in devices if device.session_key in live]


def is_live(device: PushSubscription) -> bool:
    """Return whether the session of `device` has not ended."""
    return bool(sessions.signed_in_keys(device.user, [device.session_key]))


def remove_devices(*, user: User, endpoint: str = "") -> int:
    """Delete one device of `user`, or all; return how many."""
    devices = PushSubscription.objects.filter(user=user)
    if endpoint:
        devices = devices.filter(endpoint_digest=PushSubscription.digest(endpoint))
    count = devices.count()
    devices.delete()
    return count


def delete_ended() -> int:
    """Delete the devices of expired sessions; return how many. Called by `tick`."""
    ended = PushSubscription.objects.exclude(session_key__in=sessions.unexpired_keys())
    count = ended.count()
    ended.delete()
    return count


def remove_on_sign_out(sender: Any, request: HttpRequest, **_rest: Any) -> None:
    """Delete the device of the session that ends. Receives `user_logged_out`."""
    if request.session.session_key:
        PushSubscription.objects.filter(session_key=request.session.session_key).delete()


def follow_session(sender: Any, request: HttpRequest, user: User, **_rest: Any) -> None:
    """Keep the device of a session that gets a new key.

    Receives the signals of signing in and of changing one's password.
    """
    device = request.session.get(_DEVICE_KEY)
    if device is not None:
        PushSubscription.objects.filter(pk=device, user=user).update(
            session_key=request.session.session_key
        )


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    """Raise `BadDevice` unless the service is allowed and the keys have their form."""
    if len(endpoint) > 1000 or not is_allowed(endpoint):
        raise BadDevice(endpoint)
    # An uncompressed point and sixteen bytes. (RFC 8291, § 3.1 and 3.2)
    if not _is_key(p256dh) or len(from_text(auth)) != 16:
        raise BadDevice("keys")


def _is_key(text: str) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_text(text))
    except ValueError:
        return False
    return True
