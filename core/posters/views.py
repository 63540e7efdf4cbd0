"""The pages and files of posters. Apps look up the object, and hand its poster over."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from core.posters.poster import SIZES, Poster
from core.typesetting.busy import busy_response
from core.typesetting.typesetter import BusyError


def poster_page(
    request: HttpRequest, poster: Poster, size: str, urls: dict[str, str]
) -> HttpResponse:
    """Return the page that prints as a poster ("a4") or as four hand-outs ("a6").

    `urls` are the paths of both pages and of both files, by size, and by "<size>.pdf".
    """
    _check(size)
    with override(poster.language):
        sheet: dict[str, Any] = {"poster": poster, "copies": range(1 if size == "a4" else 4)}
        context = {
            **sheet,
            "size": size,
            "pdf_url": urls[f"{size}.pdf"],
            "sizes": [(name, urls[name], name == size) for name in SIZES],
            "robots": "noindex",
            "alternates": [],
        }
    return render(request, "core/poster.html", context)


def poster_file(request: HttpRequest, poster: Poster, size: str) -> HttpResponse:
    """Return the PDF; status 503 while too many are being made."""
    _check(size)
    try:
        with override(poster.language):
            content = poster.pdf(size)
    except BusyError:
        return busy_response()
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{poster.file_name(size)}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _check(size: str) -> None:
    if size not in SIZES:
        raise Http404
