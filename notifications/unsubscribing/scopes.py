"""Scopes: the mails that an unsubscribe link stops.

Every mail of the hub has a scope:

- `notices:<category>`: notices of one category that are mailed at once.
- `digest`: the daily and weekly mails.
- `notices`: all of these. A mail that must be sent, such as a moderator's statement of reasons, has
  this scope: its link stops the other mails, and its page says so.
- `signup:<id>`: mail about one sign-up for an event.
- `account`: mail that anybody can cause by typing an address. Mails that the owner of an account
  asks for have this scope too, and are sent nevertheless.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.primary_keys import parse_pk
from notifications.models import Category, OutboxMessage

ACCOUNT = "account"
DIGEST = "digest"
NOTICES = "notices"
SIGNUP = "signup"

# Registered by `events`, which this app must not import.
_sign_up_title: list[Callable[[int], str]] = []


class UnknownScope(ValueError):
    """There is no such scope."""


def register_signup_titles(title: Callable[[int], str]) -> None:
    """Register a function that returns the title of a sign-up's event, by the sign-up's id."""
    _sign_up_title[:] = [title]


@dataclass(frozen=True)
class Scope:
    """A scope: its kind, and a category or the id of a sign-up."""

    kind: str
    detail: str = ""

    @classmethod
    def parse(cls, text: str) -> "Scope":
        """Parse `text`; raise `UnknownScope`."""
        kind, _colon, detail = text.partition(":")
        is_known = (
            (kind in {ACCOUNT, DIGEST, NOTICES} and not detail)
            or (kind == NOTICES and detail in Category.values)
            or (kind == SIGNUP and parse_pk(detail) is not None)
        )
        if not is_known:
            raise UnknownScope(text)
        return cls(kind, detail)

    def __str__(self) -> str:
        return f"{self.kind}:{self.detail}" if self.detail else self.kind

    @property
    def is_of_notices(self) -> bool:
        """Whether the preferences of a resident apply to it."""
        return self.kind in {NOTICES, DIGEST}

    @property
    def priority(self) -> int:
        if self.kind == ACCOUNT:
            return OutboxMessage.Priority.AWAITED
        if self.kind == DIGEST or self.detail in {Category.NEWS, Category.LETTERS}:
            return OutboxMessage.Priority.BULK
        return OutboxMessage.Priority.PERSONAL

    @property
    def link_label(self) -> str:
        """The text of the link at the end of a mail."""
        if self.kind == NOTICES and self.detail:
            return _("Stop mails of this kind")
        if self.kind == DIGEST:
            return _("Stop the collected mails")
        if self.kind == SIGNUP:
            return _("Stop mails about this sign-up")
        if self.kind == ACCOUNT:
            return _("Stop mails that come because somebody types this address")
        return _("Stop all other mails from us")

    @property
    def stopped_text(self) -> str:
        """A sentence about the mails that are not sent any more."""
        if self.kind == NOTICES and self.detail:
            category = Category(self.detail).label
            return _("We send no more mails of this kind: “%(kind)s”.") % {"kind": category}
        if self.kind == DIGEST:
            return _("We send no more collected mails, neither daily nor weekly.")
        if self.kind == SIGNUP:
            title = _sign_up_title[0](int(self.detail)) if _sign_up_title else ""
            if title:
                return _("We send no more mails about your sign-up for “%(title)s”.") % {
                    "title": title
                }
            return _("We send no more mails about this sign-up for an event.")
        if self.kind == ACCOUNT:
            return _(
                "We send no more mails that come because somebody, perhaps you, types this address"
                " on our site."
            )
        return _(
            "We send no more mails about what you follow, about replies and mentions, and no"
            " letters from the partnership."
        )

    @property
    def continued_text(self) -> str:
        """Sentences about the mails that are sent nevertheless."""
        if self.kind == SIGNUP:
            return _(
                "You stay signed up. If the event is cancelled, we write to you all the same, so"
                " that you do not come in vain."
            )
        if self.kind == ACCOUNT:
            return _(
                "If you have an account, the codes and links you ask for and messages about its"
                " security still come. If you want to make an account or sign up for an event with"
                " this address later, come back here first: keep the mail."
            )
        if self.kind == NOTICES and not self.detail:
            return _(
                "You still see everything when you are signed in. Mails about your own sign-ups"
                " and your account still come, and we have to tell you when a moderator decides"
                " about something you wrote."
            )
        return _("You still see it in your list when you are signed in.")
