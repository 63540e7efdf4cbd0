"""The list of threads: its filters and its pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from core import keyset
from core.filter_links import FilterGroup
from core.models import Area
from core.themes import LocalizedTheme, LocalizedThemes
from forum.models import Thread
from forum.models.threads import ThreadQuerySet
from notifications.notices import topics

THREADS_PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """The theme, area and kind that the reader has chosen; None or empty means all."""

    theme: LocalizedTheme | None = None
    area: Area | None = None
    kind: str = ""

    def __bool__(self) -> bool:
        return bool(self.theme or self.area or self.kind)

    def values(self) -> dict[str, str]:
        """Return the filter as URL parameters, empty ones included."""
        return {
            "theme": self.theme.slug if self.theme else "",
            "area": self.area.slug if self.area else "",
            "kind": self.kind,
        }

    def query_string(self, **changes: str) -> str:
        """Return the query string ("?…" or "") of the filter with some parameters changed."""
        parameters = {name: value for name, value in (self.values() | changes).items() if value}
        return f"?{urlencode(parameters)}" if parameters else ""

    def apply(self, threads: ThreadQuerySet) -> ThreadQuerySet:
        return threads.about(
            theme=self.theme.id if self.theme else None,
            area=self.area.pk if self.area else None,
            kind=self.kind,
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
        return followable


def read_filter(
    query: QueryDict, themes: LocalizedThemes, areas: Iterable[Area]
) -> tuple[ThreadFilter, bool]:
    """Return the filter in `query`, and whether all its values exist. Others are left out."""
    requested = {name: query.get(name, "") for name in ("theme", "area", "kind")}
    thread_filter = ThreadFilter(
        theme=themes.by_slug(requested["theme"]),
        area={area.slug: area for area in areas}.get(requested["area"]),
        kind=requested["kind"] if requested["kind"] in Thread.Kind.values else "",
    )
    return thread_filter, thread_filter.values() == requested


def filter_groups(
    active: ThreadFilter, themes: LocalizedThemes, areas: Iterable[Area]
) -> list[FilterGroup]:
    """Return the filters of the list, each with a link for every value and one for all."""
    list_url = reverse("forum:threads")
    active_values = active.values()

    def url(**changes: str) -> str:
        return list_url + active.query_string(**changes)

    def group(
        name: str, label: str, all_label: str, choices: list[tuple[str, str, str]]
    ) -> FilterGroup:
        options = [("", all_label, ""), *choices]
        return FilterGroup.build(name, label, options, current=active_values[name], url=url)

    kinds = [(kind.value, str(kind.label), kind.icon) for kind in Thread.Kind]
    theme_choices = [(theme.slug, theme.name, theme.icon) for theme in themes]
    area_choices = [(area.slug, area.name, "") for area in areas]
    return [
        group("kind", _("Type"), _("All types"), kinds),
        group("theme", _("Theme"), _("All themes"), theme_choices),
        group("area", _("Location"), _("The whole municipality"), area_choices),
    ]


def page_after(threads: ThreadQuerySet, cursor: str) -> tuple[list[Thread], str]:
    """Return the page after `cursor` and the cursor of the next page.

    An empty cursor means the first page, or that there is no next page. Raises
    `keyset.InvalidCursorError`.
    """
    listed = threads.for_listing()
    if cursor:
        listed = listed.older_than(*keyset.decode(cursor))
    fetched = list(listed[: THREADS_PER_PAGE + 1])
    page = fetched[:THREADS_PER_PAGE]
    if len(fetched) == len(page):
        return page, ""
    return page, keyset.encode(page[-1].last_activity_at, page[-1].pk)
