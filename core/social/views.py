"""The pictures of shared pages, for the programs of other sites.

The address names the content, so that a picture may be kept for ever; an older address leads to the
picture of today.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe
from wagtail.models import Page

from core.social.cards import SharedPage, SocialCard, default_card
from core.social.images import CONTENT_TYPE, image_of
from core.typesetting.busy import busy_response
from core.typesetting.typesetter import BusyError


@require_safe
def page_image(request: HttpRequest, page_id: int, digest: str) -> HttpResponse:
    """Return the picture of a public page. Drafts and other pages have none."""
    found = Page.objects.live().public().filter(pk=page_id).first()
    page = found.specific if found else None
    if page is None or not isinstance(page, SharedPage) or not page.is_shared():
        raise Http404
    return _answer(page.social_card(page.locale.language_code), digest)


@require_safe
def default_image(request: HttpRequest, language: str, digest: str) -> HttpResponse:
    """Return the picture of all other pages."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return _answer(default_card(language), digest)


def _answer(card: SocialCard, digest: str) -> HttpResponse:
    if digest != card.digest:
        response: HttpResponse = HttpResponseRedirect(card.url)
        response.headers["Cache-Control"] = "public, max-age=60"
        return response
    try:
        content = image_of(card)
    except BusyError:
        return busy_response()
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
