"""Events and campaigns as open data, and the list of what there is."""

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import override

from campaigns.models import CampaignPage
from core import keyset
from core.primary_keys import parse_pk
from core.themes import localized_themes
from events.feeds.entries import feed_entries
from events.feeds.json_feed import item_of
from events.feeds.selection import FeedSelection, UnknownFilterError
from events.models import Occurrence
from home.open_data import campaigns as campaign_data
from home.open_data.responses import message

USUAL, MOST = 20, 100
MOST_CAMPAIGNS = 50


class BadParameterError(ValueError):
    """A parameter has a value that it cannot have. The message is for the caller."""


@dataclass(frozen=True)
class Slice:
    """Which part of a list is asked for, and in which language."""

    language: str
    limit: int

    @classmethod
    def read(cls, request: HttpRequest, most: int) -> Self:
        """Raises BadParameterError."""
        language = request.GET.get("language", settings.LANGUAGE_CODE)
        if language not in dict(settings.LANGUAGES):
            raise BadParameterError("language: there is no such language.")
        limit = parse_pk(request.GET.get("limit", str(min(USUAL, most))))
        if not limit or limit > most:
            raise BadParameterError(f"limit: a number from 1 to {most}.")
        return cls(language, limit)


def index(request: HttpRequest) -> JsonResponse:
    """Return the addresses of all lists."""
    names = {
        "pages": "open_data:content:pages:listing",
        "images": "open_data:content:images:listing",
        "documents": "open_data:content:documents:listing",
        "events": "open_data:events",
        "campaigns": "open_data:campaigns",
    }
    return JsonResponse({name: _address(reverse(route)) for name, route in names.items()})


def events(request: HttpRequest) -> JsonResponse:
    """Return the events to come, soonest first; filtered as the calendar is."""
    try:
        wanted = Slice.read(request, MOST)
        with override(wanted.language):
            return _events(request, wanted)
    except BadParameterError as error:
        return message(400, str(error))


def _events(request: HttpRequest, wanted: Slice) -> JsonResponse:
    try:
        selected = FeedSelection.read(request)
    except UnknownFilterError as error:
        raise BadParameterError("A filter has a value that does not exist.") from error
    upcoming = Occurrence.objects.visible_to(AnonymousUser()).for_listing()
    found = selected.among(upcoming).upcoming()
    if after := request.GET.get("after", ""):
        try:
            found = found.after(*keyset.decode(after))
        except keyset.InvalidCursorError as error:
            raise BadParameterError("after: not from an earlier answer.") from error
    rows = list(found[: wanted.limit + 1])
    shown = rows[: wanted.limit]
    cursor = ""
    if len(rows) > wanted.limit:
        cursor = keyset.encode(shown[-1].starts_at, shown[-1].pk)
    home = _address(reverse("open_data:index"))
    items = [item_of(entry, home) for entry in feed_entries(shown, localized_themes())]
    return _answer(request, items, wanted, cursor)


def campaigns(request: HttpRequest) -> JsonResponse:
    """Return the campaigns with their figures and the totals of their pledges, oldest first."""
    try:
        wanted = Slice.read(request, MOST_CAMPAIGNS)
        after = parse_pk(request.GET.get("after") or "0")
        if after is None:
            raise BadParameterError("after: not from an earlier answer.")
        with override(wanted.language):
            theme = localized_themes().by_slug(request.GET.get("theme", ""))
            if theme is None and request.GET.get("theme"):
                raise BadParameterError("theme: there is no such theme.")
            found = CampaignPage.objects.live().public()
            found = found.filter(locale__language_code=wanted.language, pk__gt=after)
            if theme:
                found = found.filter(theme=theme.id)
            pages = list(found.select_related("locale").order_by("pk")[: wanted.limit + 1])
            shown = pages[: wanted.limit]
            cursor = str(shown[-1].pk) if len(pages) > wanted.limit else ""
            return _answer(request, campaign_data.items_of(shown), wanted, cursor)
    except BadParameterError as error:
        return message(400, str(error))


def _answer(
    request: HttpRequest, items: list[dict[str, Any]], wanted: Slice, cursor: str
) -> JsonResponse:
    """Return the items, and the address of those that follow."""
    following = None
    if cursor:
        query = request.GET.copy()
        query["after"] = cursor
        following = _address(f"{request.path}?{query.urlencode()}")
    return JsonResponse(
        {"meta": {"language": wanted.language, "next": following}, "items": items},
        headers={"Content-Language": wanted.language},
        json_dumps_params={"ensure_ascii": False},
    )


def _address(path: str) -> str:
    return settings.BASE_URL + path
