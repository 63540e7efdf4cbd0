"""Template tags of the pages about one's account."""

from django import template

from residents.accounts import devices

register = template.Library()


@register.filter
def device_name(user_agent: str) -> str:
    """Return the device that a browser describes, in plain words."""
    return devices.name(user_agent)
