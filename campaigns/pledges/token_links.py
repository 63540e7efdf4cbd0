"""Signed links to the pages of a pledge, for use without signing in. Each token has one purpose.

`confirm` confirms the pledge and `withdraw` withdraws it. Tokens do not expire: the pages check
until when the action is possible.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from campaigns.models import Pledge

CONFIRM, WITHDRAW = "confirm", "withdraw"


def token(pledge: Pledge, purpose: str) -> str:
    """Return the token of `pledge` for `purpose`; it is valid for no other purpose."""
    return signing.dumps(pledge.pk, salt=_salt(purpose))


def path(pledge: Pledge, purpose: str) -> str:
    """Return the path of the page for `purpose`, in the active language."""
    return reverse(f"campaigns:{purpose}", args=[token(pledge, purpose)])


def url(pledge: Pledge, purpose: str) -> str:
    """Return the absolute URL of the page for `purpose`, in the active language."""
    return settings.BASE_URL + path(pledge, purpose)


def find(token: str, purpose: str) -> Pledge | None:
    """Return the pledge of `token`; None for a forged token or one with another purpose."""
    try:
        pk = signing.loads(token, salt=_salt(purpose))
    except signing.BadSignature:
        return None
    return Pledge.objects.filter(pk=pk).select_related("offer").first()


def _salt(purpose: str) -> str:
    return f"campaigns.pledge.{purpose}"
