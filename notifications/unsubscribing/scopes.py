"""Scopes: the mails that an unsubscribe link stops.

Every mail of the hub has a scope:

- `notices:<category>`: notices of one category that are mailed at once.
- `digest`: the daily and weekly mails.
- `notices`: all of these. A mail that must be sent, such as a moderator's statement of reasons, has
  this scope: its link stops the other mails, and its page says so.
- `signup:<id>`: mail about one sign-up for an event.
- `pledge:<id>`: mail about one pledge for a campaign.
- `approvals`: mail to editors about the approval of pages.
- `account`: mail that anybody can cause by typing an address. Mails that the owner of an account
  asks for have this scope too, and are sent nevertheless.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.primary_keys import parse_pk
from notifications.models import Category, OutboxMessage

ACCOUNT = "account"
APPROVALS = "approvals"
DIGEST = "digest"
NOTICES = "notices"
SIGNUP = "signup"
PLEDGE = "pledge"
# Scopes of one row each, by its id.
_OF_ONE_ROW = {SIGNUP, PLEDGE}

# Registered by the apps of sign-ups and pledges, which this app must not import.
_titles: dict[str, Callable[[int], str]] = {}


class UnknownScope(ValueError):
    """There is no such scope."""


def register_titles(kind: str, title: Callable[[int], str]) -> None:
    """Register `title`, which returns what a sign-up or a pledge is for, by its id; "" if gone."""
    _titles[kind] = title


@dataclass(frozen=True)
class Scope:
    """A scope: its kind, and a category or the id of a sign-up or a pledge."""

    kind: str
    detail: str = ""

    @classmethod
    def parse(cls, text: str) -> "Scope":
        """Parse `text`; raise `UnknownScope`."""
        kind, _colon, detail = text.partition(":")
        is_known = (
            (kind in {ACCOUNT, APPROVALS, DIGEST, NOTICES} and not detail)
            or (kind == NOTICES and detail in Category.values)
            or (kind in _OF_ONE_ROW and parse_pk(detail) is not None)
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
            return _("Stop emails like this one")
        if self.kind == DIGEST:
            return _("Stop the daily and weekly emails")
        if self.kind == SIGNUP:
            return _("Stop emails about this sign-up")
        if self.kind == PLEDGE:
            return _("Stop emails about this pledge")
        if self.kind == APPROVALS:
            return _("Stop emails about the approval of pages")
        if self.kind == ACCOUNT:
            return _("Stop emails that are sent because someone enters this address on our site")
        return _("Stop all other emails from us")

    @property
    def stopped_text(self) -> str:
        """A sentence about the mails that are not sent any more."""
        if self.kind == NOTICES and self.detail:
            category = Category(self.detail).label
            return _("We will not send you more emails of this type: “%(kind)s”.") % {
                "kind": category
            }
        if self.kind == DIGEST:
            return _("We will not send you more daily or weekly emails.")
        if self.kind == SIGNUP:
            if title := self._title:
                return _("We will not send you more emails about your sign-up for “%(title)s”.") % {
                    "title": title
                }
            return _("We will not send you more emails about this sign-up.")
        if self.kind == PLEDGE:
            if title := self._title:
                return _("We will not send you more emails about your pledge “%(title)s”.") % {
                    "title": title
                }
            return _("We will not send you more emails about this pledge.")
        if self.kind == APPROVALS:
            return _("We will not send you more emails about the approval of pages.")
        if self.kind == ACCOUNT:
            return _(
                "We will not send more emails because someone, perhaps you, enters this address "
                "on our site."
            )
        return _(
            "We will not send you more emails about what you follow, replies and mentions, "
            "or newsletters from the partners."
        )

    @property
    def continued_text(self) -> str:
        """Sentences about the mails that are sent nevertheless."""
        if self.kind == SIGNUP:
            return _(
                "You are still signed up. If the event is cancelled, we will write to you "
                "anyway, so you do not come for nothing."
            )
        if self.kind == PLEDGE:
            return _("Your pledge still counts. To withdraw it, use the link in our first email.")
        if self.kind == APPROVALS:
            return _("What waits for you is on the first page of the admin.")
        if self.kind == ACCOUNT:
            return _(
                "If you have an account, you will still get the codes and links you ask for, "
                "and messages about your account’s security. To create an account or sign up "
                "for an event with this address later, come back here first – so keep the "
                "email."
            )
        if self.kind == NOTICES and not self.detail:
            return _(
                "You can still see everything when you are signed in. You will still get emails "
                "about your own sign-ups and your account, and we have to let you know when a "
                "moderator makes a decision about something you wrote."
            )
        return _("You can still see them under Notices when you are signed in.")

    @property
    def _title(self) -> str:
        title = _titles.get(self.kind)
        return title(int(self.detail)) if title else ""
