"""Open conversations, send messages, and end them. Each function is one transaction."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from core import repeats
from forum.help import notices
from forum.models import HelpBlock, HelpConversation, HelpMessage, HelpState, Thread
from residents.models import User

# Nobody needs to answer so many requests; who collects addresses would.
OPENED_PER_DAY = 10
# Conversations are deleted so long after the last message.
KEPT_DAYS = 365


class NotOpen(Exception):
    """The thread is settled, hidden, or without a writer who could answer."""


class OwnThread(Exception):
    """The writer of a thread cannot answer it."""


class CannotWrite(Exception):
    """One of the two is gone or has blocked the other, or a moderator closed the conversation."""


class TooManyConversations(Exception):
    """The helper has opened `OPENED_PER_DAY` conversations in a day."""


@transaction.atomic
def open_conversation(
    *,
    thread: Thread,
    helper: User,
    body: str,
    is_nameable: bool = False,
    submission: uuid.UUID | None = None,
) -> HelpConversation:
    """Write to who started `thread`; return the conversation, which may be an older one.

    Raises `OwnThread`, `NotOpen`, `CannotWrite` and `TooManyConversations`.
    """
    # Two forms that are sent at once come one after the other.
    list(User.objects.filter(pk=helper.pk).select_for_update(no_key=True))
    thread = Thread.objects.select_related("author").get(pk=thread.pk)
    if thread.author_id == helper.pk:
        raise OwnThread
    starter = thread.author
    conversation = HelpConversation.objects.filter(thread=thread, helper=helper).first()
    if conversation is None:
        if starter is None or not is_open_to_helpers(thread):
            raise NotOpen
        if HelpBlock.objects.between(starter, helper).exists():
            raise CannotWrite
        day_ago = timezone.now() - datetime.timedelta(days=1)
        opened = HelpConversation.objects.filter(helper=helper, created_at__gt=day_ago)
        if opened.count() >= OPENED_PER_DAY:
            raise TooManyConversations
        conversation = HelpConversation.objects.create(
            thread=thread, starter=starter, helper=helper, is_nameable=is_nameable
        )
    send(conversation=conversation, sender=helper, body=body, submission=submission)
    return conversation


@transaction.atomic
def send(
    *,
    conversation: HelpConversation,
    sender: User,
    body: str,
    kind: HelpMessage.Kind = HelpMessage.Kind.TEXT,
    submission: uuid.UUID | None = None,
) -> bool:
    """Send a message to the other of the two; return False if it has just been sent.

    Raises `CannotWrite`.
    """
    locked = HelpConversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    if submission and HelpMessage.objects.filter(submission=submission, sender=sender).exists():
        return False
    if not can_write(locked, sender):
        raise CannotWrite
    if _is_repeated(locked, sender, body, kind):
        return False
    now = timezone.now()
    message = HelpMessage.objects.create(
        conversation=locked,
        sender=sender,
        kind=kind,
        body=body,
        created_at=now,
        submission=submission,
    )
    HelpConversation.objects.filter(pk=locked.pk).update(last_message_at=now)
    recipient = locked.other_of(sender)
    if recipient is not None:
        notices.notify_of_message(message, recipient)
    return True


def share_email(*, conversation: HelpConversation, sender: User) -> bool:
    """Show the e-mail address of `sender` to the other; False if it is there already."""
    kind = HelpMessage.Kind.EMAIL
    return send(conversation=conversation, sender=sender, body=sender.email, kind=kind)


def share_telephone(*, conversation: HelpConversation, sender: User, number: str) -> bool:
    """Show a telephone number to the other; False if it is there already."""
    kind = HelpMessage.Kind.TELEPHONE
    return send(conversation=conversation, sender=sender, body=number, kind=kind)


def can_write(conversation: HelpConversation, sender: User) -> bool:
    """Return whether `sender` can write to the other of the two."""
    other = conversation.other_of(sender)
    if not conversation.is_between(sender) or conversation.closed_at or other is None:
        return False
    return other.is_active and not HelpBlock.objects.between(sender, other).exists()


def is_open_to_helpers(thread: Thread) -> bool:
    """Return whether neighbours can answer `thread` with a message."""
    has_starter = thread.author is not None and thread.author.is_active
    return has_starter and thread.help_state == HelpState.OPEN and not thread.is_hidden


def delete_old() -> int:
    """Delete the conversations without a message for `KEPT_DAYS`; return how many.

    Those with a report that waits are kept.
    """
    limit = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    old = HelpConversation.objects.filter(last_message_at__lt=limit)
    return old.exclude(reports__state="open").delete()[1].get("forum.HelpConversation", 0)


def _is_repeated(
    conversation: HelpConversation, sender: User, body: str, kind: HelpMessage.Kind
) -> bool:
    """Return whether the last message is the same, or the shared address is there already."""
    if kind != HelpMessage.Kind.TEXT:
        return conversation.messages.filter(sender=sender, kind=kind, body=body).exists()
    last = conversation.messages.order_by("-created_at", "-pk").first()
    if last is None or last.created_at < repeats.window_start():
        return False
    return (last.sender_id, last.kind, last.body) == (sender.pk, kind, body)
