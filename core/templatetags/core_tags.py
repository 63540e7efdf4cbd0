"""Template tags for all apps."""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from wagtail.models import Page

from core import dates, partner_urls
from core.breadcrumbs import Breadcrumb, breadcrumbs
from core.languages import site_languages
from core.models import Theme
from core.page_translations import translations_of
from core.text.language import guess_language
from core.themes import LocalizedTheme

register = template.Library()

# The drawings in static/illustrations. A name that is not here makes no static file's name: the
# manifest of the static files raises for a file that it lacks.
ILLUSTRATIONS = frozenset([*Theme.Illustration.values, "empty", "notfound"])


@register.simple_tag(takes_context=True)
def localized_theme(context: dict[str, Any], theme_id: int | None) -> LocalizedTheme | None:
    """Return the theme in the reader's language, from the context's `themes`."""
    themes = context.get("themes")
    if callable(themes):
        themes = themes()
    return themes.get(theme_id) if themes else None


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """Return an icon of the sprite.

    `name` is the id of a symbol. `label` is a text for screen readers, if there is no text beside
    the icon.
    """
    role = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"></use></svg>',
        mark_safe(role),  # noqa: S308
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def partner_url(partner_id: int | None) -> str:
    """Return the path of the partner's page; "" if it has none."""
    return partner_urls.partner_url(partner_id or None)


@register.filter
def natural_datetime(moment: datetime.datetime | None, otherwise: str = "DATETIME_FORMAT") -> str:
    """Return `moment` as people say it, "yesterday at 19:04"; "" without one."""
    return dates.natural_datetime(moment, otherwise) if moment else ""


@register.simple_tag
def breadcrumb_items(*parents: str, current: str) -> list[Breadcrumb]:
    """Return the breadcrumbs of a page. `parents` are URL and label of each page above it."""
    return breadcrumbs(*zip(parents[::2], parents[1::2], strict=True), current=current)


@register.filter
def all_examples(items: Iterable[Any]) -> bool:
    """Return whether the list has rows and all are examples, so that one mark is enough."""
    return bool(items) and all(item.is_example for item in items)


@register.simple_tag
def translations_that_follow(page: Page, *, live_only: bool = False) -> list[tuple[Page, str]]:
    """Return the translations that go with `page`, each with the name of its language."""
    languages = dict(site_languages())
    return [
        (other, languages.get(other.locale.language_code, other.locale.language_code))
        for other in translations_of(page)
        if other.live or not live_only
    ]


@register.simple_tag
def illustration_url(illustration: str) -> str:
    """Return the URL of a drawing by its name, or the URL of an uploaded picture unchanged.

    Unknown names get the neutral drawing.
    """
    if "/" in illustration:
        return illustration
    name = illustration if illustration in ILLUSTRATIONS else Theme.Illustration.NEUTRAL.value
    return static(f"illustrations/{name}.svg")


@register.filter
def machine_time(moment: datetime.datetime | None) -> str:
    """Return a moment for `<time datetime>`: to the second, since HTML has no microseconds."""
    return localtime(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def language_of(text: str, otherwise: str) -> str:
    """Return the code of the language that `text` seems to be in; `otherwise` if it is unclear."""
    return guess_language(text, otherwise)
