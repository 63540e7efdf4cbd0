"""The structured data of an event page: schema.org in JSON-LD."""

import pytest
import time_machine
from django.test import Client

from events.models import Occurrence
from tests import factories
from tests.events.conftest import graph, local

pytestmark = pytest.mark.django_db


def make_page(theme, **fields):
    return factories.make_event_page(theme, language="en", **fields)


def get(page):
    return Client().get(page.url)


@time_machine.travel(local(2026, 12, 1))
def test_structured_data_has_the_properties_of_the_event(theme, area, sign_up):
    page = make_page(
        theme,
        starts_at=local(2027, 1, 5, 19, 5),
        ends_at=local(2027, 1, 5, 21),
        venue="The harbour",
        address="Kaj 1, 2. tv., 9850 Hirtshals",
        area=area,
        latitude="57.592000",
        longitude="9.959000",
        step_free="yes",
        hearing_loop="no",
        organiser=factories.make_partner(),
        capacity=10,
        summary="Come as you are.",
    )
    occurrence = page.event.occurrences.get()
    sign_up(occurrence)
    [event] = graph(get(page))
    assert event["@type"] == "Event"
    assert event["startDate"] == "2027-01-05T19:05:00+01:00"
    assert event["endDate"] == "2027-01-05T21:00:00+01:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    place = event["location"]
    assert (place["@type"], place["name"]) == ("Place", "The harbour")
    assert place["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Kaj 1, 2. tv.",
        "postalCode": "9850",
        "addressLocality": "Hirtshals",
        "addressCountry": "DK",
    }
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 57.592, "longitude": 9.959}
    features = {one["name"]: one["value"] for one in place["amenityFeature"]}
    # Unknown facts are left out.
    assert features == {"step-free access": True, "hearing loop": False}
    assert event["organizer"]["name"] == "Hjørring Kommune"
    assert event["url"] == "http://testserver" + page.url
    assert event["inLanguage"] == "en"
    assert event["isAccessibleForFree"] is True
    assert event["offers"] == {
        "@type": "Offer",
        "price": "0",
        "priceCurrency": "DKK",
        "url": f"http://testserver/en/events/{occurrence.pk}/sign-up/",
        "availability": "https://schema.org/InStock",
        "availabilityEnds": "2027-01-05T19:05:00+01:00",
    }
    assert (event["maximumAttendeeCapacity"], event["remainingAttendeeCapacity"]) == (10, 8)


@time_machine.travel(local(2026, 12, 1))
def test_structured_data_has_the_status(theme):
    page = make_page(theme, capacity=2, starts_at=local(2027, 1, 5, 19), venue="The harbour")
    occurrence = page.event.occurrences.get()

    def values_after(**changes):
        Occurrence.objects.filter(pk=occurrence.pk).update(**changes)
        [event] = graph(get(page))
        return {
            "status": event["eventStatus"].rpartition("/")[2],
            "mode": event["eventAttendanceMode"].rpartition("/")[2][: -len("EventAttendanceMode")],
            "seats": event["offers"]["availability"].rpartition("/")[2],
            "before": event.get("previousStartDate", ""),
            "place": event["location"]["@type"],
        }

    plain = {
        "status": "EventScheduled",
        "mode": "Offline",
        "seats": "InStock",
        "before": "",
        "place": "Place",
    }
    assert values_after() == plain
    assert values_after(taken=2) == {**plain, "seats": "SoldOut"}
    assert values_after(taken=0, opens_at=local(2027, 1, 1)) == {**plain, "seats": "PreSale"}
    [event] = graph(get(page))
    assert event["offers"]["validFrom"] == "2027-01-01T00:00:00+01:00"
    assert values_after(opens_at=None, status="postponed") == {
        **plain,
        "status": "EventPostponed",
        "seats": "Discontinued",
    }
    assert values_after(status="moved_online") == {
        **plain,
        "status": "EventMovedOnline",
        "mode": "Online",
        "place": "VirtualLocation",
    }
    moved = values_after(status="scheduled", has_own_time=True, recurrence_id=local(2027, 1, 4, 19))
    assert moved == {
        **plain,
        "status": "EventRescheduled",
        "before": "2027-01-04T19:00:00+01:00",
    }


def test_structured_data_has_dates_and_both_locations(theme):
    page = make_page(
        theme,
        starts_at=local(2027, 3, 27, 9),
        ends_at=local(2027, 3, 28, 12),
        is_all_day=True,
        is_online=True,
        venue="The harbour",
        has_signup=False,
    )
    [event] = graph(get(page))
    assert (event["startDate"], event["endDate"]) == ("2027-03-27", "2027-03-28")
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [one["@type"] for one in event["location"]] == ["VirtualLocation", "Place"]
    assert event["offers"]["availability"] == "https://schema.org/InStock"
    still_open = make_page(theme, title="Open", ends_at=None, has_open_end=True)
    [event] = graph(get(still_open))
    assert "endDate" not in event


def test_no_text_breaks_out_of_the_script_element(theme):
    title = "</script><script>alert(1)</script><!-- & \u2028"
    page = make_page(theme, title=title)
    response = get(page)
    [event] = graph(response)
    assert event["name"] == title
    assert "<script>alert" not in response.content.decode()
    assert "<!-- &" not in response.content.decode()


def test_structured_data_has_each_occurrence(theme):
    page = make_page(theme, repeats="weekly", repeat_count=3)
    events = graph(get(page))
    assert len({event["@id"] for event in events}) == 3


# --- Cost ---------------------------------------------------------------------------------


def test_the_contact_of_the_page_is_that_of_the_organiser(theme):
    partner = factories.make_partner("Biblioteket")
    partner.contact_email = "bibliotek@example.org"
    partner.save()
    fields = {"contact_name": "Bo Eksempel", "contact_phone": "12345678"}
    page = make_page(theme, organiser=factories.make_partner(), contact_partner=partner, **fields)
    [event] = graph(get(page))
    assert event["organizer"]["contactPoint"] == [
        {"@type": "ContactPoint", "name": "Biblioteket", "email": "bibliotek@example.org"},
        {"@type": "ContactPoint", "name": "Bo Eksempel", "telephone": "12345678"},
    ]
    [event] = graph(get(make_page(theme, title="No contact", organiser=partner)))
    assert "contactPoint" not in event["organizer"]
    # Whom to ask does not organise it.
    [event] = graph(get(make_page(theme, title="No organiser", **fields)))
    assert "organizer" not in event
