"""The verbs of the forum. Each is one transaction, and owes its mail in it."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task
from wagtail.search import index

from core.models import Area, Partner, Theme
from forum import notices
from forum.models import ModerationAction, Post, PostVersion, Thread
from notifications.delivery import outbox
from residents.models import User


class ThreadHidden(Exception):
    """A moderator has hidden the thread: nobody writes in it."""


class NotAMember(Exception):
    """The author does not belong to the partner in whose name they would write."""


def start_thread(
    *,
    author: User,
    kind: str,
    title: str,
    body: str,
    theme: Theme,
    area: Area | None,
    language: str,
    partner: Partner | None = None,
    submission: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
    is_example: bool = False,
) -> Thread:
    """Start a thread with its first post and return it. `at` (aware) defaults to now.

    With `partner`, it is written in the partner's name. `submission` names the form it was sent
    with: the same form again returns the same thread. Raises `NotAMember`.
    """

    def write() -> Post:
        _check_membership(author, partner)
        now = at or timezone.now()
        thread = Thread.objects.create(
            kind=kind,
            title=title,
            theme=theme,
            area=area,
            author=author,
            partner=partner,
            language=language,
            created_at=now,
            last_activity_at=now,
            post_count=1,
            is_example=is_example,
        )
        post = Post.objects.create(
            thread=thread,
            number=1,
            author=author,
            partner=partner,
            body=body,
            created_at=now,
            submission=submission,
        )
        notices.notify_of_thread(post, now)
        return post

    return _write_once(author, submission, write).thread


def reply(
    *,
    thread: Thread,
    author: User,
    body: str,
    partner: Partner | None = None,
    submission: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Post:
    """Add a reply to `thread` and return it; the same `submission` again returns the same reply.

    With `partner`, it is written in the partner's name. `at` (aware) defaults to now. Raises
    `ThreadHidden` and `NotAMember`.
    """

    def write() -> Post:
        _check_membership(author, partner)
        now = at or timezone.now()
        # The UPDATE comes first: it locks the thread, so that no two replies get one number.
        found = Thread.objects.filter(pk=thread.pk, is_hidden=False).update(
            post_count=F("post_count") + 1, last_activity_at=now
        )
        if not found:
            raise ThreadHidden
        thread.refresh_from_db(fields=["post_count", "last_activity_at"])
        post = Post.objects.create(
            thread=thread,
            number=thread.post_count,
            author=author,
            partner=partner,
            body=body,
            created_at=now,
            submission=submission,
        )
        notices.notify_of_reply(post, now)
        return post

    return _write_once(author, submission, write)


@transaction.atomic
def edit_post(*, post: Post, body: str) -> bool:
    """Change the text of `post`; return whether anything changed. What is hidden stays as it is.

    The earlier text is kept, for moderators. Whom the new one mentions, and the earlier did not, is
    told. Raises `NotAMember` if its author has left the partner in whose name it is written.
    """
    if post.author is not None:
        _check_membership(post.author, post.partner)
    open_post = Post.objects.filter(pk=post.pk, is_hidden=False, thread__is_hidden=False)
    changing = open_post.exclude(body=body).filter(removed_at=None)
    before = changing.select_for_update(of=("self",)).first()
    if before is None:
        return False
    now = timezone.now()
    PostVersion.objects.create(
        post=before,
        body=before.body,
        written_at=before.edited_at or before.created_at,
        replaced_at=now,
    )
    Post.objects.filter(pk=post.pk).update(body=body, body_as_html=post.render(body), edited_at=now)
    post.refresh_from_db()
    notices.notify_of_edit(post)
    search_anew(post.thread_id)
    return True


def hide_post(*, post: Post, moderator: User, reason: str) -> bool:
    """Hide `post` (the first one: its whole thread); return whether anything changed.

    The author is owed a mail with the reason. (DSA, art. 17)
    """
    return _moderate(post, moderator, reason, hide=True)


def restore_post(*, post: Post, moderator: User, reason: str) -> bool:
    """Show a hidden `post` again; return whether anything changed. The author is owed a mail."""
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
        _owe_statement(action, post.author)
    search_anew(post.thread_id)
    return True


def _check_membership(author: User, partner: Partner | None) -> None:
    """Raise `NotAMember` unless `author` may speak for `partner` at this moment."""
    if partner is not None and not partner.memberships.filter(user=author).exists():
        raise NotAMember


def _write_once(author: User, submission: uuid.UUID | None, write: Callable[[], Post]) -> Post:
    """Return the post of that submission; if there is none, the one that `write` makes."""
    if earlier := Post.objects.of_submission(author, submission):
        return earlier
    try:
        with transaction.atomic():
            post = write()
            search_anew(post.thread_id)
            return post
    except IntegrityError:
        # The second click of two came through while the first was being written.
        if earlier := Post.objects.of_submission(author, submission):
            return earlier
        raise


@task()
def index_thread(thread_id: int) -> None:
    """Bring the search index up to date with what is written in the thread."""
    thread = Thread.objects.filter(pk=thread_id).first()
    if thread is not None:
        index.insert_or_update_object(thread)


def search_anew(thread_id: int) -> None:
    """Have the search index brought up to date once the transaction is through."""
    transaction.on_commit(lambda: index_thread.enqueue(thread_id))


def _owe_statement(action: ModerationAction, author: User) -> None:
    context: dict[str, Any] = {"action": action, "post": action.post, "thread": action.post.thread}
    with translation.override(author.language):
        # What is hidden opens only for its author, hence the way through the sign-in.
        query = urlencode({"next": action.post.get_absolute_url()})
        context["url"] = f"{settings.BASE_URL}{reverse('account_login')}?{query}"
        outbox.put(
            key=f"moderation:{action.pk}",
            to=author.email,
            template=f"forum/mail/post_{action.kind}",
            context=context,
            language=author.language,
            # A statement of reasons has to reach its author; its link stops all other mail.
            scope="notices",
            user=author,
            must_reach=True,
        )
