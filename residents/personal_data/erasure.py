"""Erasing an account: all of it, by the rules of every app, in one transaction."""

import logging
import time

from allauth.account.models import EmailAddress
from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import get_random_string

from residents import mail_port
from residents.models import User
from residents.personal_data.registry import Person, Posts, registry
from residents.roles import ADMINISTRATORS

logger = logging.getLogger(__name__)

# Begins the key of the last mail, which is forgotten as soon as it is delivered.
FAREWELL = "erased:"
_ATTEMPTS = 10


class LastAdministrator(Exception):
    """Without this account nobody could maintain the site."""


def is_last_administrator(user: User) -> bool:
    """Whether `user` is an administrator, and nobody else is."""
    administrators = set(_administrators().values_list("pk", flat=True))
    return administrators == {user.pk}


def erase(*, user: User, posts: Posts) -> bool:
    """Erase the account of `user` and owe a last mail; return False if it was gone already.

    Everything or nothing: a crash leaves all as it was. Raises `LastAdministrator`.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _erase(user, posts, farewell=True)
        except OperationalError:
            # The person is writing something in this very moment. It comes first.
            if attempt == _ATTEMPTS:
                raise
            time.sleep(0.05 * attempt)
    return False


def delete_unused(user: User) -> bool:
    """Erase an account that nobody confirmed and nobody used; return whether it was one.

    Nobody is written to: the address may be a stranger's.
    """
    with transaction.atomic():
        return _erase(user, Posts.KEEP, farewell=False, only_unused=True)


def _erase(user: User, posts: Posts, *, farewell: bool, only_unused: bool = False) -> bool:
    locked = _lock(user)
    if locked is None:
        return False
    if only_unused and _is_used(locked):
        return False
    if is_last_administrator(locked):
        raise LastAdministrator
    person = Person.of(locked)
    for rule in registry.in_order():
        rule.do_erase(person, posts)
    if farewell:
        mail_port.owe(
            key=f"{FAREWELL}{get_random_string(22)}",
            to=locked.email,
            template="residents/mail/erased",
            context={"name": locked.first_name, "posts": posts},
            language=locked.language,
        )
    logger.info("An account was erased")
    return True


def _lock(user: User) -> User | None:
    """Lock the account and what hangs on it until the end of the transaction; None if it is gone.

    What others lock before they write to an account comes first, in their order, so that nobody
    waits for us while we wait for them. Once the account is locked nobody can add to it, so a
    second look finds what came in between. It must not wait: whoever holds that may wait for the
    account.
    """
    _lock_rows(user, wait=True)
    if user.is_superuser or user.groups.filter(name=ADMINISTRATORS).exists():
        # Two administrators must not leave at once.
        list(_administrators().select_for_update().order_by("pk"))
    locked = User.objects.select_for_update().filter(pk=user.pk).first()
    if locked is not None:
        _lock_rows(locked, wait=False)
    return locked


def _lock_rows(user: User, *, wait: bool) -> None:
    person = Person.of(user)
    for rule in registry.in_order():
        if rule.lock is not None:
            rule.lock(person, wait)


def _administrators() -> QuerySet[User]:
    in_group = User.groups.through.objects.filter(group__name=ADMINISTRATORS).values("user_id")
    return User.objects.filter(Q(is_superuser=True) | Q(pk__in=in_group), is_active=True)


def _is_used(user: User) -> bool:
    """Whether the account has a confirmed address by now, a role, or something written."""
    if user.is_staff or user.is_superuser or user.groups.exists():
        return True
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        return True
    person = Person.of(user)
    return any(rule.rows(person).exists() for rule in registry.in_order() if rule.shows_use)
