"""The public log of moderators' acts: no names and no content. (DSA, art. 15 and 24)"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import keyset
from core.breadcrumbs import breadcrumbs
from forum.house_rules import HouseRule
from forum.models import Appeal, ModerationAction

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """What everybody may see of an action."""

    at: datetime.datetime
    kind: str
    rule: str
    role: str


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show a page of the log, the latest first, and the figures of each year."""
    cursor = request.GET.get("after", "")
    try:
        entries, next_cursor = read_page(cursor)
        is_known = True
    except keyset.InvalidCursorError:
        cursor, is_known = "", False
        entries, next_cursor = read_page("")
    own_url = reverse("forum:moderation_log")
    context: dict[str, Any] = {
        "entries": entries,
        "is_known": is_known,
        "figures": None if cursor else yearly_figures(),
        "first_url": own_url if cursor else "",
        "next_url": f"{own_url}?after={next_cursor}" if next_cursor else "",
        "crumbs": breadcrumbs((reverse("forum:threads"), _("Forum")), current=_("Moderation log")),
    }
    if cursor or not is_known:
        context["robots"] = "noindex"
    if cursor:
        context["canonical_url"] = f"{settings.BASE_URL}{request.path}?after={cursor}"
        context["alternates"] = []
    return render(request, "forum/moderation/public_log.html", context)


def read_page(cursor: str) -> tuple[list[PublicEntry], str]:
    """Return the entries after `cursor`, the latest first, and the next cursor or "".

    Raises `InvalidCursorError`.
    """
    rows = ModerationAction.objects.all()
    if cursor:
        at, pk = keyset.decode(cursor)
        # The first condition follows from the second; it lets the database start in the index.
        rows = rows.filter(Q(created_at__lt=at) | Q(pk__lt=pk), created_at__lte=at)
    values = rows.order_by("-created_at", "-pk").values_list(
        *("created_at", "pk", "kind", "rule", "role")
    )
    found = list(values[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    entries = [
        PublicEntry(
            at=at,
            kind=str(ModerationAction.Kind(kind).label),
            rule=str(HouseRule(rule).label) if rule else "",
            role=str(ModerationAction.Role(role).label),
        )
        for at, _pk, kind, rule, role in page
    ]
    has_more = len(found) > PAGE_SIZE
    return entries, keyset.encode(page[-1][0], page[-1][1]) if has_more else ""


def yearly_figures() -> dict[str, Any]:
    """Return the number of actions of each kind, and of appeals by their outcome, by year."""
    counts: dict[tuple[str, int], int] = {}
    by_kind = ModerationAction.objects.order_by().values(
        year=ExtractYear("created_at"), what=F("kind")
    )
    by_state = Appeal.objects.order_by().values(year=ExtractYear("created_at"), what=F("state"))
    for row in by_kind.annotate(number=Count("pk")):
        counts[f"act:{row['what']}", row["year"]] = row["number"]
    for row in by_state.annotate(number=Count("pk")):
        counts[f"appeal:{row['what']}", row["year"]] = row["number"]
    years = sorted({year for _what, year in counts}, reverse=True)
    labels = [(f"act:{kind.value}", str(kind.label)) for kind in ModerationAction.Kind]
    complaint = _("Complaint: %(outcome)s")
    labels += [
        (f"appeal:{state.value}", complaint % {"outcome": state.label}) for state in Appeal.State
    ]
    known = {what for what, _year in counts}
    return {
        "years": years,
        "rows": [
            (label, [counts.get((what, year), 0) for year in years])
            for what, label in labels
            if what in known
        ],
    }
