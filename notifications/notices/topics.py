"""Topics: the words for what one can follow or mute.

A topic is a short text, `<prefix>:<id>`: `theme:3`, `tag:cykel`, `thread:99`. It is stored as it
is, so that this app need not know the models of those above. The functions here make them; each
app registers how its own are named, for the page that lists what a resident follows.

`near:<kind of thread>` is the one topic that depends on the follower: it is about what happens in
the town of their profile.
"""

import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from residents.models import User


class TopicLabel(NamedTuple):
    """What a topic is called in the active language, and where it leads (empty: nowhere)."""

    name: str
    url: str


# Given the ids of topics and a reader, the names of those that this reader may see.
Resolve = Callable[[Collection[str], User], dict[str, TopicLabel]]


@dataclass(frozen=True, slots=True)
class TopicType:
    """A sort of topic. `resolve` takes a bounded number of queries, however many ids it gets.

    `offer` returns the ids of those that every resident is asked about, if there are few: the
    themes, the towns. `label` is their heading.
    """

    prefix: str
    resolve: Resolve
    offer: Callable[[], Collection[str]] | None = None
    label: Any = ""


_types: dict[str, TopicType] = {}


def register(topic_type: TopicType) -> None:
    """Make a sort of topic known. To be called in `AppConfig.ready()`."""
    _types[topic_type.prefix] = topic_type


def theme(theme_id: int) -> str:
    """Return the topic of a theme."""
    return f"theme:{theme_id}"


def area(area_id: int) -> str:
    """Return the topic of a town or neighbourhood."""
    return f"area:{area_id}"


def tag(slug: str) -> str:
    """Return the topic of an editors' tag."""
    return f"tag:{slug}"


def campaign(translation_key: uuid.UUID) -> str:
    """Return the topic of a campaign, the same in every language."""
    return f"campaign:{translation_key}"


def event(event_id: int) -> str:
    """Return the topic of an event with all its times."""
    return f"event:{event_id}"


def thread(thread_id: int) -> str:
    """Return the topic of a thread."""
    return f"thread:{thread_id}"


def near(thread_kind: str) -> str:
    """Return the topic of all threads of a kind in the follower's own town."""
    return f"near:{thread_kind}"


def person(user_id: int) -> str:
    """Return the topic of a person. It can be muted, and not followed."""
    return f"person:{user_id}"


def split(topic: str) -> tuple[str, str]:
    """Return the prefix and the id of `topic`."""
    prefix, _colon, topic_id = topic.partition(":")
    return prefix, topic_id


def is_near(topic: str) -> bool:
    """Whether `topic` is about the follower's own town."""
    return topic.startswith("near:")


def can_be_followed(topic: str) -> bool:
    """Whether one can follow `topic`; whether it exists is for `resolve` to say."""
    return not topic.startswith("person:")


def resolve(topics: Iterable[str], reader: User) -> dict[str, TopicLabel]:
    """Return the name of each topic that there is and that `reader` may see, in that order."""
    asked = list(dict.fromkeys(topics))
    ids: dict[str, list[str]] = {}
    for topic in asked:
        prefix, topic_id = split(topic)
        ids.setdefault(prefix, []).append(topic_id)
    found = {
        f"{prefix}:{topic_id}": named
        for prefix, of_type in ids.items()
        if prefix in _types
        for topic_id, named in _types[prefix].resolve(of_type, reader).items()
    }
    return {topic: found[topic] for topic in asked if topic in found}


def offering() -> list[TopicType]:
    """Return the sorts of topics that every resident is asked about."""
    return [topic_type for topic_type in _types.values() if topic_type.offer]
