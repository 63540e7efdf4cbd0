"""The query string of the calendar: its filters, its view and its position."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from core import keyset
from events.calendar.options import FilterOptions
from events.models.details import Kind
from events.models.occurrence_queryset import OccurrenceQuerySet

VIEWS = ("agenda", "week", "month", "past")
FIRST_YEAR, END_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class CalendarFilters:
    """The filters of the calendar; empty or False means no filter."""

    theme: str = ""
    area: str = ""
    kind: str = ""
    tag: str = ""
    free: bool = False
    online: bool = False

    @classmethod
    def read_filters(
        cls, data: Mapping[str, str], options: FilterOptions
    ) -> tuple[dict[str, Any], list[str]]:
        """Return the filters in `data` (`request.GET`), and the names of invalid ones."""
        validators: dict[str, Any] = {
            "theme": lambda slug: options.themes.by_slug(slug) is not None,
            "area": lambda slug: options.area(slug) is not None,
            "kind": lambda kind: kind in Kind.values,
            "tag": lambda slug: options.tag(slug) is not None,
        }
        values: dict[str, Any] = {}
        unknown = []
        for name, is_valid in validators.items():
            value = data.get(name, "")
            if value and not is_valid(value):
                unknown.append(name)
                value = ""
            values[name] = value
        for name in ("free", "online"):
            value = data.get(name, "")
            if value not in {"", "1"}:
                unknown.append(name)
            values[name] = value == "1"
        return values, unknown

    @staticmethod
    def filter_names() -> list[str]:
        return [field.name for field in fields(CalendarFilters)]

    def filter_values(self) -> dict[str, str]:
        """Return the filters that are set, as query parameters."""
        values = {name: getattr(self, name) for name in self.filter_names()}
        return {name: "1" if value is True else value for name, value in values.items() if value}

    def narrow(self, occurrences: OccurrenceQuerySet, options: FilterOptions) -> OccurrenceQuerySet:
        """Filter `occurrences`."""
        theme, area = options.themes.by_slug(self.theme), options.area(self.area)
        narrowed = occurrences.about(
            theme=theme.id if theme else None,
            area=area.pk if area else None,
            kind=self.kind or None,
            tag=self.tag or None,
        )
        if self.online:
            narrowed = narrowed.online()
        if self.free:
            narrowed = narrowed.with_free_seats()
        return narrowed


@dataclass(frozen=True, slots=True)
class CalendarQuery(CalendarFilters):
    """The query string of the calendar. `unknown` names its invalid parameters.

    `month` is the first of a month, `week` a Monday, `after` the cursor after which a list begins.
    """

    view: str = "agenda"
    month: datetime.date | None = None
    week: datetime.date | None = None
    after: keyset.Position | None = None
    unknown: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, str], options: FilterOptions) -> Self:
        """Return the query of `data` (`request.GET`), with invalid parameters in `unknown`."""
        values, unknown = cls.read_filters(data, options)
        view = data.get("view") or "agenda"
        if view not in VIEWS:
            unknown.append("view")
            view = "agenda"
        for name, read in (("month", _read_month), ("week", _read_week), ("after", _read_cursor)):
            text = data.get(name, "")
            values[name] = read(text)
            if text and values[name] is None:
                unknown.append(name)
        if view == "past":
            # Past events have no seats to offer.
            values["free"] = False
        return cls(view=view, unknown=tuple(unknown), **values)

    def address(self, **changes: Any) -> str:
        """Return the query string with `changes`; "?" alone for the plain agenda."""
        return "?" + urlencode(replace(self, **changes).values())

    def values(self) -> dict[str, str]:
        """Return the query parameters without those that have their default."""
        values = {
            "view": "" if self.view == "agenda" else self.view,
            **self.filter_values(),
            "month": self.month.strftime("%Y-%m") if self.month else "",
            "week": self.week.strftime("%G-W%V") if self.week else "",
            "after": keyset.encode(*self.after) if self.after else "",
        }
        return {name: value for name, value in values.items() if value}

    def without_filters(self) -> Self:
        """Return the same view without filters."""
        plain: dict[str, Any] = {field.name: field.default for field in fields(CalendarFilters)}
        return replace(self, **plain, after=None)


def _read_month(text: str) -> datetime.date | None:
    try:
        month = datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return month if FIRST_YEAR <= month.year < END_YEAR else None


def _read_week(text: str) -> datetime.date | None:
    """Return the Monday of the ISO 8601 week `text`, such as "2026-W49"."""
    match = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
    if match is None:
        return None
    try:
        monday = datetime.date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None
    return monday if FIRST_YEAR <= monday.year < END_YEAR else None


def _read_cursor(text: str) -> keyset.Position | None:
    try:
        return keyset.decode(text)
    except keyset.InvalidCursorError:
        return None
