"""“I see it too”: say so, and take it back. Each function is idempotent."""

from django.db import transaction
from django.db.models import F

from core.caching.tracking import part
from forum.models import Issue, MeToo
from notifications.notices import follows, topics
from residents.models import User


class NotOpen(Exception):
    """The issue is the person's own, or closed, or hidden."""


def say(*, issue: Issue, user: User) -> bool:
    """Count `user` and follow the thread; return False if they were counted. Raises `NotOpen`."""
    with part(topics.thread(issue.pk)), transaction.atomic():
        # The UPDATE comes first: it locks the row, and is taken back if nothing was added.
        if not issue.can_be_seen_too_by(user) or not _count(issue, 1):
            raise NotOpen
        _me_too, created = MeToo.objects.get_or_create(issue=issue, user=user)
        if not created:
            _count(issue, -1)
            return False
        follows.follow_by_writing(user, topics.thread(issue.pk))
        return True


def take_back(*, issue: Issue, user: User) -> bool:
    """Count `user` no longer; return False if they were not counted. They go on following."""
    with part(topics.thread(issue.pk)), transaction.atomic():
        deleted, _by_model = MeToo.objects.filter(issue=issue, user=user).delete()
        if deleted:
            _count(issue, -deleted)
        return bool(deleted)


def _count(issue: Issue, change: int) -> int:
    return Issue.objects.filter(pk=issue.pk).update(me_too_count=F("me_too_count") + change)
