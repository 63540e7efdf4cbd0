"""Delete account data whose retention period has ended. `tick` calls these functions."""

import datetime

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from residents.models import User
from residents.personal_data import erasure

BATCH = 500
# The unspecified address (RFC 4291, § 2.5.2) replaces a deleted IP address.
UNSPECIFIED_ADDRESS = "::"


def delete_unconfirmed_accounts() -> int:
    """Delete accounts whose address was not confirmed in time; return how many."""
    joined_before = timezone.now() - datetime.timedelta(days=settings.UNCONFIRMED_ACCOUNT_DAYS)
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    unconfirmed = User.objects.filter(
        Exists(addresses.filter(verified=False)),
        ~Exists(addresses.filter(verified=True)),
        date_joined__lt=joined_before,
        is_staff=False,
        is_superuser=False,
    )
    return sum(erasure.delete_unused(user) for user in unconfirmed.order_by("pk")[:BATCH])


def delete_ip_addresses() -> int:
    """Delete the IP addresses of sessions not used lately; return how many."""
    if not apps.is_installed("allauth.usersessions"):
        return 0
    from allauth.usersessions.models import UserSession

    seen_before = timezone.now() - datetime.timedelta(days=settings.IP_RETENTION_DAYS)
    return (
        UserSession.objects.filter(last_seen_at__lt=seen_before)
        .exclude(ip=UNSPECIFIED_ADDRESS)
        .update(ip=UNSPECIFIED_ADDRESS)
    )
