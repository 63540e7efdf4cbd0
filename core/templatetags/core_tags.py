"""Template tags for all apps."""

import datetime
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from wagtail.models import Page

from core import dates, partner_urls
from core.breadcrumbs import Breadcrumb, breadcrumbs
from core.images.pictures import FoundPicture, find_picture
from core.models import Theme
from core.outdated_translations import OutdatedNote, note_for_readers, outdated_since
from core.site_settings import LocalizedSite, localized_site, site_name
from core.social.cards import SharedPage, default_card
from core.structured_data import as_json_ld, breadcrumb_list
from core.text.hyphenation import soft_hyphens
from core.text.language import guess_language
from core.themes import LocalizedTheme

register = template.Library()

# The drawings in static/illustrations. A name that is not here makes no static file's name: the
# manifest of the static files raises for a file that it lacks.
ILLUSTRATIONS = frozenset([*Theme.Illustration.values, "empty", "notfound"])

_CARDS_IN_A_ROW = 3


@register.simple_tag(takes_context=True)
def localized_theme(context: dict[str, Any], theme_id: int | None) -> LocalizedTheme | None:
    """Return the theme in the reader's language, from the context's `themes`."""
    themes = context.get("themes")
    if callable(themes):
        themes = themes()
    return themes.get(theme_id) if themes else None


@register.simple_block_tag
def captured(content: str) -> str:
    """Return what is in the block, to be kept with `as` and shown twice."""
    return mark_safe(content.strip())  # noqa: S308 – rendered by a template


@register.inclusion_tag("_social.html", takes_context=True)
def social_tags(context: dict[str, Any], title: str) -> dict[str, Any]:
    """Show what other sites read of the page when it is shared: title, description and picture.

    For pages that search engines may list; the others are not shared either.
    """
    language = get_language() or settings.LANGUAGE_CODE
    page = context.get("page")
    card = context.get("social_card")
    if card is None:
        if isinstance(page, SharedPage) and page.pk:
            card = page.social_card(language)
        else:
            card = default_card(language)
    return {
        "title": title,
        "description": context.get("description")
        or getattr(page, "search_description", "")
        or getattr(page, "summary", ""),
        "url": context.get("canonical_url"),
        "card": card,
        "site_name": site_name(),
        "language": language,
    }


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
def site_settings() -> LocalizedSite:
    """Return the settings of the site in the reader's language."""
    return localized_site()


@register.simple_tag
def site_logo(logo: FoundPicture | None) -> SafeString:
    """Show the uploaded logo, or the hub's own mark. The name stands beside it."""
    if logo:
        return logo.html(**{"class": "site-logo__mark"})
    return format_html(
        '<svg class="site-logo__mark" viewBox="0 0 52 44" aria-hidden="true">'
        '<use href="{}#mark"></use></svg>',
        static("icons/sprite.svg"),
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


@register.simple_tag
def breadcrumb_data(items: Iterable[Breadcrumb]) -> SafeString:
    """Return the breadcrumbs for search engines, safe inside a script element."""
    return as_json_ld([breadcrumb_list(items)])


@register.filter
def all_examples(items: Iterable[Any]) -> bool:
    """Return whether the list has rows and all are examples, so that one mark is enough."""
    return bool(items) and all(item.is_example for item in items)


@register.simple_tag
def outdated_note(page: Page) -> OutdatedNote | None:
    """Return what readers are told of a translation that is behind; None if it is up to date."""
    return note_for_readers(page) if page and page.pk else None


@register.filter
def outdated_date(page: Page) -> datetime.datetime | None:
    """Return since when a translation is behind its source page; None if it is up to date."""
    return outdated_since().get(page.pk)


@register.simple_tag
def illustration_url(illustration: str) -> str:
    """Return the URL of a drawing by its name. Unknown names get the neutral drawing."""
    name = illustration if illustration in ILLUSTRATIONS else Theme.Illustration.NEUTRAL.value
    return static(f"illustrations/{name}.svg")


@register.simple_tag
def illustration(shown: str | FoundPicture, sizes: str = "", **attributes: str) -> SafeString:
    """Show a theme's uploaded picture, or a drawing by its name; both are decoration.

    `attributes` are those of the `img`: `class="card__picture" loading="lazy"`.
    """
    picture = FoundPicture(400, 300, illustration_url(shown)) if isinstance(shown, str) else shown
    return picture.html(sizes=sizes, **attributes)


@register.filter
def card_loading(is_in_first_view: bool, number: int) -> str:
    """Return `loading` of the picture of the card with that number, in a list of cards.

    The cards of the first row are not lazy if the page begins with the list.
    """
    return "eager" if is_in_first_view and number <= _CARDS_IN_A_ROW else "lazy"


@register.simple_tag
def site_picture(image: Any, use: str, alt: str = "", **attributes: str) -> SafeString:
    """Show an uploaded image from its stored renditions. A reader's request never makes one.

        {% site_picture value.image "body" sizes="(min-width: 60rem) 45rem, 100vw" loading="lazy" %}

    `use` is a name of `core.images.uses`. `alt` is the image's own alternative text by default;
    `attributes` are `sizes`, and those of the `img`.
    """
    if not image:
        return SafeString("")
    if not image.decorative:
        alt = alt or image.contextual_alt_text
        # Blocks hold a copy of the image's own, which editors have not translated there.
        if not alt or alt == image.default_alt_text:
            alt = image.alt_for_reader
    return find_picture(image, use).html(alt, **attributes)


@register.filter
def machine_time(moment: datetime.datetime | None) -> str:
    """Return a moment for `<time datetime>`: to the second, since HTML has no microseconds."""
    return localtime(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def language_of(text: str, otherwise: str) -> str:
    """Return the code of the language that `text` seems to be in; `otherwise` if it is unclear."""
    return guess_language(text, otherwise)


@register.filter(name="soft_hyphens")
def soft_hyphens_of(text: str) -> str:
    """Return `text`, in the active language, with soft hyphens in its long words."""
    return soft_hyphens(text, get_language() or settings.LANGUAGE_CODE)
