"""What the page of a campaign shows of its promises."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from campaigns.models import CampaignPage, PledgeOffer
from campaigns.models.phases import Phase
from campaigns.pledge_choices import Giver
from campaigns.pledges import counting
from campaigns.pledges.publishing import pledge_blocks
from core.caching.tracking import part


@dataclass
class PledgeCard:
    """One promise as readers see it. Without an `offer`, the page is a preview of a new one."""

    givers: list[str]
    phase: Phase
    offer: PledgeOffer | None = None
    # The next milestone; None if there is none to come.
    goal: int | None = None

    @property
    def url(self) -> str:
        """Where the pledge is made; "" if it cannot be made now."""
        if self.offer is None or not self.offer.is_open or self.phase != Phase.RUNNING:
            return ""
        return reverse("campaigns:give", args=[self.offer.pk])

    @property
    def is_over(self) -> bool:
        return self.phase == Phase.OVER

    @property
    def is_coming(self) -> bool:
        return self.phase == Phase.COMING

    @property
    def total(self) -> int | None:
        """The number of pledges; None for fewer than 5."""
        return counting.public_total(self.offer) if self.offer else None

    @property
    def total_text(self) -> str:
        return counting.format_count(self.total) if self.total else ""

    @property
    def goal_text(self) -> str:
        """The next milestone in words."""
        goal = counting.format_count(self.goal) if self.goal else ""
        return _("The next goal is %(goal)s") % {"goal": goal} if goal else ""

    @cached_property
    def areas(self) -> counting.AreaCounts | None:
        return counting.public_areas(self.offer) if self.offer else None

    @property
    def made_by(self) -> str:
        """Who can make it, if not everybody: "For households and companies"."""
        names: dict[frozenset[str], str] = {
            frozenset({Giver.HOUSEHOLD}): _("For households"),
            frozenset({Giver.COMPANY}): _("For companies and associations"),
            frozenset({Giver.HOUSEHOLD, Giver.COMPANY}): _("For households and companies"),
            frozenset({Giver.RESIDENT, Giver.HOUSEHOLD}): _("For residents and households"),
            frozenset({Giver.RESIDENT, Giver.COMPANY}): _("For residents and companies"),
        }
        return names.get(frozenset(self.givers), "")


def add_cards(page: CampaignPage, request: HttpRequest) -> dict[str, Any]:
    """Give each pledge block of `page` its card. One query, and none without such a block."""
    blocks = list(pledge_blocks(page))
    if not blocks:
        return {}
    to_come = Q(milestones__reached_at=None)
    with part(f"campaign:{page.translation_key}"):
        offers = {
            offer.key: offer
            for offer in PledgeOffer.objects.filter(campaign_key=page.translation_key).annotate(
                goal=Min("milestones__number", filter=to_come)
            )
        }
    for key, value in blocks:
        offer = offers.get(key) if key else None
        value.card = PledgeCard(
            givers=list(value.get("givers") or []),
            phase=page.phase,
            offer=offer,
            goal=offer.goal if offer else None,
        )
    return {}
