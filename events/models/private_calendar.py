"""The private calendar of a resident: their sign-ups as a calendar feed at a secret URL."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.field_defaults import new_secret


class PrivateCalendar(models.Model):
    """The secret in the URL at which a calendar program fetches a resident's sign-ups.

    The secret alone gives access. A new secret makes the old URL invalid.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="private_calendar"
    )
    secret = models.CharField(
        _("secret"), max_length=64, unique=True, default=new_secret, editable=False
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        verbose_name = _("address of a calendar feed")
        verbose_name_plural = _("addresses of calendar feeds")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}"
