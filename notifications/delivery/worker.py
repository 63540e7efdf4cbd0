"""Getting messages out of the outbox, to the mail server and to the residents' devices."""

import hashlib
import io
import logging
import smtplib
import time
from contextlib import suppress
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.utils import parseaddr
from types import TracebackType
from typing import Any

import segno
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django_tasks import task, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from notifications.delivery import webpush_client
from notifications.models import AddressTrouble, OutboxMessage, PushSubscription
from notifications.unsubscribing.scopes import ACCOUNT

logger = logging.getLogger(__name__)

# So many are looked up at once; what has become urgent meanwhile comes before the next lot.
LOT = 100
# What the HTML of a mail calls its picture. (RFC 2392)
QR_ID = "qr@hub"
# Then other background work gets its turn.
TURN_SECONDS = 20.0


class MailServerAway(Exception):
    """The mail server cannot be reached. No message is to blame."""


class MailSession:
    """Hands messages over: mails over one connection, as long as the mail server keeps it."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False

    def __enter__(self) -> "MailSession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()

    def call(self) -> None:
        """See to it that there is a connection; raise `MailServerAway`."""
        if self._is_open:
            return
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as error:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.close()
            raise MailServerAway(f"{type(error).__name__}: {error}") from error
        self._is_open = True

    def hang_up(self) -> None:
        """End the connection."""
        self._is_open = False
        with suppress(OSError, smtplib.SMTPException):
            self._connection.close()

    def hand_over(self, message: OutboxMessage) -> None:
        """Give the message to who carries it; raise whatever is said against it."""
        if message.channel == OutboxMessage.Channel.PUSH:
            webpush_client.send(message)
            return
        email = as_email(message)
        email.connection = self._connection
        try:
            email.send()
        except Exception:
            # What state the conversation is in, nobody knows; the next mail begins a new one.
            self.hang_up()
            raise


@task()
def deliver_owed() -> None:
    """Send what is due, for a while; then queue up again behind the other tasks."""
    deliver_due(seconds=TURN_SECONDS)
    if OutboxMessage.objects.due().exists() and _is_queued():
        deliver_owed.enqueue()


def wake_worker() -> None:
    """Have what is due sent soon. Called when the transaction that owes it has gone through."""
    # A task that waits will see this message, too: 20,000 mails need no 20,000 tasks.
    if _is_queued() and _is_waiting():
        return
    deliver_owed.enqueue()


def deliver_due(limit: int = 500, seconds: float = 45) -> int:
    """Send what is due: at most `limit` messages, for about so long; return how many were sent.

    Called by `tick` as well, with what a crash or a failure has left.
    """
    OutboxMessage.objects.release_abandoned()
    until = time.monotonic() + seconds
    channels = list(OutboxMessage.Channel)
    sent = tried = 0
    with MailSession() as postman:
        while tried < limit and time.monotonic() < until:
            due = OutboxMessage.objects.due().filter(channel__in=channels)
            lot = list(due.select_related("device")[: min(LOT, limit - tried)])
            if not lot:
                break
            try:
                for message in lot:
                    tried += 1
                    sent += deliver(message, postman)
                    if time.monotonic() > until:
                        break
            except MailServerAway as error:
                # Nothing was claimed: the mails wait without losing an attempt.
                logger.warning("The mail server is away, mail waits: %s", error)
                channels.remove(OutboxMessage.Channel.MAIL)
    return sent


def deliver(message: OutboxMessage, postman: MailSession) -> bool:
    """Send `message` if it can be claimed; return whether it was sent. Raises `MailServerAway`."""
    if message.channel == OutboxMessage.Channel.MAIL:
        postman.call()
    if not message.claim():
        return False
    try:
        postman.hand_over(message)
    except Exception as error:  # whatever the mail backend raises, the message must survive it
        _note_failure(message, error)
        return False
    message.mark_sent()
    if message.to:
        AddressTrouble.objects.clear(message.to)
    return True


def _note_failure(message: OutboxMessage, error: Exception) -> None:
    if isinstance(error, webpush_client.SubscriptionExpired):
        # Turned off in the browser. What waits for the device goes with it.
        PushSubscription.objects.filter(messages=message).delete()
        return
    logger.warning("Message %s was not sent: %s", message.key, error)
    reason = f"{type(error).__name__}: {error}"
    message.mark_failed(reason, for_good=_is_final(error))
    if not _is_address_refused(error):
        return
    AddressTrouble.objects.note(message.to, reason)
    if AddressTrouble.objects.of(message.to).unreachable().exists():
        OutboxMessage.objects.filter(
            state=OutboxMessage.State.PENDING, to__iexact=message.to
        ).exclude(scope=ACCOUNT).update(state=OutboxMessage.State.FAILED, last_error=reason)


def _is_address_refused(error: Exception) -> bool:
    """Whether the mail server said that it will never take mail for the address."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        500 <= code < 600 for code, _words in error.recipients.values()
    )


