"""The filters of the calendar, as links and as a form."""

import re
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Event, Occurrence
from events.models.details import Kind
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

CALENDAR = "/en/calendar/"


def one_line(response):
    """The page with single spaces."""
    return markup_of(response)


def get(client, **query):
    return client.get(CALENDAR, query)


def titles(response):
    return [entry.title for week in response.context["weeks_of_events"] for entry in week.entries]


def in_view(response):
    """The titles in whichever view it is."""
    shown = response.context
    view = shown["query"].view
    if view == "agenda":
        return titles(response)
    days = shown["week_days"] if view == "week" else chain(*shown["weeks"])
    return [entry.title for day in days for entry in day.entries]


def links(response, part):
    """The addresses, decoded, that the part of the page with that class links to."""
    page = response.content.decode()
    [html] = re.findall(rf'<(?:nav|details) class="{part}".*?</(?:nav|details)>\s', page, re.DOTALL)
    return [
        address.replace("&amp;", "&") for address in re.findall(r'<a [^>]*?href="([^"]*)"', html)
    ]


def notices_in(response):
    """The kinds of the notices on the page."""
    return re.findall(r'class="notice notice--(\w+)"', response.content.decode())


def make_tagged(theme, tags, **fields):
    """A published event page with those tags."""
    page = factories.make_event_page(theme, **fields)
    page.tags.add(*tags)
    page.save_revision().publish()
    return page


@pytest.fixture
def events(theme, area):
    other = factories.make_theme("loneliness")
    make_tagged(theme, ["tea"], title="Talk", kind=Kind.TALK, area=area, capacity=5)
    make_tagged(theme, ["tea", "boots"], title="Trip", kind=Kind.OUTDOORS)
    make_tagged(other, ["boots"], title="Screen", kind=Kind.TALK, is_online=True, capacity=5)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "talk"}, ["Talk", "Screen"]),
        ({"tag": "tea"}, ["Talk", "Trip"]),
        ({"tag": "boots", "theme": "traffic-safety"}, ["Trip"]),
        ({"online": "1"}, ["Screen"]),
        ({"kind": "talk", "area": "hirtshals"}, ["Talk"]),
        ({"kind": "talk", "tag": "boots", "online": "1", "theme": "loneliness"}, ["Screen"]),
        ({"kind": "work"}, []),
    ],
)
@pytest.mark.parametrize("view", ["agenda", "week", "month"])
def test_filters_combine_in_every_view(client, events, query, found, view):
    response = get(client, view=view, **query)
    assert response.status_code == 200
    assert response.context["query"].unknown == ()
    if view != "agenda":
        day = factories.at_five_in(7)
        part = {"month": f"{day:%Y-%m}"} if view == "month" else {"week": f"{day:%G-W%V}"}
        response = get(client, view=view, **query, **part)
    assert in_view(response) == found


def test_the_online_filter_includes_events_moved_online(client, theme):
    page = factories.make_event_page(theme, title="Moved")
    page.event.occurrences.update(status="moved_online", status_reason="Storm")
    assert titles(get(client, online="1")) == ["Moved"]


def test_the_free_filter_counts_seats_for_everybody_only(client, theme, sign_up):
    soon, later = factories.in_days(5), factories.in_days(6)

    def make(title, *, capacity=10, has_signup=True, **fields):
        occurrence = factories.make_occurrence(theme, title=title, capacity=capacity, **fields)
        if not has_signup:
            Event.objects.filter(pk=occurrence.event_id).update(has_signup=False)

    make("No limit", capacity=None)
    make("One left", taken=9)
    make("Full", taken=10)
    make("Overfull", taken=12)
    make("Kept", taken=7, newcomer_seats=3, newcomers_until=soon)
    make("Kept no more", taken=7, newcomer_seats=3, newcomers_until=factories.in_days(-1))
    make("Newcomers have come", taken=7, newcomer_seats=3, newcomers_taken=2, newcomers_until=soon)
    make("Opens later", opens_at=factories.in_days(2))
    make("Closed", closes_at=factories.in_days(-1))
    make("Cancelled", status="cancelled")
    make("Postponed", status="postponed")
    make("Online", status="moved_online")
    make("Begun", starts_at=factories.in_days(-0.1), ends_at=later)
    make("Just come", has_signup=False, starts_at=factories.in_days(-0.1), ends_at=later)
    found = set(titles(get(client, free="1")))
    assert found == {
        *("No limit", "One left", "Kept no more", "Newcomers have come", "Opens later"),
        *("Online", "Just come"),
    }
    # The state that pages show agrees with the filter in the database.
    for occurrence in Occurrence.objects.select_related("event"):
        says_free = occurrence.state in {"free", "not_open", "no_signup"}
        begun = occurrence.has_begun and not occurrence.event.has_signup
        assert (occurrence.event.title in found) == (says_free or begun), occurrence.event.title


