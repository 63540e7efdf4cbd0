"""Whether the thread, post or event behind an address is there, and open to every reader."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.urls import ResolverMatch

from desk.models import ListedLink
from events.models import Event, Occurrence
from forum.models import Post, Thread

State = ListedLink.State
# The model behind a view, and the part of the address that is its key.
_ROWS: dict[str, tuple[type[Model], str]] = {
    "forum:thread": (Thread, "thread_id"),
    "forum:post": (Post, "post_id"),
    "events:sign_up": (Occurrence, "occurrence_id"),
    "events:ics": (Occurrence, "occurrence_id"),
    "events:series_ics": (Event, "event_id"),
    "events:poster": (Event, "pk"),
    "events:poster_pdf": (Event, "pk"),
}


class Records:
    """The rows that many addresses lead to: two queries for each model."""

    def __init__(self, matches: Iterable[ResolverMatch]) -> None:
        wanted: dict[type[Model], set[int]] = {}
        for match in matches:
            if match.view_name in _ROWS:
                model, name = _ROWS[match.view_name]
                wanted.setdefault(model, set()).add(match.kwargs[name])
        self._there: set[tuple[type[Model], int]] = set()
        self._open: set[tuple[type[Model], int]] = set()
        for model, keys in wanted.items():
            rows = model._default_manager.filter(pk__in=keys)
            self._there.update((model, pk) for pk in _keys(rows))
            self._open.update((model, pk) for pk in _keys(_open_to_all(model).filter(pk__in=keys)))

    def state(self, match: ResolverMatch) -> State | None:
        """Return what is to be said of the address; None if it leads every reader somewhere."""
        if match.view_name not in _ROWS:
            return None
        model, name = _ROWS[match.view_name]
        row = (model, match.kwargs[name])
        if row not in self._there:
            return State.DELETED
        return None if row in self._open else State.PRIVATE


def _open_to_all(model: type[Model]) -> "QuerySet[Any]":
    reader = AnonymousUser()
    if model is Thread:
        return Thread.objects.visible_to(reader)
    if model is Post:
        return Post.objects.readable_by(reader)
    if model is Occurrence:
        return Occurrence.objects.visible_to(reader)
    return Event.objects.filter(is_published=True)


def _keys(rows: "QuerySet[Any]") -> set[int]:
    return set(rows.order_by().values_list("pk", flat=True))
