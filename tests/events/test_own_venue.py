"""One date of a series at another venue: told to those signed up, shown wherever readers look."""

import datetime
from decimal import Decimal

import icalendar
import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Occurrence, SignUp, few_events
from events.models.venue import Venue
from events.scheduling import occurrence_overrides
from events.signups import reminders, token_links
from home.events_nearby import next_events_nearby
from notifications.delivery import worker
from tests import factories
from tests.events.conftest import graph, outbox_messages
from tests.events.publishing import publish
from tests.events.test_occurrence_changes import change
from tests.events.test_occurrence_views import form_of, plan_in, url

pytestmark = pytest.mark.django_db

HARBOUR = Venue("Havnen", "Kaj 1, 9850 Hirtshals", Decimal("57.592"), Decimal("9.959"))
FORM = {"venue": HARBOUR.name, "address": HARBOUR.address}


@pytest.fixture
def page(theme, area):
    return factories.make_event_page(
        theme,
        repeats="weekly",
        repeat_count=3,
        capacity=10,
        venue="Hallen",
        address="Vej 2",
        area=area,
        latitude="57.000000",
        longitude="9.000000",
        step_free="yes",
        directions="Gennem porten.",
    )


@pytest.fixture
def first(page):
    return page.event.occurrences.all()[0]


@pytest.fixture
def second(page):
    return page.event.occurrences.all()[1]


def regular_form(occurrence, **changes):
    return form_of(occurrence, venue="Hallen", address="Vej 2", **changes)


def test_an_editor_moves_one_date_and_those_signed_up_are_told_once(
    as_editor, page, second, confirmed_signup
):
    confirmed_signup(second, email="karen@example.org")
    data = regular_form(second) | FORM
    shown = as_editor.post(url(page, second), data)
    assert shown.status_code == 200
    assert [key.split()[0] for key, _text in shown.context["impact"].changes] == ["place"]
    second.refresh_from_db()
    assert not second.has_own_venue

    seen = {**data, "seen_impact": plan_in(shown)}
    assert as_editor.post(url(page, second), seen).status_code == 302
    assert as_editor.post(url(page, second), seen).status_code == 302

    second.refresh_from_db()
    assert second.own_venue == Venue(*HARBOUR[:2], area_id=page.area_id)
    assert second.sequence == 1
    [mail] = outbox_messages(kind="event_changed")
    assert "Havnen" in mail.text
    others = Occurrence.objects.exclude(pk=second.pk)
    assert not others.filter(has_own_venue=True).exists()


def test_the_same_venue_is_none_of_its_own(as_editor, page, second):
    assert as_editor.post(url(page, second), regular_form(second)).status_code == 302
    second.refresh_from_db()
    assert second.own_venue is None
    assert second.sequence == 0


