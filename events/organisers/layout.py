"""The layout that all pages of an organiser share."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.themes import localized_themes
from events.display.formatting import format_location
from events.display.list_items import list_items
from events.models import Occurrence


def organiser_page(
    request: HttpRequest,
    occurrence: Occurrence,
    template: str,
    *,
    current: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render `templates/events/organisers/<template>.html`.

    `current` is the URL name of the menu item to mark as current.
    """
    [entry] = list_items([occurrence], localized_themes())
    context |= {
        "entry": entry,
        "occurrence": occurrence,
        "place": format_location(occurrence),
        "current": current,
        "robots": "noindex",
    }
    return render(request, f"events/organisers/{template}.html", context, status=status)
