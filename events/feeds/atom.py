"""What is coming, for feed readers. (RFC 4287)"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.display.list_items import when_in_words
from events.feeds.entries import FeedEntry
from events.feeds.vcalendar import FeedMetadata

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
# More is no news.
LONGEST = 50


class _Feed(Atom1Feed):
    """Atom that says of each entry in which language it is written."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Return the attributes of the entry's element."""
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def latest_post_date(self) -> datetime.datetime:
        """Return when the feed last changed: an empty one always says the same."""
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))


def write(told: Iterable[FeedEntry], cover: FeedMetadata) -> bytes:
    """Return the feed of what is `told` (soonest first): each event once, the latest news first.

    A series is one entry, with the next time it takes place: nobody wants to read 52 of them.
    """
    feed = _Feed(
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
    when = when_in_words(told.occurrence)
    if told.occurrence.event.recurrence:
        when = _("Next time: %(when)s") % {"when": when}
    parts = (told.status, when, told.place, told.seats, told.summary)
    return format_html("{}", format_html_join("", "<p>{}</p>", ((part,) for part in parts if part)))
