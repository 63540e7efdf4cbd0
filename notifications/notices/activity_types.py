"""The kinds of activity, and their descriptions.

An `Activity` stores no text. The app that registered its kind describes it when it is shown, in
the language and with the permissions of the reader. So a notice never shows what its reader may no
longer see, and quotes nothing that has changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from notifications.models import Activity, Category
from residents.models import User


@dataclass(frozen=True, slots=True)
class Described:
    """The description of an activity in the active language.

    `title` names the thing and `text` is a sentence about the event. `group` is the heading in a
    list, `url` a path, `actor_name` the name of the actor. `detail` is one line of what matters,
    such as date and town. `excerpt` quotes the beginning of a text, as plain text, and `reply_url`
    is where to answer it; `reply_address` takes the reader's answer by mail, which only the actor
    reads where `is_reply_private`. `body`, as Markdown,
    is the whole text of a mail that has no other entry, and `button` what its button says, if it
    leads to more than reading.
    A mail with no other entry quotes all of `excerpt` where `is_quoted_whole`.
    `counted_as` is the kind it is counted as, if that differs from its own. `title_language` and
    `text_language`, of `excerpt` and `body`, are codes; empty where they are not known.
    """

    title: str
    url: str
    text: str
    group: str
    actor_name: str = ""
    body: str = ""
    button: str = ""
    detail: str = ""
    excerpt: str = ""
    reply_url: str = ""
    counted_as: str = ""
    title_language: str = ""
    text_language: str = ""
    reply_address: str = ""
    is_quoted_whole: bool = False
    is_reply_private: bool = False


# Describes a batch in a bounded number of queries, without what the reader may not see.
Describe = Callable[[Sequence[Activity], User], dict[int, Described]]


def _notices(count: int) -> str:
    return ngettext("%(count)d notice", "%(count)d notices", count)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity. Followers get its notices in `category`.

    `counted` returns the text for a number of activities: "%(count)d new threads" for 3. Notices
    of a kind that is not mailed are in the inbox only.
    """

    slug: str
    category: Category
    describe: Describe
    counted: Callable[[int], str] = _notices
    is_mailed: bool = True


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Register a kind. To be called in `AppConfig.ready()`."""
    _kinds[kind.slug] = kind


def get(slug: str) -> Kind:
    """Return a kind by its slug; raise `KeyError` for an unknown one."""
    return _kinds[slug]


def describe(activities: Sequence[Activity], reader: User) -> dict[int, Described]:
    """Return the descriptions of `activities`, by primary key.

    Without those that `reader` may not see, and those of unknown kinds. Each kind is called once.
    """
    by_kind: dict[str, list[Activity]] = {}
    for activity in activities:
        by_kind.setdefault(activity.kind, []).append(activity)
    described: dict[int, Described] = {}
    for slug, batch in by_kind.items():
        if kind := _kinds.get(slug):
            described.update(kind.describe(batch, reader))
    return described


def counted(slug: str, count: int) -> str:
    """Return the text for a number of activities of a kind, in the active language."""
    return _kinds[slug].counted(count) % {"count": count}
