"""Campaign pages."""

from campaigns.models.pages import CampaignPage, CampaignPartner, CampaignTag

__all__ = ["CampaignPage", "CampaignPartner", "CampaignTag"]
