"""Putting mail into the outbox. `notifications.delivery.worker` delivers it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from notifications.delivery import worker
from notifications.delivery.html_mail import as_html
from notifications.models import AddressTrouble, OutboxMessage, Suppression
from notifications.unsubscribing import actions as unsubscribing
from notifications.unsubscribing.scopes import ACCOUNT, Scope
from residents.models import User

LAYOUT = "notifications/mail.html"


@dataclass(frozen=True)
class _Mail:
    """A mail without its text."""

    key: str
    to: str
    scope: Scope
    language: str
    user: User | None
    must_reach: bool
    calendar: str = ""
    qr: str = ""


def put(
    *,
    key: str,
    to: str,
    template: str,
    context: dict[str, Any],
    language: str,
    scope: str,
    user: User | None = None,
    must_reach: bool = False,
    calendar: str = "",
    qr: str = "",
) -> bool:
    """Put a mail into the outbox; return False if it is suppressed.

    Its subject and text are rendered from `templates/<template>.subject.txt` and `<template>.txt`,
    its HTML from `<template>.html` if there is one (it extends `notifications/mail.html`), else
    from the text.

    `key` identifies the mail: a second `put` with the same key changes nothing. `language` is the
    reader's. `scope` names the mails that the unsubscribe link stops, for `user` or for the
    address: `notifications.unsubscribing.scopes`. A suppressed mail is stored only if it
    `must_reach` its reader; to an address that refuses mail goes only mail about the account.
    `calendar` is an iCalendar object with a METHOD, for the reader's calendar program. `qr` is the
    content of the QR code at the end of the HTML; `qr_alt` in the context describes it.

    Must be called in the transaction of the change; raises `TransactionManagementError` outside of
    one.
    """
    _require_transaction()
    parsed = Scope.parse(scope)
    if _is_suppressed(to, parsed, must_reach=must_reach):
        return False
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context)
    mail = _Mail(key, to, parsed, language, user, must_reach, calendar, qr)
    return _store(mail, subject, text, html=(f"{template}.html", LAYOUT), context=context)


def put_rendered(
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    language: str,
    scope: str,
    user: User | None = None,
    must_reach: bool = False,
) -> bool:
    """Put a mail whose text is ready into the outbox, with HTML made from the text. See `put`."""
    _require_transaction()
    parsed = Scope.parse(scope)
    if _is_suppressed(to, parsed, must_reach=must_reach):
        return False
    return _store(_Mail(key, to, parsed, language, user, must_reach), subject, text)


def _method_of(calendar: str) -> str:
    """Return the METHOD of an iCalendar object; empty for none. (RFC 5545, § 3.7.2)"""
    match = re.search(r"^METHOD:([A-Z]{1,10})\r?$", calendar, re.MULTILINE)
    return match[1] if match else ""


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "Put a mail into the outbox in the transaction of its change."
        )


def _is_suppressed(to: str, scope: Scope, *, must_reach: bool) -> bool:
    """Whether the address refuses all mail, or its owner the mail of the scope.

    The preferences for notices are not checked here: `notice_emails` does so for all at once.
    """
    if scope.kind != ACCOUNT and AddressTrouble.objects.of(to).unreachable().exists():
        return True
    if must_reach or scope.is_of_notices:
        return False
    return Suppression.objects.blocking(to, str(scope)).exists()


def _store(
    mail: _Mail,
    subject: str,
    text: str,
    *,
    html: Sequence[str] = (LAYOUT,),
    context: dict[str, Any] | None = None,
) -> bool:
    """Store the message, with the footer of all mails."""
    with translation.override(mail.language):
        unsubscribe_url = unsubscribing.refusal_for(mail.scope, to=mail.to, user=mail.user).url
        mail_context = {
            **(context or {}),
            "subject": subject,
            "text": text.strip(),
            "text_html": as_html(text),
            "language": mail.language,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "base_url": settings.BASE_URL,
            "unsubscribe_url": unsubscribe_url,
            "unsubscribe_label": mail.scope.link_label,
            "qr_src": f"cid:{worker.QR_ID}" if mail.qr else "",
        }
        whole_text = render_to_string("notifications/mail.txt", mail_context).strip() + "\n"
        whole_html = render_to_string(html, mail_context)
    message = OutboxMessage(
        key=mail.key,
        to=mail.to,
        user=mail.user,
        scope=str(mail.scope),
        must_reach=mail.must_reach,
        priority=mail.scope.priority,
        subject=subject[:255],
        text=whole_text,
        html=whole_html,
        url=unsubscribe_url,
        language=mail.language,
        calendar=mail.calendar,
        qr=mail.qr,
        calendar_method=_method_of(mail.calendar),
    )
    # One statement (`get_or_create` needs four) while seats may be locked. An existing message
    # stays as it is: its key is set to itself. With `ignore_conflicts`, SQLite would ignore the
    # other constraints too.
    OutboxMessage.objects.bulk_create(
        [message], update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    # If the process dies before this runs, `tick` finds the message.
    transaction.on_commit(worker.wake_worker)
    return True
