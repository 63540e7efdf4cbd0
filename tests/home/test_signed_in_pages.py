"""No browser keeps a page that was made for a signed-in reader."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.sweeps import site as sweep_site
from tests.sweeps.routes import fill_in_objects, public_routes

pytestmark = pytest.mark.django_db

CLEARED = '"cache", "storage"'


def test_no_response_to_a_signed_in_reader_is_stored(private, db):
    """Each route is asked as a resident and as an editor; the same for everybody may be stored."""
    site = sweep_site.load()
    kept, anonymous = {}, Client(raise_request_exception=False)
    for role in ("resident", "editor"):
        client = Client(raise_request_exception=False)
        for route in public_routes("en"):
            if "logout" in route:
                continue
            factories.sign_in(client, site.users[role])
            address = fill_in_objects(route, site.url_kwargs)
            response = client.get(address)
            if "no-store" in response.get("Cache-Control", ""):
                continue
            other = anonymous.get(address)
            if (response.status_code, content(response)) != (other.status_code, content(other)):
                kept[f"{role} {address}"] = response.get("Cache-Control")
    assert kept == {}


def content(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_pages_of_the_admin_are_not_stored(as_editor):
    for address in ("/admin/", "/admin/pages/", "/admin/account/"):
        assert "no-store" in as_editor.get(address)["Cache-Control"], address


def test_an_answer_that_does_not_read_the_session_may_be_stored(as_alice, client, theme):
    factories.make_event_page(theme)
    address = reverse("events:calendar_ics")
    assert as_alice.get(address)["Cache-Control"] == client.get(address)["Cache-Control"]


def test_pages_of_anonymous_readers_may_be_stored(client, alice, theme):
    thread = factories.make_thread(alice, theme)
    for address in ("/da/", "/en/", thread.get_absolute_url(), factories.calendar_page().url):
        assert re.search(r"\bpublic\b", client.get(address)["Cache-Control"]), address


def test_an_anonymous_reader_with_a_session_gets_private_pages(client):
    session = client.session
    session["anything"] = 1
    session.save()
    assert client.get("/da/")["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("who", ["as_alice", "as_editor"])
def test_signing_out_clears_what_the_browser_keeps(request, who):
    signed_in = request.getfixturevalue(who)
    assert "Clear-Site-Data" not in signed_in.get("/da/")

    response = signed_in.post(reverse("account_logout"))

    assert response["Clear-Site-Data"] == CLEARED
    assert "Clear-Site-Data" not in signed_in.get("/da/")


def test_signing_out_of_the_admin_does_so_too(as_editor):
    assert as_editor.post(reverse("wagtailadmin_logout"))["Clear-Site-Data"] == CLEARED


def test_signing_out_to_sign_in_again_does_so_too(as_alice):
    response = as_alice.post(reverse("residents:sign_in_again"))
    assert response["Clear-Site-Data"] == CLEARED


def test_an_anonymous_reader_cannot_be_signed_out(client):
    assert "Clear-Site-Data" not in client.post(reverse("account_logout"))
