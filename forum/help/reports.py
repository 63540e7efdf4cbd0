"""Report a conversation, and decide about it. Each function is one transaction with its mails."""

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from forum import moderator_notices
from forum.models import ConversationReport, HelpConversation, HelpMessage
from notifications.delivery import outbox
from residents.models import User


class NotAllowed(Exception):
    """Only the two can report, and none of them decides."""


def report(*, conversation: HelpConversation, reporter: User, rule: str, text: str) -> bool:
    """Let moderators read the conversation; return False if the reporter's last report is open.

    Raises `NotAllowed`.
    """
    if not conversation.is_between(reporter):
        raise NotAllowed
    try:
        with transaction.atomic():
            made = ConversationReport.objects.create(
                conversation=conversation, reporter=reporter, rule=rule, text=text
            )
            moderator_notices.notify_of_conversation(made)
    except IntegrityError:
        if (
            ConversationReport.objects.open()
            .filter(conversation=conversation, reporter=reporter)
            .exists()
        ):
            return False
        raise
    return True


@transaction.atomic
def decide(*, conversation: HelpConversation, moderator: User, closes: bool, answer: str) -> int:
    """Close the conversation or leave it, and answer the reporters; return how many reports.

    Who is reported is told if it is closed. Raises `NotAllowed` for a moderator's own case.
    """
    if conversation.is_between(moderator):
        raise NotAllowed
    locked = HelpConversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    waiting = ConversationReport.objects.open().filter(conversation=locked)
    reports = list(waiting.select_for_update(of=("self",)).select_related("reporter"))
    if not reports:
        return 0
    states = ConversationReport.State
    for each in reports:
        each.state = states.UPHELD if closes else states.DISMISSED
        each.decided_by, each.decided_at, each.answer = moderator, timezone.now(), answer
        each.save()
        moderator_notices.withdraw(each)
        _mail(each.reporter, each, each.state)
    if closes:
        HelpConversation.objects.filter(pk=locked.pk, closed_at=None).update(
            closed_at=timezone.now()
        )
        reporters = {each.reporter_id for each in reports}
        for person in (locked.starter, locked.helper):
            if person is not None and person.pk not in reporters:
                _mail(person, reports[0], "closed")
    # Kept for this decision, after their senders had erased their accounts.
    HelpMessage.objects.filter(conversation=locked, sender=None).delete()
    return len(reports)


def delete_decided() -> int:
    """Delete the reports that were decided `ERASED_HISTORY_DAYS` ago; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    deleted, _by_model = ConversationReport.objects.filter(decided_at__lt=limit).delete()
    return deleted


def _mail(user: User | None, about: ConversationReport, name: str) -> None:
    if user is None or not user.is_active:
        return
    with translation.override(user.language):
        path = reverse("forum:conversation", args=[about.conversation_id])
        outbox.put(
            key=f"conversation-report:{about.pk}:{name}:{user.pk}",
            to=user.email,
            template=f"forum/mail/conversation_{name}",
            context={
                "title": about.conversation.title,
                "answer": about.answer,
                "url": settings.BASE_URL + path,
            },
            language=user.language,
            scope="notices",
            user=user,
            must_reach=True,
        )
