"""What waits for a moderator, in one order.

Held texts and issues without an account, reported posts and talks, appeals, what moderators
propose to each other, and issues whose promised day has passed.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import keyset
from core.text.markdown import plain_text
from forum.house_rules import HouseRule
from forum.issues import overdue
from forum.models import (
    AnonymousIssue,
    Appeal,
    ConversationReport,
    HeldPost,
    HelpConversation,
    Issue,
    IssueStatus,
    ModerationAction,
    Post,
    PostPicture,
    PostReport,
    ProposedAct,
)
from residents.models import User

PAGE_SIZE = 25
# How much of a text the list shows.
CHARACTERS = 600
_HELD, _POST, _CONVERSATION, _APPEAL, _OVERDUE, _ANONYMOUS, _PROPOSED = range(7)
_SOURCES = 7


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A held text, what has open reports, an appeal, or an overdue issue, waiting since `at`."""

    at: datetime.datetime
    # Sorts what began at the same moment: `_SOURCES` times the primary key, plus its source.
    order: int
    url: str
    kind: str
    title: str
    author_name: str
    author_id: int | None
    reasons: tuple[str, ...]
    words: tuple[str, ...]
    excerpt: str
    language: str
    pictures: tuple[PostPicture, ...] = ()
    # Filled in for a whole page at once.
    earlier: int = 0

    @property
    def is_report(self) -> bool:
        return self.order % _SOURCES in {_POST, _CONVERSATION}


def count(moderator: User) -> int:
    """Return how much waits; of appeals and proposals, those that `moderator` may decide."""
    reported = PostReport.objects.open().order_by().values("post").distinct().count()
    talks = ConversationReport.objects.open().order_by().values("conversation").distinct().count()
    appealed = Appeal.objects.open().for_moderator(moderator).count()
    late = overdue.find().count()
    held = HeldPost.objects.waiting().count() + AnonymousIssue.objects.waiting().count()
    proposed = ProposedAct.objects.open().for_moderator(moderator).count()
    return held + reported + talks + appealed + proposed + late


def read_page(
    moderator: User, cursor: str = "", size: int = PAGE_SIZE
) -> tuple[list[InboxItem], str]:
    """Return the items after `cursor`, the longest waiting first, and the next cursor or "".

    The number of queries does not depend on the number of items. Raises `InvalidCursorError`.
    """
    after = keyset.decode(cursor) if cursor else None
    found = sorted(
        [
            *_held(after, size + 1),
            *_reported(PostReport.objects.open(), "post", _POST, after, size + 1),
            *_reported(
                ConversationReport.objects.open(), "conversation", _CONVERSATION, after, size + 1
            ),
            *_appealed(after, size + 1, moderator),
            *_overdue(after, size + 1),
            *_anonymous(after, size + 1),
            *_proposed(after, size + 1, moderator),
        ],
        key=lambda each: each[:2],
    )
    page = found[:size]
    next_cursor = keyset.encode(*page[-1][:2]) if len(found) > size else ""
    posts = _posts([each for _at, order, each in page if order % _SOURCES == _POST])
    talks = _talks([each for _at, order, each in page if order % _SOURCES == _CONVERSATION])
    items = []
    for at, order, each in page:
        source = order % _SOURCES
        if source == _HELD:
            items.append(_held_item(at, order, each))
        elif source == _APPEAL:
            items.append(_appeal_item(at, order, each))
        elif source == _OVERDUE:
            items.append(_overdue_item(at, order, each))
        elif source == _ANONYMOUS:
            items.append(_anonymous_item(at, order, each))
        elif source == _PROPOSED:
            items.append(_proposed_item(at, order, each))
        elif source == _POST and each in posts:
            items.append(_reported_item(at, order, posts[each]))
        elif source == _CONVERSATION and each in talks:
            items.append(_talk_item(at, order, talks[each]))
    return _with_earlier(items), next_cursor


def _held(after: keyset.Position | None, size: int) -> list[tuple[datetime.datetime, int, Any]]:
    waiting = HeldPost.objects.waiting().select_related("author", "partner", "thread", "post")
    waiting = waiting.prefetch_related("pictures", "post__pictures")
    if after is not None:
        at, order = after
        waiting = waiting.filter(
            Q(created_at__gt=at) | Q(created_at=at, pk__gt=_last_pk(order, _HELD))
        )
    return [(each.created_at, _SOURCES * each.pk + _HELD, each) for each in waiting[:size]]


def _reported(
    reports: QuerySet[Any], field: str, source: int, after: keyset.Position | None, size: int
) -> list[tuple[datetime.datetime, int, Any]]:
    """Return the primary keys of what is reported, by the time of its first open report."""
    by_row = reports.order_by().values(field).annotate(at=Min("created_at"))
    if after is not None:
        at, order = after
        later = Q(at=at, **{f"{field}__gt": _last_pk(order, source)})
        by_row = by_row.filter(Q(at__gt=at) | later)
    rows = by_row.order_by("at", field).values_list("at", field)[:size]
    return [(at, _SOURCES * pk + source, pk) for at, pk in rows]


