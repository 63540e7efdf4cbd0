"""Build the demo site in one transaction."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from events.models import Event
from forum.models import Thread
from home.demo.anonymous_issues import make_anonymous_issues
from home.demo.base_data import (
    make_base_data,
    make_settings,
    make_synonyms,
    promote_results,
    translate_tags,
)
from home.demo.content_files import SOURCE, content_of
from home.demo.desk import make_drafts
from home.demo.editors import make_theme_editors
from home.demo.events import make_events
from home.demo.meetups import make_meetups
from home.demo.moderation import moderate
from home.demo.notices import make_follows, make_notices, mark_posts_read
from home.demo.pages import make_pages
from home.demo.people import complete_profiles, make_people
from home.demo.search_index import index_at_end
from home.demo.stories import make_stories
from home.demo.threads import make_threads

# The migrations make the root and, in each language, a front page with these two below it.
DEPTH_BELOW_FRONT_PAGE = 3
MADE_BY_MIGRATIONS = ("calendarpage", "privacypage")


class CannotLoad(Exception):
    """The settings of the site do not allow the demo."""


def is_empty() -> bool:
    """Whether the site has only the pages that the migrations make, and no event or thread."""
    pages = Page.objects.filter(depth__gte=DEPTH_BELOW_FRONT_PAGE).exclude(
        depth=DEPTH_BELOW_FRONT_PAGE, content_type__model__in=MADE_BY_MIGRATIONS
    )
    return not (pages.exists() or Event.objects.exists() or Thread.objects.exists())


def load(*, password: str, report: Callable[[str], None], example: str = "first") -> None:
    """Build the demo site and `report` each step. Existing objects are left unchanged.

    `example` is one of `content_files.EXAMPLES`. Raises `CannotLoad` and `WordsMissing`.
    """
    if settings.LANGUAGE_CODE != SOURCE:
        raise CannotLoad("The demo content is written in Danish: LANGUAGES must begin with da.")
    with transaction.atomic(), content_of(example), index_at_end():
        report("People")
        people = make_people(password)
        editor = people["redaktor"]
        report("Settings, areas, partners and themes")
        make_settings()
        make_base_data(editor)
        complete_profiles(people)
        last_activity = make_follows(people)
        report("Pages, in Danish and English")
        make_pages(editor)
        make_theme_editors(people)
        make_drafts(editor)
        report("Events and sign-ups")
        make_events(editor)
        translate_tags()
        make_synonyms()
        promote_results()
        report("Threads")
        make_threads(people)
        make_anonymous_issues(people)
        make_meetups(people)

        moderate(people)
        make_stories(people)
        report("Notices")
        make_notices(last_activity)
        mark_posts_read(people)
        report("Indexes")
