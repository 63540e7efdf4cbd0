"""The lists of themes and campaigns, and the pages that lead elsewhere."""

from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from campaigns.models.pages import CampaignPage
from core.breadcrumbs import breadcrumbs
from core.filter_links import FilterGroup, chosen_filters
from core.page_routing import are_pages_restricted
from core.site_settings import localized_site
from core.themes import localized_themes

CAMPAIGNS_PER_PAGE = 24


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """List the themes; the context processor supplies them."""
    return render(request, "home/themes.html", {"crumbs": breadcrumbs(current=_("Themes"))})


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns in the active language by phase, of all themes or of ?theme=<slug>."""
    themes = localized_themes()
    theme = themes.by_slug(request.GET.get("theme", ""))
    slug = theme.slug if theme else ""
    live = CampaignPage.objects.live().filter(locale=Locale.get_active())
    found = live.filter(theme=theme.id) if theme else live
    paginator = Paginator(found.for_cards().in_phase_order(), CAMPAIGNS_PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    list_url = reverse("home:campaigns")
    filters = FilterGroup.build(
        "theme",
        _("Theme"),
        [("", _("All themes"), ""), *((each.slug, each.name, each.icon) for each in themes)],
        current=slug,
        url=lambda theme: f"{list_url}?{urlencode({'theme': theme})}" if theme else list_url,
    )
    context = {
        "phases": [
            (phase, list(pages))
            for phase, pages in groupby(page.object_list, key=lambda each: each.phase)
        ],
        "page_obj": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "theme": theme,
        "filters": [filters],
        "chosen": chosen_filters([filters]),
        "list_url": list_url,
        "query": f"theme={slug}" if slug else "",
        "crumbs": breadcrumbs(current=_("Campaigns")),
        "robots": "noindex" if slug else "",
    }
    return render(request, "home/campaigns.html", context)


@require_safe
def untranslated(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say that a page is not translated, and link to the language that it has."""
    page = get_object_or_404(_shown(Page.objects.live()).select_related("locale"), pk=page_id)
    if page.get_url(request) is None:  # the root of the page tree
        raise Http404
    if page.locale.language_code == get_language():
        return redirect(page.get_url(request))
    translations = _shown(page.get_translations().live()).filter(
        locale__language_code=get_language()
    )
    if translated := translations.first():
        return redirect(translated.get_url(request))
    context = {
        "page": page,
        "page_language": page.locale.language_code,
        "robots": "noindex",
        "alternates": [],
    }
    return render(request, "home/untranslated.html", context)


def _shown(pages: PageQuerySet) -> PageQuerySet:
    """Return the pages that everybody may read."""
    return pages.public() if are_pages_restricted() else pages


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Redirect to the icon, for programs that ask for `/favicon.ico` without reading a page."""
    return redirect(static("images/favicon.svg"))


@require_safe
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    """Redirect to the accessibility statement, whose URL is in the site settings.

    The statement must be available at /was. (bekendtgørelse om webtilgængelighed)
    """
    if url := localized_site().accessibility_statement:
        return redirect(url)
    return render(request, "home/accessibility_statement_missing.html", {"robots": "noindex"})
