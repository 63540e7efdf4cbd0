"""Template tags of the pages about one's account."""

from django import template

from residents.accounts import sessions

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    """Return the device that a browser describes, in plain words."""
    return sessions.name(user_agent)
