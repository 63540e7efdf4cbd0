"""What is coming, for feed readers. (RFC 4287)"""

from collections.abc import Iterable

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.atom import AtomFeed
from events.display.formatting import format_dates
from events.feeds.entries import FeedEntry
from events.feeds.vcalendar import FeedMetadata

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# More is no news.
LONGEST = 50


def write(told: Iterable[FeedEntry], cover: FeedMetadata) -> bytes:
    """Return the feed of what is `told` (soonest first): each event once, the latest news first.

    A series is one entry, with the next time it takes place: nobody wants to read 52 of them.
    """
    feed = AtomFeed(
        title=cover.name,
        link=cover.url,
        description=cover.description,
        feed_url=cover.source,
        feed_guid=cover.source,
        language=get_language(),
        author_name=settings.WAGTAIL_SITE_NAME,
    )
    next_of: dict[int, FeedEntry] = {}
    for one in told:
        next_of.setdefault(one.occurrence.event_id, one)
    news = sorted(next_of.values(), key=lambda one: (one.changed, one.uid), reverse=True)
    for one in news[:LONGEST]:
        feed.add_item(
            title=one.heading,
            link=one.url or cover.url,
            description=_as_html(one),
            # The same in all languages, and for good. (RFC 4287, 4.2.6)
            unique_id=one.occurrence.event.translation_key.urn,
            updateddate=one.changed,
            categories=one.categories,
            language=one.language,
        )
    written: str = feed.writeString("utf-8")
    return written.encode()


def _as_html(told: FeedEntry) -> str:
    when = format_dates(told.occurrence)
    if told.occurrence.event.recurrence:
        when = _("Next time: %(when)s") % {"when": when}
    parts = (told.status, when, told.place, told.seats, told.summary)
    return format_html("{}", format_html_join("", "<p>{}</p>", ((part,) for part in parts if part)))
