"""The themes: one row for all languages, and a wording in each."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from core.models.cpr_guard import GuardedModel


class Theme(models.Model):
    """A theme in all languages. Threads, events and campaigns refer to it.

    Pages get its name from `core.themes`.
    """

    class Colour(models.TextChoices):
        """The colours of static/css: each has a class `tone-<value>`."""

        BRICK = "brick", _("Brick")
        OCHRE = "ochre", _("Ochre")
        PLUM = "plum", _("Plum")
        INDIGO = "indigo", _("Indigo")
        ROSE = "rose", _("Rose")
        MOSS = "moss", _("Moss")

    class Illustration(models.TextChoices):
        """The drawings in static/illustrations that a theme may have."""

        NEUTRAL = "neutral", _("Houses")
        BURGLARY_PREVENTION = "burglary-prevention", _("A locked house")
        SAFE_SPACES = "safe-spaces", _("A square in the evening")
        DIGITAL_CRIME = "digital-crime", _("A computer")
        TRAFFIC_SAFETY = "traffic-safety", _("A road with cyclists")
        LONELINESS = "loneliness", _("Neighbours together")
        GREEN_TRANSITION = "green-transition", _("Wind and plants")

    class Icon(models.TextChoices):
        """The symbols in static/icons/sprite.svg that a theme may have."""

        NEUTRAL = "mark", _("The site’s logo")
        BURGLARY_PREVENTION = "theme-burglary-prevention", _("A house with a lock")
        SAFE_SPACES = "theme-safe-spaces", _("A street lamp")
        DIGITAL_CRIME = "theme-digital-crime", _("A screen")
        TRAFFIC_SAFETY = "theme-traffic-safety", _("A bicycle")
        LONELINESS = "theme-loneliness", _("Two people")
        GREEN_TRANSITION = "theme-green-transition", _("A leaf")
        HOME = "home", _("A house")
        PEOPLE = "people", _("Several people")
        HANDS = "help-offered", _("A helping hand")
        CHAT = "chat", _("Speech bubbles")
        SHIELD = "shield", _("A shield")
        LOCK = "lock", _("A padlock")
        PLACE = "place", _("A pin on a map")
        PHONE = "phone", _("A phone")
        GLOBE = "globe", _("A globe")

    slug = models.SlugField(
        _("name in addresses"),
        max_length=40,
        unique=True,
        help_text=_(
            "Part of web addresses, such as “road-safety”. Leave empty to make it from the name."
        ),
    )
    colour = models.CharField(_("colour"), max_length=20, choices=Colour, default=Colour.BRICK)
    icon = models.CharField(_("icon"), max_length=40, choices=Icon, default=Icon.NEUTRAL)
    illustration = models.CharField(
        _("illustration"), max_length=40, choices=Illustration, default=Illustration.NEUTRAL
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture of your own"),
        help_text=_("Shown instead of the illustration. It is cropped to 4:3."),
    )
    is_about_crime = models.BooleanField(
        _("about crime and safety"),
        default=False,
        help_text=_(
            "Posts that describe people by their looks, or give number plates, then wait for a "
            "moderator before anybody can read them."
        ),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order"]

    def __str__(self) -> str:
        """Return the name in the active language, with one query. Pages use `core.themes`."""
        names = {
            wording.locale.language_code: wording.name
            for wording in self.wordings.select_related("locale")
        }
        default = names.get(settings.LANGUAGE_CODE, self.slug)
        return names.get(get_language() or settings.LANGUAGE_CODE, default)

    def name_in(self, language: str) -> str:
        """Return the name in `language` if it has one, with one query."""
        names = self.wordings.filter(locale__language_code=language)
        return names.values_list("name", flat=True).first() or ""


class ThemeWording(GuardedModel, TranslatableMixin):
    """The name and summary of a theme in one language."""

    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, related_name="wordings", verbose_name=_("theme")
    )
    name = models.CharField(_("name"), max_length=60)
    summary = models.CharField(_("summary"), max_length=240)

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("theme wording")
        verbose_name_plural = _("theme wordings")
        ordering = ["theme__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "locale"], name="theme_wording_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.name
