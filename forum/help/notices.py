"""Notices about help: messages, thanks, and the end of one's own requests.

Their mails quote a message only if it holds no address or number, and name nobody's address.
"""

import re
from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.language import guess_language
from forum import reply_addresses
from forum.guard import check
from forum.models import HelpBlock, HelpConversation, HelpMessage, HelpRequest, HelpState, Thread
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, notice_emails
from notifications.notices.activity_types import Described, Kind
from residents.models import User

MESSAGE, THANKS = "forum.help_message", "forum.help_thanks"
ENDING, EXPIRED = "forum.help_ending", "forum.help_expired"
# More than the guard knows: whatever could be a number to call or an address to write to.
_CONTACT = re.compile(r"@|(?:\d[\s.\-/()]*){6}")


def topic_of(thread: Thread) -> str:
    """Return the target of notices about the state of `thread`: the page of its writer."""
    return f"help:{thread.pk}"


def notify_of_message(message: HelpMessage, recipient: User) -> None:
    """Notify the other of the two."""
    activities.publish(
        key=f"help-message:{message.pk}",
        kind=MESSAGE,
        object_id=message.pk,
        target=message.conversation.topic,
        addressed={recipient.pk: Category.MESSAGES},
        actor=message.sender,
    )


def notify_of_thanks(request: HelpRequest) -> None:
    """Notify the helper, once, that they are thanked."""
    helper, thread = request.helper, request.thread
    conversation = HelpConversation.objects.filter(thread=thread, helper=helper).first()
    if helper is not None and conversation is not None:
        activities.publish(
            key=f"help:{thread.pk}:thanks:{helper.pk}",
            kind=THANKS,
            object_id=conversation.pk,
            target=conversation.topic,
            addressed={helper.pk: Category.MESSAGES},
            actor=thread.author,
        )


def notify_of_end(request: HelpRequest) -> bool:
    """Remind the writer of the last day, once for each day; return False if there is nobody."""
    return _publish_end(request, ENDING)


def notify_of_expiry(request: HelpRequest) -> bool:
    """Tell the writer that it has expired; return False if there is nobody."""
    return _publish_end(request, EXPIRED)


def withdraw_of_end(thread: Thread) -> None:
    """Take back reminders of `thread` that are of no use any more."""
    _withdraw(Activity.objects.filter(kind=ENDING, object_id=thread.pk))


def withdraw_messages(*, sender: User, conversations: Sequence[HelpConversation]) -> None:
    """Take back what is not read yet of the messages of `sender`."""
    targets = [each.topic for each in conversations]
    _withdraw(Activity.objects.filter(kind=MESSAGE, actor=sender, target__in=targets))


def has_contact(text: str) -> bool:
    """Return whether `text` holds what could be an address or a telephone number."""
    return bool(_CONTACT.search(text) or check.asked(check.check([text], is_safety=False)))


def _withdraw(found: QuerySet[Activity]) -> None:
    activities.withdraw(found)
    notice_emails.recall(found)


def _publish_end(request: HelpRequest, kind: str) -> bool:
    thread = request.thread
    if thread.author is None or not thread.author.is_active or thread.is_hidden:
        return False
    activities.publish(
        key=f"{kind}:{thread.pk}:{request.until:%Y%m%d}",
        kind=kind,
        object_id=thread.pk,
        target=topic_of(thread),
        addressed={thread.author.pk: Category.MESSAGES},
    )
    return True


