"""The worker that delivers the messages of the outbox: mails and push messages."""

import hashlib
import io
import logging
import re
import smtplib
import time
from contextlib import suppress
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.utils import parseaddr
from types import TracebackType
from typing import Any

import segno
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django_tasks import task, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from core.site_settings import sender
from notifications.delivery import push_devices, webpush_client
from notifications.models import AddressTrouble, OutboxMessage, PushSubscription
from notifications.unsubscribing.scopes import ACCOUNT

logger = logging.getLogger(__name__)

# Messages are read in batches, so that urgent new ones come before the next batch.
BATCH = 100
# The Content-ID of the QR code in the HTML. (RFC 2392)
QR_ID = "qr@hub"
# After this time, other background tasks get a turn.
TURN_SECONDS = 20.0


class MailServerAway(Exception):
    """The mail server cannot be reached: no message has used up an attempt."""


class MailSession:
    """Sends messages: mails over one connection, as long as the mail server keeps it open."""

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
        self.close()

    def open(self) -> None:
        """Open the connection, unless it is open already; raise `MailServerAway`."""
        if self._is_open:
            return
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as error:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.close()
            raise MailServerAway(f"{type(error).__name__}: {error}") from error
        self._is_open = True

    def close(self) -> None:
        self._is_open = False
        with suppress(OSError, smtplib.SMTPException):
            self._connection.close()

    def send(self, message: OutboxMessage) -> None:
        """Send the message; raise any error of the mail server or the push service."""
        if message.channel == OutboxMessage.Channel.PUSH:
            if message.device is not None and not push_devices.is_live(message.device):
                raise webpush_client.SubscriptionExpired
            webpush_client.send(message)
            return
        email = as_email(message)
        email.connection = self._connection
        try:
            email.send()
        except Exception:
            # The state of the connection is unknown: the next mail opens a new one.
            self.close()
            raise


@task()
def deliver_outbox() -> None:
    """Deliver due messages for some seconds, then queue itself again behind other tasks."""
    deliver_due(seconds=TURN_SECONDS)
    if OutboxMessage.objects.due().exists() and _is_queued():
        deliver_outbox.enqueue()


def wake_worker() -> None:
    """Queue a delivery. Called after the commit of the transaction that stored the message."""
    # A queued task will see this message too: 20,000 mails do not need 20,000 tasks.
    if _is_queued() and _is_waiting():
        return
    deliver_outbox.enqueue()


def deliver_due(limit: int = 500, seconds: float = 45) -> int:
    """Deliver at most `limit` due messages for about `seconds`; return how many were sent.

    `tick` calls it too: for messages that a crash or a failure has left behind.
    """
    OutboxMessage.objects.release_abandoned()
    deadline = time.monotonic() + seconds
    channels = list(OutboxMessage.Channel)
    sent = tried = 0
    with MailSession() as session:
        while tried < limit and time.monotonic() < deadline:
            due = OutboxMessage.objects.due().filter(channel__in=channels)
            batch = list(due.select_related("device__user")[: min(BATCH, limit - tried)])
            if not batch:
                break
            try:
                for message in batch:
                    tried += 1
                    sent += deliver(message, session)
                    if time.monotonic() > deadline:
                        break
            except MailServerAway as error:
                # No mail was claimed: they wait without losing an attempt.
                logger.warning("The mail server is away, mail waits: %s", error)
                channels.remove(OutboxMessage.Channel.MAIL)
    return sent


def deliver(message: OutboxMessage, session: MailSession) -> bool:
    """Claim and send `message`; return whether it was sent. Raises `MailServerAway`."""
    if message.channel == OutboxMessage.Channel.MAIL:
        session.open()
    if not message.claim():
        return False
    try:
        session.send(message)
    except Exception as error:  # mail backends raise all kinds
        _note_failure(message, error)
        return False
    message.mark_sent()
    if message.to:
        AddressTrouble.objects.clear(message.to)
    return True


