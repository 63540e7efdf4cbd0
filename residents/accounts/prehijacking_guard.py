"""Guard against account pre-hijacking."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from residents.models import User


def remove_unproven_access(
    sender: Any, request: HttpRequest, user: User, method: str, email: str = "", **_rest: Any
) -> None:
    """Remove the password and the sessions when a code confirms the address for the first time.

    An attacker may sign up with somebody else's address and a password, and wait until the owner
    of the mailbox signs in with a code. The attacker's password must not work after that.
    """
    if method != "code" or not email:
        return
    if EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists():
        return
    if user.has_usable_password():
        user.set_unusable_password()
        user.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=user):
        session.end()
