"""Conversations of two neighbours: who reads and writes them, and what their mails say."""

import datetime
import re
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from forum.help import blocks, conversations, notices, requests
from forum.models import (
    Draft,
    HelpBlock,
    HelpConversation,
    HelpMessage,
    Thread,
)
from forum.models.help_conversations import MESSAGE_CHARACTERS
from forum.moderation.actions import hide_post
from notifications.delivery import worker
from notifications.models import OutboxMessage
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
TEXT = "Jeg kan komme på lørdag."


def contact(thread: Thread) -> str:
    return reverse("forum:contact", args=[thread.pk])


def page(talk: HelpConversation, name: str = "") -> str:
    return reverse(f"forum:conversation{name}", args=[talk.pk])


def send(client, url: str, body: str = TEXT, **more: object):
    return client.post(url, {"body": body, "submission": str(uuid.uuid4()), **more})


def mails() -> list[OutboxMessage]:
    """What is mailed of all that has happened."""
    call_command("tick")
    return list(OutboxMessage.objects.order_by("pk"))


@pytest.fixture
def wanted(alice, theme) -> Thread:
    """Alice asks for help."""
    return factories.make_thread(alice, theme, "Hvem har en stige?", kind="help_wanted")


@pytest.fixture
def talk(wanted, bob) -> HelpConversation:
    """Bob has written to her."""
    return conversations.open_conversation(thread=wanted, helper=bob, body=TEXT)


# --- The first message -------------------------------------------------------------------------


def test_a_neighbour_answers_with_a_message(as_bob, alice, bob, wanted):
    assert contact(wanted) in as_bob.get(wanted.get_absolute_url()).content.decode()
    assert as_bob.get(contact(wanted)).status_code == 200

    response = send(as_bob, contact(wanted), is_nameable="on")

    talk = HelpConversation.objects.get()
    assert response["Location"] == page(talk)
    assert (talk.thread, talk.starter, talk.helper, talk.is_nameable) == (
        *(wanted, alice, bob, True),
    )
    assert [(each.sender, each.body) for each in talk.messages.all()] == [(bob, TEXT)]
    assert as_bob.get(contact(wanted))["Location"] == page(talk)
    assert contact(wanted) not in as_bob.get(wanted.get_absolute_url()).content.decode()


def test_a_first_message_sent_twice_is_one(as_bob, wanted):
    one = str(uuid.uuid4())
    for submission in (one, one, str(uuid.uuid4())):
        assert send(as_bob, contact(wanted), submission=submission).status_code == 302

    assert HelpConversation.objects.count() == HelpMessage.objects.count() == 1


def test_the_writer_cannot_answer_their_own_thread(as_alice, alice, wanted):
    assert as_alice.get(contact(wanted)).status_code == 403
    assert send(as_alice, contact(wanted)).status_code == 403
    with pytest.raises(conversations.OwnThread):
        conversations.open_conversation(thread=wanted, helper=alice, body=TEXT)


def test_anonymous_readers_sign_in_first_and_lose_nothing(client, wanted):
    assert contact(wanted) in client.get(contact(wanted))["Location"]

    send(client, contact(wanted))

    assert Draft.objects.get().fields["body"] == TEXT
    assert not HelpConversation.objects.exists()


@pytest.mark.parametrize("verb", ["close", "fulfil"])
def test_what_is_settled_cannot_be_answered(as_bob, wanted, verb):
    getattr(requests, verb)(thread=wanted)

    for response in (as_bob.get(contact(wanted)), send(as_bob, contact(wanted))):
        assert response.context["is_open"] is False
    assert not HelpConversation.objects.exists()


def test_hidden_and_other_threads_cannot_be_answered(as_bob, alice, moderator, theme, wanted):
    hide_post(post=wanted.posts.get(), moderator=moderator, reason="Spam")
    other = factories.make_thread(alice, theme)

    for thread in (wanted, other):
        assert send(as_bob, contact(thread)).status_code == 404
    assert send(as_bob, reverse("forum:contact", args=[987654321])).status_code == 404


def test_one_person_opens_few_conversations_in_a_day(as_bob, alice, bob, theme, monkeypatch):
    monkeypatch.setattr(conversations, "OPENED_PER_DAY", 2)
    threads = [
        factories.make_thread(alice, theme, str(each), kind="help_wanted") for each in range(3)
    ]
    for thread in threads[:2]:
        assert send(as_bob, contact(thread)).status_code == 302

    response = send(as_bob, contact(threads[2]))

    assert response.context["form"].non_field_errors()
    assert response.context["form"]["body"].value() == TEXT
    assert HelpConversation.objects.count() == 2
    HelpConversation.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    assert send(as_bob, contact(threads[2])).status_code == 302


