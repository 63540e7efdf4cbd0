"""The pictures of shared pages, for the programs of other sites.

The address names the content, so that a picture may be kept for ever; an older address leads to the
picture of today.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from core.social.cards import SocialCard, default_card
from core.social.images import CONTENT_TYPE, is_stored, stored_image
from core.social.publishing import card_of, page_card, queue
from core.typesetting.busy import busy_response


@require_safe
def page_image(request: HttpRequest, page_id: int, digest: str) -> HttpResponse:
    """Return the picture of a public page. Drafts and other pages have none."""
    card = page_card(page_id)
    if card is None:
        raise Http404
    return _answer(card, digest)


@require_safe
def list_image(request: HttpRequest, owner: str, digest: str) -> HttpResponse:
    """Return the picture of a list, such as that of the threads about a theme."""
    card = card_of(owner) if owner.startswith("list-") else None
    if card is None:
        raise Http404
    return _answer(card, digest)


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
    content = stored_image(card)
    if content is None:
        queue(card.owner)
        # It is there at once where tasks run at once.
        content = stored_image(card)
    if content is None:
        return _meanwhile(card)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _meanwhile(card: SocialCard) -> HttpResponse:
    """Lead to the picture of the site, which is there before those of most pages."""
    of_site = default_card(card.language)
    if of_site.owner == card.owner or not is_stored(of_site):
        return busy_response()
    response = HttpResponseRedirect(of_site.url)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response
