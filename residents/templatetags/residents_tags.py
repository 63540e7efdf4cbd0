"""Template tags for account pages."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from residents.accounts import login_redirects, sessions

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=64)
def avatar_drawing(name: str) -> SafeString:
    """Return the drawing of that name: a `Drawing`. For the eye only."""
    return format_html(
        '<svg class="avatar__drawing"><use href="{}#{}"></use></svg>',
        static("icons/avatars.svg"),
        name,
    )


@register.filter
def device_name(user_agent: str) -> str:
    """Return a readable name of the device, such as "Firefox on Windows"."""
    return sessions.device_name(user_agent)


@register.simple_tag
def sign_in_purpose(destination: str | None) -> str:
    """Return what the reader signs in for, as a heading; "" if that is unknown."""
    return login_redirects.purpose_of(destination or "")
