"""The status of a sign-up, as a notice or as a chip."""

from typing import Any

from django import template

from events.display.list_items import EventListItem
from events.models import SignUp
from events.signups import status_messages

register = template.Library()


@register.inclusion_tag("events/_signup_notice.html")
def signup_notice(
    signup: SignUp, entry: EventListItem, queue_position: int | None
) -> dict[str, Any]:
    """Render the status for the person signed up, with the next step."""
    return {"message": status_messages.person_notice(signup, entry, queue_position)}


@register.inclusion_tag("events/_signup_notice.html")
def ticket_notice(
    signup: SignUp, entry: EventListItem, queue_position: int | None
) -> dict[str, Any]:
    """Render why the ticket of `signup` is not valid; nothing if it is."""
    return {"message": status_messages.ticket_notice(signup, entry, queue_position)}


@register.simple_tag
def cancel_label(signup: SignUp) -> str:
    """Return the label of the button that cancels `signup`."""
    return status_messages.cancel_label(signup)


@register.inclusion_tag("events/_signup_chip.html")
def signup_chip(signup: SignUp) -> dict[str, Any]:
    """Render the status in a few words for the person signed up."""
    return {"message": status_messages.person_chip(signup)}


@register.inclusion_tag("events/_signup_chip.html")
def organiser_signup_chip(signup: SignUp, queue_position: int | None) -> dict[str, Any]:
    """Render the status in a few words for the organisers."""
    return {"message": status_messages.organiser_chip(signup, queue_position)}
