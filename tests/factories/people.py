"""People: accounts, and how they sign in."""

import time
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from residents.models import User

PASSWORD = "correct horse battery"


def make_user(email: str, first_name: str, *, groups: tuple[str, ...] = (), **fields: Any) -> User:
    """Make a user with a verified e-mail address and `PASSWORD`."""
    user = User.objects.create_user(
        email,
        PASSWORD,
        first_name=first_name,
        last_name=fields.pop("last_name", "Jensen"),
        welcomed_at=fields.pop("welcomed_at", timezone.now()),
        **fields,
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> None:
    """Sign `user` in, by default with a second factor."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa" if second_factor else "password", "at": time.time()}
    ]
    session.save()
