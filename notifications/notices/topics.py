"""Topics: the things that can be followed or muted.

A topic is a short text, `<prefix>:<id>`: `theme:3`, `tag:cykel`, `thread:99`. So this app need not
know the models of the apps above. The functions here make topics; each app registers a `TopicType`
that labels its own.

`near:<kind of thread>` depends on the follower: it means the threads in their own area.
"""

import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser

from residents.models import User


class TopicLabel(NamedTuple):
    """The name of a topic, its address (empty: none), and the language of a name that is typed."""

    name: str
    url: str
    language: str = ""


Reader = User | AnonymousUser
# Returns the labels of the topics that the reader may see, by id.
Resolve = Callable[[Collection[str], Reader], dict[str, TopicLabel]]


@dataclass(frozen=True, slots=True)
class TopicType:
    """The topics of one prefix. `resolve` takes a bounded number of queries for any number of ids.

    `offer` returns the ids of the topics that are offered to every resident, if there are few: the
    themes, the areas. `label` is their heading. `themes` returns the theme of each topic that has
    one, by id.
    """

    prefix: str
    resolve: Resolve
    offer: Callable[[], Collection[str]] | None = None
    label: Any = ""
    themes: Callable[[Collection[str]], dict[str, int]] | None = None


_types: dict[str, TopicType] = {}


def register(topic_type: TopicType) -> None:
    """Register a type. To be called in `AppConfig.ready()`."""
    _types[topic_type.prefix] = topic_type


def theme(theme_id: int) -> str:
    """Return the topic of a theme."""
    return f"theme:{theme_id}"


def area(area_id: int) -> str:
    """Return the topic of an area."""
    return f"area:{area_id}"


def tag(slug: str) -> str:
    """Return the topic of an editors' tag."""
    return f"tag:{slug}"


def campaign(translation_key: uuid.UUID) -> str:
    """Return the topic of a campaign, the same in every language."""
    return f"campaign:{translation_key}"


def event(event_id: int) -> str:
    """Return the topic of an event with all its occurrences."""
    return f"event:{event_id}"


def thread(thread_id: int) -> str:
    """Return the topic of a thread."""
    return f"thread:{thread_id}"


def near(thread_kind: str) -> str:
    """Return the topic of the threads of a kind in the follower's own area."""
    return f"near:{thread_kind}"


def person(user_id: int) -> str:
    """Return the topic of a person, which can be muted but not followed."""
    return f"person:{user_id}"


def split(topic: str) -> tuple[str, str]:
    """Return the prefix and the id of `topic`."""
    prefix, _colon, topic_id = topic.partition(":")
    return prefix, topic_id


def is_near(topic: str) -> bool:
    """Return whether `topic` depends on the follower's area."""
    return topic.startswith("near:")


def is_followed_by_writing(topic: str) -> bool:
    """Return whether writing in what `topic` names makes a resident follow it."""
    return topic.startswith("thread:")


def can_be_followed(topic: str) -> bool:
    """Return whether a topic of this prefix can be followed. It need not exist."""
    return not topic.startswith("person:")


def resolve(topics: Iterable[str], reader: Reader) -> dict[str, TopicLabel]:
    """Return the labels of the topics that exist and that `reader` may see, in the given order."""
    unique = list(dict.fromkeys(topics))
    labels = {
        f"{topic_type.prefix}:{topic_id}": label
        for topic_type, ids in _by_type(unique)
        for topic_id, label in topic_type.resolve(ids, reader).items()
    }
    return {topic: labels[topic] for topic in unique if topic in labels}


def themes_of(topics: Iterable[str]) -> dict[str, int]:
    """Return the primary key of the theme that each topic is about, if it has one."""
    return {
        f"{topic_type.prefix}:{topic_id}": theme_id
        for topic_type, ids in _by_type(topics)
        if topic_type.themes
        for topic_id, theme_id in topic_type.themes(ids).items()
    }


def _by_type(topics: Iterable[str]) -> list[tuple[TopicType, list[str]]]:
    """Return the ids of the topics of each registered type."""
    ids: dict[str, list[str]] = {}
    for topic in topics:
        prefix, topic_id = split(topic)
        ids.setdefault(prefix, []).append(topic_id)
    return [(_types[prefix], found) for prefix, found in ids.items() if prefix in _types]


def offering() -> list[TopicType]:
    """Return the types with topics that are offered to every resident."""
    return [topic_type for topic_type in _types.values() if topic_type.offer]
