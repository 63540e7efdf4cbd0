"""`/.well-known/security.txt`: where to report a weakness of the hub. (RFC 9116)"""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

# The RFC asks for less than a year, so that nobody writes to an address that was given up.
_VALID = datetime.timedelta(days=90)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Name `SECURITY_CONTACT`; `Http404` without one.

    It expires at a midnight in UTC, so that it stays the same for a day.
    """
    if not settings.SECURITY_CONTACT:
        raise Http404
    day = (timezone.now() + _VALID).astimezone(datetime.UTC).date()
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {day.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {languages}",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
