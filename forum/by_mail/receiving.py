"""Receives one mail: posts it once, or refuses it and answers once. Called for every mail.

Whatever cannot be done now raises an exception, and then nothing has been done: the mail server
keeps the mail and tries again.
"""

import datetime
import hashlib
import logging
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from core.models import Theme
from core.text.normalization import email_key
from forum import reply_addresses
from forum.by_mail import answers, parsing, writing
from forum.by_mail.parsing import IncomingMail
from forum.by_mail.writing import Outcome, Text
from forum.models import HelpConversation, ReceivedMail, Thread
from forum.models.posts import readable_threads
from forum.reply_addresses import Purpose, ReplyAddress
from notifications.models import Category, Preference, Subscription, Timing
from notifications.notices import topics
from residents.models import User
from residents.personal_data.registry import Person

logger = logging.getLogger(__name__)

State, Reason = ReceivedMail.State, ReceivedMail.Reason
# A mail to more reply addresses than these is not from a person who answers a notice.
_MAX_ADDRESSES = 5
# The notices of threads whose mails have a reply address.
_CATEGORIES = (Category.MY_THREADS, Category.MENTIONS, Category.FOLLOWED, Category.NEWS)


def receive(
    raw: bytes, *, recipients: Iterable[str] = (), envelope_sender: str | None = None
) -> list[ReceivedMail]:
    """Receive a mail, and return what became of it, for each reply address.

    `recipients` are those of the envelope; without a reply address among them, the headers count.
    `envelope_sender` is empty for a bounce, and None if it is not known. A mail that has been
    received before changes nothing.
    """
    mail = parsing.read(raw, envelope_sender=envelope_sender)
    pattern = reply_addresses.pattern()
    delivered_to = [each.lower() for each in map(str.strip, recipients) if pattern.fullmatch(each)]
    addresses = list(dict.fromkeys(delivered_to or mail.recipients)) or [""]
    return [_receive(mail, address) for address in addresses[:_MAX_ADDRESSES]]


def delete_old() -> int:
    """Delete the records of old mails; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.MAIL_RETENTION_DAYS)
    deleted, _by_model = ReceivedMail.objects.filter(received_at__lt=limit).delete()
    return deleted


@transaction.atomic
def _receive(mail: IncomingMail, address: str) -> ReceivedMail:
    """Receive a mail to one address. The row of a twin waits until this one has committed."""
    identity = f"{settings.MAIL_REPLIES}\n{address}\n{mail.identity}"
    digest = hashlib.sha256(identity.encode("utf-8", "replace"))
    received, is_new = ReceivedMail.objects.get_or_create(
        key=digest.hexdigest(), defaults={"state": State.IGNORED, "reason": Reason.AUTOMATIC}
    )
    if is_new and not mail.is_automatic:
        _decide(received, mail, reply_addresses.read(address), uuid.UUID(digest.hexdigest()[:32]))
        received.save()
    logger.info("Mail %s: %s %s", received.key[:12], received.state, received.reason)
    return received


def _decide(
    received: ReceivedMail, mail: IncomingMail, address: ReplyAddress | None, submission: uuid.UUID
) -> None:
    """Set what became of the mail, and put the answer into the outbox."""
    received.reason = Reason.UNKNOWN
    if address is None:
        _return_to_resident(received, mail)
        return
    owner = User.objects.filter(pk=address.user_id, is_active=True).first()
    if owner is None:
        return
    received.user = owner
    with translation.override(_language(owner)):
        outcome = _write(mail, address, owner, submission)
        received.state, received.reason = outcome.state, outcome.reason
        talk = outcome.conversation
        received.thread = talk.thread if talk else outcome.thread
        received.post = outcome.post
        answers.answer(received, mail, outcome)


def _return_to_resident(received: ReceivedMail, mail: IncomingMail) -> None:
    """Answer a mail to an address that is none of ours, if it comes from a resident.

    Others get no answer: anybody may have written any other address into the mail.
    """
    resident = _resident(mail.sender)
    if resident is None:
        return
    received.user, received.state = resident, State.REFUSED
    with translation.override(_language(resident)):
        text = writing.without_cpr_numbers(mail.text)
        answers.answer(received, mail, Outcome(mail.subject, text, reason=Reason.UNKNOWN))


def _write(
    mail: IncomingMail, address: ReplyAddress, owner: User, submission: uuid.UUID
) -> Outcome:
    """Write the text, if sender and secret match, and both still count."""
    text = Text(
        author=owner,
        mail=mail,
        submission=submission,
        thread=_thread(address, owner),
        theme=_theme(address),
        conversation=_conversation(address, owner),
        is_message=address.purpose == Purpose.MESSAGE,
    )
    is_gone = text.object_id is None and text.theme is None
    if is_gone and not text.is_message:
        return writing.refuse(text, Reason.CLOSED)
    if mail.sender not in Person.of(owner).addresses:
        return writing.refuse(text, Reason.SENDER)
    if address.is_revoked:
        return writing.refuse(text, Reason.REVOKED)
    if address.is_expired:
        return writing.refuse(text, Reason.EXPIRED)
    if is_gone:
        return writing.refuse(text, Reason.CLOSED)
    if _has_stopped(text):
        return writing.refuse(text, Reason.STOPPED)
    return writing.write(text)


def _thread(address: ReplyAddress, owner: User) -> Thread | None:
    """Return the thread to reply in, if `owner` may read it; also one that was merged."""
    if address.purpose != Purpose.REPLY:
        return None
    threads = Thread.objects.filter(readable_threads(owner)).select_related("theme")
    return threads.filter(pk=address.object_id).first()


def _theme(address: ReplyAddress) -> Theme | None:
    """Return the theme in which to start a thread."""
    if address.purpose != Purpose.START:
        return None
    return Theme.objects.filter(pk=address.object_id).first()


def _conversation(address: ReplyAddress, owner: User) -> HelpConversation | None:
    """Return the conversation to write in, if `owner` is one of the two."""
    if address.purpose != Purpose.MESSAGE:
        return None
    own = HelpConversation.objects.of(owner).select_related("thread", "starter", "helper")
    return own.filter(pk=address.object_id).first()


def _has_stopped(text: Text) -> bool:
    """Whether the author has muted the thread, or stopped all mail that has reply addresses."""
    if text.thread is None and text.conversation is None:
        return False
    timings = Preference.objects.timings_of(text.author.pk)
    if text.thread is None:
        return timings[Category.MESSAGES] == Timing.NEVER
    muted = Subscription.objects.filter(
        user=text.author, topic=topics.thread(text.thread.pk), mode=Subscription.Mode.MUTE
    )
    return muted.exists() or all(timings[each] == Timing.NEVER for each in _CATEGORIES)


def _resident(address: str) -> User | None:
    """Return the active account of an address that its owner has confirmed."""
    if not address:
        return None
    user = User.objects.filter(email__iexact=email_key(address), is_active=True).first()
    return user if user and address in Person.of(user).addresses else None


def _language(user: User) -> str:
    known = dict(settings.LANGUAGES)
    return user.language if user.language in known else settings.LANGUAGE_CODE
