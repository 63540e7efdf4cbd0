"""What is forgotten of accounts when its time is up. `tick` calls these; each can be repeated."""

import datetime

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from residents.models import User
from residents.personal_data import erasure

BATCH = 500
# In the place of an IP address that is kept no longer: "unspecified". (RFC 4291, § 2.5.2)
NO_ADDRESS = "::"


def delete_unconfirmed_accounts() -> int:
    """Delete accounts whose address nobody confirmed in time; return how many."""
    limit = timezone.now() - datetime.timedelta(days=settings.UNCONFIRMED_ACCOUNT_DAYS)
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    due = User.objects.filter(
        Exists(addresses.filter(verified=False)),
        ~Exists(addresses.filter(verified=True)),
        date_joined__lt=limit,
        is_staff=False,
        is_superuser=False,
    )
    return sum(erasure.delete_unused(user) for user in due.order_by("pk")[:BATCH])


def forget_ip_addresses() -> int:
    """Forget from where devices that are not in use signed in; return of how many."""
    if not apps.is_installed("allauth.usersessions"):
        return 0
    from allauth.usersessions.models import UserSession

    limit = timezone.now() - datetime.timedelta(days=settings.IP_RETENTION_DAYS)
    return (
        UserSession.objects.filter(last_seen_at__lt=limit)
        .exclude(ip=NO_ADDRESS)
        .update(ip=NO_ADDRESS)
    )
