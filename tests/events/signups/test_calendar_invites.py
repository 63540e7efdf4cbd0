"""Tests of the calendar entries in mails. (RFC 5546, RFC 6047)"""

import base64
import email
import email.policy
from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.core.mail.backends.smtp import EmailBackend
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from events.display.formatting import format_dates
from events.feeds.entries import writable
from events.models import Event, Occurrence, SignUp
from events.scheduling import occurrence_changes
from events.signups import (
    calendar_invites,
    cancellation,
    manual,
    registration,
    waiting_list,
)
from notifications.delivery import worker
from notifications.models import OutboxMessage
from tests import factories
from tests.events.calendar_programs import faults, seen_by_ical
from tests.events.conftest import local, outbox_messages
from tests.notifications.mail_server import MailServer, running

pytestmark = pytest.mark.django_db


KAREN = "karen@example.org"


def entries(to: str = KAREN) -> list[OutboxMessage]:
    """Return the mails to that address that have a calendar entry, in order."""
    return [mail for mail in outbox_messages(to=to) if mail.calendar]


def vevents(mail: OutboxMessage) -> list[tuple[str, icalendar.Event]]:
    """Return method and event of each calendar object of the mail."""
    calendars = [
        icalendar.Calendar.from_ical(one) for one in worker.calendar_objects(mail.calendar)
    ]
    return [(str(calendar["method"]), *calendar.walk("VEVENT")) for calendar in calendars]


def vevent(mail: OutboxMessage):
    return vevents(mail)[0][1]


def received(mail: OutboxMessage):
    """Return the mail as a mail program parses it, and its bytes."""
    data = worker.as_email(mail).message().as_bytes(linesep="\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    return email.message_from_bytes(data, policy=email.policy.default), data


@pytest.fixture
def occurrence(theme):
    page = factories.make_event_page(
        theme,
        title="Nabocafé",
        capacity=2,
        starts_at=factories.in_days(20),
        is_online=True,
        online_url="https://meet.example.org/secret",
    )
    return page.event.occurrences.get()


def confirmed(occurrence, sign_up, **changes) -> SignUp:
    signup = sign_up(occurrence, **{"party_size": 1, **changes})
    registration.confirm(signup)
    return signup


def waits(occurrence, sign_up, email=KAREN) -> SignUp:
    """Put a party on the waiting list, behind Jens who has the seats."""
    confirmed(occurrence, sign_up, email="jens@example.org", party_size=2)
    signup = sign_up(occurrence, email=email, party_size=1, waits=True)
    registration.confirm(signup)
    signup.refresh_from_db()
    assert signup.status == SignUp.Status.WAITING
    return signup


def test_mail_has_the_mime_structure_of_an_invitation(occurrence, sign_up):
    confirmed(occurrence, sign_up)
    [mail] = entries()
    message, data = received(mail)
    assert message.get_content_type() == "multipart/mixed"
    alternative, attachment = message.get_payload()
    assert alternative.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in alternative.get_payload()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = alternative.get_payload()[2]
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "UTF-8"}
    # Count them in the bytes: parsers accept duplicates.
    header = data.partition(b"text/calendar")[2].partition(b"\r\n\r\n")[0].lower()
    assert header.count(b"charset") == header.count(b"method") == 1
    assert calendar["Content-Transfer-Encoding"] == "base64"
    # The attachment is byte-identical, line endings included.
    assert calendar.get_payload(decode=True) == mail.calendar.encode()
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_filename() == "event.ics"
    assert attachment.get_payload(decode=True) == mail.calendar.encode()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert base64.b64encode(b"BEGIN:VCALENDAR")[:12] in data


def test_mail_without_entry_has_no_calendar_part(occurrence, sign_up):
    sign_up(occurrence)
    [mail] = outbox_messages(to=KAREN)
    assert not mail.calendar
    message, _data = received(mail)
    assert message.get_content_type() == "multipart/alternative"
    assert len(message.get_payload()) == 2


def test_entry_is_valid_and_complete(occurrence, sign_up, libical):
    confirmed(occurrence, sign_up, name="Karen Holm")
    [mail] = entries()
    data = mail.calendar.encode()
    assert faults(data) == []
    assert libical.complaints(data) == []
    [seen] = seen_by_ical(data)
    assert seen.summary == "Nabocafé"
    event = vevent(mail)
    assert icalendar.Calendar.from_ical(mail.calendar)["method"] == "REQUEST"
    assert event["organizer"] == "mailto:hub@testserver"
    assert event["attendee"] == f"mailto:{KAREN}"
    assert dict(event["attendee"].params) == {
        "CN": "Karen Holm",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    assert event["location"] == "https://meet.example.org/secret"
    assert event["status"] == "CONFIRMED"


AWKWARD = [
    'Karen "Kaj" Holm',
    "Karen; Holm, Kaj: æøå",
    "Karen\r\nATTENDEE:mailto:evil@example.org",
    "Karen\r\nBcc: evil@example.org",
    "Karen\nEND:VEVENT",
    "שרה\u202eevil",
    "\U0001f333\U0001f468\u200d\U0001f469\u200d\U0001f467" * 8,
    "x" * 120,
    "\x00\x07\x7f",
    " ",
    "^n^'^^",
    "\u2028\u2029\x85",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_stay_inside_their_property(theme, libical, name):
    check_name(libical, name, "Walk")


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=120),
    title=st.text(max_size=120).filter(lambda text: writable(text).strip()),
)
def test_any_text_stays_inside_its_property(libical, name, title):
    check_name(libical, name, title)


