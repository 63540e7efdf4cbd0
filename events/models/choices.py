"""Whether somebody can sign up for an occurrence."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignUpAvailability(models.TextChoices):
    """Whether, and how, somebody can come to an occurrence.

    Lists and pages show the labels; for `FREE` they show the number of seats where it is limited.
    """

    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")
    POSTPONED = "postponed", _("Postponed")
    OVER = "over", _("Over")
    UNDER_WAY = "under_way", _("Happening now")
    NO_SIGNUP = "no_signup", _("No sign-up needed")
    CLOSED = "closed", _("Sign-up has closed")
    NOT_OPEN = "not_open", _("Sign-up is not open yet")
    WAITING_LIST = "waiting_list", _("Fully booked – there is a waiting list")
    NEWCOMERS = "newcomers", _("Only places for newcomers left")
    FREE = "free", _("Places available")
