"""The details on an event page: venue, map, seats, status."""

import re

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from events.display.formatting import format_location
from events.display.waiting_counts import WaitingCount
from events.models import Event, SignUp
from events.signups import registration
from tests import factories
from tests.events.conftest import outbox_messages
from tests.events.test_event_page import (
    calendar_file_link,
    get,
    main_of,
    make_page,
    sign_up_link,
    state_on,
)

pytestmark = pytest.mark.django_db

PLACE = {"venue": "The harbour", "latitude": "57.595000", "longitude": "9.963000"}
TILES = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"


def times_in(html):
    """The machine-readable times of the page, in order."""
    return re.findall(r'<time datetime="([^"]*)"', html)


def test_directions_and_welcome_are_shown(theme):
    page = make_page(
        theme,
        kind="outdoors",
        directions="Bus 77.\nThe blue door.",
        welcome="Coming alone? Look for the <b>yellow</b> vest.",
        step_free="yes",
        hearing_loop="no",
    )
    page.tags.add("walks")
    page.save_revision().publish()
    response = get(page)
    main = main_of(response)
    assert "Bus 77.<br>The blue door." in main
    assert "Look for the &lt;b&gt;yellow&lt;/b&gt; vest." in main
    assert "Step-free access: <strong>Yes</strong>" in main
    assert "Hearing loop: <strong>No</strong>" in main
    # A fact that is not known is left out, not shown as "No".
    assert len(response.context["access"]) == 2
    assert '<a href="/en/calendar/?kind=outdoors">' in main
    assert '<a href="/en/tags/walks/" lang="da">walks</a>' in main


def test_attendees_are_counted_and_not_named(theme, sign_up):
    page = make_page(theme, capacity=5)
    occurrence = page.event.occurrences.get()
    assert get(page).context["people"] == {"coming": 0, "waiting": WaitingCount()}
    assert '#user"' not in main_of(get(page))
    for number, (size, status) in enumerate(
        [(2, "confirmed"), (3, "confirmed"), (2, "waiting"), (1, "waiting"), (1, "cancelled")]
    ):
        SignUp.objects.create(
            occurrence=occurrence,
            name=f"Karen {number}",
            email=f"karen{number}@example.org",
            party_size=size,
            status=status,
            language="en",
            queued_at=occurrence.recurrence_id,
            expires_at=occurrence.starts_at,
        )
    response = get(page)
    main = main_of(response)
    assert response.context["people"] == {
        "coming": 5,
        "waiting": WaitingCount(sign_ups=2, people=3),
    }
    assert "Karen" not in main


def test_the_times_of_sign_up_are_shown(theme):
    page = make_page(theme, opens_days_before=2, closes_hours_before=5)
    occurrence = page.event.occurrences.get()
    response = get(page)
    assert state_on(response) == "not_open"
    for moment in (occurrence.opens_at, occurrence.closes_at):
        machine = timezone.localtime(moment).isoformat()
        assert f'<time datetime="{machine}">' in main_of(response)
    assert sign_up_link(occurrence) not in main_of(response)
    closed_at = factories.in_days(-1)
    page.event.occurrences.update(opens_at=None, closes_at=closed_at)
    response = get(page)
    assert state_on(response) == "closed"
    machine = timezone.localtime(closed_at).isoformat()
    assert f'<time datetime="{machine}">' in main_of(response)
    assert sign_up_link(occurrence) not in main_of(response)


def test_seats_for_newcomers_are_shown(theme):
    page = make_page(theme, capacity=10, newcomer_seats=3)
    response = get(page)
    occurrence = response.context["next_entry"].occurrence
    assert (occurrence.seats_left, occurrence.seats_kept) == (7, 3)
    until = date_format(timezone.localtime(occurrence.newcomers_until), "DATETIME_FORMAT")
    assert re.search(rf"{re.escape(until)}, 3 [^<]*", main_of(response))
    page.event.occurrences.update(taken=7)
    response = get(page)
    assert state_on(response) == "newcomers"
    assert sign_up_link(occurrence) in main_of(response)


@pytest.mark.parametrize(
    ("fields", "state", "words"),
    [
        ({}, "free", "Places available"),
        ({"has_signup": False}, "no_signup", "No sign-up needed"),
        ({"status": "postponed", "status_reason": "Ill"}, "postponed", "Postponed"),
        ({"status": "moved_online", "status_reason": "A storm"}, "free", "Moved online"),
        ({"status": "cancelled", "status_reason": "A storm"}, "cancelled", "Cancelled"),
    ],
)
def test_page_and_list_show_the_same_status(client, theme, fields, state, words):
    page = make_page(theme, title="Café", **fields)
    occurrence = page.event.occurrences.get()
    response = get(page)
    assert state_on(response) == state
    assert words in main_of(response)
    assert fields.get("status_reason", "") in main_of(response)
    is_off = fields.get("status") in ("cancelled", "postponed")
    assert (calendar_file_link(occurrence) in main_of(response)) != is_off
    assert words in main_of(client.get("/en/calendar/"))
    month = f"{page.starts_at:%Y-%m}"
    grid = main_of(client.get("/en/calendar/", {"view": "month", "month": month}))
    if "status" in fields:
        assert words in grid


