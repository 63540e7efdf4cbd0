"""Template tags used on every floor."""

from typing import Any

from django import template

from core import partner_urls
from core.themes import LocalizedTheme

register = template.Library()


@register.simple_tag(takes_context=True)
def localized_theme(context: dict[str, Any], theme_id: int | None) -> LocalizedTheme | None:
    """Return the theme with that id in the reader's language, without a query of its own."""
    themes = context.get("themes")
    return themes.get(theme_id) if themes else None


@register.simple_tag(takes_context=True)
def partner_page(context: Any, partner_id: int | None) -> str:
    """Return the path of the partner's page; empty if it has none. Works inside components."""
    return partner_urls.address_of(partner_id or None, getattr(context, "request", None))
