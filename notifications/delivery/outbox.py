"""Putting mail into the outbox. `notifications.delivery.worker` delivers it."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation

from notifications.delivery import greetings, mail_rendering, worker
from notifications.models import AddressTrouble, OutboxMessage, Suppression
from notifications.unsubscribing import actions as unsubscribing
from notifications.unsubscribing.scopes import ACCOUNT, Scope
from residents.models import User


@dataclass(frozen=True)
class _Mail:
    """A mail without its text."""

    key: str
    to: str
    name: str
    scope: Scope
    language: str
    user: User | None
    must_reach: bool
    calendar: str = ""
    qr: str = ""
    reply_to: str = ""


def put(
    *,
    key: str,
    to: str,
    template: str,
    context: dict[str, Any],
    language: str,
    scope: str,
    user: User | None = None,
    name: str = "",
    must_reach: bool = False,
    calendar: str = "",
    qr: str = "",
    reply_to: str = "",
) -> bool:
    """Put a mail into the outbox; return False if it is suppressed.

    `notifications.delivery.mail_rendering` renders its `template`, and greets the reader by `name`
    (default: that of `user`).

    `key` identifies the mail: a second `put` with the same key changes nothing. `language` is the
    reader's. `scope` names the mails that the unsubscribe link stops, for `user` or for the
    address: `notifications.unsubscribing.scopes`. A suppressed mail is stored only if it
    `must_reach` its reader; to an address that refuses mail goes only mail about the account.
    `calendar` is an iCalendar object with a METHOD, for the reader's calendar program. `qr` is the
    content of the QR code that the template shows with `{% mail_qr %}`; `qr_alt` in the context
    describes it. `reply_to` is the address for answers, if they go elsewhere than to the sender.

    Must be called in the transaction of the change; raises `TransactionManagementError` outside of
    one.
    """
    _require_transaction()
    parsed = Scope.parse(scope)
    if _is_suppressed(to, parsed, must_reach=must_reach):
        return False
    context = {**context, "qr_src": f"cid:{worker.QR_ID}" if qr else ""}
    body = mail_rendering.render_body(template, context, language)
    greeted = greetings.given_name(name) or greetings.name_of(user)
    mail = _Mail(key, to, greeted, parsed, language, user, must_reach, calendar, qr, reply_to)
    return _store(mail, body)


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
    mail = _Mail(key, to, greetings.name_of(user), parsed, language, user, must_reach)
    return _store(mail, mail_rendering.body_of_text(subject, text))


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


def _store(mail: _Mail, body: mail_rendering.Body) -> bool:
    """Store the message, in the frame of all mails."""
    with translation.override(mail.language):
        unsubscribe_url = unsubscribing.refusal_for(mail.scope, to=mail.to, user=mail.user).url
        text, html = mail_rendering.render_frame(
            body,
            language=mail.language,
            name=mail.name,
            unsubscribe_url=unsubscribe_url,
            unsubscribe_label=mail.scope.link_label,
        )
    message = OutboxMessage(
        key=mail.key,
        to=mail.to,
        user=mail.user,
        scope=str(mail.scope),
        must_reach=mail.must_reach,
        priority=mail.scope.priority,
        subject=body.subject[:255],
        text=text,
        html=html,
        url=unsubscribe_url,
        language=mail.language,
        calendar=mail.calendar,
        qr=mail.qr,
        reply_to=mail.reply_to,
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
