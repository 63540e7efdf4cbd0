"""One occurrence in words, as every feed tells of it: put together once, written in any format."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.themes import LocalizedTheme, LocalizedThemes
from events.display.formatting import format_location, format_reason
from events.display.localized_texts import texts_by_event
from events.models import EventText, Occurrence
from events.models.choices import SignUpAvailability
from events.models.details import EventStatus

# What neither XML nor iCalendar can hold, and no line of a mail's header. (XML 1.0, § 2.2;
# RFC 5545, § 3.1 "CONTROL")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
# The words of a feed are made anew when these rules change.
_RULES = "1"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What is told of one occurrence, worded in the reader's language. All of it may be public."""

    # Left out of `digest`: what is told of it stands in the other fields.
    occurrence: Occurrence = field(repr=False, compare=False)
    text: EventText | None = field(repr=False, compare=False)
    uid: str
    sequence: int
    # When it was last changed, to the second.
    changed: datetime.datetime
    standing: EventStatus
    title: str
    # The language of the title and the summary.
    language: str
    # How it stands and why; empty if it takes place as planned.
    status: str
    # How one gets a seat, and whether there are any.
    seats: str
    summary: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    is_all_day: bool
    has_open_end: bool
    place: str
    # Latitude and longitude, if one goes there.
    position: tuple[float, float] | None
    url: str
    theme: LocalizedTheme | None
    kind: str
    # Slug and name of each.
    tags: tuple[tuple[str, str], ...]

    @property
    def heading(self) -> str:
        """The title; how it stands comes first where somebody would come in vain."""
        if self.standing == EventStatus.SCHEDULED:
            return self.title
        # Not a part of the sentence: "Cancelled", then what.
        return _("%(status)s: %(title)s") % {
            "status": self.standing.label,
            "title": self.title,
        }

    @property
    def categories(self) -> list[str]:
        """The names of its theme, its kind and its tags."""
        theme = [self.theme.name] if self.theme else []
        return [*theme, self.kind, *(name for _slug, name in self.tags)]

    def description(self, *, seats: bool = True) -> str:
        """Return all there is to say beside time and place, in paragraphs; with the `seats`."""
        open_end = _("It is not settled when it ends.") if self.has_open_end else ""
        parts = (self.status, self.seats if seats else "", open_end, self.summary, self.url)
        return "\n\n".join(part for part in parts if part)


def feed_entries(
    occurrences: Iterable[Occurrence],
    themes: LocalizedThemes,
    *,
    language: str | None = None,
) -> list[FeedEntry]:
    """Return what is told of `occurrences`, worded for the reader. Two queries, however many.

    Expects `event` and its `area` to be loaded. `language`, if given, must be the active one.
    """
    found = list(occurrences)
    texts = texts_by_event((occurrence.event_id for occurrence in found), language)
    tags = _tags_of(texts)
    return [
        _entry(occurrence, texts.get(occurrence.event_id), themes, tags) for occurrence in found
    ]


def feed_entry(occurrence: Occurrence, text: EventText | None) -> FeedEntry:
    """Return the entry of one occurrence in the words of `text`, without its theme and tags.

    No query: mails are written by the thousand.
    """
    return _entry(occurrence, text, LocalizedThemes([]), {})


def digest(told: Sequence[FeedEntry], *beside: str) -> str:
    """Return a short name of all that is told, and of what is said `beside` it.

    It is another one as soon as a word, a time or a place is, or one is there no more.
    """
    language = get_language() or ""
    text = "\x1f".join((_RULES, language, *beside, *map(repr, told)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def uid(occurrence: Occurrence) -> str:
    """Return what calendar programs know `occurrence` by, for good. (RFC 7986, § 5.3)"""
    host = urlsplit(settings.BASE_URL).hostname
    return f"{occurrence.event.translation_key}-{occurrence.pk}@{host}"


def writable(text: str) -> str:
    """Return `text` without the characters that no feed can hold; line ends are all alike."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _entry(
    occurrence: Occurrence,
    text: EventText | None,
    themes: LocalizedThemes,
    tags: dict[int, list[tuple[str, str]]],
) -> FeedEntry:
    event = occurrence.event
    changed = occurrence.updated_at
    if text:
        changed = max(changed, text.published_at)
    standing = EventStatus(occurrence.status)
    # Nobody is to go where it is not.
    moved_online = standing == EventStatus.MOVED_ONLINE
    position = None
    if event.latitude is not None and event.longitude is not None and not moved_online:
        position = (float(event.latitude), float(event.longitude))
    return FeedEntry(
        occurrence=occurrence,
        text=text,
        uid=uid(occurrence),
        sequence=occurrence.sequence,
        changed=changed.astimezone(datetime.UTC).replace(microsecond=0),
        standing=standing,
        title=writable(text.title if text else event.title),
        language=text.language if text else settings.LANGUAGE_CODE,
        status=writable(_status_in_words(occurrence, text)),
        seats=seats_in_words(occurrence),
        summary=writable(text.summary) if text else "",
        starts_at=occurrence.starts_at.astimezone(datetime.UTC),
        ends_at=occurrence.ends_at.astimezone(datetime.UTC),
        is_all_day=event.is_all_day,
        has_open_end=event.has_open_end,
        # libical refuses a place of nothing but spaces.
        place=writable(format_location(occurrence)).strip(),
        position=position,
        url=urljoin(settings.BASE_URL, text.url) if text and text.url else "",
        theme=themes.get(event.theme_id),
        kind=event.get_kind_display(),
        tags=tuple(tags.get(text.pk, ())) if text else (),
    )


def _tags_of(texts: dict[int, EventText]) -> dict[int, list[tuple[str, str]]]:
    """Return slug and name of the tags of each text, by the text's id. One query."""
    if not texts:
        return {}
    tags: dict[int, list[tuple[str, str]]] = {}
    rows = EventText.tags.through.objects.filter(eventtext__in=[text.pk for text in texts.values()])
    for text_id, slug, name in rows.order_by("tag__slug").values_list(
        "eventtext_id", "tag__slug", "tag__name"
    ):
        tags.setdefault(text_id, []).append((slug, writable(name)))
    return tags


def _status_in_words(occurrence: Occurrence, text: EventText | None) -> str:
    if occurrence.status == EventStatus.SCHEDULED:
        return ""
    if reason := format_reason(occurrence, text):
        status = {"status": occurrence.get_status_display(), "reason": reason}
        return _("%(status)s: %(reason)s") % status
    return occurrence.get_status_display()


def seats_in_words(occurrence: Occurrence) -> str:
    """Return how one gets a seat, in a sentence; "" where it is too late to ask.

    No numbers: what a feed says is to change when it matters, not with every sign-up.
    """
    if occurrence.state == SignUpAvailability.NOT_OPEN and occurrence.opens_at is not None:
        opens = date_format(timezone.localtime(occurrence.opens_at), "DATETIME_FORMAT")
        return _("Sign-up opens %(when)s.") % {"when": opens}
    words = {
        SignUpAvailability.NO_SIGNUP: _("You need not sign up: just come."),
        SignUpAvailability.CLOSED: _("Sign-up is closed."),
        SignUpAvailability.WAITING_LIST: _("Fully booked – waiting list."),
        SignUpAvailability.NEWCOMERS: _(
            "The last seats are kept for people who have not been here before."
        ),
        SignUpAvailability.FREE: _("There are free seats."),
    }
    return words.get(occurrence.state, "")
