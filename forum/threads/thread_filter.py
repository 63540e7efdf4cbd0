"""What the reader of the list of threads has chosen: a filter, whose threads, and an order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from core.models import Area
from core.tags import LocalizedTag, tag_with_slug
from core.themes import LocalizedTheme, LocalizedThemes
from forum.models import IssueStatus, Thread, ThreadTag
from forum.models.help_states import HELP_KINDS
from forum.models.thread_queries import ThreadQuerySet
from forum.models.thread_tags import ThreadTagQuerySet
from notifications.notices import follows, topics
from residents.models import User

Reader = User | AnonymousUser
OPEN, SETTLED = "open", "settled"
# Parts of the list: the parameter `show`.
UNANSWERED, NEAR, MINE, FOLLOWED = "unanswered", "near", "mine", "followed"
PARTS = (UNANSWERED, NEAR, MINE, FOLLOWED)
# Only for those who are signed in.
PERSONAL = frozenset({NEAR, MINE, FOLLOWED})
# Orders of the list: the parameter `order`. Without it, by last activity.
NEWEST, THANKED = "newest", "thanked"
ORDERS = (NEWEST, THANKED)
# Of the threads that somebody follows, the list has those that they began to follow last.
MOST_FOLLOWED = 500
_PARAMETERS = ("theme", "area", "kind", "status", "state", "tag", "show", "order")


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """What the reader has chosen; None or empty means all, and by last activity.

    Only issues have a status, and only threads about help a state.
    """

    theme: LocalizedTheme | None = None
    area: Area | None = None
    kind: str = ""
    status: str = ""
    state: str = ""
    tag: LocalizedTag | None = None
    tag_id: int | None = None
    show: str = ""
    order: str = ""

    def __bool__(self) -> bool:
        return any(self.values().values())

    def values(self) -> dict[str, str]:
        """Return what is chosen as URL parameters, empty ones included."""
        return {
            "theme": self.theme.slug if self.theme else "",
            "area": self.area.slug if self.area else "",
            "kind": self.kind,
            "status": self.status,
            "state": self.state,
            "tag": self.tag.slug if self.tag else "",
            "show": self.show,
            "order": self.order,
        }

    @property
    def has_state(self) -> bool:
        """Whether the list shows threads about help only, the open ones first."""
        return self.kind in HELP_KINDS

    @property
    def is_by_activity(self) -> bool:
        """Whether it is a list of all threads by last activity, however it is filtered."""
        return not (self.show or self.order)

    def query_string(self, **changes: str) -> str:
        """Return the query string ("?…" or "") of the filter with some parameters changed."""
        parameters = {name: value for name, value in (self.values() | changes).items() if value}
        return f"?{urlencode(parameters)}" if parameters else ""

    def visible_to(self, reader: Reader) -> ThreadQuerySet | ThreadTagQuerySet:
        """Return the threads that `reader` may see, or the rows of the tag with these threads.

        Those near the reader are not told apart here: see `thread_pages`.
        """
        about: dict[str, Any] = {
            "theme": self.theme.id if self.theme else None,
            "area": self.area.pk if self.area else None,
            "kind": self.kind,
            "status": self.status,
            "is_settled": self._settled(),
        }
        if self.tag_id is not None and self.is_by_activity:
            return ThreadTag.objects.filter(tag=self.tag_id).visible_to(reader).about(**about)
        found = Thread.objects.visible_to(reader).about(**about)
        if self.tag_id is not None:
            found = found.filter(tag_links__tag=self.tag_id)
        if self.show == UNANSWERED:
            return found.filter(post_count=1, closed_at=None, is_locked=False)
        if self.show == MINE:
            return found.filter(author=reader.pk)
        if self.show == FOLLOWED and reader.is_authenticated:
            prefix, _id = topics.split(topics.thread(0))
            return found.filter(pk__in=follows.latest_ids(reader, prefix, MOST_FOLLOWED))
        return found.none() if self.show == FOLLOWED else found

    def _settled(self) -> bool | None:
        """Return which threads to list; other kinds are never settled, which the index holds."""
        if self.status or (self.has_state and not self.state):
            return None
        return self.state == SETTLED if self.kind else None

    def matches(self, thread: Thread) -> bool:
        """Whether `thread` is in the filtered list."""
        return (
            (self.theme is None or thread.theme_id == self.theme.id)
            and (self.area is None or thread.area_id == self.area.pk)
            and self.kind in {"", thread.kind}
            and self.status in {"", thread.status}
            and self.state in {"", SETTLED if thread.is_settled else OPEN}
            and (self.tag_id is None or self.tag_id in thread.tag_ids)
        )

    def followable_topics(self) -> list[tuple[str, str]]:
        """Return the topic and label of each chosen value."""
        followable = []
        if self.theme:
            followable.append((topics.theme(self.theme.id), self.theme.name))
        if self.area:
            followable.append((topics.area(self.area.pk), self.area.name))
        if self.kind:
            followable.append((topics.near(self.kind), Thread.Kind(self.kind).near_label))
        if self.tag:
            followable.append((topics.tag(self.tag.slug), self.tag.name))
        return followable


def read_filter(
    query: QueryDict,
    themes: LocalizedThemes,
    areas: Iterable[Area],
    is_known_tag: Callable[[int], bool],
) -> tuple[ThreadFilter, bool]:
    """Return the filter in `query`, and whether all its values exist. Others are left out."""
    requested = {name: query.get(name, "") for name in _PARAMETERS}
    tag_id, tag = tag_with_slug(requested["tag"]) or (None, None)
    if tag_id is not None and not is_known_tag(tag_id):
        tag_id, tag = None, None
    kind = requested["kind"] if requested["kind"] in Thread.Kind.values else ""
    statuses = IssueStatus.values if kind == Thread.Kind.ISSUE else []
    has_state = kind in HELP_KINDS and requested["state"] in {OPEN, SETTLED}
    thread_filter = ThreadFilter(
        theme=themes.by_slug(requested["theme"]),
        area={area.slug: area for area in areas}.get(requested["area"]),
        kind=kind,
        status=requested["status"] if requested["status"] in statuses else "",
        state=requested["state"] if has_state else "",
        tag=tag,
        tag_id=tag_id,
        show=requested["show"] if requested["show"] in PARTS else "",
        order=requested["order"] if requested["order"] in ORDERS else "",
    )
    return thread_filter, thread_filter.values() == requested
