"""The outbox: mail that a change of state owes, kept until it is delivered."""

import datetime

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_ATTEMPTS = 8
FIRST_RETRY = datetime.timedelta(minutes=1)
# A claim older than this belongs to a worker that died while sending.
CLAIM_LIFETIME = datetime.timedelta(minutes=10)


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Messages by what is to be done with them."""

    def due(self) -> "OutboxQuerySet":
        """Messages to be sent now, the longest waiting first."""
        return self.filter(
            state=OutboxMessage.State.PENDING, next_attempt_at__lte=timezone.now()
        ).order_by("next_attempt_at", "pk")

    def release_abandoned(self) -> int:
        """Make messages pending again whose worker died while sending; return how many.

        If the mail server had accepted such a message in the very moment of the crash, it is sent
        a second time, under the same Message-ID. That is the one repetition that can happen.
        """
        return self.filter(
            state=OutboxMessage.State.SENDING, claimed_at__lt=timezone.now() - CLAIM_LIFETIME
        ).update(state=OutboxMessage.State.PENDING, next_attempt_at=timezone.now())


class OutboxMessage(models.Model):
    """One mail, written in the transaction of the change it tells of and sent by a worker."""

    class State(models.TextChoices):
        """How far the message has come."""

        PENDING = "pending", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    key = models.CharField(_("key"), max_length=200, unique=True)
    to = models.EmailField(_("to"), max_length=320)
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_at = models.DateTimeField(_("claimed"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(state="pending"),
                name="outbox_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="outbox_sent_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.key

    def claim(self) -> bool:
        """Take the message for sending; return False if another worker has it or sent it."""
        now = timezone.now()
        claimed = OutboxMessage.objects.filter(
            pk=self.pk, state=self.State.PENDING, next_attempt_at__lte=now
        ).update(state=self.State.SENDING, claimed_at=now, attempts=F("attempts") + 1)
        if claimed:
            self.refresh_from_db()
        return bool(claimed)

    def mark_sent(self) -> None:
        """Note that the mail server has accepted the message."""
        self.state, self.sent_at, self.last_error = self.State.SENT, timezone.now(), ""
        self.save(update_fields=["state", "sent_at", "last_error"])

    def mark_failed(self, error: str) -> None:
        """Note a failure; each attempt waits twice as long, and after the last there is none."""
        self.last_error = error
        if self.attempts >= MAX_ATTEMPTS:
            self.state = self.State.FAILED
        else:
            self.state = self.State.PENDING
            self.next_attempt_at = timezone.now() + FIRST_RETRY * 2 ** (self.attempts - 1)
        self.save(update_fields=["state", "next_attempt_at", "last_error"])
