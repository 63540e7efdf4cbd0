"""Conditional requests for feeds, and the queries they take."""

import json

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Theme
from events.models import Event, Occurrence
from events.scheduling import occurrence_changes
from tests import factories
from tests.events.test_feeds import FORMATS, get, make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", FORMATS)
def test_an_unchanged_feed_gets_304(client, theme, kind):
    factories.make_occurrence(theme)
    first = get(client, kind)
    assert first["ETag"]
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        again = get(client, kind, headers=headers)
        assert again.status_code == 304
        assert not again.content
        assert again["ETag"] == first["ETag"]
        assert again["Last-Modified"] == first["Last-Modified"]
        # A public response in a shared cache stays public.
        assert "public" in again["Cache-Control"]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.delete(),
        lambda one: Event.objects.filter(pk=one.event_id).update(is_published=False),
        lambda one: Event.objects.filter(pk=one.event_id).update(title="Other"),
        lambda one: Occurrence.objects.filter(pk=one.pk).update(taken=10),
        lambda one: occurrence_changes.cancel_occurrence(one, reason="Storm"),
        lambda one: (
            Theme.objects.update(colour="moss")
            and Event.objects.filter(pk=one.event_id).update(kind="talk")
        ),
    ],
    ids=["deleted", "withdrawn", "renamed", "full", "cancelled", "another kind"],
)
def test_every_change_gives_another_etag(client, theme, kind, change):
    """Last-Modified also changes when the newest entry disappears."""
    make(theme, "Stays")
    changing = make(theme, "Changes", starts_at=factories.in_days(9))
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = get(client, kind)
        change(changing)
        # In the same second.
        soon = get(client, kind, headers={"If-Modified-Since": first["Last-Modified"]})
        assert soon.status_code == 200
        assert soon["ETag"] != first["ETag"]
        clock.shift(5)
        later = get(client, kind, headers={"If-Modified-Since": first["Last-Modified"]})
        assert later.status_code == 200
        assert later["Last-Modified"] != first["Last-Modified"]
        again = get(client, kind, headers={"If-Modified-Since": later["Last-Modified"]})
        assert again.status_code == 304


def test_the_passing_of_time_gives_another_etag(client, theme):
    factories.make_occurrence(theme, starts_at=factories.in_days(1))
    first = get(client, "json")
    with time_machine.travel(factories.in_days(2)):
        again = get(client, "json", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert json.loads(again.content)["items"] == []


# --- Cost ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_the_number_of_queries_is_fixed(client, theme, area, kind, as_if_committed):
    def add(count):
        for _number in range(count):
            factories.make_event_page(theme, area=area, organiser=partner)

    partner = factories.make_partner()
    query = {"theme": theme.slug, "area": area.slug}
    add(1)
    get(client, kind, **query)
    with CaptureQueriesContext(connection) as few:
        get(client, kind, **query)
    add(4)
    get(client, kind, **query)
    with CaptureQueriesContext(connection) as many:
        response = get(client, kind, **query)
    assert response.content.count(b"Nabocaf") >= 5
    assert len(many) == len(few) <= 9
