"""Building the demo site, all of it in one transaction."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from events.models import Event
from forum.models import Thread
from home.demo.base_data import make_foundation
from home.demo.content_files import SOURCE
from home.demo.events import make_events
from home.demo.notices import make_follows, make_notices
from home.demo.pages import make_pages
from home.demo.people import make_people, settle_people
from home.demo.search_index import indexed_at_the_end
from home.demo.threads import make_threads

# What the migrations make: the root, and in each language a front page with these two below it.
DEPTH_BELOW_FRONT_PAGE = 3
MADE_BY_MIGRATIONS = ("calendarpage", "privacypage")


class CannotLoad(Exception):
    """The demo site cannot be made here."""


def is_empty() -> bool:
    """Whether the site holds nothing but what the migrations make."""
    pages = Page.objects.filter(depth__gte=DEPTH_BELOW_FRONT_PAGE).exclude(
        depth=DEPTH_BELOW_FRONT_PAGE, content_type__model__in=MADE_BY_MIGRATIONS
    )
    return not (pages.exists() or Event.objects.exists() or Thread.objects.exists())


def load(*, password: str, say: Callable[[str], None]) -> None:
    """Build the demo site; what is there already is left alone. Raises `CannotLoad`."""
    if settings.LANGUAGE_CODE != SOURCE:
        raise CannotLoad("The demo content is written in Danish: LANGUAGES must begin with da.")
    with transaction.atomic(), indexed_at_the_end():
        say("People")
        people = make_people(password)
        editor = people["redaktor"]
        say("Areas, partners and themes")
        make_foundation(editor)
        settle_people(people)
        last_activity = make_follows(people)
        say("Pages, in Danish and English")
        make_pages(editor)
        say("Events and sign-ups")
        make_events(editor)
        say("Threads")
        make_threads(people)
        say("Notices")
        make_notices(last_activity)
        say("Indexes")
