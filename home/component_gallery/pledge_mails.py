"""Sample mails about pledges."""

import datetime
from typing import Any

from django.utils import timezone

from campaigns.models import CampaignPage, Pledge, PledgeOffer
from campaigns.pledges import emails
from campaigns.pledges.availability import OfferPage

_SAMPLES = {
    "da": ("Jeg låser min cykel hver gang.", "Lås den – hver gang"),
    "en": ("I lock my bicycle every time.", "Lock it – every time"),
}


def context(language: str, *, is_reminded: bool = True) -> dict[str, Any]:
    """Return the context of a mail about a pledge, in the active language."""
    promise, title = _SAMPLES["da" if language == "da" else "en"]
    now = timezone.now()
    offer = PledgeOffer(pk=1)
    pledge = Pledge(
        pk=1,
        offer=offer,
        email="grethe@example.org",
        language=language,
        given_at=now,
        remind_at=now + datetime.timedelta(days=30) if is_reminded else None,
        expires_at=now + datetime.timedelta(hours=48),
    )
    page = OfferPage(offer, promise, CampaignPage(title=title))
    return emails.mail_context(pledge, page)
