"""The organisations that take part in the partnership."""

from django.conf import settings
from django.db import models
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
        return self.name
