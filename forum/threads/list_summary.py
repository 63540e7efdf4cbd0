"""What lists know of the posts of a thread: an excerpt, who wrote last, and the thanks."""

from collections.abc import Iterator

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from forum.models import Post, Thread
from residents.models import User


def lock_first_post(post: Post) -> None:
    """Lock the thread of `post` if it is the first, before the post: its text is the excerpt."""
    if post.number == 1:
        list(Thread.objects.filter(pk=post.thread_id).select_for_update(no_key=True))


def write_excerpt(post: Post) -> None:
    """Store the excerpt of the thread if `post` is its first one. A hidden one has none."""
    if post.number == 1:
        text = "" if post.is_hidden else post.excerpt
        Thread.objects.filter(pk=post.thread_id).exclude(excerpt=text).update(excerpt=text)


def write_thanks(post: Post) -> None:
    """Store the thanks for the first post of the thread if `post` is that; none if it is hidden.

    To be called with a locked thread. Replies do not count: the list of the most thanked threads
    shall not be one of the longest.
    """
    if post.number == 1:
        thread = Thread.objects.filter(pk=post.thread_id)
        thread.update(thanks_count=_thanks_of_first_post())


def forget_thanks(person: User) -> None:
    """Count the threads whose first post `person` thanks for without that.

    To be called with locked threads, before the thanks are deleted.
    """
    thanked = Post.objects.filter(number=1, is_hidden=False, thanks__person=person)
    threads = Thread.objects.filter(pk__in=thanked.order_by().values("thread"))
    threads.update(thanks_count=F("thanks_count") - 1)


def threads_with_wrong_thanks() -> list[int]:
    """Return the threads whose number of thanks is not that of their first post."""
    wrong = Thread.objects.exclude(thanks_count=_thanks_of_first_post()).order_by("pk")
    return list(wrong.values_list("pk", flat=True))


def _thanks_of_first_post() -> Coalesce:
    first = Post.objects.filter(thread=OuterRef("pk"), number=1).order_by()
    return Coalesce(Subquery(first.filter(is_hidden=False).values("thanks_count")[:1]), 0)


def write_last_writer(thread_id: int) -> None:
    """Store the author of the last post that is not hidden. To be called with a locked thread."""
    posts = Post.objects.filter(thread=thread_id, is_hidden=False).order_by("-number")
    author, partner = posts.values_list("author", "partner").first() or (None, None)
    Thread.objects.filter(pk=thread_id).update(last_author=author, last_partner=partner)


def forget_writer(author: User) -> None:
    """Remove the name of `author` where they wrote last. A partner's name stays."""
    Thread.objects.filter(last_author=author).update(last_author=None)


def forget_texts(author: User) -> None:
    """Remove the excerpts of the texts of `author`."""
    Thread.objects.filter(author=author).update(excerpt="")


def threads_with_wrong_writer() -> list[int]:
    """Return the threads whose last writer is not the author of the last post."""
    posts = Post.objects.filter(thread=OuterRef("pk"), is_hidden=False).order_by("-number")
    compared = Thread.objects.annotate(
        stored_author=Coalesce(F("last_author_id"), Value(0)),
        stored_partner=Coalesce(F("last_partner_id"), Value(0)),
        found_author=Coalesce(Subquery(posts.values("author_id")[:1]), Value(0)),
        found_partner=Coalesce(Subquery(posts.values("partner_id")[:1]), Value(0)),
    )
    wrong = compared.exclude(
        stored_author=F("found_author"), stored_partner=F("found_partner")
    ).order_by("pk")
    return list(wrong.values_list("pk", flat=True))


def first_posts_with_other_excerpt() -> Iterator[Post]:
    """Find the first posts whose thread has another excerpt than theirs."""
    for post in Post.objects.filter(number=1).select_related("thread").iterator():
        if post.thread.excerpt != ("" if post.is_hidden else post.excerpt):
            yield post
