"""The `EventText` of events in the reader's language, or else in another language."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language

from events.models import Event, EventText, SignUp

# What only forms and mails need.
_LONG_FIELDS = ("directions", "welcome", "consent", "questions")


def texts_by_event(event_ids: Iterable[int], language: str | None = None) -> dict[int, EventText]:
    """Return the text of each event that has one, by the event's id. One query.

    In `language` (default: the active one), or else in the language it was first written in, or
    else in any.
    """
    rows = EventText.objects.filter(event__in=set(event_ids)).defer(*_LONG_FIELDS)
    return one_per_event(rows, language)


def one_per_event(rows: Iterable[EventText], language: str | None = None) -> dict[int, EventText]:
    """Return one of `rows` for each event, by the event's id, in the order of `rows`.

    That in `language` (default: the active one), or else the first.
    """
    language = language or _active_language()
    texts: dict[int, EventText] = {}
    for text in rows:
        if text.event_id not in texts or text.language == language:
            texts[text.event_id] = text
    return texts


def text_for(event: Event, language: str | None = None) -> EventText | None:
    """Return the text of `event` in `language` (default: the active one), or else in another."""
    return one_per_event(EventText.objects.filter(event=event), language).get(event.pk)


def title_for(event: Event, language: str) -> str:
    """Return the title of `event` in `language`, or else in the language it was written in."""
    text = text_for(event, language)
    return text.title if text else event.title


def signup_title(pk: int) -> str:
    """Return the title of the event of sign-up `pk` in the active language; "" if it is gone."""
    signup = SignUp.objects.filter(pk=pk).select_related("occurrence__event").first()
    if signup is None:
        return ""
    return title_for(signup.occurrence.event, _active_language())


class TextsByLanguage(dict[str, EventText | None]):
    """The texts of one event by language, each loaded on first use."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event

    def __missing__(self, language: str) -> EventText | None:
        text = self[language] = text_for(self.event, language)
        return text


def _active_language() -> str:
    return get_language() or settings.LANGUAGE_CODE
