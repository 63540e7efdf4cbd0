"""An e-mail address that is about to change, when both mailboxes have said yes."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EmailChangeQuerySet(models.QuerySet["EmailChange"]):
    """Changes that somebody asked for."""

    def open(self) -> "EmailChangeQuerySet":
        """Those that can still be confirmed."""
        hours = datetime.timedelta(hours=settings.EMAIL_CHANGE_HOURS)
        return self.filter(created_at__gt=timezone.now() - hours)

    def expired(self) -> "EmailChangeQuerySet":
        """Those that nobody confirmed in time."""
        hours = datetime.timedelta(hours=settings.EMAIL_CHANGE_HOURS)
        return self.filter(created_at__lte=timezone.now() - hours)


class EmailChange(models.Model):
    """One resident's wish for another address. Deleted when done, cancelled, or too old."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="email_change",
        verbose_name=_("resident"),
    )
    new_email = models.EmailField(_("new e-mail address"))
    # Names this wish in its links: a later one of the same resident has another.
    number = models.UUIDField(unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    old_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    new_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of e-mail address")
        verbose_name_plural = _("changes of e-mail address")

    def __str__(self) -> str:
        return f"{self.user_id}: {self.new_email}"

    @property
    def expires_at(self) -> datetime.datetime:
        """Until when the links work."""
        return self.created_at + datetime.timedelta(hours=settings.EMAIL_CHANGE_HOURS)
