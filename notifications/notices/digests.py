"""The content of a mail about notices: its entries by heading, and its subject."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.markdown import render_markdown
from notifications.models import Activity, Category, Notice, Timing
from notifications.notices import activity_types
from notifications.notices.activity_types import Described
from residents.models import User

# A mail shows the first entries, and counts the others.
MAX_ENTRIES = 40
# A subject names the first kinds of activity, a sentence the first actors.
MAX_NAMED = 3

# The most personal category comes first, as in the preferences.
_ORDER = {category: number for number, category in enumerate(Category)}


@dataclass(slots=True)
class DigestItem:
    """An entry of a mail: one activity, or several of one kind with the same target."""

    kind: str
    title: str
    url: str
    text: str
    group: str
    body: str
    actors: list[str]
    count: int = 1

    @classmethod
    def of(cls, kind: str, described: Described) -> "DigestItem":
        """Return the entry of one activity."""
        return cls(
            kind=kind,
            title=described.title,
            url=described.url,
            text=described.text,
            group=described.group,
            body=described.body,
            actors=[described.actor_name] if described.actor_name else [],
        )

    def add(self, described: Described) -> None:
        """Add another activity. The link stays that of the first: the reader continues there."""
        self.count += 1
        self.body = ""
        if described.actor_name and described.actor_name not in self.actors:
            self.actors.append(described.actor_name)

    @property
    def is_heading(self) -> bool:
        """Whether the heading of the section is its title, so that the entry needs none."""
        return not self.title or self.title == self.group

    @property
    def body_html(self) -> SafeString:
        return mark_safe(render_markdown(self.body))  # noqa: S308 – the sanitiser has seen it

    @property
    def summary(self) -> str:
        """The sentence about the activity; for several, their number and the actors."""
        if self.count == 1:
            return self.text
        counted = activity_types.counted(self.kind, self.count)
        if not self.actors:
            return counted
        names = join_names(self.actors, at_most=MAX_NAMED)
        return _("%(counted)s from %(names)s") % {"counted": counted, "names": names}


@dataclass(slots=True)
class Section:
    """The entries under one heading."""

    heading: str
    entries: list[DigestItem] = field(default_factory=list)

    @property
    def is_linked(self) -> bool:
        """Whether the heading is the link of its only entry."""
        return len(self.entries) == 1 and self.entries[0].is_heading


@dataclass(slots=True)
class Digest:
    """The content of a mail. `more` counts the entries that it does not show."""

    subject: str
    sections: list[Section]
    more: int
    timing: Timing

    @property
    def single_item(self) -> DigestItem | None:
        """The entry of a mail that has no other."""
        entries = [entry for section in self.sections for entry in section.entries]
        return entries[0] if len(entries) == 1 and not self.more else None


def compose(
    notices: list[Notice], *, reader: User, timing: Timing, left_out: int = 0
) -> Digest | None:
    """Return the content of the mail about `notices` (oldest first), in the active language.

    None if `reader` may see none of them. `left_out` further notices are counted but not shown.
    """
    entries = _entries(notices, activity_types.describe([n.activity for n in notices], reader))
    if not entries:
        return None
    shown = entries[:MAX_ENTRIES]
    sections: dict[str, Section] = {}
    for entry in shown:
        sections.setdefault(entry.group, Section(entry.group)).entries.append(entry)
    return Digest(
        subject=_subject(entries, timing),
        sections=list(sections.values()),
        more=len(entries) - len(shown) + left_out,
        timing=timing,
    )


def of_one(kind: str, described: Described) -> Digest:
    """Return the content of a mail about one activity."""
    entry = DigestItem.of(kind, described)
    return Digest(
        subject=_subject([entry], Timing.AT_ONCE),
        sections=[Section(entry.group, [entry])],
        more=0,
        timing=Timing.AT_ONCE,
    )


def _entries(notices: list[Notice], described: dict[int, Described]) -> list[DigestItem]:
    """Return the entries: notices of one category, kind and target are one entry.

    Sorted by category, the most personal first, and then by time, the latest first.
    """
    items: dict[tuple[str, str, str], DigestItem] = {}
    latest: dict[tuple[str, str, str], int] = {}
    for notice in notices:
        activity: Activity = notice.activity
        description = described.get(activity.pk)
        if description is None:
            continue
        key = (notice.category, activity.kind, activity.target)
        latest[key] = notice.pk
        if key in items:
            items[key].add(description)
        else:
            items[key] = DigestItem.of(activity.kind, description)
    order = sorted(items, key=lambda key: (_ORDER[Category(key[0])], -latest[key]))
    return [items[key] for key in order]


def _subject(entries: list[DigestItem], timing: Timing) -> str:
    """Return the subject: the only activity, or the number of activities of each kind."""
    if len(entries) == 1:
        only = entries[0]
        if only.count == 1:
            # The subject of a letter is its title alone.
            summary = "" if only.body else only.text.removesuffix(".")
            if only.title and summary and only.title not in summary:
                return _("%(happened)s: %(title)s") % {"happened": summary, "title": only.title}
            return summary or only.title
        counted = activity_types.counted(only.kind, only.count)
        return _("%(counted)s in “%(title)s”") % {"counted": counted, "title": only.group}
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.kind] = counts.get(entry.kind, 0) + entry.count
    parts = [activity_types.counted(kind, count) for kind, count in counts.items()]
    names = join_names(parts, at_most=MAX_NAMED)
    if timing == Timing.WEEKLY:
        return _("The past week: %(names)s") % {"names": names}
    if timing == Timing.DAILY:
        return _("Since yesterday: %(names)s") % {"names": names}
    return names


def join_names(parts: list[str], *, at_most: int) -> str:
    """Return "a, b and c", or "a, b and 7 more", in the active language."""
    others = len(parts) - at_most
    if others > 0:
        last = ngettext("%(count)d more", "%(count)d more", others) % {"count": others}
        parts = [*parts[:at_most], last]
    if len(parts) == 1:
        return parts[0]
    return _("%(list)s and %(last)s") % {"list": ", ".join(parts[:-1]), "last": parts[-1]}