# --- Messages ----------------------------------------------------------------------------------


def test_the_two_write_to_each_other(as_alice, as_bob, talk):
    assert send(as_alice, page(talk), "Det vil jeg <b>gerne</b>.").status_code == 302

    for client in (as_alice, as_bob):
        html = client.get(page(talk)).content.decode()
        assert TEXT in html
        assert "&lt;b&gt;gerne&lt;/b&gt;" in html
        listed = client.get(reverse("forum:conversations"))
        assert [row[0] for row in listed.context["rows"]] == [talk]


@pytest.mark.parametrize("name", ["", "_share", "_block", "_name", "_report"])
@pytest.mark.parametrize("who", ["as_editor", "as_moderator"])
def test_nobody_else_knows_of_it(request, who, name, talk):
    client = request.getfixturevalue(who)

    assert send(client, page(talk, name)).status_code == 404
    if name in {"", "_report"}:
        assert client.get(page(talk, name)).status_code == 404
    assert client.get(reverse("forum:conversations")).context["rows"] == []
    assert HelpMessage.objects.count() == 1


def test_anonymous_readers_are_led_to_the_sign_in(client, talk):
    for name in ("", "_share", "_block", "_name", "_report", "_reports", "s"):
        url = reverse("forum:conversations") if name == "s" else page(talk, name)
        assert client.get(url).status_code in {302, 405}
        assert send(client, url).status_code in {302, 405}
    assert HelpMessage.objects.count() == 1


@pytest.mark.parametrize("name", ["_share", "_block", "_name"])
def test_state_changes_by_post_only(as_bob, talk, name):
    assert as_bob.get(page(talk, name)).status_code == 405
    assert not HelpBlock.objects.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "required"),
        ("x" * 2001, "max_length"),
        ("Mit cpr er 010203-1234", "personal_data"),
    ],
)
def test_a_message_with_a_fault_is_shown_again(as_bob, talk, body, code):
    response = send(as_bob, page(talk), body)

    assert error_codes(response.context["form"], "body")[:1] == [code]
    assert response.context["form"]["body"].value() == body
    assert HelpMessage.objects.count() == 1


def test_the_guard_asks_about_a_number_and_takes_it_when_ticked(as_bob, talk):
    body = "Ring på 20 30 40 50"
    response = send(as_bob, page(talk), body)
    field = response.context["form"].fields["allowed"]
    assert HelpMessage.objects.count() == 1

    send(as_bob, page(talk), body, allowed=[value for value, _label in field.choices])

    assert HelpMessage.objects.count() == 2


def test_the_same_again_at_once_is_one_message(as_bob, talk):
    for body in (TEXT, "Ja", "Ja", "Nej", "Ja"):
        send(as_bob, page(talk), body)

    bodies = list(talk.messages.values_list("body", flat=True))
    assert bodies == [TEXT, "Ja", "Nej", "Ja"]


# --- Addresses ---------------------------------------------------------------------------------


def test_no_mail_gives_an_address_away(as_alice, as_bob, alice, bob, talk):
    send(as_alice, page(talk), "Fint, kom klokken to.")
    as_bob.post(page(talk, "_share"), {"what": "email"})
    as_alice.post(page(talk, "_share"), {"telephone": "20 30 40 50"})
    digits = "Mit nummer er tyve 203040 og 50"
    field = send(as_bob, page(talk), digits).context
    if field is not None:
        pytest.fail("The guard does not know this number.")
    requests.fulfil(thread=talk.thread, helper=bob, thanks="Tak!")

    found = mails()

    others = {alice.email: bob.email, bob.email: alice.email}
    assert {mail.to for mail in found} == set(others)
    for mail in found:
        whole = f"{mail.subject} {mail.text} {mail.html}"
        assert others[mail.to] not in whole
        assert not re.search("20 ?30 ?40", whole)
    assert any(TEXT in mail.text for mail in found)
    with translation.override(alice.language):
        assert any(page(talk) in mail.text for mail in found)


def test_the_headers_name_nobody(talk, alice, bob, mailoutbox):
    mails()
    worker.deliver_due()

    (mail,) = [mail for mail in mailoutbox if mail.to == [alice.email]]
    headers = str(mail.message().items())
    assert bob.email not in headers
    assert "Bob" not in str(mail.from_email) + str(mail.reply_to)


def test_an_address_is_shown_only_by_its_owner(as_alice, as_bob, alice, bob, talk):
    assert bob.email not in as_alice.get(page(talk)).content.decode()

    for _time in range(2):
        as_bob.post(page(talk, "_share"), {"what": "email"})

    assert bob.email in as_alice.get(page(talk)).content.decode()
    shared = talk.messages.exclude(kind="text").get()
    assert (shared.kind, shared.body, shared.sender) == ("email", bob.email, bob)


