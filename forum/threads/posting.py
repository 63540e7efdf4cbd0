"""Start threads, reply and edit posts. Each function is one transaction that also notifies."""

import datetime
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import repeats
from core.caching.tracking import part
from core.models import Area, Partner, Theme
from core.tag_fields import tags_by_name
from core.text.markdown import RENDERING
from forum import notices
from forum.models import (
    ChosenPicture,
    HelpRequest,
    HelpState,
    Issue,
    IssueStatus,
    Post,
    PostVersion,
    Thread,
)
from forum.models.help_states import HELP_KINDS
from forum.pictures import attaching
from forum.threads import tagging
from forum.threads.list_summary import lock_first_post, write_excerpt
from forum.threads.search import index_after_commit
from notifications.notices import topics
from residents.models import User
from residents.suspensions import suspension_of


class PostingRefused(Exception):
    """Base of the reasons why somebody cannot post."""


class ThreadHidden(PostingRefused):
    """A moderator has hidden the thread, so nobody can post in it."""


class ThreadClosed(PostingRefused):
    """Its starter has ended the thread: it can be read, but nobody can reply."""


class ThreadLocked(PostingRefused):
    """A moderator has locked the thread, so nobody can reply in it."""


class AuthorSuspended(PostingRefused):
    """A moderator has suspended the author."""


class NotAMember(PostingRefused):
    """The author does not belong to the partner in whose name they want to post."""