def _appealed(
    after: keyset.Position | None, size: int, moderator: User
) -> list[tuple[datetime.datetime, int, Any]]:
    waiting = Appeal.objects.open().for_moderator(moderator)
    if after is not None:
        at, order = after
        later = Q(created_at=at, pk__gt=_last_pk(order, _APPEAL))
        waiting = waiting.filter(Q(created_at__gt=at) | later)
    rows = waiting.select_related("author", "action__post__thread")[:size]
    return [(each.created_at, _SOURCES * each.pk + _APPEAL, each) for each in rows]


def _overdue(after: keyset.Position | None, size: int) -> list[tuple[datetime.datetime, int, Any]]:
    late = overdue.find()
    if after is not None:
        at, order = after
        # The cursor's moment lies in the day after the promised one.
        day = timezone.localdate(at) - datetime.timedelta(days=1)
        later = Q(promised_on__gt=day)
        if timezone.localtime(at).time() == datetime.time():
            later |= Q(promised_on=day, pk__gt=_last_pk(order, _OVERDUE))
        late = late.filter(later)
    return [
        (overdue.overdue_since(each), _SOURCES * each.pk + _OVERDUE, each) for each in late[:size]
    ]


def _anonymous(
    after: keyset.Position | None, size: int
) -> list[tuple[datetime.datetime, int, Any]]:
    waiting = AnonymousIssue.objects.waiting()
    if after is not None:
        at, order = after
        later = Q(confirmed_at=at, pk__gt=_last_pk(order, _ANONYMOUS))
        waiting = waiting.filter(Q(confirmed_at__gt=at) | later)
    return [
        (each.confirmed_at or each.created_at, _SOURCES * each.pk + _ANONYMOUS, each)
        for each in waiting[:size]
    ]


def _proposed(
    after: keyset.Position | None, size: int, moderator: User
) -> list[tuple[datetime.datetime, int, Any]]:
    waiting = ProposedAct.objects.open().for_moderator(moderator)
    if after is not None:
        at, order = after
        later = Q(created_at=at, pk__gt=_last_pk(order, _PROPOSED))
        waiting = waiting.filter(Q(created_at__gt=at) | later)
    related = ["proposer", "partner", "anonymous_issue__thread"]
    related += [
        f"{text}__{of}" for text in ("post", "held") for of in ("thread", "author", "partner")
    ]
    pictures = ("post__pictures", "held__pictures", "held__post__pictures")
    rows = waiting.select_related(*related, "held__post").prefetch_related(*pictures)[:size]
    return [(each.created_at, _SOURCES * each.pk + _PROPOSED, each) for each in rows]


def _last_pk(order: int, source: int) -> int:
    """Return the last primary key of that source whose order is at most `order`."""
    return (order - source) // _SOURCES


def _posts(pks: Collection[int]) -> dict[int, tuple[Post, list[PostReport]]]:
    posts = Post.objects.filter(pk__in=pks).select_related("thread", "author", "partner")
    posts = posts.prefetch_related("pictures")
    found: dict[int, tuple[Post, list[PostReport]]] = {post.pk: (post, []) for post in posts}
    for report in PostReport.objects.open().filter(post__in=pks):
        found[report.post_id][1].append(report)
    return found


def _held_item(at: datetime.datetime, order: int, held: HeldPost) -> InboxItem:
    return InboxItem(
        at=at,
        order=order,
        url=held.get_absolute_url(),
        kind=_("Waiting for approval"),
        title=held.thread_title,
        author_name=_author_name(held),
        author_id=held.author_id,
        reasons=(str(held.what),),
        words=(),
        excerpt=_shortened(held.body),
        language=held.text_language,
        pictures=tuple(held.shown_pictures),
    )


def _reported_item(
    at: datetime.datetime, order: int, found: tuple[Post, list[PostReport]]
) -> InboxItem:
    post, reports = found
    number = len(reports)
    rules = dict.fromkeys(HouseRule(each.rule).label for each in reports)
    kind = ngettext("Reported by %(count)d person", "Reported by %(count)d people", number)
    return InboxItem(
        at=at,
        order=order,
        url=reverse("forum:reports", args=[post.pk]),
        kind=kind % {"count": number},
        title=post.thread.title,
        author_name=post.author_name,
        author_id=post.author_id,
        reasons=tuple(str(rule) for rule in rules),
        words=tuple(each.text for each in reports if each.text)[:3],
        excerpt=_shortened(post.body),
        language=post.language or post.thread.language,
        pictures=tuple(post.shown_pictures),
    )


