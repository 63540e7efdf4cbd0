"""What those signed up are told by mail, with or without an account."""

from functools import partial
from typing import Any

from django.utils import translation

from events import notices
from events.display.list_items import (
    page_in,
    place_in_words,
    reason_in_words,
    when_in_words,
)
from events.models import Event, Occurrence, SignUp
from events.pages.models import EventPage
from events.signups import calendar_invites, tickets, token_links
from notifications.delivery import outbox

# Whoever does not get these comes in vain, or loses a seat.
_MUST_REACH = {"event_cancelled", "event_postponed"}
# Anybody can type an address; all else is for who has confirmed it.
_TO_STRANGERS = {"confirm", "confirm_waiting"}


# Whoever gets these comes to the door.
_WITH_TICKET = {"confirmed", "promoted", "moved", "reminder"}


# What mails, calendar entries and the form say of a page, and what its address is made of. It has
# many more columns, and people wait for seats meanwhile.
_WORDS = (
    *("title", "summary", "status", "status_reason", "url_path", "last_published_at"),
    *("welcome", "directions", "consent"),
    "locale__language_code",
)


class PagesByLanguage(dict[str, EventPage | None]):
    """The page of one event in each language, looked up once, when it is first asked for."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event

    def __missing__(self, language: str) -> EventPage | None:
        page = self[language] = page_in(self.event, language, only=_WORDS)
        return page


def owe(
    signup: SignUp,
    kind: str,
    *,
    again: str = "",
    pages: PagesByLanguage | None = None,
    **context: Any,
) -> bool:
    """Owe the mail `templates/events/mail/<kind>` to the person signed up, in their language.

    It is owed once for each `again`. `pages` are those of the event, where many mails use them, or
    they are looked up beforehand. Without an address there is none; the organiser has their
    telephone number. Returns whether there is one.
    """
    if not signup.email:
        return False
    occurrence = signup.occurrence
    with translation.override(signup.language):
        page = (PagesByLanguage(occurrence.event) if pages is None else pages)[signup.language]
        title = page.title if page else occurrence.event.title
        place = signup.queue_position
        has_ticket = kind in _WITH_TICKET and occurrence.has_venue
        return outbox.put(
            key=f"signup:{signup.pk}:{kind}" + (f":{again}" if again else ""),
            to=signup.email,
            template=f"events/mail/{kind}",
            language=signup.language,
            scope="account" if kind in _TO_STRANGERS else f"signup:{signup.pk}",
            user=signup.user,
            must_reach=kind in _MUST_REACH,
            calendar=calendar_invites.for_mail(signup, kind, page=page, place_in_queue=place),
            qr=tickets.door_url(signup) if has_ticket else "",
            context={
                "signup": signup,
                "occurrence": occurrence,
                "event": occurrence.event,
                "page": page,
                "title": title,
                "when": when_in_words(occurrence),
                "place": place_in_words(occurrence),
                "reason": reason_in_words(occurrence, page),
                "place_in_queue": place,
                "has_ticket": has_ticket,
                "qr_alt": tickets.description(),
                # Signed where the mail has them: most have one.
                **{
                    f"{purpose}_url": partial(token_links.url, signup, purpose)
                    for purpose in _LINKS
                },
                **context,
            },
        )


_LINKS = (
    *(token_links.CONFIRM, token_links.MANAGE, token_links.CANCEL),
    *(token_links.OFFER, token_links.FEEDBACK, token_links.TICKET),
)


def notify_everybody(occurrence: Occurrence, kind: str, change: str, *, was: str = "") -> None:
    """Owe the mail `kind` to all who are signed up or wait; each change has its own.

    Not to who has never confirmed: the address may be a stranger's. Should they confirm later,
    they see how it stands then. `was` is the status it had, if that is what has changed.
    It stands in the notices of those with an account, and of those who follow the event.
    """
    notices.notify_of_change(occurrence, kind, change)
    pages = PagesByLanguage(occurrence.event)
    known = occurrence.signups.standing().exclude(status__in=SignUp.UNCONFIRMED)
    for signup in known.select_related("occurrence__event__area"):
        owe(signup, kind, again=str(occurrence.sequence), pages=pages, was=was)
