"""The devices that residents want to be told on."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PushSubscription(models.Model):
    """A browser on one of a resident's devices, which they let show messages. (W3C Push API)"""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    # An address of the browser's push service; the RFC sets no limit, services use up to 500 or so.
    endpoint = models.URLField(_("endpoint"), max_length=1000)
    # What it is found by, however long it is.
    endpoint_digest = models.CharField(max_length=64, unique=True, editable=False)
    # The browser's key and secret, which the message is encrypted with. (RFC 8291)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return f"{self.user}: {self.created_at:%Y-%m-%d}"

    @staticmethod
    def digest(endpoint: str) -> str:
        """Return what `endpoint` is found by."""
        return hashlib.sha256(endpoint.encode()).hexdigest()
