"""The calendar's filters as a page shows them: as links, as a form, and those that are set."""

from typing import Any

from django.utils.translation import gettext as _

from events.calendar.options import FilterOptions
from events.calendar.query import CalendarQuery
from events.models.details import Kind

# Value, words and icon of something to choose.
Option = tuple[str, str, str]


def filter_context(query: CalendarQuery, choices: FilterOptions) -> dict[str, Any]:
    """Return what the filters' templates need, without the filter that is `fixed`."""

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
                    "label": words,
                    "icon": icon,
                    "url": link(**{name: value}),
                    "current": getattr(query, name) == value,
                }
                for value, words, icon in options
            ],
        }
        for name, label, options in _groups(choices)
        # One that offers nothing but “all” is no choice.
        if name != query.fixed and len(options) > 1
    ]
    switches: list[dict[str, Any]] = [
        {
            "name": name,
            "label": words,
            "icon": icon,
            "url": link(**{name: not getattr(query, name)}),
            "current": getattr(query, name),
        }
        for name, words, icon in _switches(query)
    ]
    everything = query.without_filters()
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
        # What the form leaves as it is.
        "kept": everything.values().items(),
        "everything_url": everything.address(month=None, week=None),
    }


def _groups(choices: FilterOptions) -> list[tuple[str, str, list[Option]]]:
    return [
        (
            "theme",
            _("Theme"),
            [("", _("All themes"), ""), *((t.slug, t.name, t.icon) for t in choices.themes)],
        ),
        (
            "area",
            _("Area"),
            [("", _("The whole municipality"), ""), *((a.slug, a.name, "") for a in choices.areas)],
        ),
        (
            "kind",
            _("Kind of event"),
            [("", _("All kinds"), ""), *((kind.value, str(kind.label), "") for kind in Kind)],
        ),
        (
            "tag",
            _("Topic"),
            [("", _("All topics"), ""), *((tag.slug, tag.name, "") for tag in choices.tags)],
        ),
    ]


def _switches(query: CalendarQuery) -> list[Option]:
    free = [] if query.view == "past" else [("free", _("Free seats"), "ticket")]
    return [*free, ("online", _("Online"), "online")]
