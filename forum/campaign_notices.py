"""Notices to those who follow a thread: it has become a part of a campaign."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CampaignPage
from forum.models import CampaignThread, Thread
from notifications.models import Activity, Category
from notifications.notices import activities, activity_types, notice_emails, topics
from notifications.notices.activity_types import Described, Kind
from residents.models import User

JOINED = "forum.campaign"


def notify_of_joining(thread: Thread, campaign_key: uuid.UUID, user: User) -> None:
    """Notify the followers of `thread`, its writer among them, but not `user`, who did it.

    Once for a thread and a campaign. Must be called in the transaction of the change.
    """
    if thread.is_hidden:
        return
    activities.publish(
        key=_key(thread, campaign_key),
        kind=JOINED,
        object_id=thread.pk,
        target=topics.campaign(campaign_key),
        topics=[topics.thread(thread.pk)],
        addressed={user.pk: None},
    )


def withdraw_joining(thread: Thread, campaign_key: uuid.UUID) -> None:
    """Mark the notices as read, and take back the mails that are not sent yet."""
    told = Activity.objects.filter(key=_key(thread, campaign_key))
    activities.withdraw(told)
    notice_emails.recall(told)


def _key(thread: Thread, campaign_key: uuid.UUID) -> str:
    return f"{topics.thread(thread.pk)}:{topics.campaign(campaign_key)}"


def _describe(batch: Sequence[Activity], reader: User) -> dict[int, Described]:
    # Those that have left their campaign are described no more.
    links = CampaignThread.objects.filter(
        thread__in=Thread.objects.visible_to(reader).filter(
            pk__in={activity.object_id for activity in batch}
        )
    ).select_related("thread")
    linked = {(link.thread_id, topics.campaign(link.campaign_key)): link for link in links}
    pages = CampaignPage.objects.localized({link.campaign_key for link in linked.values()})
    described = {}
    for activity in batch:
        link = linked.get((activity.object_id, activity.target))
        page = pages.get(link.campaign_key) if link else None
        if link is None or page is None:
            continue
        described[activity.pk] = Described(
            title=page.title,
            title_language=page.locale.language_code,
            url=page.get_url() or "/",
            text=_("The thread “%(title)s” is now a part of this campaign.")
            % {"title": link.thread.title},
            group=link.thread.title,
        )
    return described


def register() -> None:
    """Register the activity type."""
    activity_types.register(
        Kind(
            JOINED,
            Category.FOLLOWED,
            _describe,
            lambda count: ngettext(
                "%(count)d thread in a campaign", "%(count)d threads in campaigns", count
            ),
        )
    )
