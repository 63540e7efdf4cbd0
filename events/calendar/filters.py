"""The filters of the calendar for its templates: as links, as a form, and those that are set."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.caching.held_values import HeldValues
from core.filter_links import ChosenFilter, FilterGroup, FilterSwitch, chosen_filters
from events.calendar.options import FilterOptions, filter_options
from events.calendar.query import CalendarQuery
from events.models.details import Kind

# Value, label and icon.
Option = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters that readers can change. `kept` are the hidden fields of the form."""

    groups: list[FilterGroup]
    switches: list[FilterSwitch]
    chosen: list[ChosenFilter]
    kept: dict[str, str]
    everything_url: str
    # What they show, for pieces of the page that are held.
    key: Hashable


_filters: HeldValues[Filters] = HeldValues(most=50)


def calendar_filters(request: HttpRequest, query: CalendarQuery) -> Filters:
    """Return the filters of `query` for the templates. They are held: each has an address."""
    values = tuple(query.values().items())
    return _filters.get(
        (get_language(), values), lambda: _build_filters(query, filter_options(request))
    )


def _build_filters(query: CalendarQuery, options: FilterOptions) -> Filters:
    def url(**changes: Any) -> str:
        return query.address(**changes, after=None)

    groups = [
        FilterGroup.build(
            name,
            label,
            group_options,
            current=getattr(query, name),
            url=url,
            folded=name != "theme",
        )
        for name, label, group_options in _groups(options)
        # A filter whose only option is “all” is left out.
        if len(group_options) > 1
    ]
    switches = []
    for name, label, icon in _switches(query):
        is_on = getattr(query, name)
        switches.append(FilterSwitch(name, label, url(**{name: not is_on}), is_on, icon))
    unfiltered = query.without_filters()
    return Filters(
        groups=groups,
        switches=switches,
        chosen=chosen_filters(groups, switches),
        kept=unfiltered.values(),
        everything_url=unfiltered.address(month=None, week=None),
        key=(
            *query.values().items(),
            *((each.value, each.label, each.icon) for group in groups for each in group.options),
        ),
    )


def _groups(options: FilterOptions) -> list[tuple[str, str, list[Option]]]:
    return [
        (
            "theme",
            _("Theme"),
            [("", _("All themes"), ""), *((t.slug, t.name, t.icon) for t in options.themes)],
        ),
        (
            "area",
            _("Area"),
            [("", _("The whole municipality"), ""), *((a.slug, a.name, "") for a in options.areas)],
        ),
        (
            "kind",
            _("Type"),
            [("", _("All types"), ""), *((kind.value, str(kind.label), "") for kind in Kind)],
        ),
        (
            "tag",
            _("Topic"),
            [("", _("All topics"), ""), *((tag.slug, tag.name, "") for tag in options.tags)],
        ),
    ]


def _switches(query: CalendarQuery) -> list[Option]:
    free = [] if query.view == "past" else [("free", _("Places available"), "ticket")]
    return [*free, ("online", _("Online"), "online")]
