"""Requests to change an e-mail address."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import EmailField


class EmailChangeQuerySet(models.QuerySet["EmailChange"]):
    def open(self) -> "EmailChangeQuerySet":
        """Return the requests that can still be confirmed."""
        return self.filter(created_at__gt=timezone.now() - _lifetime())

    def expired(self) -> "EmailChangeQuerySet":
        """Return the requests that were not confirmed in time."""
        return self.filter(created_at__lte=timezone.now() - _lifetime())


class EmailChange(models.Model):
    """A resident's request for a new address. Deleted when it is done, cancelled or expired."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="email_change",
        verbose_name=_("resident"),
    )
    new_email = EmailField(_("new email address"))
    # Identifies the request in its links; a later request of the same resident has a new number.
    number = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    old_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    new_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of email address")
        verbose_name_plural = _("changes of email address")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.new_email}"

    @property
    def expires_at(self) -> datetime.datetime:
        """Return when the links stop working."""
        return self.created_at + _lifetime()


def _lifetime() -> datetime.timedelta:
    return datetime.timedelta(hours=settings.EMAIL_CHANGE_HOURS)
