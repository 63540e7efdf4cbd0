"""The client of the browsers' push services. (W3C Push API; RFC 8030, 8291, 8292)"""

import base64
import functools
import hashlib
import json
import re
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from notifications.models import OutboxMessage

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
# Only what every program reads in the same way. In "evil.example\\.push.apple.com", `urlsplit` sees
# one host, and the client that sends the request calls "evil.example".
_ENDPOINT = re.compile(
    rf"https?://{_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?(?:/[!-\[\]-~]*)?", re.IGNORECASE
)

# The push service drops a message after this time if the device is off.
KEEP_SECONDS = 24 * 60 * 60


class SubscriptionExpired(Exception):
    """The subscription has ended: the device gets no more messages."""


class Refused(Exception):
    """The push service refuses the message for good."""


def is_on() -> bool:
    """Return whether the hub has a key to send push messages with."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """Return the hub's public key as browsers expect it; "" if push is off."""
    return _public_key(settings.VAPID_PRIVATE_KEY) if is_on() else ""


def new_private_key() -> str:
    """Return a new private key in the form of VAPID_PRIVATE_KEY."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return to_text(number.to_bytes(32, "big"))


def is_allowed(endpoint: str) -> bool:
    """Return whether `endpoint` belongs to a push service in PUSH_HOSTS.

    The address comes from the browser: without this check, the hub could be made to send requests
    to machines of its own network (server-side request forgery).
    """
    if not _ENDPOINT.fullmatch(endpoint):
        return False
    try:
        url = urlsplit(endpoint)
        host, port = (url.hostname or "").lower(), url.port
    except ValueError:
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
    """Send `message` to the push service of its device.

    Raises `SubscriptionExpired`, `Refused`, or an error that may be temporary.
    """
    device = message.device
    # Imported here: only the worker sends, and it takes eight megabytes.
    from pywebpush import WebPushException, webpush

    if device is None or not is_on() or not is_allowed(device.endpoint):
        raise Refused("The device's push service is not allowed, or push is off.")
    # The same for each attempt: a device that gets the message twice shows it once.
    tag = to_text(hashlib.sha256(message.key.encode()).digest()[:24])
    content = {"title": message.subject, "body": message.text, "url": message.url, "tag": tag}
    with _Session() as session:
        try:
            webpush(
                {
                    "endpoint": device.endpoint,
                    "keys": {"p256dh": device.p256dh, "auth": device.auth},
                },
                json.dumps({**content, "lang": message.language}),
                vapid_private_key=settings.VAPID_PRIVATE_KEY,
                vapid_claims={"sub": _contact()},
                ttl=KEEP_SECONDS,
                # A later attempt replaces one that waits at the push service. (RFC 8030, § 5.4)
                headers={"Topic": tag},
                timeout=settings.EMAIL_TIMEOUT,
                requests_session=session,
            )
        except WebPushException as error:
            status = getattr(error.response, "status_code", 0)
            if status in {404, 410}:
                raise SubscriptionExpired from error
            # 408, 425 and 429 ask for a later attempt; other 4xx codes are final.
            if 300 <= status < 500 and status not in {408, 425, 429}:
                raise Refused(f"HTTP {status}") from error
            raise


def _contact() -> str:
    """Return the contact address for push services. (RFC 8292, § 2.1)"""
    host = urlsplit(settings.BASE_URL).hostname or ""
    # pywebpush refuses an address whose domain has no dot.
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"mailto:{address if '.' in address.partition('@')[2] else f'hub@{host}.invalid'}"


class _Session(requests.Session):
    """A session that follows no redirect: it could lead to the hub's own network."""

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Send a request, without the proxies and passwords of the environment."""
        self.trust_env = False
        return super().request(*args, **{**options, "allow_redirects": False})


@functools.cache
def _public_key(private: str) -> str:
    number = int.from_bytes(from_text(private), "big")
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return to_text(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def to_text(data: bytes) -> str:
    """Return `data` as base64url without padding, as browsers do."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """Decode base64url without padding; return b"" for invalid text."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
