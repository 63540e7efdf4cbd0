"""Search, the accessibility redirect, and what a reader sees of an untranslated page."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page, Site

from events.models import EventText
from forum.models import Thread
from home.models import SiteSettings

RESULTS = 20
LONGEST_QUERY = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find pages in the reader's language; events without a page, and threads, in any."""
    query = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    # Words only: SQLite's FTS5 takes a lone quotation mark for syntax and fails.
    words = " ".join(re.findall(r"\w+", query))
    pages, events, threads = [], [], []
    if words:
        pages = list(
            Page.objects.live()
            .filter(locale=Locale.get_active())
            .specific()
            .search(words)[:RESULTS]
        )
        texts = EventText.objects.searchable().select_related("event")
        events = list(texts.order_by().search(words)[:RESULTS])
        readable = Thread.objects.visible_to(request.user).for_listing()
        threads = list(readable.order_by().search(words)[:RESULTS])
    context = {
        "query": query,
        "pages": pages,
        "events": events,
        "threads": threads,
        "robots": "noindex",
    }
    return render(request, "home/search.html", context)


@require_safe
def untranslated(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say that a page is not there in the reader's language, and offer what there is."""
    page = get_object_or_404(Page.objects.live().select_related("locale"), pk=page_id)
    if page.get_url(request) is None:  # no page of this site: the root of all
        raise Http404
    if page.locale.language_code == get_language():
        return redirect(page.get_url(request))
    translation = page.get_translations().live().filter(locale__language_code=get_language())
    if found := translation.first():
        return redirect(found.get_url(request))
    context = {
        "page": page,
        "page_language": page.locale.language_code,
        "robots": "noindex",
        "alternates": [],
    }
    return render(request, "home/untranslated.html", context)


@require_safe
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    """Lead to the accessibility statement, wherever the editors say it is.

    The law wants it reachable at /was. (bekendtgørelse om webtilgængelighed)
    """
    site = Site.find_for_request(request)
    address = SiteSettings.for_site(site).accessibility_statement if site else ""
    if address:
        return redirect(address)
    return render(request, "home/no_statement.html", {"robots": "noindex"})
