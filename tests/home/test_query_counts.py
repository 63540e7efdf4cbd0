"""The number of queries of the pages."""

import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Theme
from events.models import Event, Occurrence
from forum.models import Thread
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]


def queries(client, path: str) -> int:
    """Return the number of queries of a page for anonymous readers, with warm caches."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def fill(theme: Theme, author, count: int) -> None:
    """Make many events and threads, quickly."""
    now = timezone.now()
    events = Event.objects.bulk_create(
        Event(title=f"Event {number}", theme=theme, is_published=True) for number in range(count)
    )
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event,
            recurrence_id=now + datetime.timedelta(hours=number + 1),
            starts_at=now + datetime.timedelta(hours=number + 1),
            ends_at=now + datetime.timedelta(hours=number + 2),
        )
        for number, event in enumerate(events)
    )
    Thread.objects.bulk_create(
        Thread(title=f"Thread {number}", theme=theme, author=author, language="da", post_count=1)
        for number in range(count)
    )


@pytest.fixture
def site(theme, alice):
    """The URLs of a site with a page of each kind and ten events and threads."""
    theme_page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(theme_page)
    for number in range(3):
        factories.make_event_page(theme, f"Event page {number}")
    fill(theme, alice, 10)
    return {
        "front": "/da/",
        "theme": theme_page.url,
        "campaign": campaign.url,
        "themes": "/da/temaer/",
        "campaigns": "/da/kampagner/",
    }


# Raising one of these numbers needs a reason in the commit.
PINNED = {"front": 4, "theme": 3, "campaign": 3, "themes": 0, "campaigns": 3}


@pytest.mark.parametrize("name", PINNED)
def test_the_number_of_queries_does_not_grow_with_the_rows(client, site, theme, alice, name):
    few = queries(client, site[name])
    fill(theme, alice, 1000)
    cache.clear()
    many = queries(client, site[name])

    assert few == many
    assert few <= PINNED[name]
