"""Template tags for account pages."""

from django import template

from residents.accounts import login_redirects, sessions

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    """Return a readable name of the device, such as "Firefox on Windows"."""
    return sessions.device_name(user_agent)


@register.simple_tag
def sign_in_purpose(destination: str | None) -> str:
    """Return what the reader signs in for, as a heading; "" if that is unknown."""
    return login_redirects.purpose_of(destination or "")
