"""Template tags used on every floor."""

from typing import Any

from django import template

from core.themes import ThemeFace

register = template.Library()


@register.simple_tag(takes_context=True)
def theme_face(context: dict[str, Any], theme_id: int | None) -> ThemeFace | None:
    """Return the theme with that id in the reader's language, without a query of its own."""
    themes = context.get("themes")
    return themes.get(theme_id) if themes else None
