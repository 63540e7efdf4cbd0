"""What lists and pages show of events: the wording in the reader's language, without a query
for every row."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.themes import LocalizedTheme, LocalizedThemes
from events.display.date_ranges import When
from events.models import Event, Occurrence, SignUp
from events.models.choices import SignUpAvailability
from events.models.details import EventStatus
from events.pages.models import EventPage


@dataclass(frozen=True, slots=True)
class EventListItem:
    """One occurrence as a list shows it."""

    occurrence: Occurrence
    title: str
    url: str
    language: str
    theme: LocalizedTheme | None
    # Why it is cancelled, postponed or online; empty if it just takes place, or nobody said.
    reason: str = ""
    # In a month's grid: it has begun on an earlier day.
    continues: bool = False

    @property
    def starts_at(self) -> datetime.datetime:
        """Aware start."""
        return self.occurrence.starts_at

    @property
    def ends_at(self) -> datetime.datetime:
        """Aware end."""
        return self.occurrence.ends_at

    @property
    def when(self) -> When:
        """From when until when, and in which words."""
        return when(self.occurrence)

    @property
    def venue(self) -> str:
        """Where it takes place."""
        return self.occurrence.event.venue

    @property
    def area_name(self) -> str:
        """The town or neighbourhood; empty if it has none."""
        area = self.occurrence.event.area
        return area.name if area else ""

    @property
    def is_online(self) -> bool:
        """Whether one takes part from home."""
        return self.occurrence.is_online

    @property
    def status(self) -> str:
        """A value of `Standing`."""
        return self.occurrence.status

    @property
    def state(self) -> SignUpAvailability:
        """How it stands for somebody who would like to come."""
        return self.occurrence.state

    @property
    def seats_left(self) -> int | None:
        """Free seats; None where there is no limit."""
        return self.occurrence.seats_left

    @property
    def is_full(self) -> bool:
        """Whether no seat is left."""
        return self.occurrence.is_full

    @property
    def is_example(self) -> bool:
        """Whether it is invented for demonstration."""
        return self.occurrence.event.is_example

    @property
    def repeats(self) -> bool:
        """Whether it is one of a series."""
        return bool(self.occurrence.event.recurrence)


def list_items(
    occurrences: Iterable[Occurrence], themes: LocalizedThemes, request: HttpRequest | None = None
) -> list[EventListItem]:
    """Return `occurrences` as a list shows them. One query, however many there are.

    With `request`, what Wagtail knows of the site is looked up once for all addresses.
    """
    found = list(occurrences)
    pages = pages_in({occurrence.event.translation_key for occurrence in found})
    shown = []
    for occurrence in found:
        event = occurrence.event
        page = pages.get(event.translation_key)
        shown.append(
            EventListItem(
                occurrence=occurrence,
                title=page.title if page else event.title,
                url=(page.get_url(request) or "") if page else "",
                language=page.locale.language_code if page else settings.LANGUAGE_CODE,
                theme=themes.get(event.theme_id),
                reason=reason_in_words(occurrence, page),
            )
        )
    return shown


def name_in(event: Event, language: str) -> str:
    """Return what `event` is called in `language`, or else in its own."""
    page = page_in(event, language)
    return page.title if page else event.title


def title_of_sign_up(pk: int) -> str:
    """Return what the sign-up of that number is for, in the active language; "" if it is gone."""
    signup = SignUp.objects.filter(pk=pk).select_related("occurrence__event").first()
    if signup is None:
        return ""
    return name_in(signup.occurrence.event, get_language() or settings.LANGUAGE_CODE)


def page_in(
    event: Event, language: str | None = None, *, only: Sequence[str] = ()
) -> EventPage | None:
    """Return the live page of `event` in `language` (default: the reader's), or else any.

    With `only` those fields, which costs half.
    """
    return pages_in({event.translation_key}, language, only=only).get(event.translation_key)


def when_in_words(occurrence: Occurrence) -> str:
    """Return when `occurrence` is, with its full date, in the active language."""
    return when(occurrence).in_words


def when(occurrence: Occurrence) -> When:
    """Return when `occurrence` is, as its event says it."""
    event = occurrence.event
    return When(occurrence.starts_at, occurrence.ends_at, event.is_all_day, event.has_open_end)


def reason_in_words(occurrence: Occurrence, page: EventPage | None) -> str:
    """Return why `occurrence` is cancelled, postponed or online, in the active language or as
    `page` has it, or else in the event's language; "" if it just takes place."""
    if occurrence.status == EventStatus.SCHEDULED:
        return ""
    of_page = page.status_reason if page and page.status == occurrence.status else ""
    if occurrence.has_own_status:
        said: str = occurrence.other_reasons.get(get_language() or "", "")
        return said or occurrence.status_reason
    return of_page or occurrence.status_reason


def place_in_words(occurrence: Occurrence, *, online: bool = True) -> str:
    """Return where `occurrence` is, on one line, in the active language; empty if unsettled.

    The address to take part online is not part of it; with `online`, the word is. What has been
    moved online is nowhere else: nobody is to go there. The area is where to go, too: what takes
    place online alone has none.
    """
    event = occurrence.event
    if occurrence.status == EventStatus.MOVED_ONLINE:
        return _("Online") if online else ""
    area = event.area.name if event.area else ""
    venue = [part for part in (event.venue, event.address) if part]
    parts = [*([_("Online")] if online and occurrence.is_online else []), *venue]
    if area and area not in event.address and (venue or not occurrence.is_online):
        parts.append(area)
    return ", ".join(parts)


def pages_in(
    keys: set[uuid.UUID], language: str | None = None, *, only: Sequence[str] = ()
) -> dict[uuid.UUID, EventPage]:
    """Return the live page of each key: in `language` (default: the reader's), or else any."""
    language = language or get_language() or settings.LANGUAGE_CODE
    pages: dict[uuid.UUID, EventPage] = {}
    found = EventPage.objects.live().filter(translation_key__in=keys).select_related("locale")
    found = found.only("translation_key", "locale", *only) if only else found.defer_streamfields()
    for page in found.order_by("pk"):
        known = pages.get(page.translation_key)
        if known is None or page.locale.language_code == language:
            pages[page.translation_key] = page
    return pages
