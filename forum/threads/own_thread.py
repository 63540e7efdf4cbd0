"""What the starter of a thread does with it: change its title, close it, withdraw it."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.caching.tracking import part
from forum import notices
from forum.models import Post, PostVersion, Thread
from forum.threads.search import index_after_commit
from notifications.notices import topics
from residents.models import User


@dataclass(frozen=True, slots=True)
class OwnThread:
    """The URLs with which `user` changes `thread`; empty where they may not."""

    thread: Thread
    user: User | AnonymousUser

    @property
    def is_own(self) -> bool:
        """Whether `user` started the thread, and it is not hidden."""
        is_starter = self.user.is_authenticated and self.thread.author_id == self.user.pk
        return is_starter and not self.thread.is_hidden

    @property
    def title_url(self) -> str:
        return reverse("forum:title", args=[self.thread.pk]) if self.is_own else ""

    @property
    def close_url(self) -> str:
        return reverse("forum:close", args=[self.thread.pk]) if self.is_own else ""

    @property
    def withdraw_url(self) -> str:
        """Only while nobody has replied: what others have written is not the starter's."""
        is_alone = self.is_own and not self.thread.reply_count
        return reverse("forum:withdraw", args=[self.thread.pk]) if is_alone else ""


@transaction.atomic
def change_title(*, thread: Thread, title: str) -> bool:
    """Give `thread` another title, unless it is hidden; return whether anything changed.

    The earlier one is kept for moderators with the versions of the first post, which counts as
    edited.
    """
    with part(topics.thread(thread.pk)):
        shown = Thread.objects.filter(pk=thread.pk, is_hidden=False)
        current = shown.exclude(title=title).select_for_update(no_key=True).first()
        if current is None:
            return False
        now = timezone.now()
        post = Post.objects.select_for_update(of=("self",)).get(thread=current, number=1)
        PostVersion.objects.create(
            post=post,
            body=post.body,
            title=current.title,
            written_at=post.edited_at or post.created_at,
            replaced_at=now,
        )
        Post.objects.filter(pk=post.pk).update(edited_at=now)
    # Not as a part: the pages of related threads show the title, too.
    Thread.objects.filter(pk=thread.pk).update(title=title)
    thread.title = title
    index_after_commit(thread.pk)
    return True


@transaction.atomic
def close(*, thread: Thread) -> bool:
    """End the thread: nobody can reply any more. Return whether it was open."""
    with part(topics.thread(thread.pk)):
        is_open = Thread.objects.filter(pk=thread.pk, is_hidden=False, closed_at=None)
        return bool(is_open.update(closed_at=timezone.now()))


@transaction.atomic
def reopen(*, thread: Thread) -> bool:
    """Let people reply again; return whether the thread was closed."""
    with part(topics.thread(thread.pk)):
        closed = Thread.objects.filter(pk=thread.pk, is_hidden=False, closed_at__isnull=False)
        return bool(closed.update(closed_at=None))


@transaction.atomic
def withdraw(*, thread: Thread) -> bool:
    """Take a thread without replies out of the forum; return whether that was possible.

    Only its starter and moderators still see it. Once somebody has replied, it can be closed.
    """
    # One UPDATE: a reply that is sent at the same moment comes before or after it.
    alone = Thread.objects.filter(pk=thread.pk, is_hidden=False, post_count=1)
    if not alone.update(is_hidden=True, withdrawn_at=timezone.now()):
        return False
    notices.withdraw(thread.posts.get(number=1))
    index_after_commit(thread.pk)
    return True
