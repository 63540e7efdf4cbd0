"""Mails that were received: so that each writes once. Their texts are not kept here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models.posts import Post
from forum.models.threads import Thread


class ReceivedMail(models.Model):
    """One mail to one reply address, and what became of it."""

    class State(models.TextChoices):
        POSTED = "posted", _("Posted")
        HELD = "held", _("Waiting for approval")
        REFUSED = "refused", _("Not posted")
        IGNORED = "ignored", _("Ignored")

    class Reason(models.TextChoices):
        """Why a mail was not posted."""

        AUTOMATIC = "automatic", _("an automatic reply, or mail to many")
        UNKNOWN = "unknown", _("the address is not one of ours")
        SENDER = "sender", _("it came from another address")
        EXPIRED = "expired", _("the reply address has expired")
        REVOKED = "revoked", _("the reply address was withdrawn")
        STOPPED = "stopped", _("the thread is muted, or mail about the forum stopped")
        CLOSED = "closed", _("nobody can write there any more")
        SUSPENDED = "suspended", _("a moderator has stopped the author from writing")
        TOO_BIG = "too_big", _("the mail is too big")
        EMPTY = "empty", _("no text was found")
        TOO_MANY = "too_many", _("too many in a short time")
        INVALID = "invalid", _("the text was refused")

    # Hash of the mailbox, the reply address and the Message-ID.
    key = models.CharField(max_length=64, unique=True, editable=False)
    # Whose the reply address is.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="received_mails"
    )
    thread = models.ForeignKey(
        Thread, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("thread")
    )
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IGNORED)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    # Whether a mail was sent in answer.
    is_answered = models.BooleanField(_("answered"), default=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now)

    class Meta:
        verbose_name = _("received mail")
        verbose_name_plural = _("received mails")
        indexes = [
            models.Index(fields=["received_at"], name="received_mail_by_age"),
            models.Index(fields=["user", "received_at"], name="received_mail_of_user"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["posted", "held"], reason="")
                | (Q(state__in=["refused", "ignored"]) & ~Q(reason="")),
                name="received_mail_has_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.received_at:%Y-%m-%d %H:%M}"


class RevokedReplyAddresses(models.Model):
    """All reply addresses that somebody was given before a moment are void."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="revoked_reply_addresses"
    )
    revoked_at = models.DateTimeField(_("withdrawn"), default=timezone.now)

    class Meta:
        verbose_name = _("withdrawn reply addresses")
        verbose_name_plural = _("withdrawn reply addresses")

    def __str__(self) -> str:
        return f"{self.revoked_at:%Y-%m-%d %H:%M}"
