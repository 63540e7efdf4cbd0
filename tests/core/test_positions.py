"""Editors find the position of an address: by a service, and by the areas of the hub."""

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from core.models import Area, Partner
from core.positions import lookup, utm
from core.positions.admin import asks_for_position
from core.positions.finding import areas_named_in
from events.pages.event_page import EventPage
from home.models import StandardPage
from tests import factories

TILES = "https://{s}.tiles.example/{z}/{x}/{y}.png"


class Service:
    """A local service that answers what a test says, and keeps what it was asked."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 200, {}, b"[]"
        self.asked: list[str] = []

    def answer(self, data: object) -> None:
        self.body = json.dumps(data).encode()


@pytest.fixture
def service(settings) -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(self.path)
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(service.body)

        def log_message(self, *_args: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.ADDRESS_LOOKUP_URL = f"http://127.0.0.1:{server.server_port}/find?token=a&q={{query}}"
    yield service
    server.shutdown()
    server.server_close()


@pytest.fixture
def areas(db) -> None:
    for name, codes, latitude in (("Nordby", "9001", "57.1"), ("Østby", "9001 9002", "57.2")):
        Area.objects.create(
            name=name,
            slug=name.lower().replace("ø", "oe"),
            postal_codes=codes,
            latitude=Decimal(latitude),
            longitude=Decimal("9.5"),
        )
    Area.objects.create(name="Ukendt", slug="ukendt", postal_codes="9002")


@pytest.fixture
def as_administrator(db) -> Client:
    """An administrator's browser."""
    browser = Client()
    administrator = factories.make_user("admin@example.org", "Ada", groups=("Administrators",))
    factories.sign_in(browser, administrator)
    return browser


def ask(client, *texts: str):
    return client.post(reverse("find_position"), {"query": texts})


def found(client, *texts: str) -> list[tuple[str, str]]:
    answer = ask(client, *texts)
    assert answer.status_code == 200
    return [(each["latitude"], each["longitude"]) for each in answer.json()["places"]]


def point(longitude: float, latitude: float) -> dict:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def test_the_service_is_asked_with_the_address(as_editor, service):
    features = [{"geometry": point(9.98, 57.46), "properties": {"label": "Torvet 1"}}]
    service.answer({"type": "FeatureCollection", "features": features})
    assert found(as_editor, " Torvet 1 & 2,\n9001 Nordby/../?#") == [("57.460000", "9.980000")]
    [asked] = service.asked
    assert urlsplit(asked).path == "/find"
    assert parse_qs(urlsplit(asked).query) == {
        "token": ["a"],
        "q": ["Torvet 1 & 2, 9001 Nordby/../?#"],
    }


def test_a_list_in_the_danish_grid_is_read(as_editor, service):
    multi = {"type": "MultiPoint", "coordinates": [[500_000, 6_250_000]]}
    service.answer([{"visningstekst": "Torvet 1", "adgangspunkt_geometri": multi}])
    [(latitude, longitude)] = found(as_editor, "Torvet 1")
    assert float(latitude) == pytest.approx(56.39461, abs=1e-5)
    assert longitude == "9.000000"


def test_the_grid_is_turned_into_degrees():
    # The quarter of the meridian of GRS 80 is 10,001,965.729 m long.
    assert utm.to_degrees(500_000, 10_001_965.729 * 0.9996) == pytest.approx((90, 9), abs=1e-6)
    west, east = (utm.to_degrees(easting, 6_366_000) for easting in (440_000, 560_000))
    assert west[0] == pytest.approx(east[0])
    assert west[1] - 9 == pytest.approx(9 - east[1])
    # A degree of longitude there is about 60 km.
    assert east[1] == pytest.approx(10.0, abs=0.01)


@pytest.mark.parametrize(
    "answer",
    [
        {"features": [{"geometry": point(200, 57), "properties": {"label": "x"}}]},
        {"features": [{"geometry": point(9, 57), "properties": {"label": " "}}]},
        [None, 1, "x", {}, {"geometry": None}, {"geometry": {"coordinates": "9,57"}}],
        [{"label": "x", "geometry": {"coordinates": [True, False]}}],
        [{"label": "x", "geometry": {"coordinates": [float("inf"), float("nan")]}}],
        [{"label": "x", "geometry": {"type": "MultiPoint", "coordinates": [9, 57]}}],
    ],
)
def test_what_has_no_position_is_left_out(as_editor, service, answer):
    service.answer(answer)
    answered = ask(as_editor, "Torvet 1").json()
    assert answered["places"] == []
    assert answered["message"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>"),
        (200, b'{"error": "no such token"}'),
        (200, b"\xff\xfe"),
        (200, b"[" * 100_000),
        (200, b'["' + b"x" * lookup.MOST_BYTES + b'"]'),
        (500, b"[]"),
    ],
)
def test_a_service_out_of_order_leaves_the_areas(as_editor, areas, service, status, body):
    service.status, service.body = status, body
    answered = ask(as_editor, "Torvet 1, Nordby").json()
    assert [each["latitude"] for each in answered["places"]] == ["57.100000"]
    assert answered["message"]


