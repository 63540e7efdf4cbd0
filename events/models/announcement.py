"""Announcements of organisers to attendees, and the feedback of attendees."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
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
        verbose_name = _("mail to those signed up")
        verbose_name_plural = _("mails to those signed up")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return next((text["subject"] for text in self.texts.values()), "")


class Feedback(models.Model):
    """Anonymous feedback on an occurrence: its author is not stored."""

    occurrence = models.ForeignKey(Occurrence, on_delete=models.CASCADE, related_name="feedback")
    rating = models.PositiveSmallIntegerField(
        _("rating"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("comment"), blank=True)
    # Only the day: the hour could reveal the author.
    given_on = models.DateField(_("given on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5), name="feedback_from_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rating}/5"
