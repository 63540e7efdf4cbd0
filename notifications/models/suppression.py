"""Suppressions of unwanted mail, and addresses that mail servers refuse."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import EmailField
from core.text.normalization import email_key


def normalised(address: str) -> str:
    """Return `address` in the stored form."""
    return email_key(address)


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def blocking(self, address: str, scope: str) -> "SuppressionQuerySet":
        """Return the suppression of mail of `scope` to `address`, if there is one."""
        return self.filter(address=normalised(address), scope=scope)


class Suppression(models.Model):
    """The owner of an address has stopped the mail of one scope.

    For mail that does not depend on an account's preferences: mail about one sign-up, about the
    approval of pages, and mail that strangers cause by typing the address. For notices, residents
    have `Preference`.
    """

    address = EmailField(_("email address"), max_length=320)
    scope = models.CharField(_("what is stopped"), max_length=60)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsubscribed address")
        verbose_name_plural = _("unsubscribed addresses")
        constraints = [
            models.UniqueConstraint(fields=["address", "scope"], name="suppression_once"),
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")), name="suppression_in_small_letters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.scope}"


class AddressTroubleQuerySet(models.QuerySet["AddressTrouble"]):
    def unreachable(self) -> "AddressTroubleQuerySet":
        """Return the addresses refused so often that they get only account mail."""
        return self.filter(failures__gte=settings.BOUNCE_LIMIT)

    def of(self, address: str) -> "AddressTroubleQuerySet":
        """Return the row of one address, if there is one."""
        return self.filter(address=normalised(address))

    def note(self, address: str, reason: str) -> None:
        """Count one more permanent refusal of `address`."""
        trouble, _created = self.get_or_create(address=normalised(address))
        self.filter(pk=trouble.pk).update(
            failures=models.F("failures") + 1, last_failed_at=timezone.now(), reason=reason[:500]
        )

    def clear(self, address: str) -> bool:
        """Forget all refusals of `address`; return whether there were any."""
        return bool(self.of(address).delete()[0])


class AddressTrouble(models.Model):
    """The number of permanent refusals of an address since the last delivered mail."""

    address = EmailField(_("email address"), max_length=320, unique=True)
    failures = models.PositiveSmallIntegerField(_("refusals"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    last_failed_at = models.DateTimeField(_("last refused"), default=timezone.now)

    objects = AddressTroubleQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that cannot receive email")
        verbose_name_plural = _("addresses that cannot receive email")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")), name="trouble_in_small_letters"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.failures}"
