"""The states of threads in which neighbours help each other, and their words."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# The values of `Thread.Kind` that have a state.
HELP_WANTED, HELP_OFFERED, GIVE_AWAY = "help_wanted", "help_offered", "give_away"
HELP_KINDS = (HELP_WANTED, HELP_OFFERED, GIVE_AWAY)


class HelpState(models.TextChoices):
    OPEN = "open", _("Open")
    FULFILLED = "fulfilled", _("Fulfilled")
    EXPIRED = "expired", _("Expired")
    CLOSED = "closed", _("Closed")


SETTLED = (HelpState.FULFILLED, HelpState.EXPIRED, HelpState.CLOSED)


def state_label(kind: str, state: str) -> str:
    """Return the state of a thread of `kind` in words; "" for a thread without a state."""
    if not state:
        return ""
    if state == HelpState.EXPIRED:
        return gettext("Expired")
    if state == HelpState.CLOSED:
        return gettext("No longer relevant")
    if state == HelpState.FULFILLED:
        return {
            HELP_WANTED: gettext("Got help – thank you!"),
            HELP_OFFERED: gettext("Somebody has been helped"),
            GIVE_AWAY: gettext("Gone or found – thank you!"),
        }[kind]
    return {
        HELP_WANTED: gettext("Still looking for help"),
        HELP_OFFERED: gettext("Still on offer"),
        GIVE_AWAY: gettext("Still relevant"),
    }[kind]
