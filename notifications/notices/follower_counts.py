"""What an act on a page means for those who follow it, said to editors without small numbers."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from core.life_cycle import Act, Consequence
from notifications.models import Subscription

# Smaller numbers could tell who somebody is.
SMALLEST_SHOWN = 5


def consequences_for_followers(act: Act, topics: Collection[str]) -> Iterator[Consequence]:
    """Yield what `act` means for the followers of `topics`; nothing without followers."""
    follows = Subscription.objects.filter(topic__in=topics, mode=Subscription.Mode.FOLLOW)
    number = follows.values("user").distinct().count()
    if not number:
        return
    people = count_in_words(number)
    texts = {
        Act.MOVE: _("Followers: %(number)s. They go on following it, and nobody is told."),
        Act.UNPUBLISH: _("Followers: %(number)s. Nobody is told, and they still follow it."),
        Act.EXPIRE: _("Followers: %(number)s. Nobody is told, and they still follow it."),
        Act.DELETE: _("Followers: %(number)s. Nobody is told, and they hear no more of it."),
    }
    own = _("Followers: %(number)s. They follow the original only.")
    yield Consequence(texts.get(act, own) % {"number": people})


def count_in_words(number: int) -> str:
    """Return the number; "fewer than 5" for a small one."""
    if number < SMALLEST_SHOWN:
        return _("fewer than %(number)d") % {"number": SMALLEST_SHOWN}
    return str(number)
