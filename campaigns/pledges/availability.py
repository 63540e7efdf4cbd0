"""Whether a promise can be made now, and the page of its campaign."""

from dataclasses import dataclass
from enum import Enum

from campaigns.models import CampaignPage, PledgeOffer, PledgeWording
from campaigns.models.phases import Phase


class Availability(Enum):
    """Whether a promise can be made, and why not."""

    OPEN = "open"
    # The campaign has not begun.
    COMING = "coming"
    # The campaign is over.
    OVER = "over"
    # The page offers it no longer.
    CLOSED = "closed"
    # The page is not public, or deleted.
    HIDDEN = "hidden"


@dataclass(frozen=True)
class OfferPage:
    """A promise with its words and its campaign, in the active language if there is one."""

    offer: PledgeOffer
    promise: str
    # The live page; None if there is none.
    campaign: CampaignPage | None

    @property
    def availability(self) -> Availability:
        if self.campaign is None:
            return Availability.HIDDEN
        if self.campaign.phase == Phase.OVER:
            return Availability.OVER
        if not self.offer.is_open:
            return Availability.CLOSED
        is_coming = self.campaign.phase == Phase.COMING
        return Availability.COMING if is_coming else Availability.OPEN

    @property
    def is_open(self) -> bool:
        return self.availability == Availability.OPEN

    @property
    def title(self) -> str:
        """The title of the campaign; "" if its page is gone."""
        return self.campaign.title if self.campaign else ""

    @property
    def url(self) -> str:
        """The path of the campaign's page; "" if it is gone."""
        return (self.campaign.get_url() or "") if self.campaign else ""


def offer_page(offer: PledgeOffer) -> OfferPage:
    """Return the promise in the active language. Two queries."""
    campaigns = CampaignPage.objects.localized([offer.campaign_key])
    wording = PledgeWording.objects.in_reader_language([offer.pk]).get(offer.pk)
    return OfferPage(offer, wording.promise if wording else "", campaigns.get(offer.campaign_key))


def pledge_title(pk: int) -> str:
    """Return the promise of the pledge `pk` in the active language; "" if it is gone."""
    wordings = PledgeWording.objects.in_reader_language(
        PledgeOffer.objects.filter(pledges=pk).values_list("pk", flat=True)
    )
    return next((wording.promise for wording in wordings.values()), "")
