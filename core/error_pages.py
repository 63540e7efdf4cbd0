"""Error pages. Nothing in them can fail: no session, no database, no form, no context processor.

A page is designed like the others, in the language of its path. If even its template or a style
sheet is missing, the reader gets the same text without the design.
"""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.site_settings import last_known_site

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return error_page(request, 500, context={"is_reported": bool(settings.ERROR_MAIL)})


def error_page(
    request: HttpRequest,
    status: int,
    template: str = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Return the page of `template`, by default "<status>.html", with `status`."""
    language = _language_of(request)
    with translation.override(language):
        try:
            page = get_template(template or f"{status}.html")
            html = page.render({"frame": _frame(language), "robots": "noindex", **(context or {})})
        except Exception:
            logger.exception("The error page %s cannot be shown.", template or status)
            html = _plain_page(language)
    response = HttpResponse(html, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _language_of(request: HttpRequest) -> str:
    """Return the language of the path, or else the one that the browser prefers."""
    try:
        path = translation.get_language_from_path(request.path_info)
        return path or translation.get_language_from_request(request)
    except Exception:
        return settings.LANGUAGE_CODE


def _frame(language: str) -> dict[str, Any]:
    """Return of the page frame what is known without the database."""
    links = [
        {"code": code, "name": name, "url": f"/{code}/", "current": code == language}
        for code, name in settings.LANGUAGES
    ]
    return {
        "front_page_url": f"/{language}/",
        "language_links": links,
        "is_error_page": True,
        "site": last_known_site(language),
    }


def _plain_page(language: str) -> str:
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><title>{}</title></head>'
        '<body><h1>{}</h1><p>{}</p><p><a href="/{}/">{}</a></p></body></html>',
        language,
        last_known_site(language).name,
        _("Something went wrong on our side"),
        _("It is not your fault. Try again in a few minutes."),
        language,
        _("Go to the front page"),
    )
