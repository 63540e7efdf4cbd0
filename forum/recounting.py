"""Count anew what the forum stores as numbers beside the rows that it counts."""

from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from forum.models import Post, Thanks, Thread
from forum.threads.list_summary import (
    first_posts_with_other_excerpt,
    threads_with_wrong_thanks,
    threads_with_wrong_writer,
    write_excerpt,
    write_last_writer,
    write_thanks,
)


def recount() -> dict[str, int]:
    """Correct the numbers of posts and of thanks, and what lists show of posts.

    Return how many of each were wrong.

    Safe while people write: each thread is locked while its number is counted.
    """
    posts = _count_of(Post.objects.filter(thread=OuterRef("pk")), "thread")
    thanks = _count_of(Thanks.objects.filter(post=OuterRef("pk")), "post")
    wrong_threads = Thread.objects.exclude(post_count=posts).order_by("pk")
    wrong_posts = Post.objects.exclude(thanks_count=thanks).order_by("pk")
    thread_pks = list(wrong_threads.values_list("pk", flat=True))
    for pk in thread_pks:
        with transaction.atomic():
            _lock(pk)
            Thread.objects.filter(pk=pk).update(post_count=posts)
    writer_pks = threads_with_wrong_writer()
    for pk in writer_pks:
        with transaction.atomic():
            _lock(pk)
            write_last_writer(pk)
    first_posts = list(first_posts_with_other_excerpt())
    for post in first_posts:
        with transaction.atomic():
            _lock(post.thread_id)
            post.refresh_from_db()
            write_excerpt(post)
    post_pks = list(wrong_posts.values_list("thread_id", "pk"))
    for thread_id, pk in post_pks:
        with transaction.atomic():
            _lock(thread_id)
            Post.objects.filter(pk=pk).update(thanks_count=thanks)
    # After the posts, whose numbers these are.
    thanked = threads_with_wrong_thanks()
    for pk in thanked:
        with transaction.atomic():
            _lock(pk)
            write_thanks(Post(thread_id=pk, number=1))
    return {
        "threads": len(thread_pks),
        "posts": len(post_pks),
        "last writers": len(writer_pks),
        "excerpts": len(first_posts),
        "thanks of threads": len(thanked),
    }


def _count_of(rows: models.QuerySet, owner: str) -> Coalesce:
    """Return the number of `rows` that belong to the outer row, by the field `owner`."""
    counted = rows.order_by().values(owner).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


def _lock(thread_id: int) -> None:
    list(Thread.objects.filter(pk=thread_id).select_for_update(no_key=True))
