"""Start threads, reply and edit posts. Each function is one transaction that also notifies."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import repeats
from core.caching.tracking import part
from core.models import Area, Partner, Theme
from core.text.markdown import RENDERING
from forum import notices
from forum.models import Post, PostVersion, Thread
from forum.threads.search import index_after_commit
from notifications.notices import topics
from residents.models import User


class ThreadHidden(Exception):
    """A moderator has hidden the thread, so nobody can post in it."""


class NotAMember(Exception):
    """The author does not belong to the partner in whose name they want to post."""


class _Repeated(Exception):
    """The author has just posted the same; `post` is that post."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post


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
    """Start a thread with its first post and return it.

    `partner` is the partner in whose name `author` writes. A second call with the same
    `submission`, or from another form with the same text within some minutes, returns the same
    thread. `at` (aware) defaults to now. Raises `NotAMember`.
    """

    def write() -> Post:
        _check_membership(author, partner)
        if submission is not None:
            # The lock makes of two forms that are sent at once one after the other.
            list(User.objects.filter(pk=author.pk).select_for_update(no_key=True))
            _check_repeated(author, partner, body, number=1, thread__title=title)
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

    return _once(author, submission, write).thread


def reply(
    *,
    thread: Thread,
    author: User,
    body: str,
    partner: Partner | None = None,
    submission: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Post:
    """Add a reply to `thread` and return it.

    `partner` is the partner in whose name `author` writes. A second call with the same
    `submission`, or from another form with the same text within some minutes, returns the same
    reply. `at` (aware) defaults to now. Raises `ThreadHidden` and `NotAMember`.
    """

    def write() -> Post:
        _check_membership(author, partner)
        now = at or timezone.now()
        # The UPDATE comes first: it locks the thread, so that every reply gets its own number.
        updated = Thread.objects.filter(pk=thread.pk, is_hidden=False).update(
            post_count=F("post_count") + 1, last_activity_at=now
        )
        if not updated:
            raise ThreadHidden
        if submission is not None:
            _check_repeated(author, partner, body, number__gt=1, thread=thread)
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

    with part(topics.thread(thread.pk)):
        return _once(author, submission, write)


@transaction.atomic
def edit_post(*, post: Post, body: str) -> bool:
    """Change the text of `post`, unless it is hidden; return whether anything changed.

    The earlier text is kept for moderators. People whom only the new text mentions are notified.
    Raises `NotAMember` if the author has left the partner in whose name the post is written.
    """
    if post.author is not None:
        _check_membership(post.author, post.partner)
    visible = Post.objects.filter(pk=post.pk, is_hidden=False, thread__is_hidden=False)
    changing = visible.exclude(body=body).filter(removed_at=None)
    current = changing.select_for_update(of=("self",)).first()
    if current is None:
        return False
    now = timezone.now()
    PostVersion.objects.create(
        post=current,
        body=current.body,
        written_at=current.edited_at or current.created_at,
        replaced_at=now,
    )
    Post.objects.filter(pk=post.pk).update(
        body=body, body_as_html=post.render(body), rendering=RENDERING, edited_at=now
    )
    post.refresh_from_db()
    notices.notify_of_edit(post)
    index_after_commit(post.thread_id)
    return True


def _check_membership(author: User, partner: Partner | None) -> None:
    """Raise `NotAMember` unless `author` belongs to `partner` now."""
    if partner is not None and not partner.memberships.filter(user=author).exists():
        raise NotAMember


def _check_repeated(author: User, partner: Partner | None, body: str, **where: Any) -> None:
    """Raise `_Repeated` if `author` has posted the same text in the last minutes."""
    recent = Post.objects.filter(
        author=author, partner=partner, body=body, created_at__gte=repeats.window_start(), **where
    )
    if post := recent.select_related("thread").first():
        raise _Repeated(post)


def _once(author: User, submission: uuid.UUID | None, write: Callable[[], Post]) -> Post:
    """Return the post of that submission; call `write` to make it if there is none.

    An earlier post has `is_repeated`.
    """
    if earlier := Post.objects.of_submission(author, submission):
        return _mark_repeated(earlier)
    try:
        with transaction.atomic():
            post = write()
            index_after_commit(post.thread_id)
            return post
    except _Repeated as error:
        return _mark_repeated(error.post)
    except IntegrityError:
        # Another request with the same submission was faster.
        if earlier := Post.objects.of_submission(author, submission):
            return _mark_repeated(earlier)
        raise


def _mark_repeated(post: Post) -> Post:
    post.is_repeated = post.thread.is_repeated = True
    return post
