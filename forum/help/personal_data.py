"""Personal data in help between neighbours: the rules of its models."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.help.conversations import KEPT_DAYS
from forum.models import (
    ConversationReport,
    HelpBlock,
    HelpConversation,
    HelpMessage,
    HelpRequest,
    HelpState,
    Thread,
    ThreadTag,
)
from residents.personal_data.privacy_notice import days
from residents.personal_data.registry import (
    Column,
    Erasure,
    Person,
    Posts,
    PrivacyNoticeRow,
    Rule,
)

HELPING = PrivacyNoticeRow(
    name="helping",
    title=_("Help between neighbours"),
    what=_(
        "Until when your request or offer is open, how it ended, and whom its writer has thanked."
    ),
    why=_("So neighbours can see whether help is still needed."),
    how_long=lambda: gettext("As long as the thread exists."),
)

MESSAGES = PrivacyNoticeRow(
    name="help_messages",
    title=_("Messages to neighbours"),
    what=_(
        "What you and another neighbour have written to each other about help, the address or "
        "number that you chose to share, whom you have blocked, and what you have reported. "
        "Nobody else reads it, but moderators while a report waits."
    ),
    why=_("So you can help each other without making your address public."),
    how_long=lambda: (
        gettext(
            "For %(days)s after the last message. Reports for %(report_days)s after a moderator "
            "has decided, and a block until you lift it. What you wrote is deleted with your "
            "account."
        )
        % {"days": days(KEPT_DAYS), "report_days": days(settings.ERASED_HISTORY_DAYS)}
    ),
    depends_on=("ERASED_HISTORY_DAYS",),
)


def _requests_of(person: Person) -> models.QuerySet[HelpRequest]:
    own = Q(thread__author=person.user) | Q(helper=person.user)
    return HelpRequest.objects.filter(own).select_related("thread")


def _forget_requests(person: Person, posts: Posts) -> None:
    """Close what the person has open, and remove their thanks with their texts."""
    HelpRequest.objects.filter(helper=person.user).update(helper=None, is_helper_named=False)
    own = HelpRequest.objects.filter(thread__author=person.user)
    own.open().order_by().update(state=HelpState.CLOSED, settled_at=timezone.now())
    threads = Thread.objects.filter(author=person.user, help_state=HelpState.OPEN)
    tagged = list(threads.exclude(tag_ids=[]).values_list("pk", flat=True))
    threads.update(help_state=HelpState.CLOSED, is_settled=True)
    ThreadTag.objects.filter(thread__in=tagged).update(is_settled=True)
    if posts == Posts.REMOVE:
        own.update(thanks="")


def _leave_conversations(person: Person, posts: Posts) -> None:
    """Keep the other's messages; delete a conversation that both have left."""
    conversations = HelpConversation.objects
    conversations.filter(starter=person.user).update(starter=None)
    conversations.filter(helper=person.user).update(helper=None)
    left = conversations.filter(starter=None, helper=None)
    left.exclude(reports__state=ConversationReport.State.OPEN).delete()


def _delete_messages(person: Person, posts: Posts) -> None:
    """Delete the person's messages; moderators still read those of a report that waits."""
    own = HelpMessage.objects.filter(sender=person.user)
    reported = ConversationReport.objects.open().order_by().values("conversation")
    own.exclude(conversation__in=reported).delete()
    own.update(sender=None)


def _delete_blocks(person: Person, posts: Posts) -> None:
    HelpBlock.objects.filter(Q(blocker=person.user) | Q(blocked=person.user)).delete()


RULES = (
    Rule(
        model="forum.HelpRequest",
        person_fields=("helper",),
        privacy_row=HELPING,
        find=_requests_of,
        columns=(
            Column("thread", _("thread"), read=lambda row: row.thread.title),
            "until",
            "state",
            "settled_at",
            "thanks",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Others have replied in the thread.",
        erase=_forget_requests,
    ),
    Rule(
        model="forum.HelpMessage",
        person_fields=("sender",),
        privacy_row=MESSAGES,
        find=lambda person: HelpMessage.objects.filter(sender=person.user).select_related(
            "conversation__thread"
        ),
        columns=(
            Column("conversation", _("conversation"), read=lambda row: row.conversation.title),
            "kind",
            "body",
            "created_at",
        ),
        erasure=Erasure.DELETE,
        erase=_delete_messages,
        counts_as_use=True,
    ),
    Rule(
        model="forum.HelpConversation",
        person_fields=("starter", "helper"),
        privacy_row=MESSAGES,
        find=lambda person: HelpConversation.objects.of(person.user).select_related("thread"),
        columns=(
            Column("thread", _("thread"), read=lambda row: row.title),
            "created_at",
            "last_message_at",
            "closed_at",
        ),
        erasure=Erasure.ANONYMISE,
        reason="The other keeps their own messages.",
        erase=_leave_conversations,
    ),
    Rule(
        model="forum.HelpBlock",
        person_fields=("blocker", "blocked"),
        privacy_row=MESSAGES,
        # Nobody is told who has blocked them.
        find=lambda person: HelpBlock.objects.filter(blocker=person.user).select_related("blocked"),
        columns=(
            Column("blocked", _("blocked"), read=lambda row: row.blocked.public_name),
            "created_at",
        ),
        erasure=Erasure.DELETE,
        erase=_delete_blocks,
    ),
    Rule(
        model="forum.ConversationReport",
        person_fields=("reporter", "decided_by"),
        privacy_row=MESSAGES,
        find=lambda person: ConversationReport.objects.filter(reporter=person.user).select_related(
            "conversation__thread"
        ),
        columns=(
            Column("conversation", _("conversation"), read=lambda row: row.conversation.title),
            "rule",
            "text",
            "created_at",
            "state",
            "answer",
            "decided_at",
        ),
        erasure=Erasure.ANONYMISE,
        reason="Moderators still have to look at the conversation.",
    ),
)
