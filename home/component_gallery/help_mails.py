"""Sample mails about help between neighbours."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from notifications.notices.activity_types import Described

KINDS = ("upheld", "dismissed", "closed")


def _title() -> str:
    return "Hvem har en stige?" if get_language() == "da" else "Who has a ladder?"


def decided(language: str) -> dict[str, Any]:
    """Return the context of a mail about a decision on a reported conversation."""
    return {
        "title": _title(),
        "answer": "Hold den gode tone." if language == "da" else "Please stay kind.",
        "url": f"{settings.BASE_URL}/{language}/forum/",
    }


def message() -> Described:
    """Return a message that can be quoted."""
    return Described(
        title=_title(),
        url=f"/{get_language()}/forum/",
        text=_("%(name)s has written to you.") % {"name": "Birthe"},
        group=_("Messages"),
        actor_name="Birthe",
        excerpt=(
            "Jeg kan komme med den på lørdag."
            if get_language() == "da"
            else "I can bring it on Saturday."
        ),
        button=_("Read and answer"),
        reply_address=f"reply+{'abc234' * 8}@hub.example",
        is_reply_private=True,
    )


def contact() -> Described:
    """Return a message with an address, which a mail does not quote."""
    return Described(
        title=_title(),
        url=f"/{get_language()}/forum/",
        text=_("%(name)s has shared how you can reach them.") % {"name": "Birthe"},
        group=_("Messages"),
        actor_name="Birthe",
        detail=_("You can read it on the page only."),
        button=_("Read and answer"),
    )
