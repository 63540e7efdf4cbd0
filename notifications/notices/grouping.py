"""Grouping notices about one thing: a thread, an event. Lists and mails show one block for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.lists import join_with_and
from notifications.models import Category, Notice
from notifications.notices import activity_types
from notifications.notices.activity_types import Described

# A sentence names the first actors.
MAX_NAMED = 3

# The most personal category comes first, as in the preferences.
_ORDER = {category: number for number, category in enumerate(Category)}


@dataclass(slots=True)
class Part:
    """What happened of one kind, once or more. `kind` is what it is counted as."""

    kind: str
    first: Described
    rank: int = 0
    count: int = 1
    actors: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """The sentence about the activity; for several, their number and the actors."""
        if self.count == 1:
            return self.first.text
        counted = activity_types.counted(self.kind, self.count)
        if not self.actors:
            return f"{counted}."
        names = join_names(self.actors, at_most=MAX_NAMED)
        return _("%(counted)s from %(names)s.") % {"counted": counted, "names": names}

    def add(self, described: Described) -> None:
        """Count another activity, and name its actor."""
        self.count += 1
        self.name(described)

    def name(self, described: Described) -> None:
        """Name the actor of an activity, once."""
        if described.actor_name and described.actor_name not in self.actors:
            self.actors.append(described.actor_name)


@dataclass(slots=True)
class NoticeGroup:
    """What happened to one thing, oldest first; the most personal part first.

    The link is that of the first activity: the reader continues there.
    """

    parts: list[Part] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    # Each activity of all parts, in the order of the notices.
    described: list[Described] = field(default_factory=list)

    @classmethod
    def of_one(cls, kind: str, described: Described) -> "NoticeGroup":
        """Return the group of one activity without a notice, for a preview."""
        group = cls()
        group._count(kind, described, rank=0)
        return group

    def add(self, notice: Notice, described: Described) -> None:
        """Add a notice, later than those in the group."""
        self.notices.append(notice)
        kind = described.counted_as or notice.activity.kind
        self._count(kind, described, rank=_ORDER[Category(notice.category)])

    def _count(self, kind: str, described: Described, *, rank: int) -> None:
        self.described.append(described)
        for part in self.parts:
            if part.kind == kind:
                part.add(described)
                part.rank = min(part.rank, rank)
                break
        else:
            part = Part(kind, described, rank)
            part.name(described)
            self.parts.append(part)
        self.parts.sort(key=lambda part: part.rank)

    @property
    def first(self) -> Described:
        """The description whose title, link and text stand for the group."""
        return self.parts[0].first

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def rank(self) -> int:
        """How personal it is; the smallest is the most."""
        return min(part.rank for part in self.parts)

    @property
    def latest(self) -> Notice:
        return self.notices[-1]

    @property
    def title(self) -> str:
        return self.first.title or self.first.group

    @property
    def title_language(self) -> str:
        return self.first.title_language if self.first.title else ""

    @property
    def url(self) -> str:
        return self.first.url

    @property
    def summary(self) -> str:
        """What happened, in a sentence for each kind."""
        summaries = [part.summary for part in self.parts]
        if len(summaries) == 1:
            return summaries[0]
        return " ".join(f"{summary.removesuffix('.')}." for summary in summaries)


def grouped(notices: Iterable[Notice], described: Mapping[int, Described]) -> list[NoticeGroup]:
    """Return a group for each thing that `notices` (oldest first) are about, in their order.

    Notices without a description are left out: the reader may not see what they are about.
    """
    groups: dict[tuple[str, str], NoticeGroup] = {}
    for notice in notices:
        description = described.get(notice.activity_id)
        if description is not None:
            # One thing may have several pages, such as an event and one's sign-ups for it.
            key = (notice.activity.target or notice.activity.key, urlsplit(description.url).path)
            groups.setdefault(key, NoticeGroup()).add(notice, description)
    return list(groups.values())


def join_names(parts: list[str], *, at_most: int) -> str:
    """Return "a, b and c", or "a, b and 7 more", in the active language."""
    others = len(parts) - at_most
    if others > 0:
        last = ngettext("%(count)d more", "%(count)d more", others) % {"count": others}
        parts = [*parts[:at_most], last]
    return join_with_and(parts)
