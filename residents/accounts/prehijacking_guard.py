"""What happens when the owner of a mailbox comes to an account that somebody else made for it."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from residents.models import User


def wipe_what_others_set(
    sender: Any, request: HttpRequest, user: User, method: str, email: str = "", **_rest: Any
) -> None:
    """Remove the password of an account whose address is proved for the first time by a code.

    Somebody may have joined with another's address and a password of their own, and wait for the
    owner to sign in with a code, which confirms the address. Then that password must be gone.
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
