"""Settings of the site in the admin."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from core.validators import validate_web_address


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    accessibility_statement = models.CharField(
        _("accessibility statement"),
        max_length=300,
        blank=True,
        validators=[validate_web_address],
        help_text=_("The address that /was leads to: the statement in the authority’s WAS tool."),
    )

    panels = [FieldPanel("accessibility_statement")]

    class Meta:
        verbose_name = _("site settings")
