"""The Atom feeds of what is new in a theme, and of the updates of a campaign. (RFC 4287)"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from wagtail.models import Locale

from campaigns.models import CampaignPage, CampaignUpdateText
from core.atom import AtomFeed
from core.themes import LocalizedTheme, requested_theme

ENTRIES = 30


@dataclass(frozen=True)
class _Entry:
    """A campaign that was published, or an update of one."""

    uid: str
    title: str
    text: str
    url: str
    at: datetime.datetime
    category: str


class _NewsFeed(Feed):
    """What both feeds share. URLs start with `BASE_URL`, the same for every host name."""

    feed_type = AtomFeed

    def item_title(self, item: _Entry) -> str:
        # Django's default escapes it for HTML, which an Atom title is not.
        return item.title

    def item_description(self, item: _Entry) -> str:
        return linebreaks(item.text, autoescape=True)

    def item_link(self, item: _Entry) -> str:
        return item.url

    def item_guid(self, item: _Entry) -> str:
        """Return the entry's permanent id, the same in the feeds of all languages."""
        return item.uid

    def item_pubdate(self, item: _Entry) -> datetime.datetime:
        return item.at

    def item_updateddate(self, item: _Entry) -> datetime.datetime:
        return item.at

    def item_categories(self, item: _Entry) -> list[str]:
        return [item.category]

    def item_extra_kwargs(self, item: _Entry) -> dict[str, Any]:
        """Return the language of the entry, for `AtomFeed`."""
        return {"language": get_language()}


class ThemeFeed(_NewsFeed):
    """New campaigns and their updates; with ?theme=<slug>, those of a theme."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> LocalizedTheme | None:
        """Return the requested theme, or None for all. Raises `Http404` for an unknown one."""
        return requested_theme(request)

    def title(self, theme: LocalizedTheme | None) -> str:
        if theme is None:
            return _("News of the campaigns")
        return _("News of the campaigns: %(theme)s") % {"theme": theme.name}

    def subtitle(self, theme: LocalizedTheme | None) -> str:
        return theme.summary if theme else ""

    def link(self, theme: LocalizedTheme | None) -> str:
        page = theme.url if theme and theme.url else reverse("home:campaigns")
        return settings.BASE_URL + page

    def feed_url(self, theme: LocalizedTheme | None) -> str:
        return theme_feed_url(theme.slug if theme else "")

    def feed_guid(self, theme: LocalizedTheme | None) -> str:
        return self.feed_url(theme)

    def items(self, theme: LocalizedTheme | None) -> list[_Entry]:
        pages = _public_pages()
        if theme:
            pages = pages.filter(theme=theme.id)
        begun = pages.filter(first_published_at__isnull=False).order_by("-first_published_at", "pk")
        entries = [*map(_campaign_entry, begun[:ENTRIES]), *_update_entries(pages)]
        return sorted(entries, key=lambda entry: (entry.at, entry.uid), reverse=True)[:ENTRIES]


class CampaignFeed(_NewsFeed):
    """The updates of one campaign, the newest first."""

    def get_object(
        self, request: HttpRequest, campaign_key: uuid.UUID, *args: Any, **kwargs: Any
    ) -> CampaignPage:
        """Return its live page in the reader's language. Raises `Http404` without one."""
        page = _public_pages().filter(translation_key=campaign_key).first()
        if page is None:
            raise Http404
        return page

    def title(self, page: CampaignPage) -> str:
        return page.title

    def subtitle(self, page: CampaignPage) -> str:
        return page.summary

    def link(self, page: CampaignPage) -> str:
        return _url(page)

    def feed_url(self, page: CampaignPage) -> str:
        path = reverse("campaign_story:feed", args=[page.translation_key])
        return settings.BASE_URL + path

    def feed_guid(self, page: CampaignPage) -> str:
        return self.feed_url(page)

    def items(self, page: CampaignPage) -> list[_Entry]:
        return _update_entries([page])


def theme_feed_url(slug: str) -> str:
    """Return the absolute URL of the feed of a theme; of all themes for ""."""
    query = f"?theme={slug}" if slug else ""
    return settings.BASE_URL + reverse("campaign_story:theme_feed") + query


def _public_pages() -> Any:
    """Return the pages in the active language that anybody can open, without their bodies."""
    pages = CampaignPage.objects.live().public().filter(locale=Locale.get_active())
    return pages.defer_streamfields()


def _campaign_entry(page: CampaignPage) -> _Entry:
    return _Entry(
        uid=page.translation_key.urn,
        title=page.title,
        text=page.summary,
        url=_url(page),
        at=page.first_published_at,
        category=_("Campaign"),
    )


def _update_entries(pages: Iterable[CampaignPage]) -> list[_Entry]:
    """Return the latest updates that `pages` show. One query."""
    texts = CampaignUpdateText.objects.filter(page__in=pages, update__is_shown=True)
    latest = texts.select_related("update", "page").order_by("-update__on", "-update_id")
    return [
        _Entry(
            uid=text.update.key.urn,
            title=f"{text.page.title}: {text.title}",
            text=text.text,
            url=f"{_url(text.page)}#update-{text.update.key}",
            at=timezone.make_aware(datetime.datetime.combine(text.update.on, datetime.time())),
            category=_("Result")
            if text.update.is_result
            else pgettext("what is new in a campaign", "Update"),
        )
        for text in latest[:ENTRIES]
    ]


def _url(page: CampaignPage) -> str:
    return str(page.full_url or settings.BASE_URL)
