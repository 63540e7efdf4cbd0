"""Hide and restore posts. Each action is one transaction that also writes the author's mail."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from forum import notices
from forum.models import ModerationAction, Post, Thread
from forum.threads.search import index_after_commit
from notifications.delivery import outbox
from residents.models import User


class OwnCase(Exception):
    """A moderator wants to show a post of their own that another moderator has hidden."""


def hide_post(*, post: Post, moderator: User, reason: str) -> bool:
    """Hide `post`, or the whole thread if it is the first one; return whether anything changed.

    The author gets the reason by mail. (DSA, art. 17)
    """
    return _moderate(post, moderator, reason, hide=True)


def restore_post(*, post: Post, moderator: User, reason: str) -> bool:
    """Show a hidden `post` again and mail its author; return whether anything changed.

    Raises `OwnCase`: somebody else decides about the author's complaint. (DSA, art. 20)
    """
    if post.is_own_case_of(moderator):
        raise OwnCase
    return _moderate(post, moderator, reason, hide=False)


@transaction.atomic
def _moderate(post: Post, moderator: User, reason: str, *, hide: bool) -> bool:
    changed = Post.objects.filter(pk=post.pk, is_hidden=not hide).update(
        is_hidden=hide, hidden_reason=reason if hide else ""
    )
    if not changed:
        return False
    post.refresh_from_db()
    if post.number == 1:
        Thread.objects.filter(pk=post.thread_id).update(is_hidden=hide)
    if hide:
        notices.withdraw(post)
    kind = ModerationAction.Kind.HIDE if hide else ModerationAction.Kind.RESTORE
    action = ModerationAction.objects.create(
        kind=kind, post=post, moderator=moderator, reason=reason
    )
    if post.author is not None and post.author.is_active:
        _mail_author(action, post.author)
    index_after_commit(post.thread_id)
    return True


def _mail_author(action: ModerationAction, author: User) -> None:
    with translation.override(author.language):
        outbox.put(
            key=f"moderation:{action.pk}",
            to=author.email,
            template=f"forum/mail/post_{action.kind}",
            context={
                "action": action,
                "post": action.post,
                "thread": action.post.thread,
                # Through the sign-in: the page of a hidden thread is for its author only.
                "url": settings.BASE_URL + reverse("forum:post", args=[action.post.pk]),
            },
            language=author.language,
            # The statement of reasons is sent even to authors who unsubscribed from notices.
            scope="notices",
            user=author,
            must_reach=True,
        )
