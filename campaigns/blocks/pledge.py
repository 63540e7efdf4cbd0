"""The block with which a campaign offers a promise. `campaigns.pledges` makes the offer of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from campaigns.pledge_choices import SMALLEST_SHOWN, Giver
from core.blocks import base
from core.blocks.base import ContentBlock

MOST_MILESTONES = 10


class PledgeValue(blocks.StructValue):
    """A promise. `card` is what the page shows of it: campaigns.pledges.cards.PledgeCard."""

    card: Any = None


class PledgeBlock(ContentBlock):
    """One promise. Its id is the same in all languages, so they share givers and numbers."""

    needed = ("promise",)
    needs_page = True

    promise = blocks.CharBlock(
        label=_("Promise"),
        max_length=160,
        help_text=_("In the words of those who make it, such as “I lock my bicycle every time.”"),
    )
    details = blocks.CharBlock(
        label=_("Explanation"),
        required=False,
        max_length=300,
        help_text=_("What it takes, or why it helps."),
    )
    givers = blocks.MultipleChoiceBlock(
        label=_("Who can make it"), choices=Giver.choices, default=[Giver.RESIDENT.value]
    )
    milestones = blocks.ListBlock(
        blocks.IntegerBlock(
            label=_("Number of pledges"), min_value=SMALLEST_SHOWN, max_value=1_000_000
        ),
        label=_("Milestones"),
        help_text=_("Followers of the campaign are told once when a number is reached."),
        required=False,
        default=[],
        max_num=MOST_MILESTONES,
    )

    class Meta:
        icon = "check"
        group = base.ACTIONS
        label = _("Pledge")
        label_format = "{promise}"
        description = _("A promise that readers can make, with how many have made it")
        template = "campaigns/pledges/block.html"
        value_class = PledgeValue
        preview_value = {
            "promise": _("I lock my bicycle every time."),
            "details": _("It takes ten seconds, at the baker’s too."),
            "givers": [Giver.RESIDENT.value],
            "milestones": [],
        }