def _talks(pks: Collection[int]) -> dict[int, tuple[HelpConversation, list[ConversationReport]]]:
    talks = HelpConversation.objects.filter(pk__in=pks).select_related("thread")
    found: dict[int, tuple[HelpConversation, list[ConversationReport]]] = {
        talk.pk: (talk, []) for talk in talks
    }
    for report in ConversationReport.objects.open().filter(conversation__in=pks):
        found[report.conversation_id][1].append(report)
    return found


def _talk_item(
    at: datetime.datetime, order: int, found: tuple[HelpConversation, list[ConversationReport]]
) -> InboxItem:
    """Return the item without anything of the messages: who opens it reads them."""
    talk, reports = found
    rules = dict.fromkeys(HouseRule(each.rule).label for each in reports)
    return InboxItem(
        at=at,
        order=order,
        url=reverse("forum:conversation_reports", args=[talk.pk]),
        kind=_("A reported conversation"),
        title=talk.title,
        author_name="",
        author_id=None,
        reasons=tuple(str(rule) for rule in rules),
        words=tuple(each.text for each in reports if each.text)[:3],
        excerpt="",
        language=talk.thread.language if talk.thread else "",
    )


def _appeal_item(at: datetime.datetime, order: int, appeal: Appeal) -> InboxItem:
    action, post = appeal.action, appeal.action.post
    return InboxItem(
        at=at,
        order=order,
        url=action.get_absolute_url(),
        kind=_("A complaint about a decision"),
        title=post.thread.title if post else str(action.get_kind_display()),
        author_name=appeal.author.public_name if appeal.author else "",
        author_id=appeal.author_id,
        reasons=(f"{action.get_kind_display()}: {action.reason}",),
        words=(),
        excerpt=appeal.text[:CHARACTERS],
        language=appeal.author.language if appeal.author else "",
    )


def _overdue_item(at: datetime.datetime, order: int, issue: Issue) -> InboxItem:
    """Return the item without the reporter: they have done nothing that waits for a decision."""
    thread = issue.thread
    handled_by = issue.handled_by.name_for_reader if issue.handled_by else _("nobody yet")
    return InboxItem(
        at=at,
        order=order,
        url=reverse("forum:issue_status", args=[issue.pk]),
        kind=_("The promised day has passed"),
        title=thread.title,
        author_name="",
        author_id=None,
        reasons=(
            str(IssueStatus(thread.status).label),
            _("Handled by: %(partner)s") % {"partner": handled_by},
        ),
        words=(),
        excerpt="",
        language=thread.language,
    )


def _anonymous_item(at: datetime.datetime, order: int, issue: AnonymousIssue) -> InboxItem:
    return InboxItem(
        at=at,
        order=order,
        url=issue.get_absolute_url(),
        kind=_("Waiting for approval"),
        title=issue.title,
        author_name=issue.public_name,
        author_id=None,
        reasons=(str(issue.what),),
        words=(),
        excerpt=_shortened(issue.body),
        language=issue.text_language,
    )


def _proposed_item(at: datetime.datetime, order: int, proposal: ProposedAct) -> InboxItem:
    target = proposal.target
    proposer = proposal.proposer.public_name if proposal.proposer else _("a moderator who has left")
    by = {"name": proposer, "partner": proposal.partner.name_for_reader}
    reasons = [
        f"{proposal.get_kind_display()}: {proposal.reason}",
        _("Proposed by %(name)s, %(partner)s") % by,
    ]
    return InboxItem(
        at=at,
        order=order,
        url=proposal.get_absolute_url(),
        kind=_("A proposal of a moderator"),
        title=proposal.title,
        author_name=_author_name(target),
        author_id=proposal.author_id,
        reasons=tuple(reasons),
        words=(),
        excerpt=_shortened(target.body),
        language=target.language or proposal.language,
        pictures=() if isinstance(target, AnonymousIssue) else tuple(target.shown_pictures),
    )


def _author_name(text: Post | HeldPost | AnonymousIssue) -> str:
    if isinstance(text, Post):
        return text.author_name
    if isinstance(text, AnonymousIssue):
        return text.public_name
    return text.partner.name_for_reader if text.partner else text.author.public_name


def _with_earlier(items: list[InboxItem]) -> list[InboxItem]:
    """Add how often something by the same author was hidden."""
    authors = {item.author_id for item in items} - {None}
    hidden = (
        ModerationAction.objects.filter(kind="hide", post__author__in=authors)
        .order_by()
        .values(author=F("post__author"))
        .annotate(number=Count("pk"))
    )
    earlier = {row["author"]: row["number"] for row in hidden}
    return [replace(item, earlier=earlier.get(item.author_id, 0)) for item in items]


def _shortened(body: str) -> str:
    return Truncator(plain_text(body[: 3 * CHARACTERS])).chars(CHARACTERS)
