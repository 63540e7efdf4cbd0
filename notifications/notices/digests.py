"""What a mail about notices says: grouped, counted, and named in its subject."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.text.markdown import render_markdown
from notifications.models import Activity, Category, Notice, Timing
from notifications.notices import activity_types
from notifications.notices.activity_types import Described
from residents.models import User

# A longer mail is not read; the list on the site has the rest.
MAX_ENTRIES = 40
# So many kinds of thing are named in a subject.
MAX_NAMED = 3

# What is told first: what concerns the reader, then what they follow, in the order of the
# preferences.
_ORDER = {category: place for place, category in enumerate(Category)}


@dataclass(slots=True)
class DigestItem:
    """One thing in a mail: what happened once, or several times to the same thing."""

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
        """Return the entry of one thing of that kind."""
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
        """Count one more of the same. The link stays with the first: there the reader goes on."""
        self.count += 1
        self.body = ""
        if described.actor_name and described.actor_name not in self.actors:
            self.actors.append(described.actor_name)

    @property
    def is_heading(self) -> bool:
        """Whether the heading above it says the same, so that it needs no title of its own."""
        return not self.title or self.title == self.group

    @property
    def body_html(self) -> SafeString:
        """The whole text as HTML, which the sanitiser has seen."""
        return mark_safe(render_markdown(self.body))  # noqa: S308

    @property
    def happened(self) -> str:
        """What happened, in one sentence or, for several, in number and names."""
        if self.count == 1:
            return self.text
        counted = activity_types.counted(self.kind, self.count)
        if not self.actors:
            return counted
        names = listed(self.actors, at_most=MAX_NAMED)
        return _("%(counted)s from %(names)s") % {"counted": counted, "names": names}


@dataclass(slots=True)
class Section:
    """The entries under one heading."""

    heading: str
    entries: list[DigestItem] = field(default_factory=list)

    @property
    def is_linked(self) -> bool:
        """Whether the heading itself leads to its one thing."""
        return len(self.entries) == 1 and self.entries[0].is_heading


@dataclass(slots=True)
class Digest:
    """A whole mail."""

    subject: str
    sections: list[Section]
    more: int
    timing: Timing

    @property
    def only(self) -> DigestItem | None:
        """The one entry of a mail that has no other."""
        entries = [entry for section in self.sections for entry in section.entries]
        return entries[0] if len(entries) == 1 and not self.more else None


def compose(
    notices: list[Notice], *, reader: User, timing: Timing, left_out: int = 0
) -> Digest | None:
    """Return the mail that tells `reader` of `notices` in the active language, oldest first.

    None if there is nothing in it that the reader may see. `left_out` are more that it counts but
    does not tell.
    """
    entries = _entries(notices, activity_types.describe([n.activity for n in notices], reader))
    if not entries:
        return None
    told = entries[:MAX_ENTRIES]
    sections: dict[str, Section] = {}
    for entry in told:
        sections.setdefault(entry.group, Section(entry.group)).entries.append(entry)
    return Digest(
        subject=_subject(entries, timing),
        sections=list(sections.values()),
        more=len(entries) - len(told) + left_out,
        timing=timing,
    )


def of_one(kind: str, described: Described) -> Digest:
    """Return the mail that tells of one thing at once."""
    entry = DigestItem.of(kind, described)
    return Digest(
        subject=_subject([entry], Timing.AT_ONCE),
        sections=[Section(entry.group, [entry])],
        more=0,
        timing=Timing.AT_ONCE,
    )


def _entries(notices: list[Notice], described: dict[int, Described]) -> list[DigestItem]:
    """Return what is to be told, the same kind of thing about the same target being one entry.

    The most personal comes first; of the same category, what happened last.
    """
    found: dict[tuple[str, str, str], DigestItem] = {}
    latest: dict[tuple[str, str, str], int] = {}
    for notice in notices:
        activity: Activity = notice.activity
        words = described.get(activity.pk)
        if words is None:
            continue
        key = (notice.category, activity.kind, activity.target)
        latest[key] = notice.pk
        if key in found:
            found[key].add(words)
        else:
            found[key] = DigestItem.of(activity.kind, words)
    order = sorted(found, key=lambda key: (_ORDER[Category(key[0])], -latest[key]))
    return [found[key] for key in order]


def _subject(entries: list[DigestItem], timing: Timing) -> str:
    """Return what is in the mail: the thing itself if there is one, else how many of what."""
    if len(entries) == 1:
        only = entries[0]
        if only.count == 1:
            # A letter is called what its writer calls it.
            happened = "" if only.body else only.text.removesuffix(".")
            if only.title and happened and only.title not in happened:
                return _("%(happened)s: %(title)s") % {"happened": happened, "title": only.title}
            return happened or only.title
        counted = activity_types.counted(only.kind, only.count)
        return _("%(counted)s in “%(title)s”") % {"counted": counted, "title": only.group}
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.kind] = counts.get(entry.kind, 0) + entry.count
    parts = [activity_types.counted(kind, count) for kind, count in counts.items()]
    names = listed(parts, at_most=MAX_NAMED)
    if timing == Timing.WEEKLY:
        return _("The past week: %(names)s") % {"names": names}
    if timing == Timing.DAILY:
        return _("Since yesterday: %(names)s") % {"names": names}
    return names


def listed(parts: list[str], *, at_most: int) -> str:
    """Return "a, b and c" in the active language; of more than `at_most`, the number of others."""
    others = len(parts) - at_most
    if others > 0:
        last = ngettext("%(count)d more", "%(count)d more", others) % {"count": others}
        parts = [*parts[:at_most], last]
    if len(parts) == 1:
        return parts[0]
    return _("%(list)s and %(last)s") % {"list": ", ".join(parts[:-1]), "last": parts[-1]}
