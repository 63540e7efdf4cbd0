"""Which threads a reader finds, and the lists of them."""

import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from residents.models import User

if TYPE_CHECKING:
    from forum.models.threads import Thread  # noqa: F401


def visible_threads(user: User | AnonymousUser, path: str = "") -> Q:
    """Return the condition for threads that `user` finds, `path` being that to the thread.

    Hidden threads are for their authors and for moderators. Nobody finds those that were merged
    into another: `forum.models.posts.readable_threads` has them.
    """
    # A merged thread is hidden, so most readers need no second condition.
    is_itself = Q(**{f"{path}merged_into__isnull": True})
    if user.has_perm("forum.moderate"):
        return is_itself
    visible = Q(**{f"{path}is_hidden": False})
    if user.is_authenticated:
        visible |= is_itself & Q(**{f"{path}author": user})
    return visible


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: User | AnonymousUser) -> "ThreadQuerySet":
        """Return the threads that `user` may read, without those that were merged."""
        return self.filter(visible_threads(user))

    def about(
        self,
        *,
        theme: int | None = None,
        area: int | None = None,
        kind: str = "",
        status: str = "",
        is_settled: bool | None = None,
    ) -> "ThreadQuerySet":
        """Filter by theme, area and kind, with its status or state; None or empty means all.

        A status is one of issues, so the kind need not be asked for.
        """
        threads = self
        if theme is not None:
            threads = threads.filter(theme_id=theme)
        if area is not None:
            threads = threads.filter(area_id=area)
        if status:
            threads = threads.filter(status=status)
        elif kind:
            threads = threads.filter(kind=kind)
        if is_settled is not None:
            # Django writes a comparison with a boolean as NOT, for which SQLite has no index.
            threads = threads.filter(is_settled__in=[is_settled])
        return threads

    def for_listing(self) -> "ThreadQuerySet":
        """Order by last activity, and fetch in one query what a list shows."""
        found = self.select_related("author", "area", "partner", "last_author", "last_partner")
        return found.order_by("-last_activity_at", "-pk")

    def older_than(self, last_activity_at: datetime.datetime, pk: int) -> "ThreadQuerySet":
        """Return the threads that follow that position in a list (see `core.keyset`)."""
        # The first condition follows from the second. It lets the database start in the index.
        return self.filter(
            Q(last_activity_at__lt=last_activity_at) | Q(pk__lt=pk),
            last_activity_at__lte=last_activity_at,
        )
