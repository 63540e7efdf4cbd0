"""The routes whose pages the page cache stores, and the query parameters that each of them knows.

A test compares the table with what the views read, and with the routes that anybody may open.
"""

from dataclasses import fields

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from events.calendar.query import CalendarFilters, CalendarQuery
from home.open_data.pages import PublicPages

_FILTERS = frozenset(CalendarFilters.filter_names())
_CALENDAR = frozenset(field.name for field in fields(CalendarQuery)) - {"unknown"}
# Those of Wagtail's API that the open data takes, and two that it only looks at.
_PAGES_API = PublicPages.known_query_parameters | {"format", "rich_text_format"}

PARAMETERS: dict[str, frozenset[str]] = {
    # The pages of Wagtail: the calendar, and the dates of an event ("p").
    "wagtail_serve": _CALENDAR | {"p"},
    "home:search": frozenset({"q", "kind", "theme", "area", "when"}),
    "home:themes": frozenset(),
    "home:campaigns": frozenset({"theme", "page"}),
    "home:tag": frozenset({"page"}),
    "home:results": frozenset({"theme", "after"}),
    "home:untranslated": frozenset(),
    "forum:threads": frozenset(
        {"theme", "area", "kind", "status", "state", "tag", "show", "order", "after"}
    ),
    "forum:thread": frozenset({"page"}),
    "forum:moderation_log": frozenset({"after"}),
    "forum:feed": frozenset({"theme"}),
    "forum:meetup": frozenset(),
    "campaign_story:theme_feed": frozenset({"theme"}),
    "campaign_story:feed": frozenset(),
    "campaign_posters:poster": frozenset(),
    "events:poster": frozenset(),
    "events:ics": frozenset(),
    "events:series_ics": frozenset(),
    "events:calendar_ics": _FILTERS,
    "events:calendar_atom": _FILTERS,
    "events:calendar_json": _FILTERS,
    "neighbours:profile": frozenset(),
    "open_data:index": frozenset(),
    "open_data:events": _FILTERS | {"after", "language", "limit"},
    "open_data:content:pages:listing": _PAGES_API,
    "open_data:content:pages:detail": _PAGES_API,
    "open311:services": frozenset(),
    "open311:requests": frozenset(
        {"service_request_id", "service_code", "status", "start_date", "end_date"}
    ),
    "open311:request": frozenset(),
    "open_data:campaigns": frozenset({"theme", "after", "language", "limit"}),
}


def known_parameters(path: str) -> frozenset[str] | None:
    """Return the parameters that the route of `path` knows; None if its pages are not stored."""
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return None
    try:
        # Routes are translated.
        with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
            match = resolve(path)
    except Resolver404:
        return None
    return PARAMETERS.get(match.view_name)
