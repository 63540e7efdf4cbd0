"""“What came of it”: the results of all campaigns, the newest first."""

import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import CampaignUpdateText
from core import keyset
from core.breadcrumbs import breadcrumbs
from core.filter_links import FilterGroup, chosen_filters
from core.themes import localized_themes

RESULTS_PER_PAGE = 20


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """List the results in the active language, of all themes or of ?theme=<slug>."""
    themes = localized_themes()
    theme = themes.by_slug(request.GET.get("theme", ""))
    slug = theme.slug if theme else ""
    cursor = request.GET.get("after", "")
    try:
        found, next_cursor = _page_after(cursor, theme.id if theme else None)
    except keyset.InvalidCursorError:
        cursor = ""
        found, next_cursor = _page_after("", theme.id if theme else None)
    list_url = reverse("home:results")

    def url(**parameters: str) -> str:
        given = {name: value for name, value in parameters.items() if value}
        return f"{list_url}?{urlencode(given)}" if given else list_url

    filters = FilterGroup.build(
        "theme",
        _("Theme"),
        [("", _("All themes"), ""), *((each.slug, each.name, each.icon) for each in themes)],
        current=slug,
        url=lambda theme: url(theme=theme),
    )
    context = {
        "results": found,
        "theme": theme,
        "filters": [filters],
        "chosen": chosen_filters([filters]),
        "list_url": list_url,
        "newest_url": url(theme=slug) if cursor else "",
        "older_url": url(theme=slug, after=next_cursor) if next_cursor else "",
        "crumbs": breadcrumbs(
            (reverse("home:campaigns"), _("Campaigns")), current=_("What came of it")
        ),
        "robots": "noindex" if slug else "",
    }
    if cursor:
        context["canonical_url"] = settings.BASE_URL + url(theme=slug, after=cursor)
        context["alternates"] = []
    return render(request, "home/results.html", context)


def _page_after(cursor: str, theme: int | None) -> tuple[list[CampaignUpdateText], str]:
    """Return the results after `cursor`, and the cursor of those that follow ("": none)."""
    listed = CampaignUpdateText.objects.results(theme).for_cards()
    if cursor:
        moment, update_id = keyset.decode(cursor)
        listed = listed.older_than(moment.date(), update_id)
    fetched = list(listed[: RESULTS_PER_PAGE + 1])
    page = fetched[:RESULTS_PER_PAGE]
    if len(fetched) == len(page):
        return page, ""
    return page, keyset.encode(_midnight(page[-1].update.on), page[-1].update_id)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
