"""The next events, for lists that everybody sees alike."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from taggit.models import Tag

from core.caching.held_values import HeldValues
from core.themes import localized_themes
from events.display.list_items import EventListItem, list_items
from events.models import EventText, Occurrence


def _first_end(items: list[EventListItem]) -> datetime.datetime | None:
    return min((item.occurrence.ends_at for item in items), default=None)


# Until the first of them is over.
_held: HeldValues[list[EventListItem]] = HeldValues(most=200, until=_first_end)


def next_items(
    limit: int, *, theme: int | None = None, tags: frozenset[str] | None = None
) -> list[EventListItem]:
    """Return the next `limit` events in the active language: of a theme, or with one of `tags`.

    `theme` is a key, `tags` are names; None means any.
    """

    def read() -> list[EventListItem]:
        occurrences = Occurrence.objects.visible_to(AnonymousUser()).about(theme=theme)
        if tags is not None:
            tagged = EventText.objects.filter(tags__in=Tag.objects.filter(name__in=tags))
            occurrences = occurrences.filter(event__in=tagged.values("event"))
        return list_items(occurrences.upcoming().for_listing()[:limit], localized_themes())

    return _held.get((get_language(), limit, theme, tags), read)
