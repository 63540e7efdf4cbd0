"""The addresses of pages, for values that are held in memory."""

from wagtail.models import Page, Site

from core.caching.tracking import note_reads


def url_of(page: Page) -> str:
    """Return the path of `page`, or its URL if it is on another site; "" if it has none.

    Wagtail takes the sites from a cache of its own, so no query shows that they were read.
    """
    note_reads([Site._meta.db_table])
    return page.url or ""
