"""Mails from organisers to the people signed up."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.occurrence import Occurrence


class Announcement(models.Model):
    """A mail to everybody signed up for one occurrence. What is sent is the log, and stays."""

    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.PROTECT, related_name="announcements"
    )
    # Gone when the account is; the announcement stays.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="announcements",
        verbose_name=_("written by"),
    )
    # {<language>: {"subject": …, "body": <CommonMark>}, …}: each reader gets theirs, or the first.
    texts = models.JSONField(_("texts"))
    to_waiting = models.BooleanField(_("also to the waiting list"), default=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    recipients = models.PositiveIntegerField(_("recipients"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail to those signed up")
        verbose_name_plural = _("mails to those signed up")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, recipients__isnull=True)
                | Q(sent_at__isnull=False, recipients__isnull=False),
                name="announcement_sent_is_counted",
            )
        ]

    def __str__(self) -> str:
        return next((text["subject"] for text in self.texts.values()), "")
