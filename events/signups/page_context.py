"""What all pages about a sign-up share."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.themes import themes_for
from events.display.formatting import format_location
from events.display.list_items import list_items
from events.models import Occurrence


def visible_occurrence(request: HttpRequest, occurrence_id: int) -> Occurrence:
    """Return the occurrence with all a page shows of it; raise `Http404` if it is not public."""
    visible = Occurrence.objects.visible_to(request.user).for_listing()
    return get_object_or_404(visible, pk=occurrence_id)


def signup_page_context(request: HttpRequest, occurrence: Occurrence) -> dict[str, Any]:
    """Return what every page of signing up says of the event."""
    [entry] = list_items([occurrence], themes_for(request))
    return {
        "entry": entry,
        "occurrence": occurrence,
        "place": format_location(occurrence),
        "retention_days": settings.SIGNUP_RETENTION_DAYS,
        "robots": "noindex",
    }


def unknown_link(request: HttpRequest) -> HttpResponse:
    """Answer a token that leads nowhere."""
    return render(request, "events/unknown_link.html", {"robots": "noindex"}, status=404)
