"""What editors decide for the whole site."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


def validate_address(value: str) -> None:
    """Raise `ValidationError` unless `value` is a web address or a path of this site."""
    if value.startswith("/") and not value.startswith("//"):
        return
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError:
        raise ValidationError(
            _("Write an address that begins with https://, or a path of this site.")
        ) from None


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """Settings of the site that editors maintain."""

    accessibility_statement = models.CharField(
        _("accessibility statement"),
        max_length=300,
        blank=True,
        validators=[validate_address],
        help_text=_("Where /was leads: the address of the statement in the authority's WAS tool."),
    )

    panels = [FieldPanel("accessibility_statement")]

    class Meta:
        verbose_name = _("site settings")