def test_a_redirect_is_not_followed(as_editor, service):
    service.status, service.headers = 302, {"Location": "/elsewhere"}
    assert ask(as_editor, "Torvet 1").json()["places"] == []
    assert len(service.asked) == 1


def test_a_slow_service_is_given_up(as_editor, service, monkeypatch):
    monkeypatch.setattr(lookup, "TOTAL_SECONDS", -1)
    service.answer([{"label": "x", "geometry": point(9, 57)}])
    assert ask(as_editor, "Torvet 1").json()["places"] == []


def test_the_service_is_not_asked_too_often(as_editor, service, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "address_lookup": "1/m/user"}
    assert ask(as_editor, "Torvet 1").status_code == 200
    refused = ask(as_editor, "Torvet 1")
    assert (refused.status_code, bool(refused.json()["message"])) == (429, True)
    assert len(service.asked) == 1


def test_without_a_service_an_area_is_proposed(as_editor, areas):
    assert found(as_editor, "Torvet 1, østby") == [("57.200000", "9.500000")]
    assert found(as_editor, "Torvet 1, 9002") == [("57.200000", "9.500000")]
    assert len(found(as_editor, "Torvet 1, 9001 X")) == 2
    # No whole word, an area whose place nobody has said, and no text.
    for query in ("Nordbyvej 3", "Ukendt", "", "  "):
        answered = ask(as_editor, query).json()
        assert (answered["places"], bool(answered["message"])) == ([], True)


def test_the_area_may_stand_in_any_field(as_editor, areas, service):
    # The service is asked about the first, and knows it not.
    assert found(as_editor, "Torvet 1", "Hallen", "Tur i Nordby") == [("57.100000", "9.500000")]
    assert found(as_editor, "Torvet 1, Østby", "Nordby Hal") == [("57.200000", "9.500000")]
    asked = [parse_qs(urlsplit(each).query)["q"] for each in service.asked]
    assert asked == [["Torvet 1"], ["Torvet 1, Østby"]]


def test_the_name_of_an_area_says_more_than_its_postal_code(areas):
    assert [area.name for area in areas_named_in("Torvet 1, 9001 Nordby")] == ["Nordby"]


def test_only_editors_ask(as_alice, client, as_editor, service):
    for reader in (client, as_alice):
        assert ask(reader, "Torvet 1").status_code in {302, 403}
    assert as_editor.get(reverse("find_position")).status_code == 405
    assert service.asked == []


def test_an_area_has_both_numbers_or_none(areas):
    area = Area.objects.get(name="Nordby")
    area.longitude = None
    with pytest.raises(ValidationError) as refused:
        area.full_clean()
    assert set(refused.value.message_dict) == {"longitude"}


def test_forms_with_a_position_are_known():
    # By their fields, and by the blocks that their body can have.
    assert asks_for_position(EventPage)
    assert asks_for_position(StandardPage)
    assert asks_for_position(Area)
    assert not asks_for_position(Partner)


def test_tiles_load_only_where_a_position_is_chosen(as_administrator, areas, settings):
    settings.MAP_TILE_URL = TILES
    area = Area.objects.get(name="Nordby")
    form = as_administrator.get(reverse("wagtailsnippets_core_area:edit", args=[area.pk]))
    assert "https://*.tiles.example" in form["Content-Security-Policy"]
    home = as_administrator.get(reverse("wagtailadmin_home"))
    assert "tiles.example" not in home["Content-Security-Policy"]
    assert b"position-picker" not in home.content
    values = BeautifulSoup(form.content, "html.parser").select_one("script#position-picker")
    assert json.loads(values.text)["middles"][str(area.pk)] == [57.1, 9.5]


def test_without_tiles_there_is_no_map(as_administrator, areas):
    form = as_administrator.get(reverse("wagtailsnippets_core_area:add"))
    assert "tiles" not in form["Content-Security-Policy"]
    values = BeautifulSoup(form.content, "html.parser").select_one("script#position-picker")
    assert json.loads(values.text)["tiles"] == ""
