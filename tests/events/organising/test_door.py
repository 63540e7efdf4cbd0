"""At the door: checked in once, whoever taps; late taps; the QR code, and what strangers see."""

import datetime
import io
import re
from email import message_from_bytes

import pytest
import zxingcpp
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from PIL import Image

from events.models import Event, Occurrence, SignUp
from events.organisers import check_in
from events.organisers.check_in import NotExpectedError, NothingThereError
from events.organisers.permissions import organiser_of
from events.scheduling import occurrence_changes
from events.signups import cancellation, tickets, token_links
from notifications.delivery.worker import as_email
from notifications.models import OutboxMessage
from residents.models import PartnerMembership
from tests.events.organising.conftest import url, written_down

pytestmark = pytest.mark.django_db

JSON = {"HTTP_ACCEPT": "application/json"}


def ago(minutes: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=minutes)


def without_tokens(response) -> str:
    """What a page says, but for the tokens in its forms, which are new each time."""
    return re.sub(r'value="\w{64}"', "", response.content.decode())


def tap(browser, signup, **data):
    return browser.post(url("tap", signup.occurrence, signup), data)


def test_a_party_is_checked_in_and_taken_back(as_alice, karen):
    response = tap(as_alice, karen, arrived="2")
    assert response.url.endswith(f"#signup-{karen.pk}")
    karen.refresh_from_db()
    assert karen.arrived == 2
    assert "2 / 2" in as_alice.get(response.url).content.decode().replace("</span>", "").replace(
        "<span data-number>", ""
    )

    tap(as_alice, karen, undo="1")
    karen.refresh_from_db()
    assert (karen.arrived, karen.checked_in_at) == (None, None)


def test_a_double_tap_counts_once(karen):
    first = check_in.check_in(karen, arrived=2, at=ago(2))
    second = check_in.check_in(karen, arrived=2, at=ago(1))

    assert (first.changed, second.changed) == (True, False)
    assert second.at == first.at


def test_the_rest_of_the_party_comes_later(karen):
    first = check_in.check_in(karen, arrived=1, at=ago(10))
    second = check_in.check_in(karen, arrived=2, at=ago(1))

    assert second.changed
    assert (second.arrived, second.at) == (2, first.at)


def test_a_tap_that_arrives_late_changes_nothing_later(karen):
    check_in.check_in(karen, arrived=2, at=ago(5))
    check_in.undo(karen, at=ago(2))

    late = check_in.check_in(karen, arrived=2, at=ago(4))

    assert not late.changed
    karen.refresh_from_db()
    assert karen.arrived is None


def test_the_same_tap_sent_again_and_again_is_one(as_alice, karen):
    moment = ago(3).isoformat()
    for _time in range(3):
        response = as_alice.post(
            url("tap", karen.occurrence, karen), {"arrived": "1", "at": moment}, **JSON
        )
        assert response.json() == {"arrived": 1, "of": 2}
    karen.refresh_from_db()
    assert karen.checked_in_at == datetime.datetime.fromisoformat(moment)


def test_a_clock_that_is_ahead_is_put_right(karen):
    check_in.check_in(karen, arrived=2, at=timezone.now() + datetime.timedelta(hours=5))
    karen.refresh_from_db()
    assert karen.door_at <= timezone.now()
    assert check_in.undo(karen).changed


@pytest.mark.parametrize("arrived", ["0", "-1", "3", "x", "9" * 5000, "1.5", "\x00"])
def test_a_number_that_cannot_come(as_alice, karen, arrived):
    response = as_alice.post(url("tap", karen.occurrence, karen), {"arrived": arrived}, **JSON)

    assert response.status_code == 400
    assert response.json()["error"]
    assert tap(as_alice, karen, arrived=arrived).status_code == 302
    karen.refresh_from_db()
    assert karen.arrived is None


@pytest.mark.parametrize(
    "at", ["yesterday", "2020-01-01T10:00Z", "2026-01-01T10:00", "9" * 99, "2026-13-01T10:00Z"]
)
def test_a_moment_that_cannot_be(as_alice, karen, at):
    response = as_alice.post(
        url("tap", karen.occurrence, karen), {"arrived": "1", "at": at}, **JSON
    )
    assert response.status_code == 400


