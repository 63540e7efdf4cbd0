"""What an act on a page means for people who signed up, and for followers of events."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.life_cycle import Act, Change, Consequence
from events.models import Event
from events.pages.event_page import EventPage
from events.pages.page_guards import people_signed_up_for_events
from notifications.notices import topics
from notifications.notices.follower_counts import consequences_for_followers


def consequences(change: Change) -> Iterator[Consequence]:
    """Yield what `change` means for the events among the affected pages."""
    pages = change.pages_of(EventPage)
    if not pages:
        return
    keys = {page.translation_key for page in pages}
    people = people_signed_up_for_events(keys).in_words
    if people:
        hidden = _(
            "%(people)s. They do not hear about it when the page is unpublished, and they keep "
            "their places. If the event is not going ahead, cancel it first."
        )
        texts = {
            Act.MOVE: _("%(people)s. They keep their places, and nobody is told."),
            Act.UNPUBLISH: hidden,
            Act.EXPIRE: hidden,
            Act.DELETE: _(
                "%(people)s. Cancel the event before you delete its page, so that we can let them "
                "know."
            ),
        }
        own = _("%(people)s for the original. Nobody is signed up for the new page.")
        yield Consequence(texts.get(change.act, own) % {"people": people})
    ids = Event.objects.filter(translation_key__in=keys).values_list("pk", flat=True)
    yield from consequences_for_followers(change.act, [topics.event(pk) for pk in ids])
