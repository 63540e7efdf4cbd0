"""Putting mail into the outbox, and getting it out of there."""

import hashlib
import logging
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from notifications.models import OutboxMessage

logger = logging.getLogger(__name__)

LAYOUT = "notifications/mail.html"


def put(*, key: str, to: str, template: str, context: dict[str, Any], language: str) -> None:
    """Owe a mail, worded by `templates/<template>.subject.txt` and `<template>.txt`.

    Its HTML is made from the text, unless there is a `<template>.html`, which extends
    `notifications/mail.html`. `key` names the mail once and for all: a second `put` with the same
    key changes nothing. `language` is the reader's. Must be called in the transaction of the
    change it tells of; raises `TransactionManagementError` outside of one.
    """
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context).strip() + "\n"
        html = (f"{template}.html", LAYOUT)
        put_rendered(
            key=key,
            to=to,
            subject=subject,
            text=text,
            language=language,
            html=html,
            context=context,
        )


def put_rendered(
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    language: str,
    html: Sequence[str] = (LAYOUT,),
    context: dict[str, Any] | None = None,
) -> None:
    """Owe a mail whose words are ready. Otherwise like `put`.

    The HTML is made by the first template of `html` that there is, from `context` and the words.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "Mail is owed by a change of state: put it in the outbox in the same transaction."
        )
    rendered = render_to_string(
        html,
        {
            **(context or {}),
            "subject": subject,
            "text": text,
            "language": language,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "base_url": settings.BASE_URL,
        },
    )
    message, created = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject[:255],
            "text": text,
            "html": rendered,
            "language": language,
        },
    )
    if created:
        # If the process dies before this runs, `tick` finds the message.
        transaction.on_commit(lambda: deliver_message.enqueue(message.pk))


@task()
def deliver_message(message_id: int) -> None:
    """Send one message, unless somebody else has done so."""
    message = OutboxMessage.objects.filter(pk=message_id).first()
    if message is not None:
        deliver(message)


def deliver_due(limit: int = 500) -> int:
    """Send what is due, at most `limit` messages; return how many were sent. Called by `tick`."""
    OutboxMessage.objects.release_abandoned()
    return sum(deliver(message) for message in OutboxMessage.objects.due()[:limit])


def deliver(message: OutboxMessage) -> bool:
    """Send `message` if it can be claimed; return whether it was sent."""
    if not message.claim():
        return False
    try:
        _as_email(message).send()
    except Exception as error:  # whatever the mail backend raises, the message must survive it
        logger.warning("Mail %s was not sent: %s", message.key, error)
        message.mark_failed(f"{type(error).__name__}: {error}")
        return False
    message.mark_sent()
    return True


def _as_email(message: OutboxMessage) -> EmailMultiAlternatives:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    digest = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={
            # The same for every attempt, so that a mail program shows a repeated one once.
            "Message-ID": f"<{digest}@{domain}>",
            "Content-Language": message.language,
            # Asks mail robots not to answer. (RFC 3834, § 5)
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(message.html, "text/html")
    return email
