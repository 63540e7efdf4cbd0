"""The filters of the calendar for its templates: as links, as a form, and those that are set."""

from typing import Any

from django.utils.translation import gettext as _

from events.calendar.options import FilterOptions
from events.calendar.query import CalendarQuery
from events.models.details import Kind

# Value, label and icon.
Option = tuple[str, str, str]


def filter_context(query: CalendarQuery, options: FilterOptions) -> dict[str, Any]:
    """Return the context of the filter components, without the filter that is `fixed`."""

    def link(**changes: Any) -> str:
        return query.address(**changes, after=None)

    groups: list[dict[str, Any]] = [
        {
            "name": name,
            "label": label,
            "folded": name != "theme",
            "options": [
                {
                    "value": value,
                    "label": text,
                    "icon": icon,
                    "url": link(**{name: value}),
                    "current": getattr(query, name) == value,
                }
                for value, text, icon in group_options
            ],
        }
        for name, label, group_options in _groups(options)
        # A filter whose only option is “all” is left out.
        if name != query.fixed and len(group_options) > 1
    ]
    switches: list[dict[str, Any]] = [
        {
            "name": name,
            "label": label,
            "icon": icon,
            "url": link(**{name: not getattr(query, name)}),
            "current": getattr(query, name),
        }
        for name, label, icon in _switches(query)
    ]
    unfiltered = query.without_filters()
    return {
        "filters": groups,
        "switches": switches,
        "chosen": [
            {"label": option["label"], "url": link(**{group["name"]: ""})}
            for group in groups
            for option in group["options"]
            if option["current"] and option["value"]
        ]
        + [{"label": each["label"], "url": each["url"]} for each in switches if each["current"]],
        # Hidden fields of the form.
        "kept": unfiltered.values().items(),
        "everything_url": unfiltered.address(month=None, week=None),
    }


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
            _("Kind of event"),
            [("", _("All kinds"), ""), *((kind.value, str(kind.label), "") for kind in Kind)],
        ),
        (
            "tag",
            _("Topic"),
            [("", _("All topics"), ""), *((tag.slug, tag.name, "") for tag in options.tags)],
        ),
    ]


def _switches(query: CalendarQuery) -> list[Option]:
    free = [] if query.view == "past" else [("free", _("Free seats"), "ticket")]
    return [*free, ("online", _("Online"), "online")]