@pytest.mark.parametrize("number", ["", "12", "call me"])
def test_a_wrong_number_is_shown_again(as_bob, talk, number):
    response = as_bob.post(page(talk, "_share"), {"telephone": number})

    assert response.context["telephone_form"].has_error("telephone")
    assert HelpMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jeg kommer kl. 14.30 den 12/3", False),
        ("Den er 120 x 200 cm", False),
        ("Skriv til bo@example.org", True),
        ("Ring 20304050", True),
        ("+45 20 30 40 50", True),
        ("20-30-40-50", True),
        ("2030 4050", True),
        ("bo snabel-a@x", True),
    ],
)
def test_what_could_be_an_address_is_not_mailed(text, expected):
    assert notices.has_contact(text) is expected


# --- Blocking ----------------------------------------------------------------------------------


def test_a_block_ends_it_in_every_thread_and_is_lifted(as_alice, as_bob, alice, bob, theme, talk):
    other = factories.make_thread(bob, theme, "Bob søger", kind="help_wanted")
    for _time in range(2):
        as_alice.post(page(talk, "_block"))
    assert HelpBlock.objects.get().blocked == bob

    for client in (as_bob, as_alice):
        assert send(client, page(talk), "Hallo?").context["form"].non_field_errors()
        assert client.post(page(talk, "_share"), {"what": "email"}).status_code == 302
    assert send(as_alice, contact(other)).context["form"].non_field_errors()
    again = factories.make_thread(alice, theme, "Igen", kind="help_wanted")
    assert send(as_bob, contact(again)).context["form"].non_field_errors()
    assert HelpMessage.objects.count() == 1
    assert as_bob.get(page(talk)).context["has_blocked"] is False
    # Who is blocked cannot lift it.
    as_bob.post(page(talk, "_block"), {"lift": "1"})
    assert HelpBlock.objects.count() == 1

    as_alice.post(page(talk, "_block"), {"lift": "1"})
    assert send(as_bob, page(talk), "Hallo?").status_code == 302


def test_a_block_takes_back_what_is_not_mailed_yet(alice, bob, talk):
    blocks.block(blocker=alice, blocked=bob)

    assert mails() == []


# --- The rows ----------------------------------------------------------------------------------


def test_the_database_refuses(alice, bob, wanted, talk):
    for make in (
        lambda: HelpConversation.objects.create(thread=wanted, starter=alice, helper=bob),
        lambda: HelpConversation.objects.create(starter=bob, helper=bob),
        lambda: HelpMessage.objects.create(conversation=talk, sender=bob, body=""),
        lambda: HelpBlock.objects.create(blocker=bob, blocked=bob),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_a_deleted_thread_leaves_the_conversation(as_bob, wanted, talk):
    wanted.delete()

    assert TEXT in as_bob.get(page(talk)).content.decode()
    assert as_bob.get(reverse("forum:conversations")).status_code == 200


@pytest.mark.parametrize("cursor", ["x", "1-1", "99999999999999999-1"])
def test_the_list_takes_any_cursor(as_bob, talk, cursor):
    assert as_bob.get(reverse("forum:conversations"), {"after": cursor}).status_code == 200


def test_a_long_list_has_pages(as_bob, bob, alice, theme, monkeypatch):
    monkeypatch.setattr("forum.help.conversation_views.PAGE_SIZE", 2)
    threads = [
        factories.make_thread(alice, theme, str(each), kind="help_wanted") for each in range(5)
    ]
    for thread in threads:
        conversations.open_conversation(thread=thread, helper=bob, body=TEXT)
    url, seen = reverse("forum:conversations"), []
    while url:
        context = as_bob.get(url).context
        seen += [conversation.title for conversation, _other in context["rows"]]
        url = context["older_url"] and reverse("forum:conversations") + context["older_url"]

    assert seen == ["4", "3", "2", "1", "0"]


def test_a_mail_holds_the_whole_message_up_to_its_own_limit(as_bob, alice, talk):
    """A digest shows less, because it holds much else."""
    long = " ".join(["Jeg kommer med stigen."] * (MESSAGE_CHARACTERS // 23))
    call_command("tick")
    OutboxMessage.objects.all().delete()

    send(as_bob, page(talk), long)

    (mail,) = mails()
    assert mail.to == alice.email
    # Mails in plain text are wrapped.
    assert long in " ".join(mail.text.split()) or long in " ".join(
        mail.text.replace(">", " ").split()
    )
    assert long in " ".join(mail.html.split())
