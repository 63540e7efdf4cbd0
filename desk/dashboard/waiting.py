"""What waits for the user: a panel of sections, each from a function that is registered here."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.caching.held_values import HeldValues
from desk.dashboard.freshness import is_old_from, reader_key
from residents.models import User

# Rows of a section.
MOST = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits."""

    title: str
    url: str
    # In the user's language; both may be missing.
    detail: str = ""
    at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind that wait. The panel leaves out a section without items."""

    title: str
    # An icon of Wagtail's.
    icon: str
    items: list[Item]
    # More wait than are listed; where to see them all, if there is such a page.
    has_more: bool = False
    all_url: str = ""


def section(title: str, icon: str, items: list[Item], *, all_url: str = "") -> Section:
    """Return a section of the first `MOST` items. Give it one more, if there is one."""
    return Section(title, icon, items[:MOST], len(items) > MOST, all_url)


# Returns the section of a user, with a number of queries that does not grow with its items.
FindSection = Callable[[User], Section | None]

_sources: list[FindSection] = []
_sections: HeldValues[Section | None] = HeldValues(most=2_000, until=is_old_from)


def register(find_section: FindSection) -> FindSection:
    """Show the section that `find_section` returns, below those that are registered before it."""
    if find_section not in _sources:
        _sources.append(find_section)
    return find_section


def sections_for(user: User) -> list[Section]:
    """Return the sections of `user` that have items.

    Each is held until a row that it shows changes, unless it shows an untracked table.
    """
    reader = reader_key(user)
    found = [
        _sections.get((find_section, *reader), partial(find_section, user))
        for find_section in _sources
    ]
    return [each for each in found if each and each.items]