def test_all_day_and_open_end_hide_hours(client, theme):
    start = factories.in_days(5).replace(hour=11, minute=5)
    day = make_page(theme, title="Day", is_all_day=True, starts_at=start)
    evening = make_page(theme, title="Evening", has_open_end=True, ends_at=None, starts_at=start)
    date = timezone.localdate(start).isoformat()
    assert times_in(main_of(get(day))) == [date]
    assert "00:00" not in main_of(get(day))
    local_start = timezone.localtime(start).isoformat()
    assert times_in(main_of(get(evening))) == [local_start]
    listed = main_of(client.get("/en/calendar/"))
    assert "00:00" not in listed
    assert {date, local_start} <= set(times_in(listed))
    response = client.get("/en/calendar/", {"view": "month", "month": f"{start:%Y-%m}"})
    assert "All day" in main_of(response)


# --- The map ------------------------------------------------------------------------------


def test_coordinates_give_a_map_link(theme, settings):
    response = get(make_page(theme, **PLACE))
    assert (
        'href="https://www.openstreetmap.org/?mlat=57.595000&amp;mlon=9.963000'
        '#map=17/57.595000/9.963000"' in main_of(response)
    )
    assert "data-map" not in response.content.decode()
    assert "map.js" not in response.content.decode()
    settings.MAP_LINK_URL = "https://maps.example.org/{latitude},{longitude}"
    assert "https://maps.example.org/57.595000,9.963000" in main_of(get(make_page(theme, **PLACE)))


def test_map_urls_have_decimal_points_in_danish(theme):
    page = factories.make_event_page(theme, **PLACE)
    assert "mlat=57.595000&amp;" in main_of(get(page))


def test_only_pages_with_a_map_may_load_tiles(client, theme, settings):
    settings.MAP_TILE_URL, settings.MAP_ATTRIBUTION = TILES, '© <a href="https://x">x</a>'
    response = get(make_page(theme, **PLACE))
    main = main_of(response)
    assert "data-map" in main
    assert f'data-tiles="{TILES}"' in main
    assert "© &lt;a href=" in main
    # The page itself loads no file of the map.
    assert 'src="https://' not in main
    assert 'leaflet.css" rel' not in response.content.decode()
    [images] = [
        part
        for part in response["Content-Security-Policy"].split("; ")
        if part.startswith("img-src")
    ]
    assert images == "img-src 'self' data: https://*.tiles.example.org"
    for other in (make_page(theme, title="Nowhere").url, "/en/calendar/", "/en/"):
        assert "tiles.example" not in client.get(other)["Content-Security-Policy"]


def test_an_event_moved_online_has_no_map(theme):
    page = make_page(theme, status="moved_online", status_reason="A storm", **PLACE)
    response = get(page)
    assert "openstreetmap" not in main_of(response)
    assert PLACE["venue"] not in main_of(response)
    assert '#place"' not in main_of(response)
    assert '#online"' in main_of(response)


def test_mails_name_no_venue_of_an_event_moved_online(theme):
    place = {**PLACE, "directions": "Bus 7", "online_url": "https://meet.example.org/1"}
    page = make_page(theme, **place)
    signup = factories.sign_up(page.event.occurrences.get())
    registration.confirm(signup)
    page.status, page.status_reason = "moved_online", "A storm"
    page.save_revision().publish()
    [changed] = outbox_messages(kind="event_changed")
    assert re.search(": Online$", changed.text, re.MULTILINE)
    assert PLACE["venue"] not in changed.text + changed.calendar
    other = factories.sign_up(page.event.occurrences.get(), email="other@example.org")
    registration.confirm(other)
    [confirmed] = outbox_messages(to="other@example.org", kind="confirmed")
    assert PLACE["venue"] not in confirmed.text
    assert place["directions"] not in confirmed.text


def test_no_page_shows_the_online_address(client, theme):
    page = make_page(theme, is_online=True, online_url="https://meet.example.org/secret")
    Event.objects.update(online_url="https://meet.example.org/secret")
    for address in (page.url, "/en/calendar/", "/en/calendar/?view=week", "/en/"):
        assert "secret" not in client.get(address).content.decode()


def test_an_online_event_shows_no_area(client, theme, area):
    """The area of an online event is for the filter only: nobody goes there."""
    page = make_page(theme, title="Screen evening", area=area, is_online=True)
    listed = client.get(f"/en/calendar/?area={area.slug}").content.decode()
    assert "Screen evening" in listed
    assert f"<span>{area.name}</span>" not in listed
    with translation.override("en"):
        assert format_location(page.event.occurrences.get()) == "Online"
    hybrid = make_page(theme, area=area, is_online=True, venue="Library", slug="hybrid")
    assert f"Library, {area.name}" in client.get("/en/calendar/").content.decode()
    with translation.override("en"):
        place = format_location(hybrid.event.occurrences.get())
    assert place == f"Online, Library, {area.name}"
