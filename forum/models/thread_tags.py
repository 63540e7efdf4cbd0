"""The tags of threads, with what the list of a tag is filtered and ordered by."""

import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from core.models import Area, Theme
from forum.models.issue_status import IssueStatus
from forum.models.thread_queries import visible_threads
from forum.models.threads import Thread
from residents.models import User

# As in `forum.models.threads`: no other index would find two frequent values that seldom meet.
_FILTERED_LISTS = {
    "thread_tag_by_activity": [],
    "thread_tag_theme_activity": ["theme"],
    "thread_tag_area_activity": ["area"],
    "thread_tag_kind_activity": ["kind", "is_settled"],
    "thread_tag_theme_area": ["theme", "area"],
    "thread_tag_theme_kind": ["theme", "kind", "is_settled"],
    "thread_tag_area_kind": ["area", "kind", "is_settled"],
    "thread_tag_all_by_activity": ["theme", "area", "kind", "is_settled"],
    "thread_tag_status_activity": ["status"],
    "thread_tag_theme_status": ["theme", "status"],
    "thread_tag_area_status": ["area", "status"],
    "thread_tag_all_status": ["theme", "area", "status"],
}


class ThreadTagQuerySet(models.QuerySet["ThreadTag"]):
    """The threads of a tag, with the methods of `ThreadQuerySet`."""

    def visible_to(self, user: User | AnonymousUser) -> "ThreadTagQuerySet":
        """Return the tags of threads that `user` may read."""
        return self.filter(visible_threads(user, "thread__"))

    def about(
        self,
        *,
        theme: int | None = None,
        area: int | None = None,
        kind: str = "",
        status: str = "",
        is_settled: bool | None = None,
    ) -> "ThreadTagQuerySet":
        """Filter by theme, area and kind, with its status or state; None or empty means all."""
        wanted: dict[str, Any] = {"theme_id": theme, "area_id": area}
        wanted["status" if status else "kind"] = status or kind or None
        # As in `ThreadQuerySet`: for the index of SQLite.
        wanted["is_settled__in"] = None if is_settled is None else [is_settled]
        return self.filter(**{name: value for name, value in wanted.items() if value is not None})

    def for_listing(self) -> "ThreadTagQuerySet":
        """Order by last activity, and fetch in one query what a list shows."""
        found = self.select_related(
            *("thread__author", "thread__area", "thread__partner"),
            *("thread__last_author", "thread__last_partner"),
        )
        return found.order_by("-last_activity_at", "-thread_id")

    def older_than(self, last_activity_at: datetime.datetime, pk: int) -> "ThreadTagQuerySet":
        """Return what follows the thread `pk` in a list."""
        return self.filter(
            Q(last_activity_at__lt=last_activity_at) | Q(thread_id__lt=pk),
            last_activity_at__lte=last_activity_at,
        )


class ThreadTag(models.Model):
    """A tag of a thread. `forum.threads.tagging` keeps the copied columns like those of the thread.

    With the columns in this table, one index finds the newest threads of a tag; to look into the
    thread of each row would read all threads of a frequent tag.
    """

    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, db_index=False, related_name="tag_links"
    )
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, db_index=False, related_name="thread_links"
    )
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Thread.Kind)
    status = models.CharField(max_length=13, choices=IssueStatus, blank=True)
    is_settled = models.BooleanField(default=False)
    last_activity_at = models.DateTimeField(default=timezone.now)

    objects = ThreadTagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag of a thread")
        verbose_name_plural = _("tags of threads")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["thread", "tag"], name="thread_tag_once"),
        ]
        indexes = [
            models.Index(fields=["tag", *filters, "-last_activity_at", "-thread"], name=name)
            for name, filters in _FILTERED_LISTS.items()
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.tag_id}"
