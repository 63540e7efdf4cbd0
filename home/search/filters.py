"""The filters of the search: kind, theme, place, and time of an event."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.areas import all_areas
from core.filter_links import ChosenFilter, FilterGroup, chosen_filters
from core.search import tokens
from core.search.tokens import Condition
from core.themes import localized_themes


class Kind(models.TextChoices):
    """What results are filtered by, with the kinds of the index that belong to it."""

    CAMPAIGN = "campaign", gettext_lazy("Campaigns")
    EVENT = "event", gettext_lazy("Events")
    THREAD = "thread", gettext_lazy("Forum")
    TAG = "tag", gettext_lazy("Tags")
    PARTNER = "partner", gettext_lazy("Partners")
    PAGE = "page", gettext_lazy("Other pages")

    @property
    def search_kinds(self) -> list[str]:
        if self is Kind.TAG:
            # Tags are no entries of the index: home.tag_page finds them.
            return []
        return ["page", "theme"] if self is Kind.PAGE else [self.value]


class When(models.TextChoices):
    UPCOMING = "upcoming", gettext_lazy("Coming events")
    PAST = "past", gettext_lazy("Past events")


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """The filters of a request, each empty or the value of an option that exists."""

    kind: str = ""
    theme: str = ""
    area: str = ""
    when: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "SearchFilters":
        """Read the filters; a value that is no option counts as none."""
        options = {
            "kind": Kind.values,
            "theme": [theme.slug for theme in localized_themes()],
            "area": [area.slug for area in all_areas()],
            "when": When.values,
        }
        chosen = {name: query.get(name, "") for name in options}
        return cls(**{name: value for name, value in chosen.items() if value in options[name]})

    @property
    def are_chosen(self) -> bool:
        return self != SearchFilters()

    @property
    def allow_tags(self) -> bool:
        """Whether tags may be found. They have no theme, place or time."""
        return self in {SearchFilters(), SearchFilters(kind=Kind.TAG)}

    def kinds(self) -> list[str]:
        """Return the kinds of the index that may be found."""
        if self.when:
            return ["event"] if self.kind in {"", Kind.EVENT} else []
        chosen = [Kind(self.kind)] if self.kind else list(Kind)
        return [each for kind in chosen for each in kind.search_kinds]

    def conditions(self) -> Iterator[Condition]:
        """Return the conditions for theme and place."""
        if theme := localized_themes().by_slug(self.theme):
            yield tokens.of_theme(theme.id)
        for area in all_areas():
            if area.slug == self.area:
                yield tokens.of_area(area.pk)

    def url(self, query: str, without: str = "") -> str:
        """Return the path of the search for `query` with these filters but `without` one."""
        values = {"q": query} | {name: getattr(self, name) for name in _NAMES if name != without}
        chosen = {name: value for name, value in values.items() if value}
        return f"{reverse('home:search')}?{urlencode(chosen)}"


_NAMES = tuple(each.name for each in fields(SearchFilters))


@dataclass(frozen=True)
class FilterLinks:
    """The filters of a search for its template, each with an address. They are made when read."""

    query: str
    filters: SearchFilters

    @property
    def key(self) -> Hashable:
        """What they depend on beside themes and areas, as the key of a held piece of a page."""
        return self.query, self.filters

    @cached_property
    def groups(self) -> list[FilterGroup]:
        return _groups(self.query, self.filters)

    @property
    def chosen(self) -> list[ChosenFilter]:
        return chosen_filters(self.groups)

    @property
    def everything_url(self) -> str:
        return SearchFilters().url(self.query)


def _groups(query: str, filters: SearchFilters) -> list[FilterGroup]:
    """Return the filters as links, in the reader's language."""

    def group(name: str, label: str, options: list[tuple[str, str, str]]) -> FilterGroup:
        others = filters.url(query, without=name)

        def url(**change: str) -> str:
            # A slug or a name of ours, which needs no encoding.
            return f"{others}&{name}={change[name]}" if change[name] else others

        return FilterGroup.build(name, label, options, current=getattr(filters, name), url=url)

    kinds = [(kind.value, str(kind.label), "") for kind in Kind]
    times = [(when.value, str(when.label), "") for when in When]
    themes = [(theme.slug, theme.name, theme.icon) for theme in localized_themes()]
    areas = [(area.slug, area.name, "") for area in all_areas()]
    return [
        group("kind", _("Type"), [("", _("Everything"), ""), *kinds]),
        group("theme", _("Theme"), [("", _("All themes"), ""), *themes]),
        group("area", _("Area"), [("", _("The whole municipality"), ""), *areas]),
        group("when", _("Time"), [("", _("Any time"), ""), *times]),
    ]
