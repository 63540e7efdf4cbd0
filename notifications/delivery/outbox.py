"""Putting mail into the outbox. `notifications.delivery.worker` gets it out of there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from notifications.delivery import worker as delivery
from notifications.delivery.html_mail import as_html
from notifications.models import AddressTrouble, OutboxMessage, Suppression
from notifications.unsubscribing import actions as unsubscribing
from notifications.unsubscribing.scopes import ACCOUNT, Scope
from residents.models import User

LAYOUT = "notifications/mail.html"


@dataclass(frozen=True)
class _Mail:
    """Everything about a mail but its words."""

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
    """Owe a mail; return whether there is one to be sent.

    It is worded by `templates/<template>.subject.txt` and `<template>.txt`. Its HTML is made from
    the text, unless there is a `<template>.html`, which extends `notifications/mail.html`.

    `key` names the mail once and for all: a second `put` with the same key changes nothing.
    `language` is the reader's. `scope` says what the mail's unsubscribe link stops, for `user` or
    for the address: `notifications.unsubscribing.scopes`. Nothing is written for who has stopped
    it, unless it `must_reach` them, nor to an address that takes no mail, unless it is about the
    account. `calendar` is an iCalendar object with a METHOD, for the reader's calendar program.
    `qr` is what the QR code at the end of the HTML says; `qr_alt` in the context describes it.

    Must be called in the transaction of the change it tells of; raises
    `TransactionManagementError` outside of one.
    """
    _insist_on_transaction()
    parsed = Scope.parse(scope)
    if _is_held_back(to, parsed, must_reach=must_reach):
        return False
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context)
    mail = _Mail(key, to, parsed, language, user, must_reach, calendar, qr)
    return _owe(mail, subject, text, html=(f"{template}.html", LAYOUT), context=context)


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
    """Owe a mail whose words are ready; the HTML is made from the text. Otherwise like `put`."""
    _insist_on_transaction()
    parsed = Scope.parse(scope)
    if _is_held_back(to, parsed, must_reach=must_reach):
        return False
    return _owe(_Mail(key, to, parsed, language, user, must_reach), subject, text)


def _method_of(calendar: str) -> str:
    """Return the METHOD of an iCalendar object; empty for none. (RFC 5545, § 3.7.2)"""
    found = re.search(r"^METHOD:([A-Z]{1,10})\r?$", calendar, re.MULTILINE)
    return found[1] if found else ""


def _insist_on_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "Mail is owed by a change of state: put it in the outbox in the same transaction."
        )


def _is_held_back(to: str, scope: Scope, *, must_reach: bool) -> bool:
    """Whether the address takes no mail, or wants none of that scope.

    What residents want of notices is not asked here: whoever makes them has, for all at once.
    """
    if scope.kind != ACCOUNT and AddressTrouble.objects.of(to).unreachable().exists():
        return True
    if must_reach or scope.is_of_notices:
        return False
    return Suppression.objects.holding_back(to, str(scope)).exists()


def _owe(
    mail: _Mail,
    subject: str,
    text: str,
    *,
    html: Sequence[str] = (LAYOUT,),
    context: dict[str, Any] | None = None,
) -> bool:
    """Write the message, with the end that all mails have."""
    with translation.override(mail.language):
        way_out = unsubscribing.refusal_for(mail.scope, to=mail.to, user=mail.user).url
        words = {
            **(context or {}),
            "subject": subject,
            "text": text.strip(),
            "text_html": as_html(text),
            "language": mail.language,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "base_url": settings.BASE_URL,
            "unsubscribe_url": way_out,
            "unsubscribe_label": mail.scope.link_label,
            "qr_src": f"cid:{delivery.QR_ID}" if mail.qr else "",
        }
        whole_text = render_to_string("notifications/mail.txt", words).strip() + "\n"
        whole_html = render_to_string(html, words)
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
        url=way_out,
        language=mail.language,
        calendar=mail.calendar,
        qr=mail.qr,
        calendar_method=_method_of(mail.calendar),
    )
    # One statement where `get_or_create` needs four, while seats may be locked. A message of that
    # key stays as it is: its key is set to itself. (Not `ignore_conflicts`: SQLite would ignore
    # every constraint.)
    OutboxMessage.objects.bulk_create(
        [message], update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    # If the process dies before this runs, `tick` finds the message.
    transaction.on_commit(delivery.wake_worker)
    return True
