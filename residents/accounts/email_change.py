"""The verbs of changing one's e-mail address: both mailboxes must agree, in either order.

Whoever reads along in one of them can stop the change, and cannot bring it about.
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

from residents.models import EmailChange, User

Side = Literal["old", "new"]
Act = Literal["confirm", "cancel"]
_SALTS = {
    "confirm": "residents.accounts.email_change.confirm",
    "cancel": "residents.accounts.email_change.cancel",
}


class TakenError(Exception):
    """The new address has got an account of its own in the meantime."""


@dataclass(frozen=True)
class Link:
    """What a mailed link is for: the change, and the mailbox that the link was sent to."""

    change: EmailChange
    side: Side

    @property
    def is_confirmed(self) -> bool:
        """Whether this mailbox has said yes already."""
        at = self.change.old_confirmed_at if self.side == "old" else self.change.new_confirmed_at
        return at is not None


def ask(*, user: User, new_email: str) -> None:
    """Note the wish of `user` for `new_email` in place of any earlier one, and write to both.

    To an address that has an account already goes a mail that says so, without a link: neither
    the answer nor the mail to the old address tells the one who asked.
    """
    new_email = new_email.strip().lower()
    with transaction.atomic():
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
            _write(change, "old", user.email)
            if is_taken(new_email, user):
                mail = "residents/mail/email_change_taken"
                get_adapter().send_mail(mail, new_email, {"change": change})
            else:
                _write(change, "new", new_email)


def is_taken(email: str, user: User) -> bool:
    """Return whether somebody other than `user` has that address, confirmed or not."""
    users = User.objects.annotate(lower=Lower("email")).filter(lower=email.lower())
    addresses = EmailAddress.objects.annotate(lower=Lower("email")).filter(lower=email.lower())
    return users.exclude(pk=user.pk).exists() or addresses.exclude(user_id=user.pk).exists()


def token(change: EmailChange, *, side: Side, act: Act) -> str:
    """Return the token of a link that does one thing, for the owner of one mailbox."""
    return signing.dumps(f"{change.number}:{side}", salt=_SALTS[act])


def find(given: str, *, act: Act) -> Link | None:
    """Return what the link with that token is for; None if it is no link, or works no more."""
    try:
        number, _colon, side = signing.loads(given, salt=_SALTS[act]).partition(":")
        uuid.UUID(number)
    except (signing.BadSignature, ValueError, AttributeError):
        return None
    change = EmailChange.objects.open().select_related("user").filter(number=number).first()
    if change is None or not change.user.is_active:
        return None
    return Link(change, "old" if side == "old" else "new")


def confirm(link: Link) -> bool:
    """Note that one mailbox agrees; when both do, change the address. Return whether it changed.

    Raises `TakenError`, and forgets the wish, if the new address belongs to somebody by now.
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
            _carry_out(change)
            return True
    except (IntegrityError, TakenError) as error:
        EmailChange.objects.filter(number=link.change.number).delete()
        raise TakenError from error


def cancel(link: Link) -> bool:
    """Forget the wish; return whether there still was one."""
    deleted, _models = EmailChange.objects.filter(number=link.change.number).delete()
    return bool(deleted)


def withdraw(user: User) -> bool:
    """Forget the wish of `user`; return whether there was one."""
    deleted, _models = EmailChange.objects.filter(user=user).delete()
    return bool(deleted)


def forget_expired() -> int:
    """Forget the wishes that nobody confirmed in time. Called by `tick`."""
    deleted, _models = EmailChange.objects.expired().delete()
    return deleted


def _carry_out(change: EmailChange) -> None:
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


def _write(change: EmailChange, side: Side, to: str) -> None:
    acts: tuple[Act, ...] = ("confirm", "cancel")
    links = {
        f"{act}_url": settings.BASE_URL
        + reverse(f"residents:email_change_{act}", args=[token(change, side=side, act=act)])
        for act in acts
    }
    context = {"change": change, "user": change.user, **links}
    get_adapter().send_mail(f"residents/mail/email_change_{side}", to, context)
