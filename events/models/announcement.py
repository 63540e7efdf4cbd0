"""Mails from organisers to the people signed up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.occurrence import Occurrence
from notifications.models.broadcast import Broadcast


class Announcement(Broadcast):
    """A mail to the attendees of one occurrence and, if wanted, to its waiting list."""

    recipients_field = "occurrence_id"
    previewed_fields = ("texts", "to_waiting")

    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.PROTECT, related_name="announcements"
    )
    to_waiting = models.BooleanField(_("also to the waiting list"), default=False)

    class Meta(Broadcast.Meta):
        verbose_name = _("email to attendees")
        verbose_name_plural = _("emails to attendees")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return next((text["subject"] for text in self.texts.values()), "")
