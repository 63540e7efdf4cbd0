"""Where the feeds are."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

FORMATS = ("ics", "atom", "json")


def feed_context(values: Mapping[str, str], words: Iterable[str]) -> dict[str, Any]:
    """Return what a page needs that leads to the feeds of what it shows.

    `values` are the filters as they stand in the page's address, `words` what they are called.
    """
    return {"feeds": addresses(values), "feed_name": feed_name(words)}


def addresses(values: Mapping[str, str]) -> dict[str, str]:
    """Return the whole address of the feed of each format, and `webcal`, for those filters."""
    chosen = query_string(values)
    found = {
        form: settings.BASE_URL + reverse(f"events:calendar_{form}") + chosen for form in FORMATS
    }
    return {**found, "webcal": webcal(found["ics"])}


def query_string(values: Mapping[str, str]) -> str:
    """Return the filters as they stand in an address; "" for none."""
    return f"?{urlencode(values)}" if values else ""


def feed_name(words: Iterable[str]) -> str:
    """Return what a feed of that choice is called."""
    chosen = ", ".join(words)
    site: str = settings.WAGTAIL_SITE_NAME
    return f"{site}: {chosen}" if chosen else site


def webcal(address: str) -> str:
    """Return `address` so that a calendar program opens it, and asks whether to subscribe."""
    return "webcal" + address[address.index(":") :]
