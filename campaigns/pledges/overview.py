"""The numbers of all pledges for editors: a list in Wagtail's reports, and the same as a file.

Editors see what everybody sees, and no more: names are not asked for, and small numbers are hidden
as on the pages of the campaigns.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.models import CampaignPage, PledgeOffer, PledgeWording
from campaigns.pledge_choices import Giver
from campaigns.pledges import counting
from campaigns.reports import editable_pages, fewer, page_or_file


@dataclass(frozen=True)
class Row:
    """One promise with its public numbers."""

    campaign: CampaignPage
    promise: str
    offer: PledgeOffer

    @property
    def total(self) -> str:
        number = counting.public_total(self.offer)
        return fewer() if number is None else str(number)

    @property
    def areas(self) -> counting.AreaCounts | None:
        return counting.public_areas(self.offer)

    @property
    def givers(self) -> list[tuple[str, str]]:
        """Who made it, and how many."""
        return [
            (str(Giver(key).label), fewer() if number is None else str(number))
            for key, number in counting.public_givers(self.offer).items()
        ]

    @property
    def reached(self) -> str:
        """The milestones, with a tick for those that are reached."""
        return ", ".join(
            f"{each.number} ✓" if each.reached_at else str(each.number)
            for each in self.offer.milestones.all()
        )


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """List the promises of the campaigns that the user may edit."""
    rows = rows_of(editable_pages(request, CampaignPage))
    return page_or_file(request, "pledges", rows, _table(rows))


def rows_of(pages: "QuerySet[CampaignPage]") -> list[Row]:
    """Return a row for each promise of `pages`, by campaign. A bounded number of queries."""
    keys = pages.values("translation_key")
    offers = list(PledgeOffer.objects.filter(campaign_key__in=keys).prefetch_related("milestones"))
    wordings = PledgeWording.objects.in_reader_language(offer.pk for offer in offers)
    by_key = CampaignPage.objects.localized({offer.campaign_key for offer in offers})
    rows = [
        Row(by_key[offer.campaign_key], wordings[offer.pk].promise, offer)
        for offer in offers
        if offer.campaign_key in by_key and offer.pk in wordings
    ]
    return sorted(rows, key=lambda row: (row.campaign.title, row.offer.position))


def _table(rows: list[Row]) -> list[list[str]]:
    """Return a line for each promise, one for each of its areas, and one for each kind of giver."""
    table = [[_("Campaign"), _("Promise"), _("What is counted"), _("Pledges"), _("Counted")]]
    for row in rows:
        names = [row.campaign.title, row.promise]
        table.append([*names, _("All"), row.total, f"{timezone.localdate():%Y-%m-%d}"])
        if areas := row.areas:
            day = areas.on.isoformat()
            table += [[*names, name, str(number), day] for name, number in areas.shown]
            table += [[*names, name, fewer(), day] for name in areas.small]
        if row.givers:
            day = row.offer.breakdown["on"]
            table += [[*names, label, number, day] for label, number in row.givers]
    return table
