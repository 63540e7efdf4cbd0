"""The links from pages to their feeds."""

import re

import pytest

from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


def alternates(response):
    return dict(
        re.findall(
            r'<link rel="alternate" type="([^"]+)" title="[^"]*" href="([^"]+)">',
            response.content.decode(),
        )
    )


def test_the_calendar_links_to_its_feeds(client, theme, area):
    response = client.get("/en/calendar/", {"theme": theme.slug, "area": area.slug})
    query = f"?theme={theme.slug}&amp;area={area.slug}"
    assert alternates(response) == {
        "text/calendar": f"http://testserver/en/events/calendar.ics{query}",
        "application/atom+xml": f"http://testserver/en/events/calendar.atom{query}",
        "application/json": f"http://testserver/en/events/calendar.json{query}",
    }
    content = response.content.decode()
    assert f'href="webcal://testserver/en/events/calendar.ics{query}"' in content
    for address in alternates(response).values():
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_a_theme_page_links_to_its_feeds(client, theme):
    page = factories.make_theme_page(theme, "en")
    response = client.get(page.url)
    assert alternates(response)["text/calendar"] == (
        f"http://testserver/en/events/calendar.ics?theme={theme.slug}"
    )
    assert not response.cookies


def test_an_event_page_links_to_its_calendar_file(client, theme):
    once = factories.make_event_page(theme, language="en")
    series = factories.make_event_page(
        theme, title="Series", language="en", repeats="weekly", repeat_count=3
    )
    [occurrence] = once.event.occurrences.all()
    found = alternates(client.get(once.url))
    assert found == {"text/calendar": f"http://testserver/en/events/{occurrence.pk}/event.ics"}
    found = alternates(client.get(series.url))
    assert found == {
        "text/calendar": f"http://testserver/en/events/series/{series.event.pk}/events.ics"
    }
    link = f'<a class="link-button" href="/en/events/series/{series.event.pk}/events.ics">'
    assert link in markup_of(client.get(series.url))
    assert link not in markup_of(client.get(once.url))
