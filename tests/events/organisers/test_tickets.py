"""Tests of tickets: the page, the QR code and the mails that contain it."""

import io
import re
from email import message_from_bytes

import pytest
import zxingcpp
from PIL import Image

from events.models import Event, SignUp
from events.signups import cancellation, tickets, token_links
from notifications.delivery.worker import as_email
from notifications.models import OutboxMessage
from tests.events.organisers.conftest import add_signup, url

pytestmark = pytest.mark.django_db


def test_ticket_shows_the_qr_code_and_the_code(client, karen):
    response = client.get(url("ticket", token_links.token(karen, token_links.TICKET)))

    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r'<svg role="img"[^>]*class="qr"', page)
    assert f"{karen.code[:4]} {karen.code[4:]}" in page
    assert "no-store" in response["Cache-Control"]
    assert not re.search(r"<svg[^>]*style=", page)


def test_qr_code_contains_the_party_url(karen):
    address = f"http://testserver{url('door', karen.code)}"
    assert tickets.door_url(karen) == address
    other = SignUp(code="ABCDEFGH")
    assert tickets.qr_svg(karen) != tickets.qr_svg(other)


def test_mail_contains_a_readable_qr_code(karen):
    [message] = OutboxMessage.objects.filter(key__contains=":confirmed")
    parts = list(message_from_bytes(as_email(message).message().as_bytes()).walk())
    [image] = [part for part in parts if part.get_content_type() == "image/png"]
    [barcode] = zxingcpp.read_barcodes(Image.open(io.BytesIO(image.get_payload(decode=True))))
    assert barcode.text == tickets.door_url(karen)
    assert image["Content-Disposition"].startswith("inline")
    assert image["Content-ID"] == "<qr@hub>"
    assert 'src="cid:qr@hub" alt="QR-kode, du viser ved døren"' in message.html


@pytest.mark.parametrize("kind", ["waiting", "cancelled", "online"])
def test_mail_without_seat_or_venue_has_no_qr_code(occurrence, organiser, kind):
    if kind == "online":
        Event.objects.update(is_online=True, venue="", address="")
        occurrence.refresh_from_db()
    add_signup(occurrence, organiser, name="Fuld", size=10 if kind == "waiting" else 1)
    signup = add_signup(occurrence, organiser, email="yrsa@example.org", waits=True)
    if kind == "cancelled":
        OutboxMessage.objects.all().delete()
        cancellation.cancel(signup)
    [message] = OutboxMessage.objects.all()
    assert message.qr == ""
    assert "cid:" not in message.html
    assert "image/png" not in as_email(message).message().as_string()


def test_mail_of_an_event_online_and_on_site_has_a_qr_code(occurrence, organiser):
    Event.objects.update(is_online=True, venue="Biblioteket")
    occurrence.refresh_from_db()
    add_signup(occurrence, organiser, email="yrsa@example.org")
    [message] = OutboxMessage.objects.all()
    assert "image/png" in as_email(message).message().as_string()


def test_ticket_contains_no_other_token(client, karen):
    """A person who finds the ticket cannot change the sign-up."""
    page = client.get(url("ticket", token_links.token(karen, token_links.TICKET))).content.decode()
    for purpose in (token_links.MANAGE, token_links.CANCEL, token_links.CONFIRM):
        assert token_links.token(karen, purpose) not in page


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_ticket_without_seat_answers_gone(client, occurrence, organiser, state):
    add_signup(occurrence, organiser, name="Fuld", size=10)
    signup = add_signup(occurrence, organiser, name="Yrsa", waits=True)
    if state == "cancelled":
        cancellation.cancel(signup)

    response = client.get(url("ticket", token_links.token(signup, token_links.TICKET)))

    assert response.status_code == 410
    page = response.content.decode()
    assert 'class="qr"' not in page
    assert response.context["queue_position"] == (1 if state == "waiting" else None)


@pytest.mark.parametrize("purpose", ["manage", "cancel", "confirm"])
def test_other_tokens_open_no_ticket(client, karen, purpose):
    assert client.get(url("ticket", token_links.token(karen, purpose))).status_code == 404
    assert client.get(url("ticket", "abc:def:ghi")).status_code == 404


def test_post_to_a_ticket_changes_nothing(client, karen):
    token = token_links.token(karen, token_links.TICKET)
    before = SignUp.objects.values().get()

    assert client.post(url("ticket", token)).status_code == 302
    assert SignUp.objects.values().get() == before
