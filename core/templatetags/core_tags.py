"""Template tags for all apps."""

from typing import Any

from django import template
from django.templatetags.static import static

from core import partner_urls
from core.models import Theme
from core.themes import LocalizedTheme

register = template.Library()

# The drawings in static/illustrations. A name that is not here makes no static file's name: the
# manifest of the static files raises for a file that it lacks.
ILLUSTRATIONS = frozenset([*Theme.Illustration.values, "empty", "notfound"])


@register.simple_tag(takes_context=True)
def localized_theme(context: dict[str, Any], theme_id: int | None) -> LocalizedTheme | None:
    """Return the theme in the reader's language, from the context's `themes`."""
    themes = context.get("themes")
    return themes.get(theme_id) if themes else None


@register.simple_tag(takes_context=True)
def partner_url(context: Any, partner_id: int | None) -> str:
    """Return the path of the partner's page; "" if it has none.

    It also works in a template that is included with `only`.
    """
    return partner_urls.partner_url(partner_id or None, getattr(context, "request", None))


@register.simple_tag
def illustration_url(illustration: str) -> str:
    """Return the URL of a drawing by its name, or the URL of an uploaded picture unchanged.

    Unknown names get the neutral drawing.
    """
    if "/" in illustration:
        return illustration
    name = illustration if illustration in ILLUSTRATIONS else Theme.Illustration.NEUTRAL.value
    return static(f"illustrations/{name}.svg")
