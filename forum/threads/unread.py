"""What its reader has not seen of a thread: how many posts, and the first of them."""

from collections.abc import Sequence

from django.http import HttpRequest

from forum.models import Post, Thread
from forum.notices import MENTIONED, REPLIED
from forum.threads.thread_page import PostView
from notifications.notices import inbox, topics


def unread_posts(request: HttpRequest, threads: Sequence[Thread]) -> dict[int, int]:
    """Return the number of posts that the reader has unread notices of, by thread.

    Only those have notices who follow the thread or are mentioned in it, so nothing is unread that
    is older than their account or than the notices are kept. No query beside the header's.
    """
    counts = inbox.unread_by_target(request, [REPLIED, MENTIONED])
    found = {thread.pk: counts[topics.thread(thread.pk)] for thread in threads}
    return {pk: count for pk, count in found.items() if count}


def first_unread_url(request: HttpRequest, thread: Thread, shown: Sequence[PostView]) -> str:
    """Return the URL of the first reply that the reader has an unread notice of; "" without one.

    Such notices have those who follow the thread, or are addressed in it. `shown` are the posts on
    this page. Ask before the notices of the page are marked as read.
    """
    pk = inbox.first_unread(request, topics.thread(thread.pk), [REPLIED, MENTIONED])
    if pk is None:
        return ""
    here = next((view.post for view in shown if view.post.pk == pk), None)
    post = here or Post.objects.filter(pk=pk, thread=thread).first()
    return post.get_absolute_url() if post and not post.is_hidden else ""