def _describe_messages(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    own = HelpConversation.objects.of(reader).order_by()
    blocked = HelpBlock.objects.filter(blocker=reader).values("blocked")
    rows = (
        HelpMessage.objects.filter(pk__in={each.object_id for each in batch}, conversation__in=own)
        .exclude(sender__in=blocked)
        .select_related("sender", "conversation__thread")
    )
    found = {each.pk: each for each in rows if each.sender_id not in {None, reader.pk}}
    return {
        activity.pk: _describe_message(message, reader)
        for activity in batch
        if (message := found.get(activity.object_id))
    }


def _describe_message(message: HelpMessage, reader: User) -> Described:
    conversation, sender = message.conversation, message.sender
    language = conversation.thread.language if conversation.thread else ""
    name = sender.public_name if sender else ""
    text, excerpt = _("%(name)s has written to you.") % {"name": name}, ""
    if message.is_contact:
        text = _("%(name)s has shared how you can reach them.") % {"name": name}
    elif not has_contact(message.body):
        # The message has a limit of its own.
        excerpt = message.body
    return Described(
        title=conversation.title,
        url=conversation.get_absolute_url(),
        text=text,
        group=_("Messages"),
        actor_name=name,
        excerpt=excerpt,
        button=_("Read and answer"),
        detail="" if excerpt else _("You can read it on the page only."),
        title_language=language,
        text_language=guess_language(excerpt, language) if excerpt else "",
        is_quoted_whole=True,
        reply_address=_reply_address(conversation, reader),
        is_reply_private=True,
    )


def _reply_address(conversation: HelpConversation, reader: User) -> str:
    """Return the address for an answer, unless a moderator has closed the conversation."""
    if conversation.closed_at:
        return ""
    return reply_addresses.address_to_message(reader, conversation)


def _describe_thanks(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    conversations = HelpConversation.objects.filter(
        pk__in={each.object_id for each in batch}, helper=reader, thread__is_hidden=False
    ).select_related("thread__help_request", "starter")
    found = {each.pk: each for each in conversations}
    described = {}
    for activity in batch:
        conversation = found.get(activity.object_id)
        thread = conversation.thread if conversation else None
        request = getattr(thread, "help_request", None)
        if conversation and thread and request and request.helper_id == reader.pk:
            name = thread.author_name
            described[activity.pk] = Described(
                title=thread.title,
                url=conversation.get_absolute_url(),
                text=_("%(name)s thanks you for your help.") % {"name": name},
                group=_("Messages"),
                actor_name=name,
                excerpt=request.thanks,
                button=_("See the conversation"),
                reply_address=_reply_address(conversation, reader),
                is_reply_private=True,
                title_language=thread.language,
                text_language=guess_language(request.thanks, thread.language),
            )
    return described


def _describe_ends(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    requests = HelpRequest.objects.filter(
        pk__in={each.object_id for each in batch}, thread__author=reader, thread__is_hidden=False
    ).select_related("thread")
    found = {each.pk: each for each in requests}
    return {
        activity.pk: Described(
            title=request.thread.title,
            url=reverse("forum:help", args=[request.pk]),
            text=_end_text(activity, request),
            group=_("Your requests and offers of help"),
            button=_("Finish or extend it"),
            title_language=request.thread.language,
        )
        for activity in batch
        if (request := found.get(activity.object_id)) and _is_current(activity, request)
    }


def _is_current(activity: Activity, request: HelpRequest) -> bool:
    """Return whether the writer has not acted since."""
    state = HelpState.OPEN if activity.kind == ENDING else HelpState.EXPIRED
    return request.state == state and activity.key.endswith(f":{request.until:%Y%m%d}")


def _end_text(activity: Activity, request: HelpRequest) -> str:
    if activity.kind == EXPIRED:
        return _("It has expired, so neighbours no longer answer it.")
    return _("It expires after %(day)s. Is it still relevant?") % {
        "day": date_format(request.until)
    }


def register() -> None:
    """Register the types of these activities."""
    kinds: list[tuple[str, activity_types.Describe, Callable[[int], str]]] = [
        (
            MESSAGE,
            _describe_messages,
            lambda count: ngettext("%(count)d message", "%(count)d messages", count),
        ),
        (
            THANKS,
            _describe_thanks,
            lambda count: ngettext("%(count)d thank-you", "%(count)d thank-yous", count),
        ),
        (
            ENDING,
            _describe_ends,
            lambda count: ngettext(
                "%(count)d request that ends soon", "%(count)d requests that end soon", count
            ),
        ),
        (
            EXPIRED,
            _describe_ends,
            lambda count: ngettext(
                "%(count)d expired request", "%(count)d expired requests", count
            ),
        ),
    ]
    for slug, describe, counted in kinds:
        activity_types.register(Kind(slug, Category.MESSAGES, describe, counted))