def check_name(libical, name, title):
    signup = SignUp(
        pk=1,
        occurrence=Occurrence(
            pk=1,
            event=Event(title=title, theme_id=1),
            starts_at=local(2027, 6, 5, 19),
            ends_at=local(2027, 6, 5, 21),
        ),
        name=name,
        email=KAREN,
        language="da",
        status=SignUp.Status.CONFIRMED,
    )
    text = calendar_invites.for_mail(signup, "confirmed", text=None, queue_position=None)
    assert faults(text.encode()) == []
    assert libical.complaints(text.encode()) == []
    calendar = icalendar.Calendar.from_ical(text)
    [event] = calendar.walk("VEVENT")
    assert event["attendee"] == f"mailto:{KAREN}"
    assert event["attendee"].params["PARTSTAT"] == "ACCEPTED"
    message = OutboxMessage(
        key="k", to=KAREN, subject=" ".join(title.split()), text="t", html="h", language="da"
    )
    message.calendar, message.calendar_method = text, "REQUEST"
    if "\x00" in title or not title.isprintable():
        message.subject = "s"
    parsed, _data = received(message)
    assert parsed["Bcc"] is None
    assert parsed["To"] == KAREN
    assert len(parsed.get_payload()) == 2


def test_awkward_address_is_percent_encoded(occurrence, sign_up):
    address = '"a;b,c:d"@example.org'
    signup = SignUp(occurrence=occurrence, name="K", email=address, status="confirmed")
    text = calendar_invites.for_mail(signup, "confirmed", text=None, queue_position=None)
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["attendee"] == "mailto:%22a%3Bb%2Cc%3Ad%22@example.org"


def test_all_mails_of_a_sign_up_update_one_entry(occurrence, sign_up, libical):
    signup = confirmed(occurrence, sign_up)
    registration.change_party(signup, size=2)
    occurrence_changes.reschedule(
        occurrence,
        starts_at=occurrence.starts_at + timedelta(hours=1),
        ends_at=occurrence.ends_at + timedelta(hours=1),
    )
    cancellation.cancel(SignUp.objects.get(pk=signup.pk))
    sent = entries()
    assert [mail.calendar_method for mail in sent] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    events = [vevent(mail) for mail in sent]
    assert len({str(event["uid"]) for event in events}) == 1
    sequences = [event["sequence"] for event in events]
    assert sequences == sorted(set(sequences))
    assert [event["status"] for event in events] == ["CONFIRMED"] * 3 + ["CANCELLED"]
    assert events[2].decoded("dtstart") > events[1].decoded("dtstart")
    for mail in sent:
        assert libical.complaints(mail.calendar.encode()) == []
        assert faults(mail.calendar.encode()) == []


def test_signing_up_again_raises_the_sequence(occurrence, sign_up):
    signup = confirmed(occurrence, sign_up)
    registration.change_party(signup, size=2)
    cancellation.cancel(SignUp.objects.get(pk=signup.pk))
    confirmed(occurrence, sign_up)
    events = [vevent(mail) for mail in entries()]
    assert [event["status"] for event in events][-2:] == ["CANCELLED", "CONFIRMED"]
    assert events[-1]["uid"] == events[-2]["uid"]
    assert events[-1]["sequence"] > events[-2]["sequence"]


def test_moving_away_and_back_raises_the_sequence(theme, sign_up):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=2, capacity=5)
    first, second = page.event.occurrences.all()
    signup = confirmed(first, sign_up)
    manual.move(signup, to=second)
    manual.move(SignUp.objects.get(pk=signup.pk), to=first)
    of_first = [
        (method, event["sequence"])
        for mail in entries()
        for method, event in vevents(mail)
        if event["uid"].endswith(f"-{first.pk}@testserver")
    ]
    assert [method for method, _sequence in of_first] == ["REQUEST", "CANCEL", "REQUEST"]
    sequences = [sequence for _method, sequence in of_first]
    assert sequences == sorted(set(sequences))