def test_a_position_alone_is_saved_without_a_mail(as_editor, page, second, confirmed_signup):
    confirmed_signup(second)
    data = regular_form(second, latitude="57.592000", longitude="9.959000")
    assert as_editor.post(url(page, second), data).status_code == 302
    second.refresh_from_db()
    assert second.venue.latitude == Decimal("57.592")
    assert not outbox_messages(kind="event_changed")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"latitude": "57.5"}, "longitude"),
        ({"longitude": "9.9"}, "latitude"),
        ({"latitude": "97", "longitude": "9.9"}, "latitude"),
        ({"latitude": "nord", "longitude": "9.9"}, "latitude"),
        ({"venue": "x" * 121}, "venue"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_kept(as_editor, page, second, changes, field):
    response = as_editor.post(url(page, second), regular_form(second) | FORM | changes)
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    for name, value in changes.items():
        assert form[name].value() == value
    second.refresh_from_db()
    assert not second.has_own_venue


def test_others_may_not_move_it(client, as_alice, page, second):
    for person in (client, as_alice):
        person.post(url(page, second), regular_form(second) | FORM)
    second.refresh_from_db()
    assert not second.has_own_venue


def test_readers_see_it_at_that_date_alone(page, first, second):
    change(second, venue=HARBOUR)
    rows = BeautifulSoup(Client().get(page.url).content, "html.parser").select(".date-rows > li")
    assert ["Havnen" in row.text for row in rows] == [True, False]
    listed = BeautifulSoup(Client().get("/da/kalender/").content, "html.parser")
    assert ["Havnen" in row.text for row in listed.select(".event")] == [False, True, False]

    events = graph(Client().get(page.url))
    assert [event["location"]["name"] for event in events] == ["Hallen", "Havnen", "Hallen"]
    place = events[1]["location"]
    assert place["geo"]["latitude"] == 57.592
    # The facts are about the other venue.
    assert "amenityFeature" not in place
    assert "amenityFeature" in events[0]["location"]

    response = Client().get(reverse("events:series_ics", args=[page.event.pk]))
    vevents = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert ["Havnen" in vevent["location"] for vevent in vevents] == [False, True, False]
    assert str(vevents[1]["location"]) == "Havnen, Kaj 1, 9850 Hirtshals"
    assert vevents[1]["geo"].latitude == 57.592


def test_the_page_of_a_date_elsewhere_does_not_lead_to_the_regular_venue(page, first):
    context = Client().get(page.url).context
    assert (context["map"].latitude, len(context["access"])) == ("57.000000", 1)
    assert "Gennem porten" in Client().get(page.url).text

    change(first, venue=HARBOUR)

    response = Client().get(page.url)
    assert response.context["place"] == "Havnen, Kaj 1, 9850 Hirtshals"
    assert response.context["map"].latitude == "57.592000"
    assert response.context["access"] == []
    assert "Gennem porten" not in response.text


def test_the_poster_names_it_beside_its_date(page, first):
    change(first, venue=HARBOUR)
    poster = Client().get(reverse("events:poster", args=[page.event.pk, "a4"])).context["poster"]
    when, where = (fact.lines for fact in poster.facts[:2])
    assert ["Havnen" in line for line in when[:2]] == [True, False]
    assert "Hallen" in where[0]


def test_publishing_the_series_elsewhere_leaves_it_and_tells_only_the_others(
    page, first, second, confirmed_signup
):
    change(second, venue=HARBOUR)
    confirmed_signup(first, email="first@example.org")
    confirmed_signup(second, email="second@example.org")

    publish(page, venue="Biblioteket", title="Nabocafé på ny")

    second.refresh_from_db()
    assert second.venue == HARBOUR
    assert [mail.to for mail in outbox_messages(kind="event_changed")] == ["first@example.org"]


def test_it_returns_to_its_series(as_editor, page, second, confirmed_signup):
    change(second, venue=HARBOUR)
    confirmed_signup(second)

    shown = as_editor.post(url(page, second), {"do": "series"})
    assert shown.context["impact"].sends_mail
    as_editor.post(url(page, second), {"do": "series", "seen_impact": plan_in(shown)})

    second.refresh_from_db()
    assert second.own_venue is None
    [mail] = outbox_messages(kind="event_changed")
    assert "Hallen" in mail.text
    assert occurrence_overrides.regular_state(second).venue is None


def calendar_entry(mail):
    """Return the entry of the first calendar file of a mail: the new one, if there are two."""
    [vevent] = icalendar.Calendar.from_ical(worker.calendar_objects(mail.calendar)[0]).walk(
        "VEVENT"
    )
    return vevent


def test_mails_and_their_calendar_files_name_it(second, confirmed_signup):
    change(second, venue=HARBOUR)
    confirmed_signup(second, email="karen@example.org")
    Occurrence.objects.filter(pk=second.pk).update(remind_at=timezone.now())
    SignUp.objects.update(confirmed_at=timezone.now() - datetime.timedelta(days=1))
    assert reminders.remind_due() == 1

    for kind in ("confirmed", "reminder"):
        [mail] = outbox_messages(kind=kind)
        assert "Havnen" in mail.text
        assert "Hallen" not in mail.text
    [confirmed] = outbox_messages(kind="confirmed")
    vevent = calendar_entry(confirmed)
    assert str(vevent["location"]) == "Havnen, Kaj 1, 9850 Hirtshals"
    assert vevent["geo"].latitude == 57.592


def test_the_mail_about_the_move_names_it_and_brings_a_new_calendar_file(second, confirmed_signup):
    confirmed_signup(second, email="karen@example.org")
    before = calendar_entry(outbox_messages(kind="confirmed")[0])
    change(second, venue=HARBOUR)

    [mail] = outbox_messages(kind="event_changed")
    assert "Havnen, Kaj 1, 9850 Hirtshals" in mail.text
    assert "Hallen" not in mail.text
    vevent = calendar_entry(mail)
    assert vevent["uid"] == before["uid"]
    assert vevent["sequence"] > before["sequence"]
    assert str(vevent["location"]) == "Havnen, Kaj 1, 9850 Hirtshals"


def test_the_ticket_and_the_list_at_the_door_name_it(as_editor, second, confirmed_signup):
    change(second, venue=HARBOUR)
    signup = confirmed_signup(second, email="karen@example.org")
    ticket = token_links.url(signup, token_links.TICKET)
    listed = reverse("events:printed", args=[second.pk])
    for reader, address in ((Client(), ticket), (as_editor, listed)):
        response = reader.get(address)
        assert response.status_code == 200
        assert response.context["place"] == "Havnen, Kaj 1, 9850 Hirtshals"
        assert "Hallen" not in response.text


def test_the_area_of_its_event_is_not_said_to_be_its_own(page, second):
    change(second, venue=HARBOUR)
    items = Client().get(reverse("events:calendar_json")).json()["items"]
    areas = {item["_event"]["venue"]: item["_event"]["area"] for item in items}
    assert areas["Havnen"] is None
    assert areas["Hallen"]["slug"] == page.area.slug


@pytest.fixture
def harbour_town():
    return factories.make_area("Blokhus", "9492")


@pytest.fixture
def at_the_harbour(second, harbour_town):
    """Return the second date, in another area than the others."""
    venue = HARBOUR._replace(name="Slæbestedet", address="Kaj 1", area_id=harbour_town.pk)
    change(second, venue=venue)
    second.refresh_from_db()
    return second


def test_its_own_area_is_named_wherever_that_of_the_event_would_be(
    page, at_the_harbour, harbour_town
):
    client = Client()
    items = client.get(reverse("events:calendar_json")).json()["items"]
    areas = {item["_event"]["venue"]: item["_event"]["area"] for item in items}
    assert areas["Slæbestedet"] == {"slug": harbour_town.slug, "name": harbour_town.name}
    assert areas["Hallen"]["slug"] == page.area.slug
    calendar = icalendar.Calendar.from_ical(
        client.get(reverse("events:ics", args=[at_the_harbour.pk])).content
    )
    [vevent] = calendar.walk("VEVENT")
    assert str(vevent["location"]) == "Slæbestedet, Kaj 1, Blokhus"
    towns = [
        each["location"]["address"].get("addressLocality")
        for each in graph(client.get(page.url))
        if each["@type"] == "Event"
    ]
    assert harbour_town.name in towns
    assert page.area.name in towns


def test_the_calendar_finds_it_in_its_own_area_only(page, first, at_the_harbour, harbour_town):
    def dates(area):
        html = Client().get(factories.calendar_page().url, {"area": area.slug}).text
        feed = Client().get(reverse("events:calendar_json"), {"area": area.slug}).json()
        venues = {item["_event"]["venue"] for item in feed["items"]}
        assert {"Slæbestedet", "Hallen"} & venues == venues
        assert ("Slæbestedet" in html) == ("Slæbestedet" in venues)
        return venues

    assert dates(harbour_town) == {"Slæbestedet"}
    assert dates(page.area) == {"Hallen"}


@pytest.mark.parametrize("few", [0, 100])
def test_filters_by_area_agree_whether_events_are_few_or_many(
    page, first, at_the_harbour, harbour_town, monkeypatch, few
):
    monkeypatch.setattr(few_events, "_FEW", few)
    found = Occurrence.objects.about(area=harbour_town.pk, kind=page.kind)
    assert [each.pk for each in found] == [at_the_harbour.pk]
    assert first in Occurrence.objects.about(area=page.area_id, theme=page.theme_id)
    assert set(Occurrence.objects.all()) == {
        *Occurrence.objects.in_area(harbour_town.pk),
        *Occurrence.objects.outside_area(harbour_town.pk),
    }


def test_it_is_near_to_those_who_live_in_its_area(page, at_the_harbour, harbour_town):
    nearby = next_events_nearby(harbour_town, limit=3)
    assert [item.occurrence.pk for item in nearby.near] == [at_the_harbour.pk]
    assert at_the_harbour.pk not in [item.occurrence.pk for item in nearby.elsewhere]


def test_the_search_finds_the_event_by_a_venue_of_one_date(
    as_editor, page, second, harbour_town, django_capture_on_commit_callbacks
):
    def found(query, **filters):
        response = Client().get("/da/soeg/", {"q": query, **filters})
        return [hit.url for hit in response.context["results"].hits]

    queries = ["slaebestedet", "blokhus", "9492"]
    assert [found(query) for query in queries] == [[], [], []]
    data = regular_form(second) | {"venue": "Slæbestedet", "area": harbour_town.pk}
    with django_capture_on_commit_callbacks(execute=True):
        assert as_editor.post(url(page, second), data).status_code == 302
    second.refresh_from_db()
    assert (second.own_name, second.own_area) == ("Slæbestedet", harbour_town)
    assert [found(query) for query in queries] == [[page.url]] * 3
    for area in (harbour_town, page.area):
        assert found("slaebestedet", area=area.slug) == [page.url]
    with django_capture_on_commit_callbacks(execute=True):
        as_editor.post(url(page, second), {"do": "series"})
    assert [found(query) for query in queries] == [[], [], []]


def test_a_date_is_in_the_area_of_its_event_until_another_is_chosen(as_editor, page, second):
    form = as_editor.get(url(page, second)).context["form"]
    assert form.initial["area"] == page.area_id
    data = regular_form(second) | FORM | {"area": 987654321}
    refused = as_editor.post(url(page, second), data)
    assert list(refused.context["form"].errors) == ["area"]
    assert as_editor.post(url(page, second), regular_form(second)).status_code == 302
    second.refresh_from_db()
    assert not second.has_own_venue


def test_the_database_refuses_half_a_venue(second, area):
    for values in (
        {"own_name": "Havnen"},
        {"own_area": area.pk},
        {"has_own_venue": True, "own_latitude": 57},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Occurrence.objects.filter(pk=second.pk).update(**values)
