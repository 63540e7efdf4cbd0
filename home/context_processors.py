"""The context of every template: the page frame, the themes, and the URLs for search engines."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from core.themes import LocalizedThemes, themes_for
from home.models import ThemePage
from home.page_frame import PageFrame


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the frame, the themes, and the canonical and alternate URLs, which views may replace.

    Values are lazy: a page makes no query for what it does not show.
    """
    frame = PageFrame(request)
    return {
        "frame": frame,
        "themes": SimpleLazyObject(lambda: _themes_with_urls(request)),
        "canonical_url": settings.BASE_URL + request.path,
        "alternates": SimpleLazyObject(frame.alternates),
    }


def _themes_with_urls(request: HttpRequest) -> LocalizedThemes:
    themes = themes_for(request)
    pages = ThemePage.objects.live().filter(locale__language_code=get_language())
    for page in pages.defer_streamfields():
        theme = themes.get(page.theme_id)
        if theme is not None:
            theme.url = page.get_url(request) or ""
    return themes
