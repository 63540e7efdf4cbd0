"""How many have ticked the steps of each kit, for editors: numbers, and no names.

Only readers with an account are counted: what a browser keeps is never sent. As with pledges,
fewer than 5 is never shown as a number.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.kit_cards import stored_steps
from campaigns.models import KitPage, KitTick
from campaigns.pledge_choices import SMALLEST_SHOWN
from campaigns.reports import editable_pages, fewer, page_or_file


@dataclass(frozen=True)
class Row:
    """A kit with how many have ticked any step, and each of its steps."""

    page: KitPage
    people: str
    steps: list[tuple[str, str]]


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """List the kits that the user may edit, with their numbers."""
    pages = editable_pages(request, KitPage).select_related("locale")
    rows = rows_of(_one_of_each(pages.order_by("title", "pk")))
    return page_or_file(request, "kits", rows, _table(rows))


def _one_of_each(pages: Iterable[KitPage]) -> list[KitPage]:
    """Return one page of each kit, if possible in the language of the editor."""
    chosen: dict[uuid.UUID, KitPage] = {}
    for page in pages:
        known = chosen.get(page.translation_key)
        if known is None or page.locale.language_code == get_language():
            chosen[page.translation_key] = page
    return sorted(chosen.values(), key=lambda page: (page.title, page.pk))


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
            _shown(people.get(page.translation_key, 0)),
            [
                (step.title, _shown(by_step[page.translation_key].get(step.id, 0)))
                for step in stored_steps(page.steps.raw_data)
            ],
        )
        for page in pages
    ]


def _shown(number: int) -> str:
    """Return the number; in words for a small one, none included."""
    return fewer() if number < SMALLEST_SHOWN else str(number)


def _table(rows: list[Row]) -> list[list[str]]:
    """Return a line for all of each kit, and one for each of its steps."""
    table = [[_("Kit"), _("Step"), _("Ticked by")]]
    for row in rows:
        table.append([row.page.title, _("At least one"), row.people])
        table += [[row.page.title, title, number] for title, number in row.steps]
    return table
