"""Structured data for search engines: schema.org as JSON-LD.

A page holds what it shows and no more. The element is a data block, which no browser runs, so the
content security policy does not concern it.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from core.breadcrumbs import Breadcrumb
from core.site_settings import localized_site

# Characters that could end the script element or start markup. (HTML, § 4.12.1.3)
_SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

Thing = dict[str, Any]


def as_json_ld(things: Iterable[Thing]) -> SafeString:
    """Return the things as JSON-LD, safe inside a script element. Empty properties are left out."""
    graph = [{name: value for name, value in thing.items() if value} for thing in things]
    document = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(document, ensure_ascii=False).translate(_SCRIPT_ESCAPES)
    return mark_safe(text)  # noqa: S308 – what could end the element is escaped above


def site_organisation() -> Thing:
    """Return who runs the site, in the active language."""
    site = localized_site()
    logo = site.logo.url if site.logo else ""
    return {
        "@type": "Organization",
        "@id": f"{settings.BASE_URL}/#organization",
        "name": site.name,
        "url": f"{settings.BASE_URL}/",
        **({"logo": settings.BASE_URL + logo if logo.startswith("/") else logo} if logo else {}),
    }


def breadcrumb_list(items: Iterable[Breadcrumb]) -> Thing:
    """Return the way from the front page to a page, as `components/breadcrumb.html` shows it."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": str(item.label),
                **({"item": settings.BASE_URL + item.url} if item.url else {}),
            }
            for position, item in enumerate(items, 1)
        ],
    }
