"""The kinds of things that happen, and how each is put into words.

An `Activity` holds no words: the app that registered its kind words it when it is shown, in the
language and with the rights of whoever reads. So nobody is told of what they may not see any
more, and nothing stale is quoted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from notifications.models import Activity, Category
from residents.models import User


@dataclass(frozen=True, slots=True)
class Described:
    """An activity in the active language.

    `title` names the thing, `text` is one sentence of what happened, `group` the heading it stands
    under in a digest, `url` a path that begins with "/", `actor_name` whoever did it. `body`, in
    Markdown, is for a mail that tells of nothing else.
    """

    title: str
    url: str
    text: str
    group: str
    actor_name: str = ""
    body: str = ""


# Words a whole batch in a bounded number of queries. What the reader may not see is left out.
Describe = Callable[[Sequence[Activity], User], dict[int, Described]]


def _notices(count: int) -> str:
    return ngettext("%(count)d notice", "%(count)d notices", count)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of activity. `category` is what followers are told it as.

    `counted` words a number of them: given 3, "%(count)d new threads".
    """

    slug: str
    category: Category
    describe: Describe
    counted: Callable[[int], str] = _notices


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. To be called in `AppConfig.ready()`."""
    _kinds[kind.slug] = kind


def get(slug: str) -> Kind:
    """Return the kind of that name; raise `KeyError` if nobody registered it."""
    return _kinds[slug]


def describe(activities: Sequence[Activity], reader: User) -> dict[int, Described]:
    """Return the words for each of `activities`, by its primary key.

    Those that `reader` may not see, and those of kinds that are no more, are left out. One call
    for each kind among them, however many activities there are.
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
    """Return how many of that kind, in the active language."""
    return _kinds[slug].counted(count) % {"count": count}
