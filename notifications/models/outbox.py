"""The outbox: messages stored in the transaction of a change, and delivered by a worker."""

import datetime
import random

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import EmailField
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
    """Filters and bulk changes of messages, for the worker."""

    def due(self) -> "OutboxQuerySet":
        """Return the messages to send now: by priority, then by the time they have waited."""
        return self.filter(
            state=OutboxMessage.State.PENDING, next_attempt_at__lte=timezone.now()
        ).order_by("priority", "next_attempt_at", "pk")

    def undelivered(self) -> "OutboxQuerySet":
        """Return the messages that are still to be delivered."""
        return self.filter(state__in=[OutboxMessage.State.PENDING, OutboxMessage.State.SENDING])

    def release_abandoned(self) -> int:
        """Make messages pending again whose claim has expired; return how many.

        A message claimed `MAX_ATTEMPTS` times is given up: it may be what kills its workers.

        If the worker died, or stood still for that long, between the mail server's reply and its
        own note of it, the message is sent a second time, under the same Message-ID. Nothing else
        can repeat a message.
        """
        now = timezone.now()
        abandoned = self.filter(
            # A claim from the future was made before the clock was set back.
            Q(claimed_at__lt=now - CLAIM_LIFETIME) | Q(claimed_at__gt=now + CLAIM_LIFETIME),
            state=OutboxMessage.State.SENDING,
        )
        given_up = abandoned.filter(attempts__gte=MAX_ATTEMPTS).update(
            state=OutboxMessage.State.FAILED, last_error=DIED
        )
        return given_up + abandoned.update(
            state=OutboxMessage.State.PENDING, next_attempt_at=now, last_error=DIED
        )

    def retry_failed(self) -> int:
        """Make failed messages pending again, with all attempts; return how many.

        Retention has emptied the old ones: those stay.
        """
        return (
            self.filter(state=OutboxMessage.State.FAILED)
            .exclude(subject="")
            .update(state=OutboxMessage.State.PENDING, attempts=0, next_attempt_at=timezone.now())
        )


class OutboxMessage(models.Model):
    """One mail, or one push message."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    class Channel(models.TextChoices):
        MAIL = "mail", _("Emails")
        PUSH = "push", _("To a device")

    class Priority(models.IntegerChoices):
        """The order of delivery: a sign-in code does not wait behind digests."""

        AWAITED = 0
        PERSONAL = 1
        BULK = 2

    key = models.CharField(_("key"), max_length=200, unique=True)
    channel = models.CharField(_("channel"), max_length=4, choices=Channel, default=Channel.MAIL)
    to = EmailField(_("to"), max_length=320, blank=True)
    # The recipient, if they have an account: the message is deleted with it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outbox_messages",
        verbose_name=_("resident"),
    )
    # The mails that the unsubscribe link stops: `notifications.unsubscribing.scopes`.
    scope = models.CharField(_("scope"), max_length=60, blank=True)
    # Sent in spite of a suppression: a decision, a cancellation, a mail that was asked for.
    must_reach = models.BooleanField(_("must be sent"), default=False)
    device = models.ForeignKey(
        PushSubscription, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    subject = models.CharField(_("subject"), max_length=255)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    # The unsubscribe link of a mail, or the page that a push message opens.
    url = models.TextField(_("address"), blank=True)
    # Where answers go, if not to the sender. It holds a secret of the recipient.
    reply_to = models.CharField(_("answers to"), max_length=254, blank=True)
    # An iCalendar object for the reader's calendar program. (RFC 5546)
    calendar = models.TextField(_("calendar entry"), blank=True)
    # The content of the QR code in the HTML, which is drawn when the mail is sent.
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
        """Claim the message for sending; return False if another worker has claimed or sent it."""
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
        # Not `refresh_from_db()`: it may have been deleted meanwhile, with its user's account.
        fresh = OutboxMessage.objects.filter(pk=self.pk).values("attempts", "claimed_at").first()
        if fresh is None:
            return False
        self.state, self.attempts = self.State.SENDING, fresh["attempts"]
        self.claimed_at = fresh["claimed_at"]
        return True

    def mark_sent(self) -> bool:
        """Store that the message was accepted; return False if another worker has claimed it.

        Also after the claim has expired, so that the message is not sent again.
        """
        unsent = [self.State.SENDING, self.State.PENDING, self.State.FAILED]
        return self._settle(unsent, state=self.State.SENT, sent_at=timezone.now(), last_error="")

    def mark_failed(self, error: str, *, for_good: bool = False) -> bool:
        """Store a failure; return False if the claim has expired.

        The next attempt waits about twice as long as the last one, with a random part so that
        messages that failed together do not come back together. After `MAX_ATTEMPTS`, or a failure
        `for_good`, there is no other.
        """
        sending = [self.State.SENDING]
        if for_good or self.attempts >= MAX_ATTEMPTS:
            return self._settle(sending, state=self.State.FAILED, last_error=error)
        wait = FIRST_RETRY * 2 ** (self.attempts - 1) * random.uniform(0.8, 1.2)  # noqa: S311
        return self._settle(
            sending,
            state=self.State.PENDING,
            next_attempt_at=timezone.now() + wait,
            last_error=error,
        )

    def _settle(self, states: "list[OutboxMessage.State]", **changes: object) -> bool:
        """Store the end of the attempt, if nobody else has claimed or deleted the message.

        It must be in one of `states`.
        """
        settled = OutboxMessage.objects.filter(
            pk=self.pk, state__in=states, claimed_at=self.claimed_at
        ).update(**changes)
        for name, value in changes.items() if settled else ():
            setattr(self, name, value)
        return bool(settled)
