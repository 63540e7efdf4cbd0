"""The preview of a broadcast: the mail in each language, as its recipients get it."""

from django.conf import settings
from django.http import Http404, HttpRequest

from core.languages import site_languages
from notifications.models.broadcast import Broadcast


def written_languages(broadcast: Broadcast) -> list[tuple[str, str]]:
    """Return code and name of each language of the site that the broadcast is written in."""
    return [(code, name) for code, name in site_languages() if code in broadcast.texts]


def missing_languages(broadcast: Broadcast) -> list[str]:
    """Return the name of each language of the site that the broadcast is not written in."""
    return [name for code, name in site_languages() if code not in broadcast.texts]


def requested_language(request: HttpRequest) -> str:
    """Return the requested language of the mail; raise `Http404` for an unknown one."""
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return language
