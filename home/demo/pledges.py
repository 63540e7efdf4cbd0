"""The pledges of the demo: invented, without anybody's address."""

import datetime
from typing import Any

from django.utils import timezone

from campaigns.models import CampaignPage, Pledge, PledgeOffer
from campaigns.pledges import counting
from core.models import Area
from home.demo.content_files import SOURCE

# In the content: pledges that name no area.
_UNSTATED = "unstated"


def make_pledges(page: CampaignPage, content: dict[str, Any]) -> None:
    """Make the pledges of a new campaign, as rows, so that nobody gets a mail or a notice."""
    blocks = [block for block in content["body"] if block["type"] == "pledge"]
    offers = PledgeOffer.objects.filter(campaign_key=page.translation_key).order_by("position")
    for offer, block in zip(offers, blocks, strict=True):
        _make(offer, block.get("given", {}))


def _make(offer: PledgeOffer, given: dict[str, int]) -> None:
    areas = {area.slug: area for area in Area.objects.all()}
    now = timezone.now()
    pledges = [
        Pledge(
            offer=offer,
            giver=offer.givers[number % len(offer.givers)],
            area=areas.get(slug),
            language=SOURCE,
            status=Pledge.Status.GIVEN,
            created_at=now - datetime.timedelta(hours=number),
            given_at=now - datetime.timedelta(hours=number),
            expires_at=now,
            anonymised_at=now,
        )
        for slug, count in given.items()
        for number in range(count)
        if slug == _UNSTATED or slug in areas
    ]
    Pledge.objects.bulk_create(pledges)
    PledgeOffer.objects.filter(pk=offer.pk).update(given=len(pledges))
    offer.milestones.filter(number__lte=len(pledges)).update(reached_at=now)
    counting.publish(offer.pk)