def test_each_set_filter_has_a_link_that_removes_it(client, events):
    response = get(client, theme="traffic-safety", kind="talk", free="1", view="month")
    assert links(response, "chosen") == [
        "?view=month&kind=talk&free=1#results",
        "?view=month&theme=traffic-safety&free=1#results",
        "?view=month&theme=traffic-safety&kind=talk#results",
        "?view=month#results",
    ]
    labels = [chosen.label for chosen in response.context["filters"].chosen]
    assert labels == ["Traffic safety (en)", Kind.TALK.label, "Places available"]
    title = re.search("<title>(.*?)</title>", one_line(response))[1]
    assert ": ".join(labels) in title
    assert not re.search('class="chosen"', get(client).content.decode())


def test_each_option_links_to_the_other_filters_plus_itself(client, events):
    page = get(client, kind="talk", area="hirtshals").content.decode().replace("&amp;", "&")
    for address in (
        "?theme=loneliness&area=hirtshals&kind=talk#results",
        "?area=hirtshals&kind=outdoors#results",
        "?area=hirtshals&kind=talk&tag=tea#results",
        "?area=hirtshals&kind=talk&free=1#results",
        "?area=hirtshals&kind=talk&online=1#results",
        "?kind=talk#results",
        "?view=month&area=hirtshals&kind=talk",
        "?view=past&area=hirtshals&kind=talk",
    ):
        assert f'href="{address}"' in page, address


def test_the_form_has_the_same_options_and_keeps_the_view(client, events):
    page = one_line(get(client, view="month", month="2027-01", kind="talk", online="1"))
    form = re.search(r'<form class="filter-form__fields".*?</form>', page, re.DOTALL)[0]
    assert 'method="get"' in form
    assert "csrf" not in form
    assert re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form) == [
        ("view", "month"),
        ("month", "2027-01"),
    ]
    assert re.findall(r'<select id="[^"]*" name="(\w+)"', form) == ["theme", "area", "kind", "tag"]
    assert re.findall(r'<option value="([^"]+)" selected', form) == ["talk"]
    assert re.findall(r'name="(\w+)" value="1"( checked)?>', form) == [
        ("free", ""),
        ("online", " checked"),
    ]


def test_an_empty_parameter_is_no_filter(client, events):
    response = client.get(CALENDAR + "?theme=&area=&kind=talk&tag=&view=")
    assert titles(response) == ["Talk", "Screen"]
    assert response.context["query"].unknown == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "dance"),
        ("kind", "\0"),
        ("tag", "unheard-of"),
        ("tag", "\0"),
        ("tag", "x" * 5000),
        ("tag", "' OR 1=1 --"),
        ("free", "yes"),
        ("online", "\0"),
    ],
)
def test_an_unknown_filter_is_ignored_with_a_message(client, events, name, value):
    response = get(client, **{name: value})
    assert response.status_code == 200
    assert response.context["query"].unknown == (name,)
    assert titles(response) == ["Talk", "Trip", "Screen"]
    assert response.context["misses_filter"]
    assert notices_in(response) == ["info"]


def test_a_rare_tag_works_without_being_offered(client, theme, monkeypatch):
    monkeypatch.setattr("events.calendar.options.MAX_TAGS", 1)
    make_tagged(theme, ["often"], title="One")
    make_tagged(theme, ["often", "seldom"], title="Two")
    assert "seldom" not in get(client).content.decode()
    response = get(client, tag="seldom")
    assert titles(response) == ["Two"]
    assert [each.label for each in response.context["filters"].chosen] == ["seldom"]


def test_a_tag_of_a_draft_is_not_offered(client, theme):
    make_tagged(theme, ["secret"]).unpublish()
    assert "secret" not in get(client).content.decode()
    assert get(client, tag="secret").context["query"].unknown == ("tag",)


def test_past_events_have_no_filter_for_free_seats(client, events):
    response = get(client, view="past", free="1")
    assert [switch.name for switch in response.context["filters"].switches] == ["online"]
    assert response.context["filters"].chosen == []


def test_tags_are_counted_once_until_an_event_changes(client, events, theme, as_if_committed):
    def counts():
        with CaptureQueriesContext(connection) as queries:
            html = client.get("/da/kalender/").content.decode()
        counted = [each for each in queries.captured_queries if "COUNT" in each["sql"]]
        return len(counted), "tag=cake" in html

    client.get("/da/kalender/")
    assert counts() == (0, False)
    make_tagged(theme, ["cake"], title="Cake")
    assert counts() == (1, True)
    assert counts() == (0, True)