def _is_final(error: Exception) -> bool:
    """Whether another attempt would end alike. (RFC 5321, § 4.2.1: replies that begin with 5)

    A refused sender or password is no fault of the message: somebody will put that right.
    """
    if isinstance(error, webpush_client.Refused):
        return True
    if isinstance(error, smtplib.SMTPDataError):
        return 500 <= error.smtp_code < 600
    return _is_address_refused(error)


def _is_queued() -> bool:
    backend: object = task_backends["default"]
    return isinstance(backend, DatabaseBackend)


def _is_waiting() -> bool:
    path = deliver_owed.module_path
    return DBTaskResult.objects.ready().filter(task_path=path).exists()


def as_email(message: OutboxMessage) -> EmailMultiAlternatives:
    """Return the mail as it goes to the mail server."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    headers = {
        # The same for every attempt, so that a mail program shows a repeated one once.
        "Message-ID": f"<{digest}@{domain}>",
        "Content-Language": message.language,
        # Asks mail robots not to answer. (RFC 3834, § 5)
        "Auto-Submitted": "auto-generated",
    }
    if message.url:
        # The page for people, and the way for mail programs to stop it by themselves.
        # (RFC 2369, § 3.2; RFC 8058, § 3.1)
        headers["List-Unsubscribe"] = f"<{message.url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email = _Mail(subject=message.subject, body=message.text, to=[message.to], headers=headers)
    email.attach_alternative(message.html, "text/html")
    if message.qr:
        email.attach(_drawn(message.qr))
    if message.calendar:
        # Beside the text, as mail programs want an invitation, and as a file for those that do
        # not look there. (RFC 6047, § 2.4)
        email.attach_alternative(
            message.calendar, f"text/calendar; method={message.calendar_method}"
        )
        email.attach("event.ics", message.calendar.encode(), "application/ics")
    return email


def _drawn(qr: str) -> MIMEImage:
    """Return the picture of the QR code that says `qr`, for the HTML to show. (RFC 2392)"""
    picture = io.BytesIO()
    # ISO/IEC 18004, § 9.1: so much white around it is what scanners need
    segno.make(qr, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    part = MIMEImage(picture.getvalue(), "png")
    part.add_header("Content-ID", f"<{QR_ID}>")
    part.add_header("Content-Disposition", "inline", filename="qr.png")
    return part


class _Mail(EmailMultiAlternatives):
    """A mail whose calendar entry arrives as it was written.

    Django knows no parameters of a type: it would add a second charset, which Outlook takes for
    a broken mail.
    """

    def _create_mime_attachment(self, content: Any, mimetype: str) -> Any:
        kind, _, parameter = mimetype.partition("; ")
        if kind != "text/calendar":
            return super()._create_mime_attachment(content, mimetype)  # type: ignore[misc]
        # In base64 no server on the way breaks a line, or makes another end of it.
        part = MIMEBase("text", "calendar", method=parameter.partition("=")[2], charset="UTF-8")
        part.set_payload(content.encode())
        encode_base64(part)
        return part
