"""Who makes a pledge, and from which number on pledges are counted in public."""

from django.db import models
from django.utils.translation import pgettext_lazy

# Smaller counts are shown as "fewer than 5".
SMALLEST_SHOWN = 5


class Giver(models.TextChoices):
    """Who makes a pledge."""

    RESIDENT = "resident", pgettext_lazy("pledge", "A resident")
    HOUSEHOLD = "household", pgettext_lazy("pledge", "A household")
    COMPANY = "company", pgettext_lazy("pledge", "A company or an association")
