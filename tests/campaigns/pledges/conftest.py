"""A campaign that offers one promise."""

import pytest
from django.urls import reverse

from campaigns.models import CampaignPage, PledgeOffer
from core.models import Area
from tests import factories


@pytest.fixture
def offer(theme) -> PledgeOffer:
    """A promise for residents, with milestones at 5 and 10."""
    return factories.make_offer(theme, milestones=[5, 10])


@pytest.fixture
def campaign(offer) -> CampaignPage:
    return CampaignPage.objects.get(translation_key=offer.campaign_key)


@pytest.fixture
def url(offer) -> str:
    """The address of the form."""
    return reverse("campaigns:give", args=[offer.pk])


@pytest.fixture
def areas(db) -> list[Area]:
    return [factories.make_area(name, "9800") for name in ("Vrå", "Hirtshals", "Sindal", "Tårs")]


def give_many(offer: PledgeOffer, number: int, **fields: object) -> None:
    """Make so many pledges that count."""
    before = offer.pledges.count()
    for each in range(before, before + number):
        factories.give_pledge(offer, f"person-{each}@example.org", confirms=True, **fields)
    offer.refresh_from_db()
