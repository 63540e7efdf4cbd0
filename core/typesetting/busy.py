"""The response while too many documents are being made."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

_RETRY_SECONDS = 5


def busy_response() -> HttpResponse:
    """Return status 503, and when to try again."""
    text = _("Many are asking for files right now. Try again in a few seconds.")
    response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
