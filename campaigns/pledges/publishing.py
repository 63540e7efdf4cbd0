"""From the pledge blocks of a campaign page to the promises that it offers.

The wording stays in the block, where editors write and translate it beside the text around it. The
block's id is the same in all languages: it joins them in one `PledgeOffer`. Who can make the pledge
and the milestones are those of the source page, since wagtail-localize copies what is no text.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.signals import page_published

from campaigns.models import CampaignPage, PledgeMilestone, PledgeOffer, PledgeWording
from campaigns.pledge_choices import SMALLEST_SHOWN, Giver
from core.caching.tracking import part
from core.page_translations import source_of
from core.primary_keys import parse_uuid

BLOCK = "pledge"


def connect_signals() -> None:
    """Follow what Wagtail publishes. Called once, when the app is ready."""
    page_published.connect(_on_published, sender=CampaignPage)


def pledge_blocks(page: CampaignPage) -> Iterator[tuple[uuid.UUID | None, Any]]:
    """Yield the id and the value of each pledge block; an unsaved one has no id yet."""
    for block in page.body.blocks_by_name(BLOCK):
        if (block.value.get("promise") or "").strip():
            yield parse_uuid(block.id), block.value


@transaction.atomic
def publish(page: CampaignPage) -> None:
    """Make the promises of a published page available, in its language.

    The source page decides which there are: one whose block is gone is offered no longer, and keeps
    its pledges. A translation adds its words.
    """
    is_source = source_of(page) is None
    if is_source:
        _put_offers(page)
    _put_wordings(page)
    if is_source:
        # Those that were published before the promise was added to the source.
        others = CampaignPage.objects.live().filter(translation_key=page.translation_key)
        for other in others.exclude(pk=page.pk).select_related("locale"):
            _put_wordings(other)


def _put_offers(page: CampaignPage) -> None:
    offers = PledgeOffer.objects.filter(campaign_key=page.translation_key)
    with part(f"campaign:{page.translation_key}"):
        kept = []
        for position, (key, value) in enumerate(pledge_blocks(page)):
            if key is None:
                continue
            known = [giver for giver in Giver.values if giver in (value.get("givers") or [])]
            offer, _created = PledgeOffer.objects.update_or_create(
                campaign_key=page.translation_key,
                key=key,
                defaults={
                    "givers": known or [Giver.RESIDENT.value],
                    "position": position,
                    "is_open": True,
                },
            )
            _put_milestones(offer, value.get("milestones") or [])
            kept.append(offer.pk)
        offers.exclude(pk__in=kept).filter(is_open=True).update(is_open=False)


def _put_milestones(offer: PledgeOffer, typed: Any) -> None:
    """Store the milestones to come. One that is reached stays, so that it is announced once.

    A number that was passed before it became a milestone is no news, and counts as reached. The row
    of `offer` is locked, so nobody passes one meanwhile.
    """
    now = timezone.now()
    numbers = {number for number in typed if number is not None and number >= SMALLEST_SHOWN}
    offer.milestones.filter(reached_at=None).exclude(number__in=numbers).delete()
    for number in numbers:
        PledgeMilestone.objects.get_or_create(
            offer=offer,
            number=number,
            defaults={"reached_at": now if number <= offer.given else None},
        )


def _put_wordings(page: CampaignPage) -> None:
    offers = PledgeOffer.objects.filter(campaign_key=page.translation_key)
    pks = dict(offers.values_list("key", "pk"))
    for key, value in pledge_blocks(page):
        if key in pks:
            PledgeWording.objects.update_or_create(
                offer_id=pks[key],
                language=page.locale.language_code,
                defaults={"promise": value["promise"]},
            )


def _on_published(instance: CampaignPage, **_kwargs: object) -> None:
    # Wagtail also sends the signal for a page that is scheduled to go live later.
    if instance.live:
        publish(instance)
