"""What every page of an organiser shows around its own part: which event, and the other pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.themes import themes_for
from events.display.formatting import format_location
from events.display.list_items import list_items
from events.models import Occurrence


def pages() -> list[tuple[str, str, str]]:
    """Return the pages of an occurrence: route, icon and words."""
    return [
        ("attendees", "people", _("Who comes")),
        ("add", "add", _("Add somebody")),
        ("check_in", "check-circle", _("Receive people")),
        ("announcements", "mail", _("Write to everybody")),
        ("figures", "info", _("Numbers and feedback")),
        ("printed", "file", _("List to print")),
        ("export", "download", _("Take the list along")),
    ]


def organiser_page(
    request: HttpRequest,
    occurrence: Occurrence,
    template: str,
    *,
    current: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Show `templates/events/organising/<template>.html`; `current` is its place in the menu."""
    [entry] = list_items([occurrence], themes_for(request))
    menu = [
        {
            "url": reverse(f"events:{name}", args=[occurrence.pk]),
            "icon": icon,
            "label": label,
            "current": name == current,
        }
        for name, icon, label in pages()
    ]
    context |= {
        "entry": entry,
        "occurrence": occurrence,
        "place": format_location(occurrence),
        "menu": menu,
        "robots": "noindex",
    }
    return render(request, f"events/organising/{template}.html", context, status=status)
