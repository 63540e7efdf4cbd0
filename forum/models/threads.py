"""Threads: the conversations of the forum."""

import datetime
from collections.abc import Hashable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from core.models import Area, Theme
from core.models.searchable import Searchable
from forum.models.authorship import Authored
from residents.models import User

# Of the replies; a longer thread would take the worker too long.
SEARCHABLE_CHARACTERS = 400_000


# The filters of the list, in every combination, by the name of the index for it. Few threads may
# have both of two values that many have, so no other index would find them without reading many.
_FILTERED_LISTS = {
    "thread_by_activity": [],
    "thread_in_theme_by_activity": ["theme"],
    "thread_in_area_by_activity": ["area"],
    "thread_of_kind_by_activity": ["kind"],
    "thread_theme_area_by_activity": ["theme", "area"],
    "thread_theme_kind_by_activity": ["theme", "kind"],
    "thread_area_kind_by_activity": ["area", "kind"],
    "thread_all_three_by_activity": ["theme", "area", "kind"],
}


def visible_threads(user: User | AnonymousUser, path: str = "") -> Q:
    """Return the condition for threads that `user` may read, `path` being that to the thread.

    Hidden threads are for their authors and for moderators.
    """
    if user.has_perm("forum.moderate"):
        return Q()
    visible = Q(**{f"{path}is_hidden": False})
    if user.is_authenticated:
        visible |= Q(**{f"{path}author": user})
    return visible


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: User | AnonymousUser) -> "ThreadQuerySet":
        """Return the threads that `user` may read."""
        return self.filter(visible_threads(user))

    def about(
        self, *, theme: int | None = None, area: int | None = None, kind: str = ""
    ) -> "ThreadQuerySet":
        """Filter by theme, area and kind; None or empty means all."""
        threads = self
        if theme is not None:
            threads = threads.filter(theme_id=theme)
        if area is not None:
            threads = threads.filter(area_id=area)
        if kind:
            threads = threads.filter(kind=kind)
        return threads

    def for_listing(self) -> "ThreadQuerySet":
        """Order by last activity, and fetch in one query what a list shows."""
        found = self.select_related("author", "area", "partner")
        return found.order_by("-last_activity_at", "-pk")

    def older_than(self, last_activity_at: datetime.datetime, pk: int) -> "ThreadQuerySet":
        """Return the threads that follow that position in a list (see `core.keyset`)."""
        # The first condition follows from the second. It lets the database start in the index.
        return self.filter(
            Q(last_activity_at__lt=last_activity_at) | Q(pk__lt=pk),
            last_activity_at__lte=last_activity_at,
        )


class Thread(Searchable, index.Indexed, Authored):
    """A thread: a first post and its replies. Readers of all languages see it untranslated."""

    class Kind(models.TextChoices):
        DISCUSSION = "discussion", _("Discussion")
        ISSUE = "issue", _("Local issue")
        HELP_WANTED = "help_wanted", _("Help wanted")
        HELP_OFFERED = "help_offered", _("Help offered")
        MEETUP = "meetup", _("Meetup")

        @property
        def icon(self) -> str:
            return self.value.replace("_", "-")

        @property
        def hint(self) -> str:
            """A sentence for those who choose what kind of thread to start."""
            hints = {
                self.DISCUSSION: gettext("Talk about something, or ask a question."),
                self.ISSUE: gettext("Something where you live does not work or needs mending."),
                self.HELP_WANTED: gettext("You could use a hand."),
                self.HELP_OFFERED: gettext("You can do something for others."),
                self.MEETUP: gettext("Find somebody to do something with."),
            }
            return hints[self]

        @property
        def near_label(self) -> str:
            """Label of the topic "threads of this kind in the follower's own area"."""
            return gettext("%(kind)s near me") % {"kind": self.label}

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DISCUSSION)
    title = models.CharField(_("title"), max_length=120)
    # Indexes of lists begin with these two, so they need none of their own.
    theme = models.ForeignKey(
        Theme,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="threads",
        verbose_name=_("theme"),
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="threads",
        verbose_name=_("area"),
    )
    # None once the account is erased.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="threads"
    )
    language = models.CharField(_("language"), max_length=10)
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now)
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    is_example = models.BooleanField(_("example"), default=False)

    objects = ThreadQuerySet.as_manager()

    search_kind = "thread"
    search_fields = [index.SearchField("title")]
    is_searched_in_admin = False

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        permissions = [("moderate", _("Can hide and restore posts in the forum"))]
        indexes = [
            *(
                models.Index(fields=[*filters, "-last_activity_at", "-id"], name=name)
                for name, filters in _FILTERED_LISTS.items()
            ),
            # For the feed.
            models.Index(fields=["-created_at", "-id"], name="thread_by_start"),
            models.Index(fields=["theme", "-created_at", "-id"], name="thread_in_theme_by_start"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("forum:thread", args=[self.pk])

    def subject_texts(self) -> list[str]:
        return [
            self.title,
            *self._post_texts()[:1],
            *(self.area.search_texts if self.area else ()),
        ]

    def mentioning_texts(self) -> list[str]:
        return self._post_texts()[1:]

    def search_language(self) -> str:
        return self.language

    def is_found_in_every_language(self) -> bool:
        return True

    def search_readers(self) -> int | None:
        return (self.author_id or 0) if self.is_hidden else None

    def search_activity(self) -> datetime.datetime:
        return self.last_activity_at

    def _post_texts(self) -> list[str]:
        """Return the first post and the replies, without hidden ones, as two texts."""
        bodies = list(self.posts.filter(is_hidden=False).values_list("body", flat=True))
        return [*bodies[:1], "\n".join(bodies[1:])[:SEARCHABLE_CHARACTERS]]

    @property
    def url(self) -> str:
        """The same as `get_absolute_url`, for templates that show Wagtail pages too."""
        return self.get_absolute_url()

    @property
    def shown(self) -> tuple[Hashable, ...]:
        """What the row of a list shows of it, as the key of a held piece of a page."""
        return (
            *(self.pk, self.kind, self.title, self.language, self.area_name, self.post_count),
            *(self.last_activity_at, self.is_hidden, self.is_example, *self.author_shown),
        )

    @property
    def reply_count(self) -> int:
        return max(self.post_count - 1, 0)

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)

    @property
    def kind_icon(self) -> str:
        return self.Kind(self.kind).icon

    @property
    def area_name(self) -> str:
        return self.area.name if self.area else ""
