"""From the updates on a campaign page to their rows, and to the followers.

The block's id is the same in all languages: it joins them in one `CampaignUpdate`. The source page
decides which updates there are, their dates, and which of them are results.
"""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.utils import timezone
from wagtail.signals import page_published

from campaigns import notices
from campaigns.models import CampaignAnswer, CampaignPage, CampaignUpdate, CampaignUpdateText
from core.page_translations import source_of
from core.primary_keys import parse_uuid

# An update about an earlier day is no news.
NEWS_FOR = datetime.timedelta(days=30)


def connect_signals() -> None:
    """Follow what Wagtail publishes and deletes. Called once, when the app is ready."""
    page_published.connect(_on_published, sender=CampaignPage)
    post_delete.connect(_on_deleted, sender=CampaignPage)


def update_blocks(page: CampaignPage) -> Iterator[tuple[uuid.UUID | None, Any]]:
    """Yield the id and the value of each update with date and title, as they were typed."""
    for block in page.updates:
        if block.block.is_complete(block.value):
            yield parse_uuid(block.id), block.value


@transaction.atomic
def publish(page: CampaignPage) -> None:
    """Store the updates of a published page, in its language, and announce those that are new.

    Each is announced once, and followers are asked once for each campaign. Edits tell nobody.
    """
    is_source = source_of(page) is None
    new = _put_updates(page) if is_source else []
    _put_texts(page)
    if is_source:
        # Those that were published before the update was added to the source.
        others = CampaignPage.objects.live().filter(translation_key=page.translation_key)
        for other in others.exclude(pk=page.pk):
            _put_texts(other)
        _announce(page, new)


def _put_updates(page: CampaignPage) -> list[CampaignUpdate]:
    """Store date and kind of the updates; return those that were not published before."""
    new, kept = [], []
    for key, value in update_blocks(page):
        if key is None:
            continue
        update, is_new = CampaignUpdate.objects.update_or_create(
            campaign_key=page.translation_key,
            key=key,
            defaults={"on": value.on, "is_result": value.is_result, "is_shown": True},
        )
        kept.append(update.pk)
        if is_new:
            new.append(update)
    stored = CampaignUpdate.objects.filter(campaign_key=page.translation_key, is_shown=True)
    stored.exclude(pk__in=kept).update(is_shown=False)
    return new


def _put_texts(page: CampaignPage) -> None:
    updates = CampaignUpdate.objects.filter(campaign_key=page.translation_key)
    pks = dict(updates.values_list("key", "pk"))
    kept = []
    for key, value in update_blocks(page):
        if key in pks:
            picture = value.get("image")
            CampaignUpdateText.objects.update_or_create(
                update_id=pks[key],
                page=page,
                defaults={
                    "title": value["title"],
                    "text": value.get("text") or "",
                    "picture_id": picture.pk if picture else None,
                },
            )
            kept.append(pks[key])
    CampaignUpdateText.objects.filter(page=page).exclude(update__in=kept).delete()


def _announce(page: CampaignPage, new: list[CampaignUpdate]) -> None:
    since = timezone.localdate() - NEWS_FOR
    for update in sorted((each for each in new if each.on >= since), key=lambda each: each.on):
        notices.notify_of_update(update)
    results = CampaignUpdate.objects.filter(
        campaign_key=page.translation_key, is_result=True, is_shown=True
    )
    if results.filter(on__gte=since).exists() and not _was_asked(page.translation_key):
        latest = results.order_by("-on", "-pk")[:1]
        CampaignUpdate.objects.filter(pk__in=[each.pk for each in latest]).update(
            asked_at=timezone.now()
        )
        notices.ask_followers(page)


def _was_asked(campaign_key: uuid.UUID) -> bool:
    asked = CampaignUpdate.objects.filter(campaign_key=campaign_key, asked_at__isnull=False)
    return asked.exists()


def _on_published(instance: CampaignPage, **_kwargs: object) -> None:
    # Wagtail also sends the signal for a page that is scheduled to go live later.
    if instance.live:
        publish(instance)


def _on_deleted(instance: CampaignPage, **_kwargs: object) -> None:
    """Forget the updates and the answers with the last page of a campaign."""
    key = instance.translation_key
    if not CampaignPage.objects.filter(translation_key=key).exists():
        CampaignAnswer.objects.filter(campaign_key=key).delete()
        CampaignUpdate.objects.filter(campaign_key=key).delete()
