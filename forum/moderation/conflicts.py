"""Who may not decide about what: their own case, and matters of the partner they belong to."""

import re

from forum.models import AnonymousIssue, HeldPost, Issue, ModerationAction, PartnerMatter, Post
from residents.models import PartnerMembership, User


class OwnCase(Exception):
    """A moderator wants to decide about a text, or a decision, of their own."""


class PartnerCase(OwnCase):
    """A moderator belongs to the partner whom the post is about, so somebody else decides."""


def partners_concerned(post: Post, moderator: User) -> set[int]:
    """Return the partners of `moderator` whom `post` is about.

    A post is about a partner that it names, in its text or in the title of its thread, about the
    one that handles the issue, and about those that a moderator has marked. No query for a
    moderator without a partner.
    """
    if not moderator.partner_ids:
        return set()
    marked = PartnerMatter.objects.filter(post=post, partner__in=moderator.partner_ids)
    found = set(marked.values_list("partner_id", flat=True))
    handled = Issue.objects.filter(thread=post.thread_id, handled_by__in=moderator.partner_ids)
    found |= set(handled.values_list("handled_by_id", flat=True))
    return found | _named_in(f"{post.thread.title}\n{post.body}", moderator)


def check_partner(post: Post | None, moderator: User) -> None:
    """Raise `PartnerCase` if `post` is about a partner to whom `moderator` belongs.

    What speaks in the partner's own name is not criticism of it.
    """
    if post is None:
        return
    if partners_concerned(post, moderator) - {post.partner_id}:
        raise PartnerCase


def partners_of_held(held: HeldPost, moderator: User) -> set[int]:
    """Return the partners of `moderator` whom a held text names, but for the one that speaks."""
    return _named_in(f"{held.thread_title}\n{held.body}", moderator) - {held.partner_id}


def partners_of_anonymous_issue(issue: AnonymousIssue, moderator: User) -> set[int]:
    """Return the partners of `moderator` whom the issue names."""
    return _named_in(f"{issue.title}\n{issue.body}", moderator)


def partners_of_action(action: ModerationAction, moderator: User) -> set[int]:
    """Return the partners of `moderator` whom what `action` is about concerns.

    No query for a moderator without a partner.
    """
    if not moderator.partner_ids:
        return set()
    if action.post is not None:
        return partners_concerned(action.post, moderator) - {action.post.partner_id}
    found: set[int] = set()
    held = HeldPost.objects.filter(pk=action.before.get("held")).first()
    if held is not None:
        found |= partners_of_held(held, moderator)
    issue = AnonymousIssue.objects.filter(pk=action.before.get("anonymous_issue")).first()
    return found | partners_of_anonymous_issue(issue, moderator) if issue else found


def check_held(held: HeldPost, moderator: User) -> None:
    """Raise `OwnCase` if `held` is by `moderator`, or about a partner to whom they belong."""
    if held.author_id == moderator.pk:
        raise OwnCase
    if partners_of_held(held, moderator):
        raise PartnerCase


def check_anonymous_issue(issue: AnonymousIssue, moderator: User) -> None:
    """Raise `PartnerCase` if `issue` names a partner to whom `moderator` belongs."""
    if partners_of_anonymous_issue(issue, moderator):
        raise PartnerCase


def _named_in(text: str, moderator: User) -> set[int]:
    """Return the partners of `moderator` whose names stand in `text`."""
    if not moderator.partner_ids:
        return set()
    names = PartnerMembership.objects.filter(user=moderator)
    return {
        pk
        for pk, first, translated in names.values_list(
            "partner_id", "partner__name", "partner__translated_names"
        )
        for name in filter(None, (first, *translated.values()))
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    }


def check_undo(action: ModerationAction, moderator: User) -> None:
    """Raise `OwnCase` unless `moderator` may take `action` back.

    They may take back what they did or proposed themselves, unless somebody has appealed against
    it.
    """
    if partners_of_action(action, moderator):
        raise PartnerCase
    check_undo_of_own(action, moderator)


def check_undo_of_own(action: ModerationAction, moderator: User) -> None:
    """Raise `OwnCase` if `action` restricts `moderator`, or is theirs and appealed against."""
    is_own_act = action.moderator_id == moderator.pk
    if action.person_id == moderator.pk and not is_own_act:
        raise OwnCase
    appeal = getattr(action, "appeal", None)
    is_proposer = action.proposer_id == moderator.pk
    if appeal is not None and appeal.is_open and (is_own_act or is_proposer):
        raise OwnCase
