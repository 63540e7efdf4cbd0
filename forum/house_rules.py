"""The house rules, as the reasons of reports and of moderators' decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HouseRule(models.TextChoices):
    """A house rule, by what breaks it. The page with the house rules explains them."""

    UNKIND = "unkind", _("It is unkind, or goes for the person")
    SUSPECT = "suspect", _("It shows or describes a suspect")
    ACCUSATION = "accusation", _("It accuses somebody")
    PRIVACY = "privacy", _("It shares other people’s private matters")
    OFF_TOPIC = "off_topic", _("It is advertising, or off the subject")
    OTHER = "other", _("Something else")
