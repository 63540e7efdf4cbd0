"""The demo site with some more rows, one page of each kind, and a resident who is signed in."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from benchmarks.measured_server import NO_SESSION, Rows
from campaigns.models.pages import CampaignPage
from core.models import Theme
from events.models import Occurrence
from events.pages.event_page import EventPage
from forum.models import Thread
from forum.threads import posting
from home.demo import load as demo
from home.models import ThemePage
from residents.models import User
from tests import factories
from tests.core.blocks import samples
from tests.wsgi_client import get

THREADS = 40
PASSWORD = "only for measuring"  # noqa: S105


@dataclass(frozen=True)
class DemoPages:
    """Paths by the name of the page, and the cookie of the resident."""

    paths: dict[str, str]
    session_cookie: str
    # Pages of the admin, and the cookie of an editor.
    editor_paths: dict[str, str]
    editor_cookie: str
    # How many blocks the campaign with every block has.
    blocks: int
    # What the pages of these names must show.
    rows: dict[str, Rows] = field(default_factory=dict)
    # Pages of other routes.
    other_paths: list[str] = field(default_factory=list)


def load() -> DemoPages:
    """Load the demo, add threads and replies, and return the pages to measure."""
    demo.load(password=PASSWORD, report=lambda step: None)
    reader = factories.make_user("reader@example.org", "Rita")
    theme = Theme.objects.first()
    for number in range(THREADS - Thread.objects.count()):
        factories.make_thread(reader, theme, title=f"Samtale nummer {number}")
    return DemoPages(
        paths={
            "front": "/da/",
            "theme": _first(ThemePage),
            "campaign": _first(CampaignPage),
            "every_block": _campaign_with_every_block(),
            "event": _first(EventPage),
            "calendar": "/da/kalender/",
            "month": "/da/kalender/?view=month",
            "threads": "/da/forum/",
            "thread_5": _thread_with(5, reader, theme),
            "thread_20": _thread_with(20, reader, theme),
            "search": "/da/soeg/?q=cykel",
        },
        session_cookie=_session_cookie(reader),
        editor_paths={
            "dashboard": reverse("wagtailadmin_home"),
            "panels": f"{reverse('desk_panels')}?fragment",
        },
        editor_cookie=_session_cookie(User.objects.get(email="redaktor@example.org")),
        blocks=len(samples.NAMES),
        rows={
            "calendar": Rows(20, r'class="event[\s"]'),
            # With the one that is pinned.
            "threads": Rows(21, r'class="thread[\s"]'),
            "thread_5": Rows(5, r'class="post[\s"]'),
            "thread_20": Rows(20, r'class="post[\s"]'),
        },
        other_paths=_other_paths(reader),
    )


def _session_cookie(user: User) -> str:
    """Sign `user` in, and return the cookie."""
    client = Client()
    factories.sign_in(client, user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _campaign_with_every_block() -> str:
    """Make a campaign with one of each block, and with an update; return its path."""
    first = CampaignPage.objects.live().filter(locale__language_code="da").order_by("path")[0]
    targets = samples.make_targets()
    page = factories.make_campaign(first.get_parent().specific, "Alt på én gang")
    page.body = samples.body(
        page, [samples.block(name, samples.FULL[name](targets)) for name in samples.NAMES]
    )
    page.updates = samples.updates(page, [samples.UPDATE["update"](targets)])
    # So that it shows events and threads.
    page.tags.add(*first.tags.names())
    page.save_revision().publish()
    return str(page.url)


def count_queries(path: str) -> int:
    """Return the queries of an anonymous reader's page, in a warm process."""
    hub = get_wsgi_application()
    for _time in range(2):
        get(hub, path, HTTP_COOKIE=NO_SESSION)
    with CaptureQueriesContext(connection) as queries:
        get(hub, path, HTTP_COOKIE=NO_SESSION)
    return len(queries)


def _other_paths(reader: User) -> list[str]:
    """Return the paths of other routes that are open to everybody, in both languages."""
    occurrence = Occurrence.objects.upcoming()[0]
    paths = []
    for language in ("da", "en"):
        with override(language):
            names = ("home:themes", "home:campaigns", "forum:feed", "events:calendar_ics")
            feeds = ("events:calendar_atom", "events:calendar_json")
            paths += [f"/{language}/", *map(reverse, (*names, *feeds))]
            paths += [
                reverse("events:ics", args=[occurrence.pk]),
                reverse("events:series_ics", args=[occurrence.event_id]),
                reverse("neighbours:profile", args=[reader.pk]),
                reverse("events:sign_up", args=[occurrence.pk]),
            ]
    return paths


def _first(model: type[ThemePage | CampaignPage | EventPage]) -> str:
    page = model.objects.live().filter(locale__language_code="da").order_by("path").first()
    if page is None or not page.url:
        raise RuntimeError(f"The demo has no {model.__name__}.")
    return str(page.url)


def _thread_with(posts: int, reader: User, theme: Theme | None) -> str:
    thread = factories.make_thread(reader, theme, title=f"En samtale med {posts} indlæg")
    for number in range(posts - 1):
        posting.reply(
            thread=thread, author=reader, body=f"Svar {number}. " + "Det er jeg med på. " * 8
        )
    return thread.get_absolute_url()