class _Repeated(Exception):
    """The author has just posted the same; `post` is that post."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post


def start_thread(
    *,
    author: User | None,
    kind: str,
    title: str,
    body: str,
    theme: Theme | None,
    area: Area | None,
    language: str,
    tags: Collection[str] = (),
    partner: Partner | None = None,
    place: Mapping[str, str] | None = None,
    until: datetime.date | None = None,
    pictures: Sequence[ChosenPicture] = (),
    submission: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
    is_example: bool = False,
    guest_name: str = "",
) -> Thread:
    """Start a thread with its first post and return it.

    `partner` is the partner in whose name `author` writes, `place` where an issue is. Help is
    wanted or offered `until` that day, by default thirty days. A second call with the same
    `submission`, or from another form with the same text within some minutes, returns the same
    thread. Without an account `author` is None, and `guest_name` is shown. `at` (aware) defaults to
    now. Raises `PostingRefused`.
    """

    def write() -> Post:
        if author is not None:
            _check_author(author, partner)
        if author is not None and submission is not None:
            # The lock makes of two forms that are sent at once one after the other.
            list(User.objects.filter(pk=author.pk).select_for_update(no_key=True))
            about = {"number": 1, "thread__title": title}
            _check_repeated(author, partner, body, pictures, **about)
        now = at or timezone.now()
        thread = Thread.objects.create(
            kind=kind,
            title=title,
            theme=theme,
            area=area,
            author=author,
            guest_name=guest_name,
            partner=partner,
            language=language,
            created_at=now,
            last_activity_at=now,
            post_count=1,
            last_author=author,
            last_partner=partner,
            is_example=is_example,
            status=IssueStatus.RECEIVED if kind == Thread.Kind.ISSUE else "",
            help_state=HelpState.OPEN if kind in HELP_KINDS else "",
        )
        if kind == Thread.Kind.ISSUE:
            Issue.objects.create(thread=thread, changed_at=now, **(place or {}))
        HelpRequest.objects.begin(thread, until)
        if tags:
            tagging.write_tags(thread, tags_by_name(tags))
            thread.save(update_fields=["tag_ids"])
        post = Post.objects.create(
            thread=thread,
            number=1,
            author=author,
            guest_name=guest_name,
            partner=partner,
            body=body,
            created_at=now,
            submission=submission,
        )
        attaching.attach(post, pictures)
        write_excerpt(post)
        notices.notify_of_thread(post, now)
        return post

    return _once(author, submission, write).thread


def _refusal(thread_id: int) -> PostingRefused:
    """Return why nobody can reply in a thread."""
    found = Thread.objects.filter(pk=thread_id, is_hidden=False).first()
    if found is None:
        return ThreadHidden()
    return ThreadLocked() if found.is_locked else ThreadClosed()


def reply(
    *,
    thread: Thread,
    author: User | None,
    body: str,
    partner: Partner | None = None,
    submission: uuid.UUID | None = None,
    reply_to: Post | None = None,
    even_if_closed: bool = False,
    pictures: Sequence[ChosenPicture] = (),
    at: datetime.datetime | None = None,
    guest_name: str = "",
) -> Post:
    """Add a reply to `thread` and return it. `reply_to` is the post of the thread it answers.

    `partner` is the partner in whose name `author` writes. A second call with the same
    `submission`, or from another form with the same text within some minutes, returns the same
    reply. `even_if_closed` lets it into a thread that its starter has closed, but into none that a
    moderator has locked. Without an account `author` is None, and `guest_name` is shown. `at`
    (aware) defaults to now. Raises `PostingRefused`.
    """
    if reply_to is not None and reply_to.thread_id != thread.pk:
        raise ValueError(f"{reply_to} is no post of thread {thread.pk}.")

    def write() -> Post:
        if author is not None:
            _check_author(author, partner)
        now = at or timezone.now()
        # The UPDATE comes first: it locks the thread, so that every reply gets its own number.
        open_threads = Thread.objects.filter(is_hidden=False, is_locked=False)
        if not even_if_closed:
            open_threads = open_threads.filter(closed_at=None)
        updated = open_threads.filter(pk=thread.pk).update(
            post_count=F("post_count") + 1,
            last_activity_at=now,
            last_author=author,
            last_partner=partner,
        )
        if not updated:
            raise _refusal(thread.pk)
        tagging.copy_activity(thread.pk, now)
        if author is not None and submission is not None:
            _check_repeated(author, partner, body, pictures, number__gt=1, thread=thread)
        thread.refresh_from_db(fields=["post_count", "last_activity_at"])
        post = Post.objects.create(
            thread=thread,
            number=thread.post_count,
            author=author,
            guest_name=guest_name,
            partner=partner,
            reply_to=reply_to,
            body=body,
            created_at=now,
            submission=submission,
        )
        attaching.attach(post, pictures)
        notices.notify_of_reply(post, now)
        return post

    with part(topics.thread(thread.pk)):
        return _once(author, submission, write)


@transaction.atomic
def edit_post(*, post: Post, body: str, pictures: Sequence[ChosenPicture] | None = None) -> bool:
    """Change the text of `post`, unless it is hidden; return whether anything changed.

    `pictures` are those that it shows from now on; None leaves them. The earlier text and the
    removed pictures are kept for moderators. People whom only the new text mentions are notified.
    Raises `PostingRefused`, also if the author has left the partner in whose name it is written.
    """
    if post.author is not None:
        _check_author(post.author, post.partner)
    lock_first_post(post)
    visible = Post.objects.filter(pk=post.pk, is_hidden=False, thread__is_hidden=False)
    current = visible.filter(removed_at=None).select_for_update(of=("self",)).first()
    if current is None:
        return False
    has_pictures = pictures is not None and attaching.differs(current, pictures)
    if current.body == body and not has_pictures:
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
    if pictures is not None:
        attaching.attach(post, pictures, at=now)
    post.refresh_from_db()
    write_excerpt(post)
    notices.notify_of_edit(post)
    index_after_commit(post.thread_id)
    return True


def _check_author(author: User, partner: Partner | None) -> None:
    """Raise `PostingRefused` if `author` is suspended, or does not belong to `partner` now."""
    if suspension_of(author.pk) is not None:
        raise AuthorSuspended
    if partner is not None and not partner.memberships.filter(user=author).exists():
        raise NotAMember


def _check_repeated(
    author: User,
    partner: Partner | None,
    body: str,
    pictures: Sequence[ChosenPicture],
    **where: Any,
) -> None:
    """Raise `_Repeated` if `author` has posted the same text in the last minutes.

    Pictures that the earlier post does not have make it another one, so that none is lost.
    """
    recent = Post.objects.filter(
        author=author, partner=partner, body=body, created_at__gte=repeats.window_start(), **where
    )
    post = recent.select_related("thread").first()
    if post is not None and not (pictures and not post.shown_pictures):
        raise _Repeated(post)


def _once(author: User | None, submission: uuid.UUID | None, write: Callable[[], Post]) -> Post:
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
