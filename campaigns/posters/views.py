"""The posters of campaigns."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.models.pages import CampaignPage
from campaigns.posters.layout import poster_of
from core.posters.poster import Poster
from core.posters.urls import poster_urls
from core.posters.views import poster_file, poster_page


@require_safe
def page(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """Show the poster of a campaign, to be printed."""
    return poster_page(request, _find(pk), size, poster_urls("campaign_posters", pk))


@require_safe
def file(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """Return the poster of a campaign as PDF."""
    return poster_file(request, _find(pk), size)


def _find(pk: int) -> Poster:
    """Return the poster of a live campaign that is not over, in the reader's language if it can."""
    live = CampaignPage.objects.live().public()
    found = live.filter(pk=pk).values_list("translation_key", flat=True).first()
    campaign = CampaignPage.objects.localized([found]).get(found) if found else None
    if campaign is None or not campaign.poster_url:
        raise Http404
    return poster_of(campaign)
