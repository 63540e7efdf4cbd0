"""The content of a mail about notices: one block for each thing, and the subject."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from notifications.models import Notice, Timing
from notifications.notices import activity_types
from notifications.notices.activity_types import Described
from notifications.notices.grouping import NoticeGroup, grouped, join_names
from residents.models import User

# A mail shows the first entries, and counts the others.
MAX_ENTRIES = 10
# A subject names the first kinds of activity.
MAX_NAMED = 3
# How much of a text a mail quotes: alone, and among others.
MAX_QUOTED, MAX_QUOTED_AMONG_OTHERS = 300, 140
# A mail about one thing quotes the first texts, and counts all.
MAX_QUOTES = 3
# What mail programs show beside the subject names the first titles.
MAX_TITLES = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """The beginning of a text. `happened` says who wrote it, if the mail quotes several."""

    excerpt: str
    language: str
    happened: str = ""


@dataclass(slots=True)
class DigestItem:
    """An entry of a mail: what happened to one thing."""

    group: NoticeGroup
    is_alone: bool = False

    @property
    def title(self) -> str:
        return self.group.title

    @property
    def title_language(self) -> str:
        return self.group.title_language

    @property
    def text_language(self) -> str:
        """The language of `body`."""
        return self.group.first.text_language

    @property
    def url(self) -> str:
        return self.group.url

    @property
    def summary(self) -> str:
        return self.group.summary

    @property
    def detail(self) -> str:
        """What matters of it, in one line: its theme, and date, town and seats of an event."""
        first = self.group.first
        theme = (
            "" if first.group in {self.title, ""} or first.group in self.summary else first.group
        )
        return " · ".join(part for part in (theme, first.detail) if part)

    @property
    def body(self) -> str:
        """The whole text of a letter, as Markdown, if the mail has no other entry."""
        return self.group.first.body if self.is_alone and self.group.count == 1 else ""

    @property
    def quotes(self) -> list[Quote]:
        """The first texts, if the mail has no other entry; else one, without line breaks."""
        if not self.is_alone:
            first = self.group.first
            excerpt = Truncator(" ".join(first.excerpt.split())).chars(MAX_QUOTED_AMONG_OTHERS)
            return [Quote(excerpt, first.text_language)] if excerpt else []
        quoted = [each for each in self.group.described if each.excerpt][:MAX_QUOTES]
        return [
            Quote(
                each.excerpt if each.is_quoted_whole else Truncator(each.excerpt).chars(MAX_QUOTED),
                each.text_language,
                each.text if self.group.count > 1 else "",
            )
            for each in quoted
        ]

    @property
    def reply_url(self) -> str:
        return self.group.first.reply_url

    @property
    def reply_address(self) -> str:
        """The address that takes the reader's answer by mail; "" for none."""
        return self.group.first.reply_address

    @property
    def is_reply_private(self) -> bool:
        """Whether only one other person reads the answer."""
        return self.group.first.is_reply_private

    @property
    def button(self) -> str:
        """What the button or link of the entry says; "" if it only leads to reading."""
        return self.group.first.button if self.group.count == 1 else ""


@dataclass(slots=True)
class Digest:
    """The content of a mail. `more` counts the entries that it does not show."""

    subject: str
    items: list[DigestItem]
    more: int
    timing: Timing

    @property
    def single_item(self) -> DigestItem | None:
        """The entry of a mail that has no other."""
        return self.items[0] if self.items[0].is_alone else None

    @property
    def reply_to(self) -> str:
        """Where an answer to the mail goes: to its only entry. Else each entry has its own."""
        return self.single_item.reply_address if self.single_item else ""

    @property
    def preheader(self) -> str:
        """The beginning of the mail, which mail programs show beside the subject."""
        if item := self.single_item:
            excerpt = item.quotes[0].excerpt if item.quotes else ""
            beginning = Truncator(" ".join(excerpt.split())).chars(MAX_QUOTED)
            return beginning or item.detail or item.summary
        return " · ".join(item.title for item in self.items[:MAX_TITLES])


def compose(
    notices: list[Notice], *, reader: User, timing: Timing, left_out: int = 0
) -> Digest | None:
    """Return the content of the mail about `notices` (oldest first), in the active language.

    None if `reader` may see none of them. `left_out` further notices are counted but not shown.
    """
    described = activity_types.describe([notice.activity for notice in notices], reader)
    groups = grouped(notices, described)
    return of_groups(groups, timing=timing, left_out=left_out) if groups else None


def of_groups(groups: list[NoticeGroup], *, timing: Timing, left_out: int = 0) -> Digest:
    """Return the content of the mail about `groups`: the most personal first, then the latest."""
    groups = sorted(groups, key=lambda group: (group.rank, -group.latest.pk))
    is_alone = len(groups) == 1 and not left_out
    return Digest(
        subject=_subject(groups, timing),
        items=[DigestItem(group, is_alone) for group in groups[:MAX_ENTRIES]],
        more=len(groups[MAX_ENTRIES:]) + left_out,
        timing=timing,
    )


def of_one(kind: str, described: Described) -> Digest:
    """Return the content of a mail about one activity."""
    group = NoticeGroup.of_one(kind, described)
    return Digest(
        subject=_subject([group], Timing.AT_ONCE),
        items=[DigestItem(group, is_alone=True)],
        more=0,
        timing=Timing.AT_ONCE,
    )


def _subject(groups: list[NoticeGroup], timing: Timing) -> str:
    """Return the subject: the only activity, or the number of activities of each kind."""
    if len(groups) == 1 and groups[0].count == 1:
        only = groups[0].first
        # The subject of a letter is its title alone.
        summary = "" if only.body else only.text.removesuffix(".")
        if only.title and summary and only.title not in summary:
            return _("%(happened)s: %(title)s") % {"happened": summary, "title": only.title}
        return summary or only.title
    counts: dict[str, int] = {}
    for group in groups:
        for part in group.parts:
            counts[part.kind] = counts.get(part.kind, 0) + part.count
    parts = [activity_types.counted(kind, count) for kind, count in counts.items()]
    names = join_names(parts, at_most=MAX_NAMED)
    if len(groups) == 1:
        return _("%(counted)s in “%(title)s”") % {"counted": names, "title": groups[0].title}
    if timing == Timing.WEEKLY:
        return _("The past week: %(names)s") % {"names": names}
    if timing == Timing.DAILY:
        return _("Since yesterday: %(names)s") % {"names": names}
    return names
