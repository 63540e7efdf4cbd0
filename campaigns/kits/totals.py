"""How many have ticked the steps of each kit, for editors: numbers, and no names.

Only readers with an account are counted: what a browser keeps is never sent. As with pledges,
fewer than 5 is never shown as a number.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.permission_policies.pages import PagePermissionPolicy

from campaigns.kit_cards import stored_steps
from campaigns.models import KitPage, KitTick
from campaigns.pledge_choices import SMALLEST_SHOWN


@dataclass(frozen=True)
class Row:
    """A kit with how many have ticked any step, and each of its steps."""

    page: KitPage
    people: str
    steps: list[tuple[str, str]]


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """List the kits that the user may edit, with their numbers."""
    policy = PagePermissionPolicy()
    if not policy.user_has_any_permission(request.user, {"add", "change", "publish"}):
        raise PermissionDenied
    editable = policy.instances_user_has_any_permission_for(request.user, {"change", "publish"})
    pages = KitPage.objects.filter(pk__in=editable.values("pk")).select_related("locale")
    rows = rows_of(list(pages.order_by("title", "pk")))
    return render(request, "campaigns/admin/kits.html", {"rows": rows})


def rows_of(pages: list[KitPage]) -> list[Row]:
    """Return a row for each page. Two queries."""
    keys = {page.translation_key for page in pages}
    ticks = KitTick.objects.filter(kit__in=keys).order_by()
    people = dict(ticks.values_list("kit").annotate(number=Count("user", distinct=True)))
    by_step: dict[object, dict[str, int]] = defaultdict(dict)
    for kit, step, number in ticks.values_list("kit", "step").annotate(number=Count("pk")):
        by_step[kit][str(step)] = number
    return [
        Row(
            page,
            format_number(people.get(page.translation_key, 0)),
            [
                (step.title, format_number(by_step[page.translation_key].get(step.id, 0)))
                for step in stored_steps(page.steps.raw_data)
            ],
        )
        for page in pages
    ]


def format_number(number: int) -> str:
    """Return the number in words; "fewer than 5" for a small one, none included."""
    if number < SMALLEST_SHOWN:
        return _("fewer than %(number)d") % {"number": SMALLEST_SHOWN}
    return str(number)
