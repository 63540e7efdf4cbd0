"""The search, the accessibility statement, and the page for missing translations."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page, Site

from campaigns.models.pages import CampaignPage
from core.breadcrumbs import breadcrumbs
from core.text.normalization import compose
from home.models import SiteSettings
from home.models.pages import ACTIVE_FIRST
from home.search import search as search_site

CAMPAIGNS_PER_PAGE = 24
QUERY_CHARACTERS = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search the pages in the active language, and events without a page and threads in all."""
    query = compose(request.GET.get("q", "").replace("\0", " ").strip()[:QUERY_CHARACTERS])
    context = {"query": query, "results": search_site(query, request.user), "robots": "noindex"}
    return render(request, "home/search.html", context)


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """List the themes; the context processor supplies them."""
    return render(request, "home/themes.html", {"crumbs": breadcrumbs(current=_("Themes"))})


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns in the active language, active ones first."""
    live = CampaignPage.objects.live().filter(locale=Locale.get_active()).defer_streamfields()
    ordered = live.order_by(ACTIVE_FIRST, "-first_published_at", "pk")
    paginator = Paginator(ordered, CAMPAIGNS_PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "campaigns": page.object_list,
        "page_obj": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "crumbs": breadcrumbs(current=_("Campaigns")),
    }
    return render(request, "home/campaigns.html", context)


@require_safe
def untranslated(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say that a page is not translated, and link to the language that it has."""
    page = get_object_or_404(Page.objects.live().select_related("locale"), pk=page_id)
    if page.get_url(request) is None:  # the root of the page tree
        raise Http404
    if page.locale.language_code == get_language():
        return redirect(page.get_url(request))
    translations = page.get_translations().live().filter(locale__language_code=get_language())
    if translated := translations.first():
        return redirect(translated.get_url(request))
    context = {
        "page": page,
        "page_language": page.locale.language_code,
        "robots": "noindex",
        "alternates": [],
    }
    return render(request, "home/untranslated.html", context)


@require_safe
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    """Redirect to the accessibility statement, whose URL is in the site settings.

    The statement must be available at /was. (bekendtgørelse om webtilgængelighed)
    """
    site = Site.find_for_request(request)
    url = SiteSettings.for_site(site).accessibility_statement if site else ""
    if url:
        return redirect(url)
    return render(request, "home/accessibility_statement_missing.html", {"robots": "noindex"})
