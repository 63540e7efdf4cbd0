"""The secret address of a resident's own calendar feed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.field_defaults import new_secret


class CalendarAddress(models.Model):
    """The secret URL at which a calendar program fetches a resident's sign-ups.

    The secret alone gives access. A new secret makes the old URL invalid.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address"
    )
    secret = models.CharField(
        _("secret"), max_length=64, unique=True, default=new_secret, editable=False
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("address of a calendar feed")
        verbose_name_plural = _("addresses of calendar feeds")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}"
