"""Template tags for account pages."""

from django import template

from residents.accounts import sessions

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    """Return a readable name of the device, such as "Firefox on Windows"."""
    return sessions.device_name(user_agent)
