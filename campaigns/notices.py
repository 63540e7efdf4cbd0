"""Notices about new campaigns and changes of their status."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from campaigns.models.pages import CampaignPage
from core.themes import localized_themes
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, topics
from notifications.notices.activity_types import Described, Kind
from notifications.notices.topics import Reader, TopicLabel, TopicType
from residents.models import User

NEW, STATUS = "campaigns.new", "campaigns.status"


@transaction.atomic
def notify(page: CampaignPage) -> None:
    """Notify followers that a published campaign is new, or that its status has changed.

    A campaign is new once, in the language that is published first, and each status is announced
    once. Other changes notify nobody.
    """
    target = topics.campaign(page.translation_key)
    is_new = _is_first_publication(page) and not Activity.objects.filter(target=target).exists()
    followed = [target]
    if is_new:
        followed = [topics.theme(page.theme_id)] if page.theme_id else []
        followed += map(topics.tag, page.tags.slugs())
    activities.publish(
        key=f"{target}:{page.status}",
        kind=NEW if is_new else STATUS,
        object_id=page.pk,
        target=target,
        topics=followed,
    )


def _is_first_publication(page: CampaignPage) -> bool:
    """Whether `page` was published for the first time, and in its first language."""
    others = page.get_translations().filter(first_published_at__isnull=False)
    return page.first_published_at == page.last_published_at and not others.exists()


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    keys_by_pk = dict(
        CampaignPage.objects.filter(pk__in={activity.object_id for activity in batch}).values_list(
            "pk", "translation_key"
        )
    )
    pages = _localized_pages(keys_by_pk.values())
    themes = localized_themes()
    described = {}
    for activity in batch:
        key = keys_by_pk.get(activity.object_id)
        page = pages.get(key) if key else None
        if page:
            theme = themes.get(page.theme_id)
            status = {"status": page.get_status_display()}
            described[activity.pk] = Described(
                title=page.title,
                title_language=page.locale.language_code,
                url=page.get_url() or "/",
                text=_("A new campaign.")
                if activity.kind == NEW
                else _("The campaign’s status is now: %(status)s.") % status,
                group=theme.name if theme else page.title,
            )
    return described


def _localized_pages(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, CampaignPage]:
    """Return the live page of each translation key, in the active language if there is one."""
    language = get_language() or settings.LANGUAGE_CODE
    pages: dict[uuid.UUID, CampaignPage] = {}
    for page in (
        CampaignPage.objects.live()
        .filter(translation_key__in=list(keys))
        .select_related("locale")
        .defer_streamfields()
        .order_by("pk")
    ):
        if page.translation_key not in pages or page.locale.language_code == language:
            pages[page.translation_key] = page
    return pages


def _campaign_labels(ids: Collection[str], reader: Reader) -> dict[str, TopicLabel]:
    keys = []
    for topic_id in ids:
        try:
            keys.append(uuid.UUID(topic_id))
        except ValueError:
            continue
    return {
        str(key): TopicLabel(page.title, page.get_url() or "", page.locale.language_code)
        for key, page in _localized_pages(keys).items()
    }


def register() -> None:
    """Register the activity types and the topic of campaigns."""
    activity_types.register(
        Kind(
            NEW,
            Category.NEWS,
            _describe,
            lambda count: ngettext("%(count)d new campaign", "%(count)d new campaigns", count),
        )
    )
    activity_types.register(
        Kind(
            STATUS,
            Category.NEWS,
            _describe,
            lambda count: ngettext(
                "%(count)d campaign update", "%(count)d campaign updates", count
            ),
        )
    )
    topics.register(TopicType("campaign", _campaign_labels))
