"""Upcoming events as a JSON Feed (version 1.1), with the facts of each event in `_event`.

`docs/feeds.md` describes the fields; a test compares them.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from core.models import Area
from events.feeds.entries import FeedEntry
from events.feeds.vcalendar import FeedMetadata
from events.models.details import ACCESS_FIELDS, EventStatus

CONTENT_TYPE = "application/json"


def write(entries: Iterable[FeedEntry], metadata: FeedMetadata) -> bytes:
    """Return the feed of `entries`, which are sorted soonest first."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": metadata.name,
        "description": metadata.description,
        "home_page_url": metadata.url,
        "feed_url": metadata.source,
        "language": get_language(),
        "items": [item_of(entry, metadata.url) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def item_of(entry: FeedEntry, home: str) -> dict[str, Any]:
    """Return an item of the feed. `home` is its address if the event has no page."""
    return {
        "id": entry.uid,
        "url": entry.url or home,
        "title": entry.heading,
        "summary": entry.summary,
        "content_text": entry.description() or entry.heading,
        "date_modified": entry.changed.isoformat(),
        "language": entry.language,
        "tags": entry.categories,
        # Names of extensions begin with an underscore.
        "_event": _facts(entry),
    }


def _facts(entry: FeedEntry) -> dict[str, Any]:
    occurrence, event = entry.occurrence, entry.occurrence.event
    start, end = (timezone.localtime(when) for when in (entry.starts_at, entry.ends_at))
    return {
        "name": entry.title,
        "series": str(event.translation_key),
        "recurs": bool(event.recurrence),
        "starts_at": start.isoformat(),
        "ends_at": None if entry.has_open_end else end.isoformat(),
        "all_day": entry.is_all_day,
        "status": entry.event_status.value,
        "status_text": entry.status,
        "kind": event.kind,
        "by_neighbours": event.by_neighbours,
        "theme": {"slug": entry.theme.slug, "name": entry.theme.name} if entry.theme else None,
        "area": _area(occurrence.area),
        "tags": [slug for slug, _name in entry.tags],
        "place": entry.place,
        "venue": occurrence.venue.name if occurrence.has_venue else "",
        "address": occurrence.venue.address if occurrence.has_venue else "",
        "position": (
            {"latitude": entry.position[0], "longitude": entry.position[1]}
            if entry.position
            else None
        ),
        "online": occurrence.is_online,
        "accessibility": {
            name: getattr(event, name) == "yes"
            for name in ACCESS_FIELDS
            if occurrence.has_venue and not occurrence.has_own_venue and getattr(event, name)
        },
        "organiser": event.organiser.name_for_reader if event.organiser else "",
        "signup": _signup(entry) if event.has_signup else None,
        "ics": settings.BASE_URL + reverse("events:ics", args=[occurrence.pk]),
        "example": event.is_example,
    }


def _area(area: Area | None) -> dict[str, str] | None:
    return {"slug": area.slug, "name": area.name} if area else None


def _signup(entry: FeedEntry) -> dict[str, Any]:
    occurrence = entry.occurrence
    opens, closes = occurrence.opens_at, occurrence.closes_at or occurrence.starts_at
    return {
        "open": occurrence.takes_signups,
        "opens_at": timezone.localtime(opens).isoformat() if opens else None,
        "closes_at": timezone.localtime(closes).isoformat(),
        "seats": occurrence.capacity,
        "seats_left": occurrence.seats_left,
        "full": occurrence.is_full and entry.event_status != EventStatus.CANCELLED,
        "url": settings.BASE_URL + reverse("events:sign_up", args=[occurrence.pk]),
    }
