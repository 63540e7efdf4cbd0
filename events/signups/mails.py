"""What those signed up are told by mail, with or without an account."""

from typing import Any

from django.utils import translation

from events import invitations, notices
from events.listing import name_in, page_in, place_in_words, reason_in_words, when_in_words
from events.models import Occurrence, SignUp
from events.signups import links
from notifications.delivery import outbox

# Whoever does not get these comes in vain, or loses a seat.
_MUST_REACH = {"event_cancelled", "event_postponed"}
# Anybody can type an address; all else is for who has confirmed it.
_TO_STRANGERS = {"confirm", "confirm_waiting"}


def owe(signup: SignUp, kind: str, *, again: str = "", title: str = "", **context: Any) -> bool:
    """Owe the mail `templates/events/mail/<kind>` to the person signed up, in their language.

    It is owed once for each `again`. `title` is looked up if it is not given. Without an address
    there is none; the organiser has their telephone number. Returns whether there is one.
    """
    if not signup.email:
        return False
    occurrence = signup.occurrence
    with translation.override(signup.language):
        page = page_in(occurrence.event, signup.language)
        title = title or (page.title if page else occurrence.event.title)
        place = signup.place_in_queue
        return outbox.put(
            key=f"signup:{signup.pk}:{kind}" + (f":{again}" if again else ""),
            to=signup.email,
            template=f"events/mail/{kind}",
            language=signup.language,
            scope="account" if kind in _TO_STRANGERS else f"signup:{signup.pk}",
            user=signup.user,
            must_reach=kind in _MUST_REACH,
            calendar=invitations.for_mail(signup, kind, title=title, place_in_queue=place),
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
                **{f"{purpose}_url": links.url(signup, purpose) for purpose in _LINKS},
                **context,
            },
        )


_LINKS = (links.CONFIRM, links.MANAGE, links.CANCEL, links.OFFER, links.FEEDBACK)


def tell_everybody(occurrence: Occurrence, kind: str, change: str) -> None:
    """Owe the mail `kind` to all who stand on the list; each change of the occurrence has its own.

    It stands in the notices of those with an account, and of those who follow the event.
    """
    notices.tell_of_change(occurrence, kind, change)
    titles: dict[str, str] = {}
    for signup in occurrence.signups.standing().select_related("occurrence__event__area"):
        if signup.language not in titles:
            titles[signup.language] = name_in(occurrence.event, signup.language)
        owe(signup, kind, again=str(occurrence.sequence), title=titles[signup.language])