def test_who_has_no_seat_is_not_let_in(as_alice, occurrence, organiser, karen):
    written_down(occurrence, organiser, name="Fuld", size=8)
    waiting = written_down(occurrence, organiser, name="Yrsa", waits=True)
    cancellation.cancel(karen)

    for signup in (waiting, karen):
        with pytest.raises(NotExpectedError):
            check_in.check_in(signup, arrived=1)
        response = as_alice.post(url("tap", occurrence, signup), {"arrived": "1"}, **JSON)
        assert response.status_code == 409


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_nobody_is_let_in_where_nothing_takes_place(as_alice, karen, status):
    check_in.check_in(karen, arrived=1)
    occurrence_changes.set_status(karen.occurrence, Occurrence.Status(status), reason="Storm")

    with pytest.raises(NothingThereError):
        check_in.check_in(karen, arrived=2)
    response = as_alice.post(url("tap", karen.occurrence, karen), {"arrived": "2"}, **JSON)
    assert response.status_code == 409
    assert response.json()["error"].startswith("Der foregår ikke noget")
    for page in (url("check_in", karen.occurrence), url("door", karen.code)):
        words = as_alice.get(page).content.decode()
        assert "Der foregår ikke noget" in words
        assert url("tap", karen.occurrence, karen) not in words
    # What was tapped by mistake can be taken back.
    assert check_in.undo(karen).changed


def test_the_list_says_when_it_is_for_another_day(as_alice, karen):
    assert "en anden dag" in as_alice.get(url("check_in", karen.occurrence)).content.decode()
    Occurrence.objects.update(
        starts_at=timezone.now() - datetime.timedelta(minutes=5),
        ends_at=timezone.now() + datetime.timedelta(minutes=55),
    )
    assert "en anden dag" not in as_alice.get(url("check_in", karen.occurrence)).content.decode()


def test_the_list_for_the_door_has_who_is_expected(as_alice, occurrence, organiser, karen):
    cancellation.cancel(written_down(occurrence, organiser, name="Bo"))

    words = as_alice.get(url("check_in", occurrence)).content.decode()
    assert "Karen Holm" in words
    assert "Bo<" not in words
    assert (
        "Karen Holm" not in as_alice.get(url("check_in", occurrence), {"q": "zz"}).content.decode()
    )


def test_a_search_is_kept_after_a_tap(as_alice, karen):
    response = tap(as_alice, karen, arrived="2", q="kar & en")

    assert "?q=kar+%26+en#" in response.url


def test_the_qr_code_leads_organisers_to_the_party(as_alice, karen):
    path = tickets.door_url(karen).removeprefix("http://testserver")
    words = as_alice.get(path).content.decode()

    assert "Karen Holm" in words
    assert url("tap", karen.occurrence, karen) in words
    response = tap(as_alice, karen, arrived="2", **{"from": "door"})
    assert response.url == url("door", karen.code)


def test_the_code_may_be_typed_in_small_letters(as_alice, karen):
    assert "Karen Holm" in as_alice.get(url("door", karen.code.lower())).content.decode()


def test_strangers_learn_nothing_from_the_code(client, as_bob, karen):
    for browser in (client, as_bob):
        real = browser.get(url("door", karen.code))
        none = browser.get(url("door", "ZZZZZZZZ"))
        assert real.status_code == none.status_code == 200
        words, others = (without_tokens(page) for page in (real, none))
        assert "Vis det her ved døren" in words
        assert words.replace(karen.code, "X") == others.replace("ZZZZZZZZ", "X")
        assert "Karen" not in words
        assert "no-store" in real["Cache-Control"]
        assert browser.post(url("door", karen.code)).status_code == 405


def test_the_door_says_when_it_is_for_another_day(as_alice, karen):
    assert "en anden dag" in as_alice.get(url("door", karen.code)).content.decode()
    Occurrence.objects.update(
        starts_at=timezone.now() - datetime.timedelta(minutes=5),
        ends_at=timezone.now() + datetime.timedelta(minutes=55),
    )
    assert "en anden dag" not in as_alice.get(url("door", karen.code)).content.decode()


def test_the_door_says_when_there_is_no_seat(as_alice, karen):
    cancellation.cancel(karen)
    words = as_alice.get(url("door", karen.code)).content.decode()
    assert "Har ingen plads" in words
    assert url("tap", karen.occurrence, karen) not in words


