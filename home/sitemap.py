"""The sitemap: pages, lists, threads, meetups, and tags in use, in all languages."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap as DjangoSitemap
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from forum.models import Meetup, Thread
from home.tag_page import tag_url, tags_in_use


class PagesSitemap(Sitemap):
    """Wagtail's own lists only the pages below the root of the site, which are in one language."""

    def items(self) -> PageQuerySet:
        below = Q()
        for root in self.get_wagtail_site().root_page.get_translations(inclusive=True):
            below |= Q(path__startswith=root.path)
        pages = Page.objects.filter(below).live().public().order_by("path")
        return pages.defer_streamfields().specific()

    def _urls(self, page: Any, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Return the addresses of a part of the pages, with those of their translations."""
        languages = dict(Locale.objects.values_list("pk", "language_code"))
        versions: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        urls = []
        for item in self.paginator.page(page).object_list:
            for url in item.get_sitemap_urls(self.request):
                language = languages[item.locale_id]
                others = versions[item.translation_key]
                others.append({"location": url["location"], "lang_code": language})
                urls.append({**url, "alternates": others})
        for url in urls:
            if len(url["alternates"]) == 1:
                url["alternates"] = []
        changes = [url["lastmod"] for url in urls]
        if changes and None not in changes:
            self.latest_lastmod = max(changes)
        return urls


class _OfTheHub(DjangoSitemap):
    """A part of the sitemap that is no Wagtail page."""

    protocol = urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.BASE_URL).netloc


class ThreadsSitemap(_OfTheHub):
    """The threads that everybody may read, the latest first."""

    limit = 5000

    def items(self) -> Any:
        return Thread.objects.visible_to(AnonymousUser()).order_by("-last_activity_at", "-pk")

    def location(self, item: Thread) -> str:
        # The page of a thread is in every language; this is the one it was written in.
        with override(item.language):
            return item.get_absolute_url()

    def lastmod(self, item: Thread) -> Any:
        return item.last_activity_at


class MeetupsSitemap(_OfTheHub):
    """The meetups of neighbours, the latest first."""

    limit = 5000

    def items(self) -> Any:
        public = Meetup.objects.visible_to(AnonymousUser()).filter(event__is_published=True)
        return public.select_related("thread").order_by("-created_at", "-pk")

    def location(self, item: Meetup) -> str:
        with override(item.thread.language):
            return item.get_absolute_url()

    def lastmod(self, item: Meetup) -> Any:
        return item.created_at


class TagsSitemap(_OfTheHub):
    """The pages of the tags in use, in every language."""

    i18n = alternates = True

    def items(self) -> list[str]:
        return [tag.slug for tag in tags_in_use()]

    def location(self, item: str) -> str:
        return tag_url(item)


class ListsSitemap(_OfTheHub):
    """Lists that are no pages of Wagtail, in every language."""

    i18n = alternates = True

    def items(self) -> list[str]:
        return ["home:themes", "home:campaigns", "home:results", "forum:threads"]

    def location(self, item: str) -> str:
        return reverse(item)
