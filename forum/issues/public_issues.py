"""Issues as anybody may see them, for programs: without the people."""

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q
from django.utils import timezone

from core.text.markdown import plain_text
from forum.models import IssueStatus, Post, StatusChange, Thread
from forum.models.thread_queries import ThreadQuerySet

_OPEN = [status for status in IssueStatus if status.is_open]
_CLOSED = [status for status in IssueStatus if not status.is_open]


def of_status(*, has_open: bool, has_closed: bool) -> Q:
    """Return the condition for open issues, closed ones, or both."""
    return Q(status__in=[*(_OPEN if has_open else ()), *(_CLOSED if has_closed else ())])


def find(condition: Q) -> ThreadQuerySet:
    """Return the issues that everybody can read, the newest first, with what is shown of them.

    They take as many queries as one does.
    """
    posts = Post.objects.filter(number=1).prefetch_related("pictures")
    first_posts = Prefetch("posts", posts, to_attr="first_posts")
    changes = StatusChange.objects.select_related("post").defer("post__body_as_html")
    visible = Thread.objects.visible_to(AnonymousUser()).filter(condition, issue__isnull=False)
    found: Any = (
        visible.exclude(status="")
        .select_related("area", "issue__handled_by")
        .prefetch_related(first_posts, Prefetch("issue__changes", changes))
        .order_by("-created_at", "-pk")
    )
    return found


def is_open(thread: Thread) -> bool:
    """Return whether the issue is neither solved nor declined."""
    return IssueStatus(thread.status).is_open


def description(thread: Thread) -> str:
    """Return the title and the first post, as they are read."""
    (post,) = thread.first_posts
    return "\n\n".join(filter(None, (thread.title, plain_text(post.body))))


def media_url(thread: Thread) -> str | None:
    """Return the absolute URL of the first picture of the issue, if it has one."""
    (post,) = thread.first_posts
    pictures = [] if post.is_hidden else post.shown_pictures
    return pictures[0].absolute_url if pictures else None


def status_notes(thread: Thread) -> str:
    """Return the status in words, and the official reply that gave it, unless it is hidden."""
    label = str(IssueStatus(thread.status).label)
    changes = list(thread.issue.changes.all())
    latest = changes[-1] if changes else None
    is_said = latest is not None and latest.is_official and latest.has_text
    if latest is None or not is_said or latest.post.is_hidden or latest.post.removed_at:
        return label
    return f"{label}: {plain_text(latest.post.body)}"


def expected_at(thread: Thread) -> datetime.datetime | None:
    """Return the end of the day by which an answer is promised, while the issue is open."""
    day = thread.issue.promised_on
    if day is None or not is_open(thread):
        return None
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 59, 59)))
