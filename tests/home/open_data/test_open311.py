"""Open311 GeoReport v2: what the specification asks for, and what nobody may see."""

import datetime
import json
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.caching.page_cache import PageCache
from forum.issues import status
from forum.models import Issue, Thread
from forum.moderation.actions import hide_post
from hub.cached_routes import known_parameters
from residents.models import PartnerMembership
from tests import factories
from tests.forum.issue_cast import set_status
from tests.wsgi_client import get

pytestmark = pytest.mark.django_db
SERVICES, REQUESTS = "/open311/v2/services", "/open311/v2/requests"
# GeoReport v2, "GET Service List" and "GET Service Requests".
SERVICE_FIELDS = {
    *("service_code", "service_name", "description", "metadata", "type", "keywords", "group"),
}
REQUEST_FIELDS = {
    *("service_request_id", "status", "status_notes", "service_name", "service_code"),
    *("description", "agency_responsible", "service_notice", "requested_datetime"),
    *("updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long"),
    "media_url",
}


@pytest.fixture
def place() -> dict[str, str]:
    return {"place": "Ved broen", "latitude": "57.464200", "longitude": "9.982100"}


@pytest.fixture
def issue(alice, theme, area, place) -> Issue:
    """Alice's issue."""
    thread = factories.make_thread(
        alice, theme, "Hul & hegn", kind="issue", area=area, place=place, body="Det er *dybt*."
    )
    return thread.issue


@pytest.fixture
def member(issue):
    """A member of the partner that handles it."""
    partner = factories.make_partner("Kommunen", "municipality")
    Issue.objects.filter(pk=issue.pk).update(handled_by=partner)
    user = factories.make_user("mads@example.org", "Mads", last_name="Vestergaard")
    PartnerMembership.objects.create(partner=partner, user=user)
    return user


def rows(client, **query: str) -> list[dict]:
    response = client.get(f"{REQUESTS}.json", query)
    assert response.status_code == 200, response.content
    return response.json()


def parsed(content: bytes) -> ElementTree.Element:
    """Parse an answer of the hub itself."""
    return ElementTree.fromstring(content)  # noqa: S314


def ids(client, **query: str) -> list[str]:
    return [row["service_request_id"] for row in rows(client, **query)]


def report_at(issue: Issue, days_ago: float) -> datetime.datetime:
    at = timezone.now() - datetime.timedelta(days=days_ago)
    Thread.objects.filter(pk=issue.pk).update(created_at=at)
    return at


