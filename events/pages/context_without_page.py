"""The template context for the page of an event that is no Wagtail page, such as a meetup."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.themes import localized_themes
from events.display.formatting import format_location, format_reason
from events.display.list_items import EventListItem
from events.models import EventText, Occurrence
from events.pages.event_page_context import (
    current_poster_url,
    organise_url,
    own_signups,
    people_coming,
)
from events.pages.map import map_of
from events.pages.structured_data import structured_data
from notifications.notices import topics
from notifications.notices.follow_buttons import buttons
from notifications.notices.inbox import mark_topic_seen


def context_without_page(
    text: EventText, occurrence: Occurrence, request: HttpRequest
) -> dict[str, Any]:
    """Return what the parts of `events/event_page.html` need to show `occurrence`.

    `text` is shown as it is, in whatever language. The same for every anonymous reader.
    """
    event = occurrence.event
    topic = topics.event(event.pk)
    mark_topic_seen(request, topic)
    entry = EventListItem(
        occurrence=occurrence,
        title=text.title,
        url=text.url,
        language=text.language,
        theme=localized_themes().get(event.theme_id),
        reason=format_reason(occurrence, text),
        signup=own_signups(request, [occurrence]).get(occurrence.pk),
    )
    ics = settings.BASE_URL + reverse("events:ics", args=[occurrence.pk])
    return {
        "page": text,
        "event": event,
        "next_entry": entry,
        "place": format_location(occurrence, online=False),
        "people": people_coming(occurrence),
        "map": map_of(occurrence.venue, request),
        "is_over": occurrence.is_over,
        "follows": buttons(request, [(topic, _("this event"))]),
        "structured_data": structured_data(text, [entry]),
        "ics_feeds": [{"url": ics, "label": text.title}],
        "poster_url": current_poster_url(event, [entry]),
        "organise_url": organise_url(request, entry),
    }
