"""The content of feed entries, the same for every format."""

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

from core.tags import translated_names
from core.themes import LocalizedTheme, LocalizedThemes
from events.display.formatting import format_location, format_reason
from events.display.localized_texts import texts_by_event
from events.models import EventText, Occurrence
from events.models.choices import SignUpAvailability
from events.models.details import EventStatus

# Characters that XML, iCalendar or mail headers cannot contain. (XML 1.0, § 2.2; RFC 5545, § 3.1
# "CONTROL")
_INVALID_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
# Changes the ETags when the format of an entry changes.
_FORMAT_VERSION = "1"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One occurrence in the reader's language. Everything in it is public."""

    # Not in `digest`, which covers the other fields.
    occurrence: Occurrence = field(repr=False, compare=False)
    text: EventText | None = field(repr=False, compare=False)
    uid: str
    sequence: int
    # Time of the last change, in whole seconds.
    changed: datetime.datetime
    event_status: EventStatus
    title: str
    # The language of the title and the summary.
    language: str
    # The status and its reason; empty if it takes place as planned.
    status: str
    # How to get a seat, and whether any are free.
    seats: str
    summary: str
    price: str
    contact: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    is_all_day: bool
    has_open_end: bool
    place: str
    # Latitude and longitude of the venue; None if it is not known or the event moved online.
    position: tuple[float, float] | None
    url: str
    theme: LocalizedTheme | None
    kind: str
    by_neighbours: bool
    # (slug, name)
    tags: tuple[tuple[str, str], ...]

    @property
    def heading(self) -> str:
        """The title, after the status unless it takes place as planned."""
        if self.event_status == EventStatus.SCHEDULED:
            return self.title
        # For example "Cancelled: Coffee morning".
        return _("%(status)s: %(title)s") % {
            "status": self.event_status.label,
            "title": self.title,
        }

    @property
    def categories(self) -> list[str]:
        """The names of its theme, its type and its tags, and that neighbours arrange it."""
        theme = [self.theme.name] if self.theme else []
        neighbours = [_("Arranged by neighbours")] if self.by_neighbours else []
        return [*theme, self.kind, *neighbours, *(name for _slug, name in self.tags)]

    def description(self, *, seats: bool = True) -> str:
        """Return everything but time and place, in paragraphs; `seats` includes the seats."""
        open_end = _("The end time has not been set yet.") if self.has_open_end else ""
        price = _("Price: %(price)s") % {"price": self.price} if self.price else ""
        parts = (self.status, self.seats if seats else "", open_end, self.summary, price, self.url)
        return "\n\n".join(part for part in parts if part)


def feed_entries(
    occurrences: Iterable[Occurrence],
    themes: LocalizedThemes,
    *,
    language: str | None = None,
) -> list[FeedEntry]:
    """Return the entries of `occurrences` in the active language. Two queries.

    `event` and its `area` must be loaded. `language`, if given, must be the active one.
    """
    rows = list(occurrences)
    texts = texts_by_event((occurrence.event_id for occurrence in rows), language)
    tags = _tags_of(texts)
    return [_entry(occurrence, texts.get(occurrence.event_id), themes, tags) for occurrence in rows]


def feed_entry(occurrence: Occurrence, text: EventText | None) -> FeedEntry:
    """Return the entry of one occurrence in the words of `text`, without its theme and tags.

    No query: mails are written by the thousand.
    """
    return _entry(occurrence, text, LocalizedThemes([]), {})


def digest(entries: Sequence[FeedEntry], *extra: str) -> str:
    """Return a hash of the entries and of `extra`, used as the ETag."""
    language = get_language() or ""
    text = "\x1f".join((_FORMAT_VERSION, language, *extra, *map(repr, entries)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def uid(occurrence: Occurrence) -> str:
    """Return the permanent UID of `occurrence` for calendar programs. (RFC 7986, § 5.3)"""
    host = urlsplit(settings.BASE_URL).hostname
    return f"{occurrence.event.translation_key}-{occurrence.pk}@{host}"


def writable(text: str) -> str:
    """Return `text` without characters that feeds cannot contain, and with "\\n" line ends."""
    return _INVALID_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


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
    event_status = EventStatus(occurrence.status)
    # No position for a venue where it does not take place.
    moved_online = event_status == EventStatus.MOVED_ONLINE
    north, east = occurrence.venue.latitude, occurrence.venue.longitude
    position = None
    if north is not None and east is not None and not moved_online:
        position = (float(north), float(east))
    return FeedEntry(
        occurrence=occurrence,
        text=text,
        uid=uid(occurrence),
        sequence=occurrence.sequence,
        changed=changed.astimezone(datetime.UTC).replace(microsecond=0),
        event_status=event_status,
        title=writable(text.title if text else event.title),
        language=text.language if text else settings.LANGUAGE_CODE,
        status=writable(_format_status(occurrence, text)),
        seats=format_seats(occurrence),
        summary=writable(text.summary) if text else "",
        price=writable(text.price).strip() if text else "",
        contact=writable(text.contact).strip() if text else "",
        starts_at=occurrence.starts_at.astimezone(datetime.UTC),
        ends_at=occurrence.ends_at.astimezone(datetime.UTC),
        is_all_day=event.is_all_day,
        has_open_end=event.has_open_end,
        # libical rejects a LOCATION of spaces only.
        place=writable(format_location(occurrence)).strip(),
        position=position,
        url=urljoin(settings.BASE_URL, text.url) if text and text.url else "",
        theme=themes.get(event.theme_id),
        kind=event.get_kind_display(),
        by_neighbours=event.by_neighbours,
        tags=tuple(tags.get(text.pk, ())) if text else (),
    )


def _tags_of(texts: dict[int, EventText]) -> dict[int, list[tuple[str, str]]]:
    """Return slug and translated name of the tags of each text, by the text's id."""
    if not texts:
        return {}
    tags: dict[int, list[tuple[str, str]]] = {}
    rows = EventText.tags.through.objects.filter(eventtext__in=[text.pk for text in texts.values()])
    found = list(
        rows.order_by("tag__slug").values_list("eventtext_id", "tag_id", "tag__slug", "tag__name")
    )
    names = translated_names({tag_id for _text, tag_id, _slug, _name in found})
    for text_id, tag_id, slug, name in found:
        tags.setdefault(text_id, []).append((slug, writable(names.get(tag_id, name))))
    return tags


def _format_status(occurrence: Occurrence, text: EventText | None) -> str:
    if occurrence.status == EventStatus.SCHEDULED:
        return ""
    if reason := format_reason(occurrence, text):
        status = {"status": occurrence.get_status_display(), "reason": reason}
        return _("%(status)s: %(reason)s") % status
    return occurrence.get_status_display()


def format_seats(occurrence: Occurrence) -> str:
    """Return how to get a seat, in a sentence; "" once it is too late.

    Without numbers, so that not every sign-up changes the feed.
    """
    if occurrence.state == SignUpAvailability.NOT_OPEN and occurrence.opens_at is not None:
        opens = date_format(timezone.localtime(occurrence.opens_at), "DATETIME_FORMAT")
        return _("Sign-up opens %(when)s.") % {"when": opens}
    sentences = {
        SignUpAvailability.NO_SIGNUP: _("No need to sign up – just come along."),
        SignUpAvailability.CLOSED: _("Sign-up is closed."),
        SignUpAvailability.WAITING_LIST: _("Fully booked – there is a waiting list."),
        SignUpAvailability.NEWCOMERS: _(
            "The last places are for people who have not been here before."
        ),
        SignUpAvailability.FREE: _("There are places left."),
    }
    return sentences.get(occurrence.state, "")
