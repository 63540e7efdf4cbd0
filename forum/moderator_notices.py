"""Notices to moderators of what waits for them: held texts, reports, appeals and proposals."""

from collections.abc import Sequence

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import (
    AnonymousIssue,
    Appeal,
    ConversationReport,
    HeldPost,
    PostReport,
    ProposedAct,
)
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, notice_emails
from notifications.notices.activity_types import Described, Kind
from residents.models import PartnerMembership, User

HELD, REPORTED, APPEALED = "forum.held", "forum.reported", "forum.appealed"
ANONYMOUS_ISSUE = "forum.anonymous_issue"
REPORTED_CONVERSATION = "forum.reported_conversation"
PROPOSED = "forum.proposed_act"
_KINDS = {
    HeldPost: HELD,
    AnonymousIssue: ANONYMOUS_ISSUE,
    PostReport: REPORTED,
    ConversationReport: REPORTED_CONVERSATION,
    Appeal: APPEALED,
    ProposedAct: PROPOSED,
}


def notify_of_held(held: HeldPost) -> None:
    """Notify the moderators of a text that waits, but for its author."""
    _publish(HELD, held.pk, f"held:{held.pk}", besides={held.author_id})


def notify_of_anonymous_issue(issue: AnonymousIssue) -> None:
    """Notify the moderators of an issue without an account whose address is confirmed."""
    _publish(ANONYMOUS_ISSUE, issue.pk, f"anonymous-issue:{issue.pk}", besides=set())


def notify_of_report(report: PostReport) -> None:
    """Notify the moderators of a report; who wrote the post is not told."""
    _publish(
        REPORTED, report.pk, f"reported-post:{report.post_id}", besides={report.post.author_id}
    )


def notify_of_conversation(report: ConversationReport) -> None:
    """Notify the moderators of a reported conversation, but for the two who wrote in it."""
    conversation = report.conversation
    _publish(
        REPORTED_CONVERSATION,
        report.pk,
        f"reported-conversation:{conversation.pk}",
        besides={conversation.starter_id, conversation.helper_id},
    )


def notify_of_appeal(appeal: Appeal) -> None:
    """Notify the moderators of an appeal, but for its author and those who made the decision."""
    besides = {appeal.author_id, appeal.first_moderator_id, appeal.action.proposer_id}
    _publish(APPEALED, appeal.pk, f"decision:{appeal.action_id}", besides=besides)


def notify_of_proposal(proposal: ProposedAct) -> None:
    """Notify the moderators who may decide: not the proposer, the author or the partner's own."""
    members = PartnerMembership.objects.filter(partner=proposal.partner_id)
    besides = {proposal.proposer_id, proposal.author_id}
    besides |= set(members.values_list("user_id", flat=True))
    _publish(PROPOSED, proposal.pk, f"proposed-act:{proposal.pk}", besides=besides)


def withdraw(
    decided: HeldPost | AnonymousIssue | PostReport | ConversationReport | Appeal | ProposedAct,
) -> None:
    """Mark the notices of what is decided as read, and take back their mails."""
    found = Activity.objects.filter(kind=_KINDS[type(decided)], object_id=decided.pk)
    activities.withdraw(found)
    notice_emails.recall(found)


def _publish(kind: str, pk: int, target: str, *, besides: set[int | None]) -> None:
    people = dict.fromkeys(_moderators(), Category.MODERATION.value)
    for person in besides:
        people.pop(person or 0, None)
    if people:
        activities.publish(
            key=f"{kind}:{pk}", kind=kind, object_id=pk, target=target, addressed=dict(people)
        )


def _moderators() -> list[int]:
    """Return the ids of the active accounts that may moderate."""
    permission = Permission.objects.filter(
        codename="moderate", content_type__app_label="forum", content_type__model="thread"
    )
    may = (
        Q(groups__permissions__in=permission)
        | Q(user_permissions__in=permission)
        | Q(is_superuser=True)
    )
    found = User.objects.filter(may, is_active=True).order_by("pk")
    return list(found.values_list("pk", flat=True).distinct())


