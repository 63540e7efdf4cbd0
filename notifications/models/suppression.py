"""Addresses that want no mail of a kind, and addresses that take none."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def normalised(address: str) -> str:
    """Return `address` as it is kept here: without blanks around it, in small letters."""
    return address.strip().lower()


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Refusals of mail, by what they hold back."""

    def holding_back(self, address: str, scope: str) -> "SuppressionQuerySet":
        """Those that keep mail of `scope` from `address`."""
        return self.filter(address=normalised(address), scope=scope)


class Suppression(models.Model):
    """That whoever reads mail at an address wants no more of one kind.

    For what no account decides about: mail about one sign-up for an event, and mail that strangers
    cause by typing the address. Residents decide about their notices with `Preference`.
    """

    address = models.EmailField(_("e-mail address"), max_length=320)
    scope = models.CharField(_("what is held back"), max_length=60)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that wants no mail")
        verbose_name_plural = _("addresses that want no mail")
        constraints = [
            models.UniqueConstraint(fields=["address", "scope"], name="suppression_once"),
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")), name="suppression_in_small_letters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.scope}"


class AddressTroubleQuerySet(models.QuerySet["AddressTrouble"]):
    """Addresses that mail servers refuse."""

    def unreachable(self) -> "AddressTroubleQuerySet":
        """Those refused so often that nothing but account mail is sent there any more."""
        return self.filter(failures__gte=settings.BOUNCE_LIMIT)

    def of(self, address: str) -> "AddressTroubleQuerySet":
        """What is known of one address."""
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
    """How often a mail server has refused an address for good since the last mail it took."""

    address = models.EmailField(_("e-mail address"), max_length=320, unique=True)
    failures = models.PositiveSmallIntegerField(_("refusals"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    last_failed_at = models.DateTimeField(_("last refused"), default=timezone.now)

    objects = AddressTroubleQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that takes no mail")
        verbose_name_plural = _("addresses that take no mail")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")), name="trouble_in_small_letters"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.failures}"
