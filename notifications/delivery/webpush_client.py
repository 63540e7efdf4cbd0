"""The browsers' push services: the hub's key, whom it talks to, and handing a message over.

(W3C Push API; RFC 8030, 8291, 8292)
"""

import base64
import functools
import hashlib
import json
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from pywebpush import WebPushException, webpush

from notifications.models import OutboxMessage

# What a device that is off for longer need not be told any more.
KEEP_SECONDS = 24 * 60 * 60


class SubscriptionExpired(Exception):
    """The device wants no more messages."""


class Refused(Exception):
    """The push service will not take this message, however often it is tried."""


def is_on() -> bool:
    """Whether the hub can send to devices at all."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """Return the key by which browsers know the hub, as they want it; "" if it is off."""
    return _public_key(settings.VAPID_PRIVATE_KEY) if is_on() else ""


def new_private_key() -> str:
    """Return a new private key, as VAPID_PRIVATE_KEY holds it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return to_text(number.to_bytes(32, "big"))


def is_allowed(endpoint: str) -> bool:
    """Whether `endpoint` belongs to a push service that the hub will talk to.

    The browser names the address, so it must not be believed: the hub could be made to call
    machines behind its own walls.
    """
    try:
        url = urlsplit(endpoint)
        host, port = (url.hostname or "").lower(), url.port
    except ValueError:
        return False
    if url.username is not None or not endpoint.isascii():
        return False
    if f"{url.scheme}://{url.netloc}" in settings.PUSH_HOSTS:
        return True
    return (
        url.scheme == "https"
        and port in {None, 443}
        and any(
            host == allowed or (allowed.startswith("*.") and host.endswith(allowed[1:]))
            for allowed in settings.PUSH_HOSTS
        )
    )


def send(message: OutboxMessage) -> None:
    """Give `message` to the push service of its device.

    Raises `Gone`, `Refused`, or whatever may be over in a moment.
    """
    device = message.device
    if device is None or not is_on() or not is_allowed(device.endpoint):
        raise Refused("The device's push service is not allowed, or push is off.")
    # The same for every attempt: a device that got it twice shows it once.
    tag = to_text(hashlib.sha256(message.key.encode()).digest()[:24])
    words = {"title": message.subject, "body": message.text, "url": message.url, "tag": tag}
    with _Session() as session:
        try:
            webpush(
                {
                    "endpoint": device.endpoint,
                    "keys": {"p256dh": device.p256dh, "auth": device.auth},
                },
                json.dumps({**words, "lang": message.language}),
                vapid_private_key=settings.VAPID_PRIVATE_KEY,
                vapid_claims={"sub": _contact()},
                ttl=KEEP_SECONDS,
                # A later attempt takes the place of one that waits. (RFC 8030, § 5.4)
                headers={"Topic": tag},
                timeout=settings.EMAIL_TIMEOUT,
                requests_session=session,
            )
        except WebPushException as error:
            status = getattr(error.response, "status_code", 0)
            if status in {404, 410}:
                raise SubscriptionExpired from error
            # Too many, or later: the rest of those that begin with 4 will not change.
            if 300 <= status < 500 and status not in {408, 425, 429}:
                raise Refused(f"HTTP {status}") from error
            raise


def _contact() -> str:
    """Return whom a push service can write to. (RFC 8292, § 2.1)"""
    host = urlsplit(settings.BASE_URL).hostname or ""
    # The package takes nothing that looks unlike an address on the internet.
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"mailto:{address if '.' in address.partition('@')[2] else f'hub@{host}.invalid'}"


class _Session(requests.Session):
    """Goes where it is told and no further: a redirect could lead behind the walls after all."""

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Send a request, without the environment's proxies and passwords."""
        self.trust_env = False
        return super().request(*args, **{**options, "allow_redirects": False})


@functools.cache
def _public_key(private: str) -> str:
    number = int.from_bytes(from_text(private), "big")
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return to_text(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def to_text(data: bytes) -> str:
    """Return `data` as browsers write it: base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Return what `text` stands for; nothing if it stands for nothing."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