def _describe_held(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    waiting = HeldPost.objects.visible_to(reader).waiting().select_related("thread", "author")
    found = {each.pk: each for each in waiting.filter(pk__in=_ids(batch))}
    return {
        activity.pk: Described(
            title=held.thread_title,
            url=held.get_absolute_url(),
            text=_("A post waits for approval."),
            group=_("Moderation"),
            title_language=held.language,
        )
        for activity in batch
        if (held := found.get(activity.object_id))
    }


def _describe_anonymous_issues(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    if not reader.has_perm("forum.moderate"):
        return {}
    waiting = AnonymousIssue.objects.waiting().filter(pk__in=_ids(batch))
    found = {each.pk: each for each in waiting}
    return {
        activity.pk: Described(
            title=issue.title,
            url=issue.get_absolute_url(),
            text=_("An issue without an account waits for approval."),
            group=_("Moderation"),
            title_language=issue.language,
        )
        for activity in batch
        if (issue := found.get(activity.object_id))
    }


def _describe_reports(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    if not reader.has_perm("forum.moderate"):
        return {}
    waiting = PostReport.objects.open().select_related("post__thread")
    found = {each.pk: each for each in waiting.filter(pk__in=_ids(batch))}
    return {
        activity.pk: Described(
            title=report.post.thread.title,
            url=reverse("forum:reports", args=[report.post_id]),
            text=_("Somebody has reported a post."),
            group=_("Moderation"),
            detail=str(report.get_rule_display()),
            title_language=report.post.thread.language,
        )
        for activity in batch
        if (report := found.get(activity.object_id))
    }


def _describe_conversations(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    if not reader.has_perm("forum.moderate"):
        return {}
    waiting = ConversationReport.objects.open().select_related("conversation__thread")
    found = {each.pk: each for each in waiting.filter(pk__in=_ids(batch))}
    return {
        activity.pk: Described(
            title=report.conversation.title,
            url=reverse("forum:conversation_reports", args=[report.conversation_id]),
            text=_("Somebody has reported a conversation."),
            group=_("Moderation"),
            detail=str(report.get_rule_display()),
        )
        for activity in batch
        if (report := found.get(activity.object_id))
    }


def _describe_appeals(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    if not reader.has_perm("forum.moderate"):
        return {}
    waiting = Appeal.objects.open().for_moderator(reader)
    rows = waiting.filter(pk__in=_ids(batch)).select_related("action__post__thread")
    found = {each.pk: each for each in rows}
    return {
        activity.pk: Described(
            title=post.thread.title if post else str(appeal.action.get_kind_display()),
            url=appeal.action.get_absolute_url(),
            text=_("Somebody has complained about a decision."),
            group=_("Moderation"),
            detail=str(appeal.action.get_kind_display()),
            title_language=post.thread.language if post else "",
        )
        for activity in batch
        if (appeal := found.get(activity.object_id))
        for post in [appeal.action.post]
    }


def _describe_proposals(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    if not reader.has_perm("forum.moderate"):
        return {}
    waiting = ProposedAct.objects.open().for_moderator(reader)
    related = ("post__thread", "held__thread", "anonymous_issue__thread")
    rows = waiting.filter(pk__in=_ids(batch)).select_related(*related)
    found = {each.pk: each for each in rows}
    return {
        activity.pk: Described(
            title=proposal.title,
            url=proposal.get_absolute_url(),
            text=_("A moderator proposes something that another has to decide."),
            group=_("Moderation"),
            detail=str(proposal.get_kind_display()),
            title_language=proposal.language,
        )
        for activity in batch
        if (proposal := found.get(activity.object_id))
    }


def _ids(batch: Sequence[Activity]) -> set[int]:
    return {activity.object_id for activity in batch}


def register() -> None:
    """Register the types of these activities."""
    activity_types.register(
        Kind(
            HELD,
            Category.MODERATION,
            _describe_held,
            lambda count: ngettext(
                "%(count)d post for approval", "%(count)d posts for approval", count
            ),
        )
    )
    activity_types.register(
        Kind(
            ANONYMOUS_ISSUE,
            Category.MODERATION,
            _describe_anonymous_issues,
            lambda count: ngettext(
                "%(count)d issue without an account",
                "%(count)d issues without an account",
                count,
            ),
        )
    )
    activity_types.register(
        Kind(
            REPORTED,
            Category.MODERATION,
            _describe_reports,
            lambda count: ngettext("%(count)d report", "%(count)d reports", count),
        )
    )
    activity_types.register(
        Kind(
            REPORTED_CONVERSATION,
            Category.MODERATION,
            _describe_conversations,
            lambda count: ngettext(
                "%(count)d reported conversation", "%(count)d reported conversations", count
            ),
        )
    )
    activity_types.register(
        Kind(
            APPEALED,
            Category.MODERATION,
            _describe_appeals,
            lambda count: ngettext("%(count)d complaint", "%(count)d complaints", count),
        )
    )
    activity_types.register(
        Kind(
            PROPOSED,
            Category.MODERATION,
            _describe_proposals,
            lambda count: ngettext("%(count)d proposal", "%(count)d proposals", count),
        )
    )
