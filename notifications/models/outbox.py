"""The outbox: messages that a change of state owes, kept until they are delivered."""

import datetime
import random

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models.push import PushSubscription

# A claim is an attempt, even if the worker dies: a message that kills its workers is given up.
MAX_ATTEMPTS = 8
FIRST_RETRY = datetime.timedelta(minutes=1)
# A claim older than this belongs to a worker that died, and the message is free again. A claim
# covers one message, whose delivery waits for eight replies at most: EHLO, HELO, MAIL, RCPT, DATA,
# the end of the data, RSET and QUIT (a push service: connect and read). Each may take
# EMAIL_TIMEOUT. The factor of two leaves time for a busy database.
CLAIM_LIFETIME = 2 * 8 * datetime.timedelta(seconds=settings.EMAIL_TIMEOUT)
DIED = "The worker died while sending it."


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Messages by what is to be done with them."""

    def due(self) -> "OutboxQuerySet":
        """Messages to be sent now: the urgent first, of those the longest waiting."""
        return self.filter(
            state=OutboxMessage.State.PENDING, next_attempt_at__lte=timezone.now()
        ).order_by("priority", "next_attempt_at", "pk")

    def owed(self) -> "OutboxQuerySet":
        """Messages that are still to be delivered."""
        return self.filter(state__in=[OutboxMessage.State.PENDING, OutboxMessage.State.SENDING])

    def release_abandoned(self) -> int:
        """Make messages pending again whose claim has expired; return how many.

        A message claimed `MAX_ATTEMPTS` times is given up: it may be what kills its workers.

        If the worker died between the mail server's reply and its own note of it, the message is
        sent a second time, under the same Message-ID. Nothing else can repeat a message.
        """
        sending = self.filter(state=OutboxMessage.State.SENDING)
        abandoned = sending.filter(claimed_at__lt=timezone.now() - CLAIM_LIFETIME)
        given_up = abandoned.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=OutboxMessage.State.FAILED, last_error=DIED
        )
        return given_up + abandoned.update(
            state=OutboxMessage.State.PENDING, next_attempt_at=timezone.now(), last_error=DIED
        )

    def retry_failed(self) -> int:
        """Let those given up be tried again, from the beginning; return how many.

        Not those so old that it is forgotten whom they were for.
        """
        return (
            self.filter(state=OutboxMessage.State.FAILED)
            .exclude(subject="")
            .update(state=OutboxMessage.State.PENDING, attempts=0, next_attempt_at=timezone.now())
        )


class OutboxMessage(models.Model):
    """One message, written in the transaction of the change it tells of and sent by a worker."""

    class State(models.TextChoices):
        """How far the message has come."""

        PENDING = "pending", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    class Channel(models.TextChoices):
        """Which way it goes."""

        MAIL = "mail", _("Mail")
        PUSH = "push", _("To a device")

    class Priority(models.IntegerChoices):
        """What goes first when much is due: nobody waits for a sign-in code behind a digest."""

        AWAITED = 0
        PERSONAL = 1
        BULK = 2

    key = models.CharField(_("key"), max_length=200, unique=True)
    channel = models.CharField(_("way"), max_length=4, choices=Channel, default=Channel.MAIL)
    to = models.EmailField(_("to"), max_length=320, blank=True)
    # Whose message it is, if they have an account: it goes with the account.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outbox_messages",
        verbose_name=_("resident"),
    )
    # What its unsubscribe link stops: `notifications.unsubscribing.scopes`.
    scope = models.CharField(_("scope"), max_length=60, blank=True)
    # A decision, a cancellation, what somebody asked for: sent whatever they have switched off.
    must_reach = models.BooleanField(_("must be sent"), default=False)
    device = models.ForeignKey(
        PushSubscription, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    # A mail's way out; for a push message, where it leads.
    url = models.TextField(_("address"), blank=True)
    # An iCalendar object for the reader's calendar program, and its METHOD. (RFC 5546)
    calendar = models.TextField(_("calendar entry"), blank=True)
    # What the QR code in the HTML says, and in words; it is drawn when the mail is sent.
    qr = models.CharField(_("QR code"), max_length=300, blank=True)
    calendar_method = models.CharField(_("method of the calendar entry"), max_length=10, blank=True)
    language = models.CharField(_("language"), max_length=10)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.PERSONAL
    )
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
                fields=["priority", "next_attempt_at", "id"],
                condition=Q(state="pending"),
                name="outbox_due",
            ),
            models.Index(
                fields=["claimed_at"], condition=Q(state="sending"), name="outbox_claimed"
            ),
            models.Index(fields=["sent_at"], name="outbox_sent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(channel="mail", device__isnull=True) & ~Q(to=""))
                | Q(channel="push", device__isnull=False, to=""),
                name="outbox_has_receiver",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def claim(self) -> bool:
        """Take the message for sending; return False if another worker has it or sent it."""
        now = timezone.now()
        claimed = OutboxMessage.objects.filter(
            pk=self.pk, state=self.State.PENDING, next_attempt_at__lte=now
        ).update(
            state=self.State.SENDING,
            claimed_at=now,
            attempts=F("attempts") + 1,
        )
        if not claimed:
            return False
        # Not `refresh_from_db()`: it may have been withdrawn meanwhile, with its person's account.
        fresh = OutboxMessage.objects.filter(pk=self.pk).values("attempts", "claimed_at").first()
        if fresh is None:
            return False
        self.state, self.attempts = self.State.SENDING, fresh["attempts"]
        self.claimed_at = fresh["claimed_at"]
        return True

    def mark_sent(self) -> bool:
        """Note that the message was accepted; return False if it is no longer ours to note."""
        return self._settle(state=self.State.SENT, sent_at=timezone.now(), last_error="")

    def mark_failed(self, error: str, *, for_good: bool = False) -> bool:
        """Note a failure; return False if it is no longer ours to note.

        Each attempt waits about twice as long, not all failed together come back together, and
        after the last one, or one that failed `for_good`, there is none.
        """
        if for_good or self.attempts >= MAX_ATTEMPTS:
            return self._settle(state=self.State.FAILED, last_error=error)
        wait = FIRST_RETRY * 2 ** (self.attempts - 1) * random.uniform(0.8, 1.2)  # noqa: S311
        return self._settle(
            state=self.State.PENDING, next_attempt_at=timezone.now() + wait, last_error=error
        )

    def _settle(self, **changes: object) -> bool:
        """Write down how the attempt ended, if the claim still holds and the message is there."""
        settled = OutboxMessage.objects.filter(
            pk=self.pk, state=self.State.SENDING, claimed_at=self.claimed_at
        ).update(**changes)
        for name, value in changes.items() if settled else ():
            setattr(self, name, value)
        return bool(settled)
