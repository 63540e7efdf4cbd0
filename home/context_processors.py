"""The context of every template: the page frame, the themes, and the URLs for search engines."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.themes import localized_themes
from home.page_frame import PageFrame


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the frame, the themes, and the canonical and alternate URLs, which views may replace.

    Values are lazy: a page makes no query for what it does not show. Templates call `themes` each
    time they read it, so that a piece of a page that is held depends on them.
    """
    frame = PageFrame(request)
    return {
        "frame": frame,
        "themes": localized_themes,
        "canonical_url": settings.BASE_URL + request.path,
        "alternates": SimpleLazyObject(frame.alternates),
    }
