"""What other apps know of a campaign: its events, the threads about it, and those it grew from.

Those apps are beside or above this one, so the app that knows them all registers the functions.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from residents.models import User

# `PAST_EVENTS` and `ORIGINS` are entries of its timeline: campaigns.story.entries. `NEXT_ENDS` are
# the moments at which its next events are over.
EVENTS, THREADS, PAST_EVENTS, ORIGINS = "events", "threads", "past_events", "origins"
NEXT_ENDS = "next_ends"

# Returns at most so many rows for the campaign, or for any campaign without one; without a request,
# those that everybody may see.
Find = Callable[[Any, HttpRequest | None, int], Sequence[Any]]

_functions: dict[str, Find] = {}


@dataclass(frozen=True)
class OriginTopics:
    """What notices need to know of the threads that campaigns grew from."""

    # Returns the topics whose followers are told of the campaign.
    topics: Callable[[uuid.UUID], list[str]]
    # Returns the title of one thread of each campaign that the reader may see.
    titles: Callable[[Collection[uuid.UUID], User], dict[uuid.UUID, str]]


_origin_topics: list[OriginTopics] = []


def register(kind: str, find: Find) -> None:
    """Set the function that finds the rows of `kind`."""
    _functions[kind] = find


def register_origin_topics(origins: OriginTopics) -> None:
    """Set what notices ask about the origins of campaigns. To be called in `ready()`."""
    _origin_topics[:] = [origins]


def find(kind: str, campaign: Any, request: HttpRequest | None, limit: int) -> Sequence[Any]:
    """Return at most `limit` rows of `kind` that the reader may see."""
    found = _functions.get(kind)
    return found(campaign, request, limit) if found else ()


def origin_topics(campaign_key: uuid.UUID) -> list[str]:
    """Return the topics of the threads that a campaign grew from."""
    return [topic for origins in _origin_topics for topic in origins.topics(campaign_key)]


def origin_titles(campaign_keys: Collection[uuid.UUID], reader: User) -> dict[uuid.UUID, str]:
    """Return the title of the thread that each campaign grew from, if the reader may see it."""
    titles: dict[uuid.UUID, str] = {}
    for origins in _origin_topics:
        titles |= origins.titles(campaign_keys, reader)
    return titles
