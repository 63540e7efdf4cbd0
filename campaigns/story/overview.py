"""What followers answer, for editors: a list in Wagtail's reports, and the same as a file."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaigns.models import CampaignAnswer, CampaignPage, CampaignUpdate
from campaigns.reports import editable_pages, fewer, page_or_file
from campaigns.story import answers


@dataclass(frozen=True)
class Row:
    """One campaign with a result."""

    campaign: CampaignPage
    shares: answers.Shares
    # Empty until enough have answered.
    words: list[str]

    @property
    def total(self) -> str:
        return fewer() if self.shares.total is None else str(self.shares.total)

    @property
    def percents(self) -> list[tuple[str, str]]:
        """Each answer with its share in words."""
        return [(share.label, share.text or fewer()) for share in self.shares.rows]


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """List the campaigns with a result that the user may edit."""
    rows = rows_of(editable_pages(request, CampaignPage))
    return page_or_file(request, "answers", rows, _table(rows))


def rows_of(pages: "QuerySet[CampaignPage]") -> list[Row]:
    """Return a row for each campaign of `pages` with a result. A bounded number of queries."""
    keys = CampaignUpdate.objects.filter(
        campaign_key__in=pages.values("translation_key"), is_result=True, is_shown=True
    ).values_list("campaign_key", flat=True)
    by_key = CampaignPage.objects.localized(set(keys))
    counts = CampaignAnswer.objects.counts(by_key)
    words = answers.words_for_editors(by_key)
    rows = []
    for key, campaign in by_key.items():
        shares = answers.shares(counts[key])
        rows.append(Row(campaign, shares, [] if shares.total is None else words.get(key, [])))
    return sorted(rows, key=lambda row: row.campaign.title)


def _table(rows: list[Row]) -> list[list[str]]:
    """Return a line for all answers of each campaign, for each of them, and for each text."""
    table = [[_("Campaign"), _("Answer"), _("Number or share"), _("In a few words")]]
    for row in rows:
        title = row.campaign.title
        table.append([title, _("All"), row.total, ""])
        table += [[title, label, share, ""] for label, share in row.percents]
        table += [[title, "", "", text] for text in row.words]
    return table
