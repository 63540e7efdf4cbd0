"""What is coming as JSON: a JSON Feed (version 1.1) with the facts of each event beside its words.

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


def write(told: Iterable[FeedEntry], cover: FeedMetadata) -> bytes:
    """Return the feed of what is `told`, soonest first."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": cover.name,
        "description": cover.description,
        "home_page_url": cover.url,
        "feed_url": cover.source,
        "language": get_language(),
        "items": [_item(one, cover) for one in told],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _item(told: FeedEntry, cover: FeedMetadata) -> dict[str, Any]:
    return {
        "id": told.uid,
        "url": told.url or cover.url,
        "title": told.heading,
        "summary": told.summary,
        "content_text": told.description() or told.heading,
        "date_modified": told.changed.isoformat(),
        "language": told.language,
        "tags": told.categories,
        # What is not of the format's own begins with an underscore.
        "_event": _facts(told),
    }


def _facts(told: FeedEntry) -> dict[str, Any]:
    occurrence, event = told.occurrence, told.occurrence.event
    start, end = (timezone.localtime(when) for when in (told.starts_at, told.ends_at))
    return {
        "name": told.title,
        "series": str(event.translation_key),
        "recurs": bool(event.recurrence),
        "starts_at": start.isoformat(),
        "ends_at": None if told.has_open_end else end.isoformat(),
        "all_day": told.is_all_day,
        "status": told.standing.value,
        "status_text": told.status,
        "kind": event.kind,
        "theme": {"slug": told.theme.slug, "name": told.theme.name} if told.theme else None,
        "area": _area(event.area),
        "tags": [slug for slug, _name in told.tags],
        "place": told.place,
        "venue": event.venue,
        "address": event.address,
        "position": (
            {"latitude": told.position[0], "longitude": told.position[1]} if told.position else None
        ),
        "online": occurrence.is_online,
        "accessibility": {
            name: getattr(event, name) == "yes" for name in ACCESS_FIELDS if getattr(event, name)
        },
        "organiser": event.organiser.name if event.organiser else "",
        "signup": _signup(told) if event.has_signup else None,
        "ics": settings.BASE_URL + reverse("events:ics", args=[occurrence.pk]),
        "example": event.is_example,
    }


def _area(area: Area | None) -> dict[str, str] | None:
    return {"slug": area.slug, "name": area.name} if area else None


def _signup(told: FeedEntry) -> dict[str, Any]:
    occurrence = told.occurrence
    opens, closes = occurrence.opens_at, occurrence.closes_at or occurrence.starts_at
    return {
        "open": occurrence.takes_signups,
        "opens_at": timezone.localtime(opens).isoformat() if opens else None,
        "closes_at": timezone.localtime(closes).isoformat(),
        "seats": occurrence.capacity,
        "seats_left": occurrence.seats_left,
        "full": occurrence.is_full and told.standing != EventStatus.CANCELLED,
        "url": settings.BASE_URL + reverse("events:sign_up", args=[occurrence.pk]),
    }
