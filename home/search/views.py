"""The page of the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.text.normalization import compose
from events.display.calendar_url import calendar_url
from home.search.filters import FilterLinks, SearchFilters
from home.search.results import search as find_results

QUERY_CHARACTERS = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search the pages in the active language, and events without a page and threads in all."""
    query = compose(request.GET.get("q", "").replace("\0", " ").strip()[:QUERY_CHARACTERS])
    filters = SearchFilters.from_query(request.GET)
    results = find_results(query, request.user, filters)
    context = {
        "query": query,
        "results": results,
        "links": FilterLinks(query, filters),
        "suggestion_url": filters.url(results.suggestion),
        "calendar_url": calendar_url(),
        "robots": "noindex",
    }
    return render(request, "home/search.html", context)
