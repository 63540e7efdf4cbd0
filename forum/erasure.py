"""Anonymise or remove the posts of people who erase their account."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forum.models import (
    Appeal,
    Issue,
    ModerationAction,
    Post,
    PostVersion,
    ProposedAct,
    Thanks,
    Thread,
)
from forum.pictures import keeping as pictures
from forum.threads.list_summary import forget_texts, forget_writer
from forum.threads.search import index_after_commit
from forum.threads.tagging import remove_tags_of
from residents.models import User

BATCH = 500


def lock_threads(author: User, *, wait: bool) -> None:
    """Lock the threads in which `author` has posted or thanked, as posting does.

    Raises `OperationalError` if another transaction holds a lock and `wait` is False.
    """
    written_in = Post.objects.filter(author=author).values("thread_id")
    thanked_in = Thanks.objects.filter(person=author).values("post__thread_id")
    threads = Thread.objects.select_for_update(no_key=True, nowait=not wait)
    list(threads.filter(Q(pk__in=written_in) | Q(pk__in=thanked_in)).order_by("pk"))


@transaction.atomic
def anonymise_author(*, author: User, remove_texts: bool) -> None:
    """Remove the name of `author` from their posts and threads; with `remove_texts`, the texts too.

    A post without its text stays as a note that the author removed it, so that readers can follow
    the replies. Threads without posts by others are deleted. Moderators can read earlier and
    removed texts for `ERASED_HISTORY_DAYS`.
    """
    now = timezone.now()
    PostVersion.objects.filter(post__author=author).update(erased_at=now)
    pictures.erase(author, remove_posts=remove_texts)
    if remove_texts:
        # They may hold a part of a text that goes now.
        ProposedAct.objects.filter(post__author=author).exclude(body="").delete()
        _delete_threads_without_others(author)
        _remove_texts(author, now)
    Post.objects.filter(author=author).update(author=None, submission=None)
    forget_writer(author)
    Thread.objects.filter(author=author).update(author=None)


def delete_old_versions() -> int:
    """Delete the versions of posts whose author left `ERASED_HISTORY_DAYS` ago; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    # Another moderator still has to read what somebody complains about.
    appealed = Appeal.objects.open().filter(action__post__isnull=False)
    old = PostVersion.objects.filter(erased_at__lt=limit)
    deleted, _by_model = old.exclude(post__in=appealed.order_by().values("action__post")).delete()
    return deleted


def _delete_threads_without_others(author: User) -> None:
    posts = Post.objects.filter(thread=OuterRef("pk"))
    moderated = ModerationAction.objects.filter(post__thread=OuterRef("pk"))
    Thread.objects.filter(
        ~Exists(posts.exclude(author=author)), ~Exists(moderated), author=author
    ).delete()


def _remove_texts(author: User, now: datetime.datetime) -> None:
    posts = Post.objects.filter(author=author, removed_at=None)
    thread_ids = set(posts.values_list("thread_id", flat=True))
    PostVersion.objects.bulk_create(
        (
            PostVersion(
                post=post,
                body=post.body,
                written_at=post.edited_at or post.created_at,
                replaced_at=now,
                erased_at=now,
            )
            for post in posts.iterator(chunk_size=BATCH)
        ),
        batch_size=BATCH,
    )
    posts.update(body="", body_as_html="", removed_at=now)
    forget_texts(author)
    Thread.objects.filter(answer__author=author).update(answer=None)
    threads = Thread.objects.filter(author=author)
    for language in set(threads.values_list("language", flat=True)):
        with translation.override(language):
            title = _("A thread whose author has removed their text")
        threads.filter(language=language).update(title=title)
    Issue.objects.filter(thread__author=author).update(place="", latitude=None, longitude=None)
    remove_tags_of(author)
    for thread_id in thread_ids:
        index_after_commit(thread_id)
