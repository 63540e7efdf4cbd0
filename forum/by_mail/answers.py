"""The answers to mails: why a text was not posted, or what its writer has to know about it.

They go to the address of the account, never to the one in the mail, which anybody can forge.
"""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forum import reply_addresses
from forum.by_mail.parsing import IncomingMail
from forum.by_mail.writing import Outcome
from forum.models import ReceivedMail
from notifications.delivery import outbox
from notifications.unsubscribing.scopes import ACCOUNT

Reason = ReceivedMail.Reason
# So many answers a person gets in a day, and so many to mails that may be somebody else’s.
MOST_ANSWERS, MOST_TO_OTHERS = 20, 3
# So much of a text an answer repeats.
_MAX_SHOWN = 20_000
# The person can answer these with a better text; the others need the browser.
_CORRECTABLE = {Reason.TOO_BIG, Reason.EMPTY, Reason.TOO_MANY, Reason.INVALID, Reason.EXPIRED}
# What somebody else can cause who knows a reply address, or only an address.
_BY_OTHERS = {Reason.SENDER, Reason.UNKNOWN}


def answer(received: ReceivedMail, mail: IncomingMail, outcome: Outcome) -> None:
    """Put the answer to a mail into the outbox, if it needs one; note it in `received`.

    A mail that was posted as it is needs none.
    """
    if received.user is None or not (outcome.reason or outcome.held or mail.has_attachments):
        return
    if _has_many(received):
        return
    is_by_others = outcome.reason in _BY_OTHERS
    thread = outcome.merged_into or outcome.thread
    reply_to = ""
    if thread is not None and (outcome.merged_into or outcome.reason in _CORRECTABLE):
        reply_to = reply_addresses.address_to_reply(received.user, thread)
    elif outcome.conversation is not None and outcome.reason in _CORRECTABLE:
        reply_to = reply_addresses.address_to_message(received.user, outcome.conversation)
    received.is_answered = outbox.put(
        key=f"by-mail:{received.key}",
        to=received.user.email,
        template="forum/mail/by_mail_refused" if outcome.reason else "forum/mail/by_mail_taken",
        context=_context(mail, outcome, reply_to=reply_to),
        language=received.user.language,
        scope=ACCOUNT,
        user=received.user,
        # The person has written to us, unless somebody else has.
        must_reach=not is_by_others,
        reply_to=reply_to,
    )


def _has_many(received: ReceivedMail) -> bool:
    """Whether the person has been answered often enough today, so that no loop goes on."""
    since = timezone.now() - datetime.timedelta(days=1)
    answered = ReceivedMail.objects.filter(
        user=received.user, is_answered=True, received_at__gte=since
    )
    if received.reason in _BY_OTHERS:
        return answered.filter(reason__in=_BY_OTHERS).count() >= MOST_TO_OTHERS
    return answered.count() >= MOST_ANSWERS


def _context(mail: IncomingMail, outcome: Outcome, *, reply_to: str) -> dict[str, Any]:
    if outcome.draft is not None:
        path = outcome.draft.get_absolute_url()
    elif outcome.held is not None:
        path = outcome.held.get_absolute_url()
    elif outcome.post is not None:
        path = outcome.post.get_absolute_url()
    elif found := outcome.merged_into or outcome.thread or outcome.conversation:
        path = found.get_absolute_url()
    elif outcome.is_message:
        path = reverse("forum:conversations")
    else:
        path = reverse("forum:threads")
    return {
        "title": outcome.title,
        "is_held": outcome.held is not None,
        "is_draft": outcome.draft is not None,
        "draft_hours": settings.DRAFT_HOURS,
        "why": _why(outcome, mail),
        "details": list(outcome.details),
        "text": outcome.text[:_MAX_SHOWN],
        "has_attachments": mail.has_attachments,
        "can_answer": bool(reply_to),
        "is_merged": outcome.merged_into is not None,
        "is_message": outcome.is_message,
        "url": settings.BASE_URL + path,
    }


def _why(outcome: Outcome, mail: IncomingMail) -> str:
    """Return the reason in a sentence or two, in the active language."""
    if outcome.merged_into is not None:
        text = _("The thread was merged into “%(title)s”. People reply there now.")
        return text % {"title": outcome.merged_into.title}
    sentences = {
        Reason.SENDER: _(
            "It came from %(sender)s, which is not an address of your account. If it was you, open "
            "your text below and send it there. If it was not you, somebody else knows the "
            "reply address of one of our emails: withdraw your reply addresses in the forum, under "
            "“Write by email”."
        )
        % {"sender": mail.sender or _("an unknown address")},
        Reason.UNKNOWN: _(
            "The address you wrote to is not one of ours. Reply addresses are long: answer one of "
            "our emails, and your mail program fills it in."
        ),
        Reason.EXPIRED: _("The reply address is more than %(days)d days old and has expired.")
        % {"days": settings.MAIL_REPLY_DAYS},
        Reason.REVOKED: _("You have withdrawn the reply address."),
        Reason.STOPPED: (
            _("You have stopped our emails about messages, and with them the reply addresses.")
            if outcome.is_message
            else _(
                "You have muted the thread, or stopped our emails about the forum, and with them "
                "the reply addresses in them."
            )
        ),
        Reason.CLOSED: (
            _("No more messages can be sent in this conversation.")
            if outcome.is_message
            else _("Nobody can write there any more.")
        ),
        Reason.SUSPENDED: _("A moderator has decided that you cannot write here for now."),
        Reason.TOO_BIG: _("The email is too big. Send it without pictures and files."),
        Reason.EMPTY: _(
            "We found no text of yours in it. Write above or below what your mail program quotes."
        ),
        Reason.TOO_MANY: _("You have sent many texts in a short time. Wait %(minutes)d minutes.")
        % {"minutes": max(1, round(outcome.seconds_to_wait / 60))},
        Reason.INVALID: _("It cannot be posted as it is:"),
    }
    return sentences[Reason(outcome.reason)] if outcome.reason else ""
