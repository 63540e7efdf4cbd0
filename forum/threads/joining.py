"""A thread joins a campaign that exists already, and leaves it again.

Whoever may edit the campaign decides. The thread's followers and its writer are told once, as they
are of a new campaign: at once, or when the campaign is published.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.models import CampaignPage
from core.theme_limits import ThemedPagePermissionPolicy
from core.themes import localized_themes
from forum import campaign_notices
from forum.models import CampaignThread, Thread
from forum.threads.campaigns import may_make_draft
from residents.models import User

# More are found by their titles.
MOST_OFFERED = 20


class InAnotherCampaign(Exception):
    """The thread is part of another campaign, which it would have to leave first."""


@dataclass(frozen=True)
class OfferedCampaign:
    """A campaign that the editor may choose."""

    key: uuid.UUID
    title: str
    theme: str
    is_live: bool

    @property
    def label(self) -> str:
        """The title, the theme, and whether readers see it."""
        state = _("published") if self.is_live else _("draft")
        return " · ".join(filter(None, (self.title, self.theme, state)))


def may_join(user: User | AnonymousUser, thread: Thread) -> bool:
    """Return whether `user` may look for a campaign for `thread`: staff who may enter the admin."""
    return may_make_draft(user, thread) and user.has_perm("wagtailadmin.access_admin")


def may_leave(user: User, campaign_key: uuid.UUID) -> bool:
    """Return whether `user` may take threads out of the campaign.

    Moderators make drafts without a right to edit them, so they may take these back.
    """
    pages = list(CampaignPage.objects.filter(translation_key=campaign_key).defer_streamfields())
    if any(page.permissions_for_user(user).can_edit() for page in pages):
        return True
    return user.has_perm("forum.moderate") and not any(page.live for page in pages)


def offered(user: User, thread: Thread, words: str = "") -> list[OfferedCampaign]:
    """Return the campaigns that `user` may edit and whose title, in any language, has `words`.

    Those of the thread's theme come first, then those that were changed last. Two queries.
    """
    found: dict[uuid.UUID, CampaignPage] = {}
    matching = set()
    for page in _editable(user).order_by("-latest_revision_created_at", "-pk"):
        if words.casefold() in page.title.casefold():
            matching.add(page.translation_key)
        known = found.get(page.translation_key)
        if known is None or page.locale.language_code == get_language():
            found[page.translation_key] = page
    live = set(
        CampaignPage.objects.live()
        .filter(translation_key__in=matching)
        .values_list("translation_key", flat=True)
    )
    themes = localized_themes()
    pages = [page for key, page in found.items() if key in matching]
    pages.sort(key=lambda page: page.theme_id != thread.theme_id)
    return [
        OfferedCampaign(
            key=page.translation_key,
            title=page.title,
            theme=theme.name if (theme := themes.get(page.theme_id)) else "",
            is_live=page.translation_key in live,
        )
        for page in pages
    ]


def may_edit(user: User, campaign_key: uuid.UUID) -> bool:
    """Return whether `user` may edit the campaign in some language."""
    return bool(_editable(user).filter(translation_key=campaign_key).exists())


@transaction.atomic
def join(*, thread: Thread, campaign_key: uuid.UUID, user: User) -> bool:
    """Make `thread` a part of the campaign; return whether it is new.

    Its followers are told, except for `user`. Raises InAnotherCampaign.
    """
    # The second of two waits here, and finds the link of the first.
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=thread.pk)
    link = CampaignThread.objects.filter(thread=thread).first()
    if link is not None and link.campaign_key == campaign_key:
        return False
    if link is not None and CampaignPage.objects.filter(translation_key=link.campaign_key).exists():
        raise InAnotherCampaign
    # The campaign of an earlier link was deleted.
    CampaignThread.objects.filter(thread=thread).delete()
    CampaignThread.objects.create(thread=thread, campaign_key=campaign_key)
    if CampaignPage.objects.live().filter(translation_key=campaign_key).exists():
        campaign_notices.notify_of_joining(thread, campaign_key, user)
    return True


@transaction.atomic
def leave(*, thread: Thread, campaign_key: uuid.UUID) -> bool:
    """Take `thread` out of the campaign, and its notices back; return whether it was a part."""
    links = CampaignThread.objects.filter(thread=thread, campaign_key=campaign_key)
    deleted, _by_model = links.delete()
    if deleted:
        campaign_notices.withdraw_joining(thread, campaign_key)
    return bool(deleted)


def campaign_key_of(thread: Thread) -> uuid.UUID | None:
    """Return the campaign that the thread is part of."""
    links = CampaignThread.objects.filter(thread=thread)
    return links.values_list("campaign_key", flat=True).first()


def _editable(user: User) -> Any:
    policy = ThemedPagePermissionPolicy(CampaignPage)
    pages = policy.instances_user_has_permission_for(user, "change")
    return pages.select_related("locale").defer_streamfields()
