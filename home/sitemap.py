"""The sitemap of the pages in all languages."""

from django.db.models import Q
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap
from wagtail.models import Page
from wagtail.query import PageQuerySet


class PagesSitemap(Sitemap):
    """Wagtail's own lists only the pages below the root of the site, which are in one language."""

    def items(self) -> PageQuerySet:
        below = Q()
        for root in self.get_wagtail_site().root_page.get_translations(inclusive=True):
            below |= Q(path__startswith=root.path)
        pages = Page.objects.filter(below).live().public().order_by("path")
        return pages.defer_streamfields().specific()