def _note_failure(message: OutboxMessage, error: Exception) -> None:
    if isinstance(error, webpush_client.SubscriptionExpired):
        # Turned off in the browser, or its session has ended. The messages that wait for the device
        # are deleted with it.
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
    """Whether the mail server refuses mail to the address for good."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        500 <= code < 600 for code, _reply in error.recipients.values()
    )


def _is_final(error: Exception) -> bool:
    """Whether the failure is permanent: a reply of the form 5yz. (RFC 5321, § 4.2.1)

    A refused sender or password is not: the operators will correct the settings.
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
    path = deliver_outbox.module_path
    return DBTaskResult.objects.ready().filter(task_path=path).exists()


def as_email(message: OutboxMessage) -> EmailMultiAlternatives:
    """Return the mail as it is sent to the mail server."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    headers = {
        # The same for each attempt, so that a mail program shows a repeated mail once.
        "Message-ID": f"<{digest}@{domain}>",
        "Content-Language": message.language,
        # Suppresses automatic replies. (RFC 3834, § 5)
        "Auto-Submitted": "auto-generated",
    }
    if message.url:
        # For people and for one-click unsubscribing. (RFC 2369, § 3.2; RFC 8058, § 3.1)
        headers["List-Unsubscribe"] = f"<{message.url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email = _Mail(
        subject=message.subject,
        body=message.text,
        from_email=sender(message.language),
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers=headers,
    )
    email.attach_alternative(message.html, "text/html")
    if message.qr:
        email.html_images.append(_qr_image(message.qr))
    if message.calendar:
        # As an alternative for mail programs that handle invitations, and as an attachment for the
        # others. (RFC 6047, § 2.4)
        entry, *withdrawn = calendar_objects(message.calendar)
        email.attach_alternative(entry, f"text/calendar; method={message.calendar_method}")
        email.attach("event.ics", entry.encode(), "application/ics")
        for cancellation in withdrawn:
            email.attach("cancelled.ics", cancellation.encode(), "application/ics")
    return email


def calendar_objects(stream: str) -> list[str]:
    """Return the iCalendar objects of a stream: an entry, and the one it replaces, if any.

    A part of a mail has one METHOD, so each is a part of its own. (RFC 5545, § 3.4; RFC 6047)
    """
    return re.findall(r"BEGIN:VCALENDAR\b.*?END:VCALENDAR\s*", stream, re.DOTALL)


def _qr_image(content: str) -> MIMEImage:
    """Return the inline image of a QR code, for the HTML. (RFC 2392)"""
    picture = io.BytesIO()
    # ISO/IEC 18004, § 9.1: a quiet zone of four modules
    segno.make(content, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    part = MIMEImage(picture.getvalue(), "png")
    part.add_header("Content-ID", f"<{QR_ID}>")
    part.add_header("Content-Disposition", "inline", filename="qr.png")
    return part


class _Mail(EmailMultiAlternatives):
    """A mail with images inside its HTML, and a calendar part with the parameter `method`.

    Django knows neither `multipart/related` nor parameters of a content type: it would add a second
    charset, which Outlook rejects.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.html_images: list[MIMEImage] = []

    def _create_mime_attachment(self, content: Any, mimetype: str) -> Any:
        kind, _, parameter = mimetype.partition("; ")
        if kind == "text/html" and self.html_images:
            return self._html_with_images(content, mimetype)
        if kind != "text/calendar":
            return super()._create_mime_attachment(content, mimetype)  # type: ignore[misc]
        # Base64 keeps the lines and their ends as they are.
        part = MIMEBase("text", "calendar", method=parameter.partition("=")[2], charset="UTF-8")
        part.set_payload(content.encode())
        encode_base64(part)
        return part

    def _html_with_images(self, html: str, mimetype: str) -> MIMEMultipart:
        """Return the HTML and the images that it shows as one alternative. (RFC 2387)

        Beside the alternatives, an image is an attachment of its own for programs that follow the
        standard.
        """
        related = MIMEMultipart("related", type=mimetype)
        related.attach(super()._create_mime_attachment(html, mimetype))  # type: ignore[misc]
        for image in self.html_images:
            related.attach(image)
        return related
