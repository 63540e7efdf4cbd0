"""What the calendar's address says."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self
from urllib.parse import urlencode

from core import keyset
from core.themes import LocalizedTheme
from events.calendar.options import FilterOptions
from events.models.details import Kind
from events.models.occurrence_queryset import OccurrenceQuerySet

VIEWS = ("agenda", "week", "month", "past")
FIRST_YEAR, END_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class CalendarFilters:
    """What the calendar is narrowed down to. Empty or False means: not by this."""

    theme: str = ""
    area: str = ""
    kind: str = ""
    tag: str = ""
    free: bool = False
    online: bool = False

    @classmethod
    def read_filters(
        cls, data: Mapping[str, str], choices: FilterOptions
    ) -> tuple[dict[str, Any], list[str]]:
        """Return what `data` (a request's GET) filters by, and the names it does not understand."""
        known: dict[str, Any] = {
            "theme": lambda slug: choices.themes.by_slug(slug) is not None,
            "area": lambda slug: choices.area(slug) is not None,
            "kind": lambda kind: kind in Kind.values,
            "tag": lambda slug: choices.tag(slug) is not None,
        }
        values: dict[str, Any] = {}
        unknown = []
        for name, is_known in known.items():
            value = data.get(name, "")
            if value and not is_known(value):
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
        """Return the names of all filters."""
        return [field.name for field in fields(CalendarFilters)]

    def filter_values(self) -> dict[str, str]:
        """Return the filters as they stand in an address; those that are not set are left out."""
        values = {name: getattr(self, name) for name in self.filter_names()}
        return {name: "1" if value is True else value for name, value in values.items() if value}

    def narrow(self, occurrences: OccurrenceQuerySet, choices: FilterOptions) -> OccurrenceQuerySet:
        """Return those of `occurrences` that pass every filter."""
        theme, area = choices.themes.by_slug(self.theme), choices.area(self.area)
        found = occurrences.about(
            theme=theme.id if theme else None,
            area=area.pk if area else None,
            kind=self.kind or None,
            tag=self.tag or None,
        )
        if self.online:
            found = found.online()
        if self.free:
            found = found.with_free_seats()
        return found


@dataclass(frozen=True, slots=True)
class CalendarQuery(CalendarFilters):
    """What the calendar's address asks for. `unknown` names what it does not understand.

    `month` is the first of a month, `week` a Monday, `after` the row after which a list begins.
    `fixed` is a filter that the page itself stands for, as the page of a theme does: it cannot be
    changed there, and no address of that page has it.
    """

    view: str = "agenda"
    month: datetime.date | None = None
    week: datetime.date | None = None
    after: keyset.Position | None = None
    fixed: str = ""
    unknown: tuple[str, ...] = ()

    @classmethod
    def is_asked_for(cls, data: Mapping[str, str]) -> bool:
        """Return whether `data` (a request's GET) asks for a part of the calendar at all."""
        return any(name in data for name in ("view", "month", "week", "after", *cls.filter_names()))

    @classmethod
    def of_theme(
        cls, theme: LocalizedTheme, data: Mapping[str, str], choices: FilterOptions
    ) -> Self:
        """Return the query of `data` on the page of `theme`, whatever theme it names."""
        query = cls.read(data, choices)
        unknown = tuple(name for name in query.unknown if name != "theme")
        return replace(query, theme=theme.slug, fixed="theme", unknown=unknown)

    @classmethod
    def read(cls, data: Mapping[str, str], choices: FilterOptions) -> Self:
        """Return the query of `data` (a request's GET). Never raises: what is unknown is named."""
        values, unknown = cls.read_filters(data, choices)
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
            # Nobody can have a seat at what is over.
            values["free"] = False
        return cls(view=view, unknown=tuple(unknown), **values)

    def address(self, **changes: Any) -> str:
        """Return the query string of this query with `changes`; "?" alone for the plain agenda."""
        return "?" + urlencode(replace(self, **changes).values())

    def values(self) -> dict[str, str]:
        """Return what stands in the address; what is as usual is left out."""
        # Where the calendar is but a part of the page, the agenda has to be asked for.
        is_usual = self.view == "agenda" and not self.fixed
        values = {
            "view": "" if is_usual else self.view,
            **{name: value for name, value in self.filter_values().items() if name != self.fixed},
            "month": self.month.strftime("%Y-%m") if self.month else "",
            "week": self.week.strftime("%G-W%V") if self.week else "",
            "after": keyset.encode(*self.after) if self.after else "",
        }
        return {name: value for name, value in values.items() if value}

    def without_filters(self) -> Self:
        """Return the same part of the calendar, of everything that its page is about."""
        plain: dict[str, Any] = {field.name: field.default for field in fields(CalendarFilters)}
        if self.fixed:
            del plain[self.fixed]
        return replace(self, **plain, after=None)


def _read_month(text: str) -> datetime.date | None:
    try:
        month = datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return month if FIRST_YEAR <= month.year < END_YEAR else None


def _read_week(text: str) -> datetime.date | None:
    """Return the Monday of the week that `text` ("2026-W49", ISO 8601) names."""
    found = re.fullmatch(r"([0-9]{4})-W([0-9]{2})", text)
    if found is None:
        return None
    try:
        monday = datetime.date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return monday if FIRST_YEAR <= monday.year < END_YEAR else None


def _read_cursor(text: str) -> keyset.Position | None:
    try:
        return keyset.decode(text)
    except keyset.InvalidCursorError:
        return None
