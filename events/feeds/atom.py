"""Upcoming events as an Atom feed. (RFC 4287)"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.atom import AtomFeed
from core.site_settings import site_name
from events.display.formatting import format_dates
from events.feeds.entries import FeedEntry
from events.feeds.vcalendar import FeedMetadata

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
MAX_ENTRIES = 50


def write(entries: Iterable[FeedEntry], metadata: FeedMetadata) -> bytes:
    """Return the feed of `entries` (soonest first), the event that changed last first.

    A series is one entry, with its next occurrence.
    """
    feed = AtomFeed(
        title=metadata.name,
        link=metadata.url,
        description=metadata.description,
        feed_url=metadata.source,
        feed_guid=metadata.source,
        language=get_language(),
        author_name=site_name(),
    )
    next_by_event: dict[int, FeedEntry] = {}
    for entry in entries:
        next_by_event.setdefault(entry.occurrence.event_id, entry)
    latest_first = sorted(
        next_by_event.values(), key=lambda entry: (entry.changed, entry.uid), reverse=True
    )
    for entry in latest_first[:MAX_ENTRIES]:
        feed.add_item(
            title=entry.heading,
            link=entry.url or metadata.url,
            description=_as_html(entry),
            # Permanent, and the same in all languages. (RFC 4287, § 4.2.6)
            unique_id=entry.occurrence.event.translation_key.urn,
            updateddate=entry.changed,
            categories=entry.categories,
            language=entry.language,
        )
    xml: str = feed.writeString("utf-8")
    return xml.encode()


def _as_html(entry: FeedEntry) -> str:
    when = format_dates(entry.occurrence)
    if entry.occurrence.event.recurrence:
        when = _("Next time: %(when)s") % {"when": when}
    parts = (entry.status, when, entry.place, entry.seats, entry.summary)
    return format_html("{}", format_html_join("", "<p>{}</p>", ((part,) for part in parts if part)))