def test_the_services_are_the_themes(client, theme):
    service, other = client.get(f"{SERVICES}.json").json()

    assert set(other) == SERVICE_FIELDS
    assert (other["service_code"], other["service_name"]) == ("theme:none", "Andet")
    assert set(service) == SERVICE_FIELDS
    assert (service["service_code"], service["metadata"], service["type"]) == (
        *(theme.slug, False, "realtime"),
    )
    response = client.get(f"{SERVICES}.xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = parsed(response.content)
    assert (root.tag, [child.tag for child in root]) == ("services", ["service", "service"])
    assert root.findtext("service/service_code") == theme.slug
    assert root.findtext("service/metadata") == "false"


def test_a_request_has_the_fields_of_the_specification(client, issue, area, member):
    Issue.objects.filter(pk=issue.pk).update(promised_on=datetime.date(2099, 5, 1))

    (row,) = rows(client)

    assert set(row) == REQUEST_FIELDS
    assert row["service_request_id"] == str(issue.pk)
    assert (row["status"], row["service_code"]) == ("open", issue.thread.theme.slug)
    assert row["description"] == "Hul & hegn\n\nDet er dybt."
    assert row["agency_responsible"] == "Kommunen"
    assert (row["lat"], row["long"]) == (57.4642, 9.9821)
    assert row["address"] == f"Ved broen, {area.name}"
    assert row["zipcode"] == area.postal_codes
    requested = parse_datetime(row["requested_datetime"])
    assert requested
    assert requested.utcoffset() is not None
    assert requested == issue.thread.created_at.replace(microsecond=0)
    expected = parse_datetime(row["expected_datetime"])
    assert expected
    assert timezone.localtime(expected).date() == datetime.date(2099, 5, 1)


def test_xml_has_the_same_fields(client, issue):
    response = client.get(f"{REQUESTS}.xml")

    root = parsed(response.content)
    (request,) = root
    assert (root.tag, request.tag) == ("service_requests", "request")
    assert {child.tag for child in request} == REQUEST_FIELDS
    assert (request.findtext("description") or "").startswith("Hul & hegn")
    assert request.findtext("media_url") == ""
    assert Decimal(request.findtext("lat") or "0") == Decimal("57.4642")


@pytest.mark.parametrize("extension", ["json", "xml"])
def test_one_request_is_a_list_of_one(client, issue, extension):
    response = client.get(f"{REQUESTS}/{issue.pk}.{extension}")

    assert response.status_code == 200
    if extension == "json":
        assert response.json() == rows(client)
    else:
        assert len(parsed(response.content)) == 1


def test_a_change_of_the_status_is_seen_with_its_words(client, issue, member):
    set_status(issue, "planned", member, "Vi fylder **hullet**.")
    (planned,) = rows(client)
    set_status(issue, "solved", member, "")
    (solved,) = rows(client)

    assert (planned["status"], solved["status"]) == ("open", "closed")
    assert planned["status_notes"].endswith(": Vi fylder hullet.")
    assert ":" not in solved["status_notes"]
    changed = issue.changes.last().created_at
    assert parse_datetime(solved["updated_datetime"]) == changed.replace(microsecond=0)


def test_no_person_is_named(client, issue, member, alice):
    set_status(issue, "solved", member, "Det er gjort.")
    issue.thread.refresh_from_db()
    status.reopen(thread=issue.thread, author=alice, text="Alices egne ord.")
    for extension in ("json", "xml"):
        text = client.get(f"{REQUESTS}.{extension}").content.decode()
        for word in ("Alice", "Mads", "Vestergaard", "@example.org", "Alices egne ord"):
            assert word not in text


def test_hidden_issues_and_replies_are_not_in_it(client, issue, member, moderator):
    post = set_status(issue, "declined", member, "Hemmeligt.")
    hide_post(post=post, moderator=moderator, reason="Forkert")
    (row,) = rows(client)
    assert "Hemmeligt" not in row["status_notes"]
    assert row["status"] == "closed"

    hide_post(post=issue.thread.posts.get(number=1), moderator=moderator, reason="Spam")

    assert rows(client) == rows(client, service_request_id=str(issue.pk)) == []
    assert client.get(f"{REQUESTS}/{issue.pk}.json").status_code == 404


def test_other_threads_and_held_texts_are_not_in_it(client, alice, theme):
    thread = factories.make_thread(alice, theme)
    factories.make_held_post(thread, alice)

    assert rows(client) == []
    assert client.get(f"{REQUESTS}/{thread.pk}.json").status_code == 404


def test_requests_are_filtered(client, issue, alice, member):
    other = factories.make_theme("loneliness")
    second = factories.make_thread(alice, other, "Bænk", kind="issue").issue
    set_status(issue, "solved", member)

    assert ids(client, status="closed") == [str(issue.pk)]
    assert ids(client, status="open") == [str(second.pk)]
    assert ids(client, status="open,closed") == [str(second.pk), str(issue.pk)]
    assert ids(client, service_code="loneliness") == [str(second.pk)]
    assert len(ids(client, service_code=f"loneliness,{issue.thread.theme.slug}")) == 2
    both = f"{issue.pk},{second.pk},987654321,x"
    # It overrides the others.
    assert len(ids(client, service_request_id=both, status="open")) == 2
    assert len(ids(client, jurisdiction_id="anything.example")) == 2


@pytest.mark.parametrize("extension", ["json", "xml"])
def test_an_issue_without_a_theme_has_a_service_of_its_own(client, issue, alice, extension):
    other = factories.make_thread(alice, None, "Bænk", kind="issue").issue

    assert ids(client, service_code="theme:none") == [str(other.pk)]
    both = f"theme:none,{issue.thread.theme.slug}"
    assert ids(client, service_code=both) == [str(other.pk), str(issue.pk)]
    response = client.get(f"{REQUESTS}/{other.pk}.{extension}")
    if extension == "json":
        (row,) = response.json()
        assert (row["service_code"], row["service_name"]) == ("theme:none", "Andet")
    else:
        assert parsed(response.content).findtext("request/service_code") == "theme:none"
    unknown = client.get(f"{REQUESTS}.json", {"service_code": "theme:none,lost"})
    assert unknown.status_code == 404


def test_the_last_90_days_are_shown_unless_a_period_is_asked_for(client, issue):
    at = report_at(issue, 100)
    day = datetime.timedelta(days=1)

    assert ids(client) == []
    assert ids(client, service_request_id=str(issue.pk)) == [str(issue.pk)]
    assert ids(client, start_date=(at - day).isoformat()) == [str(issue.pk)]
    assert ids(client, end_date=(at + day).isoformat()) == [str(issue.pk)]
    assert ids(client, start_date=(at + day).isoformat()) == []
    around = {"start_date": (at - day).isoformat(), "end_date": (at + day).isoformat()}
    assert ids(client, **around) == [str(issue.pk)]
    assert ids(client, start_date=(at - day).date().isoformat()) == [str(issue.pk)]
    # A "+" that was not escaped.
    raw = f"start_date={(at - day).isoformat()}"
    assert "+" in raw
    assert len(client.get(f"{REQUESTS}.json?{raw}").json()) == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"status": "lost"}, 400),
        ({"service_code": "lost"}, 404),
        ({"start_date": "yesterday"}, 400),
        ({"start_date": "2026-02-31"}, 400),
        ({"end_date": "0001-01-01T00:00:00Z"}, 400),
        ({"end_date": "9999-12-31T23:59:59-12:00"}, 400),
        ({"start_date": "2026-01-01", "end_date": "2026-06-01"}, 400),
        ({"start_date": "2026-06-01", "end_date": "2026-05-01"}, 400),
        ({"status": "open\x00"}, 400),
    ],
)
def test_errors_have_the_form_of_the_specification(client, issue, query, code):
    response = client.get(f"{REQUESTS}.json", query)
    (error,) = response.json()
    assert (response.status_code, error["code"], set(error)) == (
        code,
        code,
        {"code", "description"},
    )
    assert response["Access-Control-Allow-Origin"] == "*"

    response = client.get(f"{REQUESTS}.xml", query)
    root = parsed(response.content)
    assert (response.status_code, root.tag) == (code, "errors")
    assert root.findtext("error/code") == str(code)
    assert root.findtext("error/description")


