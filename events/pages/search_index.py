"""The entries of event pages in the search, after a change of one date."""

from functools import partial

from django.db import transaction

from core.search.tasks import update_search_index
from events.pages.event_page import EventPage


def index_after_commit(page: EventPage) -> None:
    """Queue the update of the search for the page and its translations. One query."""
    pages = EventPage.objects.filter(translation_key=page.translation_key)
    for pk in pages.values_list("pk", flat=True):
        transaction.on_commit(partial(update_search_index.enqueue, "events", "eventpage", str(pk)))
