"""The drawings of which residents may choose one instead of their initials."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Drawing(models.TextChoices):
    """The symbols in static/icons/avatars.svg."""

    HOUSE = "house", pgettext_lazy("drawing", "House")
    TREE = "tree", pgettext_lazy("drawing", "Tree")
    FLOWER = "flower", pgettext_lazy("drawing", "Flower")
    SUN = "sun", pgettext_lazy("drawing", "Sun")
    CAT = "cat", pgettext_lazy("drawing", "Cat")
    DOG = "dog", pgettext_lazy("drawing", "Dog")
    BIRD = "bird", pgettext_lazy("drawing", "Bird")
    BICYCLE = "bicycle", pgettext_lazy("drawing", "Bicycle")
    BOAT = "boat", pgettext_lazy("drawing", "Boat")
    LIGHTHOUSE = "lighthouse", pgettext_lazy("drawing", "Lighthouse")
    CUP = "cup", pgettext_lazy("drawing", "Cup")
    MITTEN = "mitten", pgettext_lazy("drawing", "Mitten")
