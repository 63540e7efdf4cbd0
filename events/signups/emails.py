"""Mails about sign-ups, to people with and without an account."""

from functools import partial
from typing import Any

from django.utils import translation

from events import notices
from events.display.formatting import format_dates, format_location, format_reason
from events.display.localized_texts import TextsByLanguage
from events.models import Occurrence, SignUp
from events.signups import calendar_invites, tickets, token_links
from notifications.delivery import outbox

# These are sent even to people who unsubscribed from the mails of the event.
_MUST_REACH = {"event_cancelled", "event_postponed"}
# These go to addresses that are not verified yet.
_TO_UNVERIFIED = {"confirm", "confirm_waiting"}
# These contain the ticket.
_WITH_TICKET = {"confirmed", "promoted", "moved", "reminder"}
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
    **context: Any,
) -> bool:
    """Put the mail `templates/events/mail/<kind>` into the outbox; return whether it was put.

    In the language of the sign-up. Each (`signup`, `kind`, `again`) is sent once. A sign-up without
    an e-mail address gets none. `texts` are the texts of the event if the caller has loaded them.
    """
    if not signup.email:
        return False
    occurrence = signup.occurrence
    with translation.override(signup.language):
        text = (TextsByLanguage(occurrence.event) if texts is None else texts)[signup.language]
        queue_position = signup.queue_position
        has_ticket = kind in _WITH_TICKET and occurrence.has_venue
        return outbox.put(
            key=f"signup:{signup.pk}:{kind}" + (f":{again}" if again else ""),
            to=signup.email,
            template=f"events/mail/{kind}",
            language=signup.language,
            scope="account" if kind in _TO_UNVERIFIED else f"signup:{signup.pk}",
            user=signup.user,
            must_reach=kind in _MUST_REACH,
            calendar=calendar_invites.for_mail(
                signup, kind, text=text, queue_position=queue_position
            ),
            qr=tickets.door_url(signup) if has_ticket else "",
            context={
                "signup": signup,
                "occurrence": occurrence,
                "event": occurrence.event,
                "text": text,
                "title": text.title if text else occurrence.event.title,
                "when": format_dates(occurrence),
                "place": format_location(occurrence),
                "reason": format_reason(occurrence, text),
                "queue_position": queue_position,
                "has_ticket": has_ticket,
                "qr_alt": tickets.description(),
                # Callables, so that only the links in the template are signed.
                **{
                    f"{purpose}_url": partial(token_links.url, signup, purpose)
                    for purpose in _LINKS
                },
                **context,
            },
        )


def notify_everybody(occurrence: Occurrence, kind: str, change: str, *, was: str = "") -> None:
    """Put the mail `kind` into the outbox for every sign-up of `occurrence` that has not ended.

    Unconfirmed sign-ups are left out, since their address is not verified; they see the change when
    they confirm. People with an account and followers of the event get a notice of `change`, too.
    `was` is the previous status, if the status changed.
    """
    notices.notify_of_change(occurrence, kind, change)
    texts = TextsByLanguage(occurrence.event)
    signups = occurrence.signups.active().exclude(status__in=SignUp.UNCONFIRMED)
    for signup in signups.select_related("occurrence__event__area"):
        enqueue(signup, kind, again=str(occurrence.sequence), texts=texts, was=was)
