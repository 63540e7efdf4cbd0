"""Change an e-mail address after confirmation from both mailboxes, in either order.

So an attacker with access to one mailbox can cancel the change but cannot complete it.
"""

import uuid
from dataclasses import dataclass
from typing import Literal

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone, translation

from core import repeats
from core.text.normalization import email_key
from residents.models import EmailChange, User

Side = Literal["old", "new"]
Action = Literal["confirm", "cancel"]
_SALTS = {
    "confirm": "residents.accounts.email_change.confirm",
    "cancel": "residents.accounts.email_change.cancel",
}


class TakenError(Exception):
    """Another account has the new address."""


@dataclass(frozen=True)
class Link:
    """The change that a mailed link is for, and the mailbox it was sent to."""

    change: EmailChange
    side: Side

    @property
    def is_confirmed(self) -> bool:
        """Return whether this mailbox has confirmed the change."""
        if self.side == "old":
            return self.change.old_confirmed_at is not None
        return self.change.new_confirmed_at is not None


def request_change(*, user: User, new_email: str) -> None:
    """Store the request of `user`, replacing an earlier one, and mail both addresses.

    The same request within some minutes changes nothing, so that the mailed links stay valid.
    If the new address has an account already, it gets a mail that says so, without a link. `user`
    cannot notice the difference: the page and the mail to the old address are the same.
    """
    new_email = email_key(new_email)
    with transaction.atomic():
        # The lock makes of two forms that are sent at once one after the other.
        list(User.objects.filter(pk=user.pk).select_for_update(no_key=True))
        recent = EmailChange.objects.open().filter(created_at__gte=repeats.window_start())
        if recent.filter(user=user, new_email=new_email).exists():
            return
        change, _created = EmailChange.objects.update_or_create(
            user=user,
            defaults={
                "new_email": new_email,
                "number": uuid.uuid4(),
                "created_at": timezone.now(),
                "old_confirmed_at": None,
                "new_confirmed_at": None,
            },
        )
        with translation.override(user.language):
            _send_links(change, "old", user.email)
            if is_taken(new_email, user):
                template = "residents/mail/email_change_taken"
                get_adapter().send_mail(template, new_email, {"change": change})
            else:
                _send_links(change, "new", new_email)


def is_taken(email: str, user: User) -> bool:
    """Return whether another account has that address, confirmed or not."""
    stored = email_key(email)
    users = User.objects.annotate(lower=Lower("email")).filter(lower=stored)
    addresses = EmailAddress.objects.annotate(lower=Lower("email")).filter(lower=stored)
    return users.exclude(pk=user.pk).exists() or addresses.exclude(user_id=user.pk).exists()


def make_token(change: EmailChange, *, side: Side, action: Action) -> str:
    """Return the token for a link to one mailbox that allows one action."""
    return signing.dumps(f"{change.number}:{side}", salt=_SALTS[action])


def find(token: str, *, action: Action) -> Link | None:
    """Return the link of that token; None if it is forged, used, cancelled or expired."""
    try:
        number, _colon, side = signing.loads(token, salt=_SALTS[action]).partition(":")
        uuid.UUID(number)
    except (signing.BadSignature, ValueError, AttributeError):
        return None
    change = EmailChange.objects.open().select_related("user").filter(number=number).first()
    if change is None or not change.user.is_active:
        return None
    return Link(change, "old" if side == "old" else "new")


def confirm(link: Link) -> bool:
    """Store one mailbox's confirmation; after both, change the address and return True.

    Raises `TakenError` and deletes the request if another account has the new address by then.
    """
    try:
        with transaction.atomic():
            # The first statement is a write: it takes the lock on both databases.
            field = f"{link.side}_confirmed_at"
            EmailChange.objects.filter(
                number=link.change.number, **{f"{field}__isnull": True}
            ).update(**{field: timezone.now()})
            change = (
                EmailChange.objects.select_for_update()
                .filter(number=link.change.number)
                .filter(old_confirmed_at__isnull=False, new_confirmed_at__isnull=False)
                .first()
            )
            if change is None:
                return False
            _apply(change)
            return True
    except (IntegrityError, TakenError) as error:
        EmailChange.objects.filter(number=link.change.number).delete()
        raise TakenError from error


def cancel(link: Link) -> bool:
    """Delete the request of the link; return whether it still existed."""
    deleted, _models = EmailChange.objects.filter(number=link.change.number).delete()
    return bool(deleted)


def withdraw(user: User) -> bool:
    """Delete the request of `user`; return whether there was one."""
    deleted, _models = EmailChange.objects.filter(user=user).delete()
    return bool(deleted)


def delete_expired() -> int:
    """Delete requests that were not confirmed in time; return how many. Called by `tick`."""
    deleted, _models = EmailChange.objects.expired().delete()
    return deleted


def _apply(change: EmailChange) -> None:
    user = User.objects.select_for_update().get(pk=change.user_id)
    if is_taken(change.new_email, user):
        raise TakenError
    old_email = user.email
    user.email = change.new_email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    change.delete()
    with translation.override(user.language):
        context = {"old_email": old_email, "new_email": user.email, "user": user}
        for address in (old_email, user.email):
            get_adapter().send_mail("residents/mail/email_change_done", address, context)


def _send_links(change: EmailChange, side: Side, to: str) -> None:
    actions: tuple[Action, ...] = ("confirm", "cancel")
    links = {
        f"{action}_url": settings.BASE_URL
        + reverse(
            f"residents:email_change_{action}",
            args=[make_token(change, side=side, action=action)],
        )
        for action in actions
    }
    context = {"change": change, "user": change.user, **links}
    get_adapter().send_mail(f"residents/mail/email_change_{side}", to, context)
