"""From a thread to the draft of a campaign, and what the two show of each other.

The draft has the title, the beginning and the theme of the thread. Editors write the rest.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns import connections
from campaigns.connections import OriginTopics
from campaigns.models import CampaignPage
from campaigns.story.entries import StoryEntry
from core.caching.held_values import HeldValues
from forum.models import CampaignThread, Thread
from notifications.notices import topics
from residents.models import User

_SUMMARY = 240
# The campaign of each thread that became one: few, and asked for by every page of a thread.
_links: HeldValues[dict[int, uuid.UUID]] = HeldValues()


class NoThemePage(Exception):
    """The theme of the thread has no page below which a campaign could lie."""


@dataclass(frozen=True)
class CampaignOfThread:
    """What the page of a thread shows of its campaign. Texts are empty if there is nothing."""

    title: str = ""
    url: str = ""
    language: str = ""
    # Where staff make the draft, or change it.
    make_url: str = ""
    edit_url: str = ""
    # Where staff add the thread to a campaign, or take it out.
    join_url: str = ""
    leave_url: str = ""
    # Whether the thread is older than the published campaign.
    grew_from_it: bool = True


def register() -> None:
    """Tell campaigns which threads they grew from."""
    connections.register(connections.ORIGINS, origins_of)
    connections.register_origin_topics(OriginTopics(topics=origin_topics, titles=origin_titles))


@transaction.atomic
def make_draft(*, thread: Thread, user: User) -> tuple[CampaignPage, bool]:
    """Make the draft of a campaign out of `thread`; return the page, and whether it is new.

    A thread becomes one campaign, also if two people ask for it at once. Raises `NoThemePage`.
    """
    # The second of two waits here, and finds the campaign of the first.
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=thread.pk)
    if (page := _campaign_page(thread)) is not None:
        return page, False
    # The campaign of an earlier link was deleted.
    CampaignThread.objects.filter(thread=thread).delete()
    parent = theme_page(thread)
    if parent is None:
        raise NoThemePage
    page = CampaignPage(
        title=thread.title,
        summary=_beginning(thread),
        locale=parent.locale,
        owner=user,
        is_example=thread.is_example,
        live=False,
    )
    page.tags.add(*thread.tags.all())
    parent.add_child(instance=page)
    page.save_revision(user=user)
    CampaignThread.objects.create(thread=thread, campaign_key=page.translation_key)
    return page, True


def may_make_draft(user: User | AnonymousUser, thread: Thread) -> bool:
    """Return whether `user` may turn `thread` into a draft: moderators, and who may add campaigns.

    A draft shows nothing to anybody, so moderators need no right to the pages.
    """
    if thread.is_hidden or not user.is_authenticated:
        return False
    if user.has_perm("forum.moderate"):
        return True
    # Most residents have no right to any page, which takes no query to find out.
    if not user.has_perm("wagtailadmin.access_admin"):
        return False
    parent = theme_page(thread)
    return parent is not None and parent.permissions_for_user(user).can_add_subpage()


def theme_page(thread: Thread) -> Page | None:
    """Return the page of the thread's theme in the site's first language; None without one."""
    if thread.theme_id is None:
        return None
    [model] = CampaignPage.allowed_parent_page_models()
    pages = model.objects.filter(
        theme_id=thread.theme_id, locale__language_code=settings.LANGUAGE_CODE
    )
    page: Page | None = pages.live().select_related("locale").first()
    return page


def campaign_of(thread: Thread, user: User | AnonymousUser) -> CampaignOfThread:
    """Return what the page of `thread` shows. One query if it is a campaign, and more for staff."""
    found = _pages_of(thread)
    live = [page for page in found if page.live]
    shown = next((page for page in live if page.locale.language_code == get_language()), None)
    shown = shown or next(iter(live), None)
    is_staff = may_make_draft(user, thread)
    first = found[0] if found and is_staff else None
    may_edit = first is not None and first.permissions_for_user(user).can_edit()
    may_leave = may_edit or (
        first is not None and not live and is_staff and user.has_perm("forum.moderate")
    )
    may_join = is_staff and not found and user.has_perm("wagtailadmin.access_admin")
    return CampaignOfThread(
        title=shown.title if shown else "",
        url=(shown.get_url() or "") if shown else "",
        language=shown.locale.language_code if shown else "",
        make_url=(
            reverse("forum:make_campaign", args=[thread.pk]) if is_staff and not found else ""
        ),
        edit_url=(
            reverse("wagtailadmin_pages:edit", args=[first.pk]) if first and may_edit else ""
        ),
        join_url=reverse("forum:join_campaign", args=[thread.pk]) if may_join else "",
        leave_url=reverse("forum:leave_campaign", args=[thread.pk]) if may_leave else "",
        grew_from_it=all(_grew_from(page, thread) for page in live),
    )


def origins_of(
    campaign: CampaignPage | None, request: HttpRequest | None, limit: int
) -> Sequence[StoryEntry]:
    """Return the threads and meetups that the campaign grew from, as its timeline shows them."""
    if campaign is None:
        return ()
    linked = [pk for pk, key in _campaign_keys().items() if key == campaign.translation_key]
    if not linked:
        return ()
    reader: Any = getattr(request, "user", None) or AnonymousUser()
    threads = Thread.objects.visible_to(reader).filter(pk__in=linked).select_related("area")
    return [
        StoryEntry(
            on=timezone.localdate(thread.created_at),
            icon="meetup" if thread.kind == Thread.Kind.MEETUP else "chat",
            title=thread.title,
            language=thread.language,
            url=thread.get_absolute_url(),
            text=_beginning_text(thread) if _grew_from(campaign, thread) else _joining_text(thread),
        )
        for thread in threads.order_by("created_at", "pk")[:limit]
    ]


def origin_topics(campaign_key: uuid.UUID) -> list[str]:
    """Return the topics of the threads that a campaign grew from. Hidden threads tell nobody."""
    linked = CampaignThread.objects.of_campaigns([campaign_key]).filter(thread__is_hidden=False)
    return [topics.thread(pk) for pk in linked.values_list("thread", flat=True)]


def origin_titles(campaign_keys: Collection[uuid.UUID], reader: User) -> dict[uuid.UUID, str]:
    """Return the title of the first thread of each campaign that `reader` may see. One query."""
    linked = CampaignThread.objects.of_campaigns(campaign_keys).filter(
        thread__in=Thread.objects.visible_to(reader)
    )
    titles: dict[uuid.UUID, str] = {}
    for key, title in linked.values_list("campaign_key", "thread__title"):
        titles.setdefault(key, title)
    return titles


def _grew_from(campaign: CampaignPage, thread: Thread) -> bool:
    """Whether the thread is older than the published campaign. Others have joined it."""
    first = campaign.first_published_at
    return first is None or thread.created_at <= first


def _joining_text(thread: Thread) -> str:
    if thread.area:
        return _("Neighbours in %(area)s have a thread about it.") % {"area": thread.area_name}
    return _("Neighbours have a thread about it.")


def _beginning_text(thread: Thread) -> str:
    if thread.kind == Thread.Kind.MEETUP:
        if thread.area:
            return _("This began with a meetup of neighbours in %(area)s.") % {
                "area": thread.area_name
            }
        return _("This began with a meetup of neighbours.")
    if thread.area:
        return _("This began as a thread by neighbours in %(area)s.") % {"area": thread.area_name}
    return _("This began as a thread by neighbours.")


def _campaign_keys() -> dict[int, uuid.UUID]:
    """Return the campaign of each thread that became one."""
    rows = CampaignThread.objects.values_list("thread", "campaign_key")
    return _links.get("", lambda: dict(rows))


def _pages_of(thread: Thread) -> list[CampaignPage]:
    """Return the pages of the campaign of `thread`, drafts as well."""
    key = _campaign_keys().get(thread.pk)
    if key is None:
        return []
    pages = CampaignPage.objects.filter(translation_key=key).select_related("locale")
    return list(pages.defer_streamfields().order_by("pk"))


def _campaign_page(thread: Thread) -> CampaignPage | None:
    keys = CampaignThread.objects.filter(thread=thread).values("campaign_key")
    page: CampaignPage | None = (
        CampaignPage.objects.filter(translation_key__in=keys).order_by("pk").first()
    )
    return page


def _beginning(thread: Thread) -> str:
    """Return the beginning of the first post as the lead; empty if it was hidden or removed."""
    first = thread.posts.filter(number=1, is_hidden=False, removed_at=None).first()
    return first.excerpt[:_SUMMARY] if first else ""