def test_the_ticket_has_the_code_twice(client, karen):
    response = client.get(url("ticket", token_links.token(karen, token_links.TICKET)))

    words = response.content.decode()
    assert response.status_code == 200
    assert re.search(r'<svg role="img"[^>]*class="qr"', words)
    assert f"{karen.code[:4]} {karen.code[4:]}" in words
    assert "no-store" in response["Cache-Control"]
    assert not re.search(r"<svg[^>]*style=", words)


def test_the_qr_code_says_the_address(karen):
    address = f"http://testserver{url('door', karen.code)}"
    assert tickets.door_url(karen) == address
    other = SignUp(code="ABCDEFGH")
    assert tickets.qr_svg(karen) != tickets.qr_svg(other)


def test_the_mail_brings_a_qr_code_that_can_be_read(karen):
    [message] = OutboxMessage.objects.filter(key__contains=":confirmed")
    parts = list(message_from_bytes(as_email(message).message().as_bytes()).walk())
    [picture] = [part for part in parts if part.get_content_type() == "image/png"]
    [read] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.get_payload(decode=True))))
    assert read.text == tickets.door_url(karen)
    assert picture["Content-Disposition"].startswith("inline")
    assert picture["Content-ID"] == "<qr@hub>"
    assert 'src="cid:qr@hub" alt="QR-kode til at vise ved døren"' in message.html


@pytest.mark.parametrize("kind", ["waiting", "cancelled", "online"])
def test_no_qr_code_for_who_does_not_come_to_a_door(occurrence, organiser, kind):
    if kind == "online":
        Event.objects.update(is_online=True, venue="", address="")
        occurrence.refresh_from_db()
    written_down(occurrence, organiser, name="Fuld", size=10 if kind == "waiting" else 1)
    mine = written_down(occurrence, organiser, email="yrsa@example.org", waits=True)
    if kind == "cancelled":
        OutboxMessage.objects.all().delete()
        cancellation.cancel(mine)
    [message] = OutboxMessage.objects.all()
    assert message.qr == ""
    assert "cid:" not in message.html
    assert "image/png" not in as_email(message).message().as_string()


def test_who_may_come_or_take_part_from_home_has_a_ticket(occurrence, organiser):
    Event.objects.update(is_online=True, venue="Biblioteket")
    occurrence.refresh_from_db()
    written_down(occurrence, organiser, email="yrsa@example.org")
    [message] = OutboxMessage.objects.all()
    assert "image/png" in as_email(message).message().as_string()


def test_the_ticket_leads_nowhere_else(client, karen):
    """Whoever is handed it at the door, or finds it, cannot change the sign-up."""
    words = client.get(url("ticket", token_links.token(karen, token_links.TICKET))).content.decode()
    for purpose in (token_links.MANAGE, token_links.CANCEL, token_links.CONFIRM):
        assert token_links.token(karen, purpose) not in words


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_without_a_seat_there_is_no_ticket(client, occurrence, organiser, state):
    written_down(occurrence, organiser, name="Fuld", size=10)
    signup = written_down(occurrence, organiser, name="Yrsa", waits=True)
    if state == "cancelled":
        cancellation.cancel(signup)

    response = client.get(url("ticket", token_links.token(signup, token_links.TICKET)))

    assert response.status_code == 410
    words = response.content.decode()
    assert 'class="qr"' not in words
    assert ("nummer 1 på ventelisten" in words) == (state == "waiting")


@pytest.mark.parametrize("purpose", ["manage", "cancel", "confirm"])
def test_another_link_is_no_ticket(client, karen, purpose):
    assert client.get(url("ticket", token_links.token(karen, purpose))).status_code == 404
    assert client.get(url("ticket", "abc:def:ghi")).status_code == 404


def test_a_ticket_changes_nothing(client, karen):
    token = token_links.token(karen, token_links.TICKET)
    before = SignUp.objects.values().get()

    assert client.post(url("ticket", token)).status_code == 302
    assert SignUp.objects.values().get() == before


def test_a_former_member_only_sees_what_strangers_see(as_alice, karen):
    PartnerMembership.objects.all().delete()

    assert "Karen" not in as_alice.get(url("door", karen.code)).content.decode()


def test_a_code_that_is_none_is_not_asked_of_the_database(client, django_assert_num_queries, alice):
    """PostgreSQL cannot be asked for a zero byte."""
    with django_assert_num_queries(0):
        assert organiser_of(alice, "\x00") is None
        assert organiser_of(AnonymousUser(), "ABCD2345") is None
    assert client.get(url("door", "a").replace("/a/", "/%00/")).status_code == 200
