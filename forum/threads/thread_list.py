"""The list of threads: its filters and its pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from core import keyset
from core.filter_links import FilterGroup
from core.models import Area
from core.tags import LocalizedTag, tag_with_slug
from core.text.normalization import sort_key
from core.themes import LocalizedTheme, LocalizedThemes
from forum.models import IssueStatus, Thread, ThreadTag
from forum.models.help_states import HELP_KINDS
from forum.models.thread_queries import ThreadQuerySet
from forum.models.thread_tags import ThreadTagQuerySet
from notifications.notices import topics
from residents.models import User

THREADS_PER_PAGE = 20
_PARAMETERS = ("theme", "area", "kind", "status", "state", "tag")
OPEN, SETTLED = "open", "settled"
# Begins the cursor of a page that begins after a settled thread, where the open ones come first.
_SETTLED_MARK = "s"
# The list among those with a picture for other sites: core.social.cards.
SOCIAL_LIST = "threads"


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """What the reader has chosen; None or empty means all.

    Only issues have a status, and only threads about help a state.
    """

    theme: LocalizedTheme | None = None
    area: Area | None = None
    kind: str = ""
    status: str = ""
    state: str = ""
    tag: LocalizedTag | None = None
    tag_id: int | None = None

    def __bool__(self) -> bool:
        return bool(self.theme or self.area or self.kind or self.tag)

    def values(self) -> dict[str, str]:
        """Return the filter as URL parameters, empty ones included."""
        return {
            "theme": self.theme.slug if self.theme else "",
            "area": self.area.slug if self.area else "",
            "kind": self.kind,
            "status": self.status,
            "state": self.state,
            "tag": self.tag.slug if self.tag else "",
        }

    @property
    def has_state(self) -> bool:
        """Whether the list shows threads about help only, the open ones first."""
        return self.kind in HELP_KINDS

    def query_string(self, **changes: str) -> str:
        """Return the query string ("?…" or "") of the filter with some parameters changed."""
        parameters = {name: value for name, value in (self.values() | changes).items() if value}
        return f"?{urlencode(parameters)}" if parameters else ""

    def visible_to(self, reader: User | AnonymousUser) -> ThreadQuerySet | ThreadTagQuerySet:
        """Return the threads that `reader` may see, or the rows of the tag with these threads."""
        rows: Any = Thread.objects
        if self.tag_id is not None:
            rows = ThreadTag.objects.filter(tag=self.tag_id)
        found: ThreadQuerySet | ThreadTagQuerySet = rows.visible_to(reader).about(
            theme=self.theme.id if self.theme else None,
            area=self.area.pk if self.area else None,
            kind=self.kind,
            status=self.status,
            is_settled=self._settled(),
        )
        return found

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
    )
    return thread_filter, thread_filter.values() == requested


def filter_groups(
    active: ThreadFilter,
    themes: LocalizedThemes,
    areas: Iterable[Area],
    offered_tags: Iterable[LocalizedTag],
) -> list[FilterGroup]:
    """Return the filters of the list, each with a link for every value and one for all.

    Of the tags, there are those in `offered_tags`, and the one that is chosen.
    """
    list_url = reverse("forum:threads")
    active_values = active.values()

    def url(**changes: str) -> str:
        # A status that is chosen goes with the kind.
        changes = ({"status": ""} if "kind" in changes else {}) | changes
        return list_url + active.query_string(**changes)

    def group(
        name: str, label: str, all_label: str, choices: list[tuple[str, str, str]]
    ) -> FilterGroup:
        options = [("", all_label, ""), *choices]
        # Another kind may have no state.
        link = partial(url, status="", state="") if name == "kind" else url
        return FilterGroup.build(name, label, options, current=active_values[name], url=link)

    kinds = [(kind.value, str(kind.label), kind.icon) for kind in Thread.Kind]
    theme_choices = [(theme.slug, theme.name, theme.icon) for theme in themes]
    area_choices = [(area.slug, area.name, "") for area in areas]
    tags = {tag.slug: tag for tag in offered_tags if tag.slug}
    if active.tag:
        tags[active.tag.slug] = active.tag
    tag_choices = [
        (tag.slug, tag.name, "")
        for tag in sorted(tags.values(), key=lambda tag: sort_key(tag.name))
    ]
    statuses = [(each.value, str(each.label), each.icon) for each in IssueStatus]
    states = [(OPEN, _("Open"), ""), (SETTLED, _("Settled"), "")]
    of_kind = []
    if active.kind == Thread.Kind.ISSUE:
        of_kind = [group("status", _("Status"), _("Every status"), statuses)]
    elif active.has_state:
        of_kind = [group("state", _("State"), _("Open ones first"), states)]
    groups = [
        group("kind", _("Type"), _("All types"), kinds),
        *of_kind,
        group("theme", _("Theme"), _("All themes"), theme_choices),
        group("area", _("Location"), _("The whole municipality"), area_choices),
    ]
    return groups + ([group("tag", _("Tag"), _("All tags"), tag_choices)] if tags else [])


def page_after(
    rows: ThreadQuerySet | ThreadTagQuerySet, cursor: str, *, open_first: bool = False
) -> tuple[list[Thread], str]:
    """Return the page after `cursor` and the cursor of the next page.

    An empty cursor means the first page, or that there is no next page. With `open_first`, settled
    threads follow the open ones: two ranges of an index, so at most two queries. Raises
    `keyset.InvalidCursorError`.
    """
    is_settled = open_first and cursor.startswith(_SETTLED_MARK)
    position = cursor.removeprefix(_SETTLED_MARK) if is_settled else cursor
    if is_settled:
        keyset.decode(position)
    listed, fetched = rows.for_listing(), []
    if not open_first:
        fetched = _fetch(listed, position, THREADS_PER_PAGE + 1)
    elif not is_settled:
        fetched = _fetch(listed.about(is_settled=False), position, THREADS_PER_PAGE + 1)
        position = ""
    if open_first and len(fetched) <= THREADS_PER_PAGE:
        missing = THREADS_PER_PAGE + 1 - len(fetched)
        fetched += _fetch(listed.about(is_settled=True), position, missing)
    page = fetched[:THREADS_PER_PAGE]
    if len(fetched) == len(page):
        return page, ""
    last = page[-1]
    mark = _SETTLED_MARK if open_first and last.is_settled else ""
    return page, mark + keyset.encode(last.last_activity_at, last.pk)


def _fetch(listed: ThreadQuerySet | ThreadTagQuerySet, position: str, most: int) -> list[Thread]:
    """Return the first `most` threads after the encoded position."""
    if position:
        listed = listed.older_than(*keyset.decode(position))
    return [row.thread if isinstance(row, ThreadTag) else row for row in listed[:most]]
