"""The StreamField blocks of campaign pages. Stored content refers to their names, which stay."""

from campaigns.blocks.body import CampaignBodyBlock
from campaigns.blocks.kit import KitStepsBlock
from campaigns.blocks.pledge import PledgeBlock
from campaigns.blocks.updates import UpdateBlock, UpdatesBlock

__all__ = ["CampaignBodyBlock", "KitStepsBlock", "PledgeBlock", "UpdateBlock", "UpdatesBlock"]