@pytest.mark.parametrize("extension", ["json", "xml"])
def test_nothing_can_be_sent(client, issue, extension):
    response = client.post(f"{REQUESTS}.{extension}", {"service_code": "x"})

    assert response.status_code == 405
    assert "GET" in response["Allow"]
    text = response.content.decode()
    code = json.loads(text)[0]["code"] if extension == "json" else text
    assert "405" in str(code)


def test_an_unknown_request_is_said_in_the_form_of_the_specification(client):
    response = client.get(f"{REQUESTS}/987654321.json")

    assert (response.status_code, response.json()[0]["code"]) == (404, 404)
    assert client.get(f"{REQUESTS}/x.json").status_code == 404


def test_too_many_requests_are_said_so(client, issue, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "open_data": "2/m/ip"}
    for _time in range(2):
        assert client.get(f"{REQUESTS}.json").status_code == 200

    response = client.get(f"{REQUESTS}.json")

    assert (response.status_code, response.json()[0]["code"]) == (429, 429)
    assert int(response["Retry-After"]) > 0


def test_every_site_may_read_it_and_it_sets_no_cookie(client, issue):
    response = client.get(f"{REQUESTS}.json")

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "s-maxage" in response["Cache-Control"]
    assert not response.cookies
    again = client.get(f"{REQUESTS}.json", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.options(f"{REQUESTS}.json")["Access-Control-Allow-Methods"]


def test_the_page_cache_drops_it_when_the_status_changes(
    as_if_committed, issue, member, settings, monkeypatch
):
    settings.PAGE_CACHE_MEGABYTES = 32
    monkeypatch.setattr(connection, "close", lambda: None)
    cache = PageCache(get_wsgi_application(), known_parameters)
    path = f"{REQUESTS}.json"
    (before,) = json.loads(get(cache, path).body)
    assert get(cache, path).headers["cache-status"] == "hub; hit"

    set_status(issue, "solved", member)

    (after,) = json.loads(get(cache, path).body)
    assert (before["status"], after["status"]) == ("open", "closed")


def test_at_most_a_thousand_requests_in_a_few_queries(client, issue, alice, theme):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{REQUESTS}.json").status_code == 200
        return len(captured)

    rows(client)
    one = count()
    for number in range(3):
        factories.make_thread(alice, theme, f"Hul {number}", kind="issue")
    rows(client)
    assert count() <= one
