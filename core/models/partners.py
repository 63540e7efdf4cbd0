"""The organisations that take part in the partnership."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models.cpr_guard import GuardedModel
from core.models.email import EmailField


class Partner(GuardedModel):
    """An organisation. The role decides whether it is shown as an authority."""

    class Role(models.TextChoices):
        POLICE = "police", _("Police")
        MUNICIPALITY = "municipality", _("Municipality")
        NETWORK = "network", _("Network")
        ASSOCIATION = "association", _("Association")
        BUSINESS = "business", _("Business")
        HOUSING = "housing", _("Housing company")

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    # By the code of the language; `name` has the words of the site's first one.
    translated_names = models.JSONField(default=dict, blank=True, editable=False)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
    )
    link = models.URLField(_("website"), blank=True)
    contact_email = EmailField(_("contact email"), blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name_for_reader

    @property
    def name_for_reader(self) -> str:
        """The name in the active language, else in the first."""
        return self.name_in(get_language() or "")

    def name_in(self, language: str) -> str:
        """Return the name in `language`, else in the first."""
        return translated_name(self.name, self.translated_names, language)

    @property
    def all_names(self) -> list[str]:
        """The name in each language that it is given in, the first one first."""
        return [self.name, *(name for name in self.translated_names.values() if name)]


def translated_name(name: str, translated_names: dict[str, str], language: str) -> str:
    """Return the name in `language` from the columns of a `Partner`, for queries without one."""
    return translated_names.get(language, "") or name
