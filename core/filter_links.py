"""Filters as links, for `components/filters.html` and `components/filter_form.html`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A link that sets a filter to `value`; an empty value stands for all."""

    value: str
    label: str
    url: str
    current: bool
    icon: str


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The options of the filter `name`. `folded`: they are unfolded on request."""

    name: str
    label: str
    options: list[FilterOption]
    folded: bool = False

    @classmethod
    def build(
        cls,
        name: str,
        label: str,
        options: Iterable[tuple[str, str, str]],
        *,
        current: str,
        url: Callable[..., str],
        folded: bool = False,
    ) -> Self:
        """Build the group of `options` (value, label, icon). `url` takes the filter by its name."""
        links = [
            FilterOption(value, text, url(**{name: value}), value == current, icon)
            for value, text, icon in options
        ]
        return cls(name, label, links, folded)


@dataclass(frozen=True, slots=True)
class FilterSwitch:
    """A link that turns the filter `name` on or off."""

    name: str
    label: str
    url: str
    current: bool
    icon: str


@dataclass(frozen=True, slots=True)
class ChosenFilter:
    """A filter that is set, and the URL without it, for `components/active_filters.html`."""

    label: str
    url: str


def chosen_filters(
    groups: Iterable[FilterGroup], switches: Iterable[FilterSwitch] = ()
) -> list[ChosenFilter]:
    """Return the filters that are set, in the order of the form."""
    chosen = []
    for group in groups:
        everything = next(option.url for option in group.options if not option.value)
        chosen += [
            ChosenFilter(option.label, everything)
            for option in group.options
            if option.current and option.value
        ]
    return chosen + [
        ChosenFilter(switch.label, switch.url) for switch in switches if switch.current
    ]