def test_signing_up_again_after_a_move_raises_the_sequence(theme, sign_up):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=2, capacity=5)
    first, second = page.event.occurrences.all()
    signup = confirmed(first, sign_up)
    registration.change_party(signup, size=2)
    manual.move(SignUp.objects.get(pk=signup.pk), to=second)
    confirmed(first, sign_up)
    moved, confirmed_again = entries()[-2:]
    (_request, _entry), (_cancel, withdrawn) = vevents(moved)
    assert [event["status"] for event in (withdrawn, vevent(confirmed_again))] == [
        "CANCELLED",
        "CONFIRMED",
    ]
    assert vevent(confirmed_again)["uid"] == withdrawn["uid"]
    assert vevent(confirmed_again)["sequence"] > withdrawn["sequence"]


def test_moved_sign_up_is_one_mail_with_both_entries(theme, sign_up):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=2, capacity=5)
    first, second = page.event.occurrences.all()
    signup = confirmed(first, sign_up)
    before = len(outbox_messages())
    manual.move(signup, to=second)
    [mail] = outbox_messages()[before:]
    assert [method for method, _event in vevents(mail)] == ["REQUEST", "CANCEL"]
    parts = {part.get_filename(): part for part in received(mail)[0].walk() if part.get_filename()}
    assert b"METHOD:REQUEST" in parts["event.ics"].get_content()
    assert b"METHOD:CANCEL" in parts["cancelled.ics"].get_content()
    with translation.override(signup.language):
        assert format_dates(first) in mail.text
        assert format_dates(second) in mail.text


def test_cancelled_occurrence_cancels_the_entry(occurrence, sign_up):
    confirmed(occurrence, sign_up)
    occurrence_changes.cancel_occurrence(occurrence, reason="Storm")
    before, after = entries()
    assert after.calendar_method == "CANCEL"
    assert vevent(after)["status"] == "CANCELLED"
    assert vevent(after)["uid"] == vevent(before)["uid"]
    assert vevent(after)["sequence"] > vevent(before)["sequence"]
    assert "Storm" in vevent(after)["description"]


def test_entries_of_waiting_parties_are_tentative_until_accepted(occurrence, sign_up):
    signup = waits(occurrence, sign_up)
    occurrence_changes.reschedule(
        occurrence,
        starts_at=occurrence.starts_at + timedelta(hours=1),
        ends_at=occurrence.ends_at + timedelta(hours=1),
    )
    occurrence_changes.set_status(occurrence, Occurrence.Status.POSTPONED, reason="Storm")
    events = [vevent(mail) for mail in entries()]
    assert len(events) == 3
    for event in events:
        assert event["summary"].startswith("No place yet, number 1 on the waiting list: ")
        assert event["status"] == "TENTATIVE"
        assert event["transp"] == "TRANSPARENT"
        assert event["attendee"].params["PARTSTAT"] == "TENTATIVE"
        assert event["location"] == "Online"
        assert "places left" not in event["description"]
        assert "meet.example.org" not in event.to_ical().decode()
    assert events[-1]["summary"].endswith(": Postponed: Nabocafé")
    occurrence_changes.set_status(occurrence, Occurrence.Status.SCHEDULED)
    cancellation.cancel(SignUp.objects.get(email="jens@example.org"))
    offer = vevent(entries()[-1])
    assert offer["summary"] == "Reply to your offer of a place: Nabocafé"
    assert offer["status"] == "TENTATIVE"
    waiting_list.accept(SignUp.objects.get(pk=signup.pk))
    seat = vevent(entries()[-1])
    assert (seat["summary"], seat["status"]) == ("Nabocafé", "CONFIRMED")
    assert seat["location"] == "https://meet.example.org/secret"
    assert "transp" not in seat


@time_machine.travel(local(2026, 12, 1))
def test_all_day_and_open_end_are_written_as_in_the_feeds(theme, sign_up):
    days = factories.make_event_page(
        theme,
        starts_at=local(2027, 3, 27, 9),
        ends_at=local(2027, 3, 28, 12),
        is_all_day=True,
    )
    still_open = factories.make_event_page(
        theme, starts_at=local(2027, 4, 1, 19), ends_at=None, has_open_end=True
    )
    for page in (days, still_open):
        confirmed(page.event.occurrences.get(), sign_up)
    first, second = (mail.calendar for mail in entries())
    assert "DTSTART;VALUE=DATE:20270327\r\n" in first
    assert "DTEND;VALUE=DATE:20270329\r\n" in first
    assert "DTEND" not in second.partition("BEGIN:VEVENT")[2]


def test_entry_survives_delivery_over_smtp(occurrence, sign_up):
    """An SMTP server receives the entry unchanged and in ASCII."""
    confirmed(occurrence, sign_up, name="Kåre\r\nBcc: evil@example.org")
    [mail] = entries()
    server = MailServer()
    with running(server) as port:
        backend = EmailBackend(host="127.0.0.1", port=port)
        assert backend.send_messages([worker.as_email(mail)]) == 1
    [(_identity, to)] = server.taken
    assert to == KAREN
    [data] = server.messages
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert message["Bcc"] is None
    calendar = message.get_payload()[0].get_payload()[2]
    assert calendar.get_payload(decode=True) == mail.calendar.encode()
