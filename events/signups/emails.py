"""Mails about sign-ups, to people with and without an account."""

from functools import cache, partial
from typing import Any

from django.conf import settings
from django.utils import translation

from events import notices
from events.display.formatting import (
    format_dates,
    format_location,
    format_reason,
    format_start,
    format_upcoming_start,
)
from events.display.localized_texts import TextsByLanguage
from events.models import EventText, Occurrence, SignUp
from events.signups import calendar_invites, tickets, token_links
from events.signups.change_texts import Change
from notifications.delivery import outbox

# These are sent even to people who unsubscribed from the mails of the event.
_MUST_REACH = {"event_cancelled", "event_postponed"}
# These go to addresses that are not verified yet.
_TO_UNVERIFIED = {"confirm", "confirm_waiting"}
# These contain the ticket.
_WITH_TICKET = {"confirmed", "promoted", "moved", "reminder"}
# These say what it costs: to everybody who can still come.
_WITH_PRICE = _WITH_TICKET | _TO_UNVERIFIED | {"waiting", "offer", "event_changed"}
# The token pages whose URLs the templates can use, as `<purpose>_url`.
_LINKS = (
    *(token_links.CONFIRM, token_links.MANAGE, token_links.CANCEL),
    *(token_links.OFFER, token_links.FEEDBACK, token_links.TICKET),
)


def enqueue(
    signup: SignUp,
    kind: str,
    *,
    again: str = "",
    texts: TextsByLanguage | None = None,
    moved_from: SignUp | None = None,
    **context: Any,
) -> bool:
    """Put the mail `templates/events/mail/<kind>` into the outbox; return whether it was put.

    In the language of the sign-up. Each (`signup`, `kind`, `again`) is sent once. A sign-up without
    an e-mail address gets none. `texts` are the texts of the event if the caller has loaded them.
    `moved_from` is the sign-up before it was moved to another occurrence.
    """
    if not signup.email:
        return False
    occurrence = signup.occurrence
    with translation.override(signup.language):
        text = (TextsByLanguage(occurrence.event) if texts is None else texts)[signup.language]
        queue_position = signup.queue_position
        has_ticket = kind in _WITH_TICKET and occurrence.has_venue
        calendar = calendar_invites.for_mail(signup, kind, text=text, queue_position=queue_position)
        if moved_from is not None:
            # The new entry first: mail programs read the first one by themselves.
            calendar += calendar_invites.withdrawal(moved_from, text=text)
            context["moved_from"] = format_dates(moved_from.occurrence)
        return outbox.put(
            key=f"signup:{signup.pk}:{kind}" + (f":{again}" if again else ""),
            to=signup.email,
            template=f"events/mail/{kind}",
            language=signup.language,
            scope="account" if kind in _TO_UNVERIFIED else f"signup:{signup.pk}",
            user=signup.user,
            must_reach=kind in _MUST_REACH,
            name=signup.name,
            calendar=calendar,
            qr=tickets.door_url(signup) if has_ticket else "",
            context={
                **mail_context(signup, text),
                "queue_position": queue_position,
                "has_ticket": has_ticket,
                "price": text.price if text and kind in _WITH_PRICE else "",
                **context,
            },
        )


def mail_context(signup: SignUp, text: EventText | None) -> dict[str, Any]:
    """Return what the templates of all mails about a sign-up use, in the active language."""
    occurrence = signup.occurrence
    return {
        "signup": signup,
        "occurrence": occurrence,
        "event": occurrence.event,
        "text": text,
        "title": text.title if text else occurrence.event.title,
        "event_url": event_url(text, signup.language),
        "starts": format_upcoming_start(occurrence),
        "starts_at": format_start(occurrence),
        "when": format_dates(occurrence),
        "place": format_location(occurrence),
        "reason": format_reason(occurrence, text),
        "ticket_code": tickets.spaced_code(signup),
        "qr_alt": tickets.description(),
        # Callables, so that only the links in the template are signed, and once for both formats.
        **{
            f"{purpose}_url": cache(partial(token_links.url, signup, purpose)) for purpose in _LINKS
        },
    }


def event_url(text: EventText | None, language: str) -> str:
    """Return the absolute address of the event's page, or of the front page if it has none."""
    url = text.url if text and text.url else f"/{language}/"
    return settings.BASE_URL + url if url.startswith("/") else url


def notify_everybody(
    occurrence: Occurrence, kind: str, change: str, *, before: Change | None = None
) -> None:
    """Put the mail `kind` into the outbox for every sign-up of `occurrence` that has not ended.

    Unconfirmed sign-ups are left out, since their address is not verified; they see the change when
    they confirm. People with an account and followers of the event get a notice of `change`, too.
    `before` is what it replaces, which the mail names.
    """
    before = before or Change()
    notices.notify_of_change(occurrence, kind, change)
    texts = TextsByLanguage(occurrence.event)
    signups = occurrence.signups.active().exclude(status__in=SignUp.UNCONFIRMED)
    fields: dict[str, Any] = {
        "again": str(occurrence.sequence),
        "texts": texts,
        "was": before.was,
        "changed": before.subject_of(occurrence),
        # A callable, which the template calls in the language of the mail.
        "changes": partial(before.describe, occurrence),
    }
    for signup in signups.select_related("occurrence__event__area"):
        enqueue(signup, kind, **fields)
