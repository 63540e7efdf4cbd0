"""The StreamField block for the body of a campaign page."""

from campaigns.blocks.connected import EventsBlock, ThreadsBlock
from campaigns.blocks.kit import KitBlock
from campaigns.blocks.pledge import PledgeBlock
from core.blocks import BodyBlock


class CampaignBodyBlock(BodyBlock):
    """The blocks of any page, and those of what belongs to the campaign."""

    events = EventsBlock()
    threads = ThreadsBlock()
    pledge = PledgeBlock()
    kit = KitBlock()
