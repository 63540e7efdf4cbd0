"""Fetches mail from a mailbox by IMAP. A mail is marked as read once what it says is stored."""

import datetime
import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from imap_tools import (
    AND,
    BaseMailBox,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
    MailMessageFlags,
)

from forum.by_mail import receiving
from forum.by_mail.parsing import MAX_BYTES

logger = logging.getLogger(__name__)

# A tick takes so many; the next one goes on.
MOST_MAILS = 50
_TIMEOUT_SECONDS = 30
_SCHEMES: dict[str, Callable[..., BaseMailBox]] = {
    "imaps": MailBox,
    "imap+tls": MailBoxStartTls,
    "imap": MailBoxUnencrypted,
}


def poll(most: int = MOST_MAILS) -> int:
    """Receive the unread mails of the mailbox in `MAIL_REPLIES_IMAP`; return how many.

    A mail that fails stays unread, is logged, and does not stop the others. Raises the errors of
    the mail server and of the database.
    """
    with open_mailbox() as mailbox:
        count = 0
        for uid in mailbox.uids(AND(seen=False))[:most]:
            count += _receive(mailbox, uid)
        _delete_old(mailbox)
    return count


def open_mailbox() -> BaseMailBox:
    """Return the mailbox, signed in. Use it as a context manager."""
    given = settings.MAIL_REPLIES_IMAP
    mailbox = _SCHEMES[given["scheme"]](given["host"], given["port"], timeout=_TIMEOUT_SECONDS)
    return mailbox.login(given["user"], given["password"], given["folder"])


def _receive(mailbox: BaseMailBox, uid: str) -> bool:
    """Receive one mail, then mark it as read; return whether that was possible."""
    try:
        receiving.receive(_fetch(mailbox, uid))
    except (DatabaseError, InterfaceError, OSError):
        close_old_connections()
        raise
    except Exception:
        logger.exception("A mail cannot be received. It stays unread: %s", uid)
        return False
    mailbox.flag(uid, MailMessageFlags.SEEN, True)
    return True


def _fetch(mailbox: BaseMailBox, uid: str) -> bytes:
    """Return the mail, or the beginning of one that is too big, without marking it as read."""
    # imap-tools reads whole mails only, however big they are. (RFC 3501, § 6.4.5)
    _status, data = mailbox.client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_BYTES + 1}>)")
    parts = [part[1] for part in data if isinstance(part, tuple)]
    if not parts:
        raise ValueError("The mail server returned no mail.")
    return bytes(parts[0])


def _delete_old(mailbox: BaseMailBox) -> None:
    """Delete the mails that were read long ago: their texts are in the forum, or were returned."""
    limit = datetime.date.today() - datetime.timedelta(days=settings.MAIL_RETENTION_DAYS)
    if old := mailbox.uids(AND(seen=True, date_lt=limit)):
        mailbox.delete(old)
