"""Erase an account in one transaction, by the rules of every app."""

import logging
import time

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import get_random_string

from core.site_settings import site_name
from residents import mail_port
from residents.models import User
from residents.personal_data.registry import Person, Posts, registry
from residents.roles import ADMINISTRATORS

logger = logging.getLogger(__name__)

# Prefix of the last mail's key. The outbox deletes that mail as soon as it is delivered.
LAST_MAIL_PREFIX = "erased:"
_ATTEMPTS = 10


class LastAdministrator(Exception):
    """The account is the only administrator's: without it nobody could maintain the site."""


def is_last_administrator(user: User) -> bool:
    """Return whether `user` is the only administrator."""
    administrators = set(_administrators().values_list("pk", flat=True))
    return administrators == {user.pk}


def erase(*, user: User, posts: Posts) -> bool:
    """Erase the account of `user` and queue a last mail; return False if it is already erased.

    Raises `LastAdministrator`, and `OperationalError` if the account stays locked by other writes.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _erase(user, posts, sends_mail=True)
        except OperationalError:
            # Another request of this person holds a lock: let it finish.
            if attempt == _ATTEMPTS:
                raise
            time.sleep(0.05 * attempt)
    return False


def delete_unused(user: User) -> bool:
    """Erase an account without a confirmed address or any content; return whether it was erased.

    Sends no mail, since the address may belong to somebody else.
    """
    with transaction.atomic():
        return _erase(user, Posts.KEEP, sends_mail=False, only_unused=True)


def _erase(user: User, posts: Posts, *, sends_mail: bool, only_unused: bool = False) -> bool:
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
    if sends_mail:
        mail_port.queue_mail(
            key=f"{LAST_MAIL_PREFIX}{get_random_string(22)}",
            to=locked.email,
            template="residents/mail/erased",
            context={
                "posts": posts,
                "site_name": site_name(locked.language),
                "site_url": f"{settings.BASE_URL}/{locked.language}/",
            },
            language=locked.language,
            name=locked.first_name,
        )
    logger.info("An account was erased")
    return True


def _lock(user: User) -> User | None:
    """Lock the account and its rows until the end of the transaction; None if it is erased.

    The locks are taken in the order that other code takes them, so there is no deadlock: first
    the rows, then the account. New rows may appear before the account is locked, so the rows are
    locked once more. This second round must not wait: their holder may wait for the account.
    """
    _lock_rows(user, wait=True)
    if user.is_superuser or user.groups.filter(name=ADMINISTRATORS).exists():
        # Otherwise the last two administrators could both be erased at the same time.
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
    """Return whether the account has a confirmed address, a role, or content."""
    if user.is_staff or user.is_superuser or user.groups.exists():
        return True
    if EmailAddress.objects.filter(user=user, verified=True).exists():
        return True
    person = Person.of(user)
    return any(rule.rows(person).exists() for rule in registry.in_order() if rule.counts_as_use)
