"""Reply addresses: `reply+<token>@example.org`, one for each person and thread or conversation.

A token says whose it is, to which thread or conversation the mail is a reply (or in which theme it
starts a thread), and when it was made; a signature makes it a secret. So nothing is stored for a
mail that is sent. What is stored is when a person has withdrawn their addresses. Mail servers may
change the case of an address, so tokens are written in Base32 and read without regard to it.
"""

import base64
import binascii
import datetime
import enum
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from forum.models import HelpConversation, RevokedReplyAddresses, Thread
from residents.models import User

_SALT = "forum.reply_addresses"
# Purpose, user, object and time in seconds, until 2106; then 120 bits of the signature. Together
# they are 48 letters.
_ID_BYTES, _TIME_BYTES, _SIGNATURE_BYTES = 5, 4, 15
_PAYLOAD_BYTES = 1 + 2 * _ID_BYTES + _TIME_BYTES
_LETTERS = (_PAYLOAD_BYTES + _SIGNATURE_BYTES) * 8 // 5


class Purpose(enum.IntEnum):
    """What mail to the address does."""

    REPLY = 1
    START = 2
    MESSAGE = 3


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """The content of a genuine token. `object_id` is that of a thread, theme or conversation."""

    purpose: Purpose
    user_id: int
    object_id: int
    made_at: datetime.datetime

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def expires_at(self) -> datetime.datetime:
        return self.made_at + datetime.timedelta(days=settings.MAIL_REPLY_DAYS)

    @property
    def is_revoked(self) -> bool:
        """Whether its owner has withdrawn it."""
        revoked = RevokedReplyAddresses.objects.filter(
            user=self.user_id, revoked_at__gt=self.made_at
        )
        return revoked.exists()


def is_enabled() -> bool:
    """Whether the operators have set up answers by mail."""
    return bool(settings.MAIL_REPLIES)


def address_to_reply(user: User, thread: Thread) -> str:
    """Return the address with which `user` replies in `thread`; "" if there is none."""
    return _address(Purpose.REPLY, user.pk, thread.pk)


def address_to_start(user: User, theme_id: int) -> str:
    """Return the address with which `user` starts threads in a theme; "" if there is none."""
    return _address(Purpose.START, user.pk, theme_id)


def address_to_message(user: User, conversation: HelpConversation) -> str:
    """Return the address with which `user` writes to the other of the two; "" if there is none."""
    return _address(Purpose.MESSAGE, user.pk, conversation.pk)


def revoke(user: User) -> None:
    """Make all reply addresses void that `user` has been given so far.

    Those made from this second on count, so that a page can show new ones at once.
    """
    RevokedReplyAddresses.objects.update_or_create(
        # Tokens know whole seconds.
        user=user,
        defaults={"revoked_at": timezone.now().replace(microsecond=0)},
    )


def pattern() -> re.Pattern[str]:
    """Return the pattern of our reply addresses; the token is its first group."""
    local, _at, domain = settings.MAIL_REPLIES.partition("@")
    return re.compile(
        rf"{re.escape(local)}\+([a-z2-7]{{{_LETTERS}}})@{re.escape(domain)}(?![\w.-]*\w)",
        re.IGNORECASE,
    )


def read(address: str) -> ReplyAddress | None:
    """Return the content of a reply address; None if it is not one of ours."""
    match = pattern().fullmatch(address.strip()) if is_enabled() else None
    if match is None:
        return None
    try:
        token = base64.b32decode(match[1].upper())
    except binascii.Error:
        return None
    payload, signature = token[:_PAYLOAD_BYTES], token[_PAYLOAD_BYTES:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(_sign(payload, key), signature) for key in keys):
        return None
    numbers = (
        payload[1 : 1 + _ID_BYTES],
        payload[1 + _ID_BYTES : 1 + 2 * _ID_BYTES],
        payload[1 + 2 * _ID_BYTES :],
    )
    user_id, object_id, seconds = (int.from_bytes(each, "big") for each in numbers)
    made_at = datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC)
    return ReplyAddress(Purpose(payload[0]), user_id, object_id, made_at)


def _address(purpose: Purpose, user_id: int, object_id: int) -> str:
    """Return a new address; "" if it is turned off, or if the ids do not fit into a token."""
    if not is_enabled() or max(user_id, object_id) >= 1 << (8 * _ID_BYTES):
        return ""
    payload = (
        bytes([purpose])
        + user_id.to_bytes(_ID_BYTES, "big")
        + object_id.to_bytes(_ID_BYTES, "big")
        + int(timezone.now().timestamp()).to_bytes(_TIME_BYTES, "big")
    )
    token = base64.b32encode(payload + _sign(payload, settings.SECRET_KEY)).decode().lower()
    local, _at, domain = settings.MAIL_REPLIES.partition("@")
    return f"{local}+{token}@{domain}"


def _sign(payload: bytes, key: str) -> bytes:
    signature = salted_hmac(_SALT, payload, secret=key, algorithm="sha256")
    return signature.digest()[:_SIGNATURE_BYTES]
