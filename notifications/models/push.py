"""Push subscriptions: the devices that show messages to a resident."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PushSubscription(models.Model):
    """A browser in which a resident has turned messages on. (W3C Push API)

    It ends with the session in which it was turned on.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    # The address at the push service. The RFC sets no limit; services use up to about 500.
    endpoint = models.URLField(_("endpoint"), max_length=1000)
    # Makes a unique index possible, however long the endpoint is.
    endpoint_digest = models.CharField(max_length=64, unique=True, editable=False)
    # The browser's public key and secret, for encryption. (RFC 8291)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    # The session of the browser. `delivery.push_devices` keeps it up to date.
    session_key = models.CharField(max_length=40, db_index=True, editable=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return f"{self.user}: {self.created_at:%Y-%m-%d}"

    @staticmethod
    def digest(endpoint: str) -> str:
        """Return the value of `endpoint_digest`."""
        return hashlib.sha256(endpoint.encode()).hexdigest()
