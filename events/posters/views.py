"""The posters of events."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.posters.poster import Poster
from core.posters.urls import poster_urls
from core.posters.views import poster_file, poster_page
from events.models import Event
from events.posters.layout import poster_of


@require_safe
def page(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """Show the poster of an event, to be printed."""
    return poster_page(request, _find(pk), size, poster_urls("events", pk))


@require_safe
def file(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """Return the poster of an event as PDF."""
    return poster_file(request, _find(pk), size)


def _find(pk: int) -> Poster:
    events = Event.objects.filter(is_published=True).select_related("area", "organiser")
    poster = poster_of(get_object_or_404(events, pk=pk))
    if poster is None:
        raise Http404
    return poster
