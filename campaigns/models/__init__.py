"""Campaign pages, the promises that they offer, their updates, and kits."""

from campaigns.models.kits import KitPage, KitTick
from campaigns.models.pages import CampaignPage, CampaignPartner, CampaignTag
from campaigns.models.pledges import Pledge, PledgeMilestone, PledgeOffer, PledgeWording
from campaigns.models.updates import CampaignAnswer, CampaignUpdate, CampaignUpdateText

__all__ = [
    "CampaignAnswer",
    "CampaignPage",
    "CampaignPartner",
    "CampaignTag",
    "CampaignUpdate",
    "CampaignUpdateText",
    "KitPage",
    "KitTick",
    "Pledge",
    "PledgeMilestone",
    "PledgeOffer",
    "PledgeWording",
]
