"""The URLs of the feeds of a filtered calendar."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from core.site_settings import site_name

FORMATS = ("ics", "atom", "json")


def feed_context(values: Mapping[str, str], labels: Iterable[str]) -> dict[str, Any]:
    """Return the template context for links to the feeds of a page.

    `values` are the filters as in the query string of the page, `labels` their names.
    """
    return {"feeds": feed_urls(values), "feed_name": feed_name(labels)}


def feed_urls(values: Mapping[str, str]) -> dict[str, str]:
    """Return the absolute URL of the feed in each format, and of `webcal`, with those filters."""
    query = query_string(values)
    urls = {
        format_: settings.BASE_URL + reverse(f"events:calendar_{format_}") + query
        for format_ in FORMATS
    }
    return {**urls, "webcal": webcal(urls["ics"])}


def query_string(values: Mapping[str, str]) -> str:
    """Return the filters as a query string, with its question mark; "" for none."""
    return f"?{urlencode(values)}" if values else ""


def feed_name(labels: Iterable[str]) -> str:
    """Return the title of a feed with the filters of those names."""
    joined = ", ".join(labels)
    site = site_name()
    return f"{site}: {joined}" if joined else site


def webcal(url: str) -> str:
    """Return `url` with the scheme by which calendar programs offer to subscribe."""
    return "webcal" + url[url.index(":") :]
