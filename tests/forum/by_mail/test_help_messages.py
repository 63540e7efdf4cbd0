"""A mail about a message of a neighbour is answered by mail, without an address of either."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from forum import reply_addresses
from forum.by_mail import receiving
from forum.help import blocks, conversations, requests
from forum.models import Draft, HelpConversation, HelpMessage, Post, ReceivedMail
from notifications.models import Category, OutboxMessage, Preference, Timing
from residents.suspensions import suspend
from tests import factories

pytestmark = pytest.mark.django_db
State, Reason = ReceivedMail.State, ReceivedMail.Reason
FIRST = "Jeg kan komme på lørdag."


@pytest.fixture
def talk(alice, bob, theme) -> HelpConversation:
    """Bob asks for help, and Alice answers; so Bob's first mail is about her message."""
    thread = factories.make_thread(bob, theme, "Hvem har en stige?", kind="help_wanted")
    return conversations.open_conversation(thread=thread, helper=alice, body=FIRST)


@pytest.fixture
def address(alice, talk) -> str:
    """The address with which Alice writes to Bob."""
    return reply_addresses.address_to_message(alice, talk)


def receive(raw: bytes, **more) -> ReceivedMail:
    (received,) = receiving.receive(raw, **more)
    return received


def sent(talk: HelpConversation) -> list[str]:
    """Return what was written after the first message."""
    return list(talk.messages.values_list("body", flat=True))[1:]


def answered() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(key__startswith="by-mail:").order_by("pk"))


def only_answer() -> OutboxMessage:
    (mail,) = answered()
    return mail


def page(talk: HelpConversation) -> str:
    with translation.override("da"):
        return reverse("forum:conversation", args=[talk.pk])


def test_two_people_write_to_each_other_by_mail_only(typed, talk, alice, bob):
    call_command("tick")
    to_bob = OutboxMessage.objects.get(to=bob.email)
    assert FIRST in to_bob.text

    receive(
        typed("Tak! Kom kl. 10.", to=to_bob.reply_to, From=f"Bob Hansen <{bob.email}>"),
        envelope_sender=bob.email,
    )
    call_command("tick")
    to_alice = OutboxMessage.objects.get(to=alice.email)
    receive(typed("Det gør jeg.", to=to_alice.reply_to, message_id="<2@mail.example.org>"))

    assert sent(talk) == ["Tak! Kom kl. 10.", "Det gør jeg."]
    assert [each.sender for each in talk.messages.all()] == [alice, bob, alice]
    assert not Post.objects.filter(number__gt=1).exists()
    for mail, other in ((to_bob, alice), (to_alice, bob)):
        whole = f"{mail.subject} {mail.text} {mail.html} {mail.reply_to}"
        assert other.email not in whole
        assert "Hansen" not in whole
    assert answered() == []


def test_what_was_received_is_noted(load, talk, alice):
    received = receive(load("gmail-da"))

    assert sent(talk) == ["Tak, Bob! Jeg kommer forbi i morgen kl. 10.\n\nHilsen Alice"]
    assert (received.state, received.reason) == (State.POSTED, "")
    assert (received.user, received.thread, received.post) == (alice, talk.thread, None)


def test_the_mail_says_that_only_the_two_read_the_answer(talk, alice, bob):
    factories.make_reply(talk.thread, alice, "Hvor høj skal den være?")

    call_command("tick")

    mails = {mail.reply_to: mail.text for mail in OutboxMessage.objects.filter(to=bob.email)}
    purposes = {reply_addresses.read(each).purpose: text for each, text in mails.items()}
    message = purposes[reply_addresses.Purpose.MESSAGE]
    reply = purposes[reply_addresses.Purpose.REPLY]
    with translation.override(bob.language):
        private = translation.gettext(
            "You can simply answer this email. Only the two of you can read your answer, and we "
            "send it on without your address."
        )
    assert private in " ".join(message.split())
    assert private not in " ".join(reply.split())


def test_without_the_setting_no_mail_has_an_address(talk, settings):
    settings.MAIL_REPLIES = ""

    call_command("tick")

    assert OutboxMessage.objects.get().reply_to == ""


@pytest.mark.parametrize("name", ["gmail-da", "empty", "out-of-office"])
def test_a_mail_that_comes_again_changes_nothing(load, talk, name):
    first = receive(load(name))
    before = sent(talk), len(answered()), Draft.objects.count()

    assert receive(b"Received: once more\n" + load(name)) == first
    assert (sent(talk), len(answered()), Draft.objects.count()) == before


@pytest.mark.parametrize("name", ["out-of-office", "bounce", "own-loop", "mailing-list"])
def test_what_no_person_typed_is_ignored(load, talk, name):
    assert receive(load(name)).state == State.IGNORED
    assert sent(talk) == []
    assert answered() == []


@pytest.mark.parametrize("sender", ["bob@example.org", "mallory@example.net"])
def test_somebody_else_writes_nothing_and_learns_nothing(typed, talk, alice, sender):
    received = receive(typed("Jeg er Alice", From=sender))

    assert (received.state, received.reason) == (State.REFUSED, Reason.SENDER)
    assert sent(talk) == []
    mail = only_answer()
    assert (mail.to, mail.reply_to, mail.must_reach) == (alice.email, "", False)
    assert Draft.objects.get().writer == alice


def test_a_leaked_address_of_a_deleted_conversation_is_answered_to_its_owner_only(typed, talk):
    raw = typed("Hej", From="mallory@example.net")
    talk.delete()

    assert receive(raw).reason == Reason.SENDER
    assert not only_answer().must_reach


def test_a_second_confirmed_address_counts_and_an_unconfirmed_one_does_not(typed, alice, talk):
    EmailAddress.objects.create(user=alice, email="alice@work.example", verified=True)
    EmailAddress.objects.create(user=alice, email="not@mine.example", verified=False)

    assert receive(typed("Hej", From="alice@work.example")).state == State.POSTED
    assert receive(typed("Ja", From="not@mine.example", message_id="<2@x>")).state == State.REFUSED
    assert sent(talk) == ["Hej"]


def test_the_address_of_a_conversation_opens_no_other(alice, moderator, talk, theme):
    """Its number is that of a conversation, also if a thread has the same."""
    other = factories.make_thread(moderator, theme, kind="help_wanted")
    foreign = conversations.open_conversation(thread=other, helper=talk.starter, body="Hej")

    address = reply_addresses.address_to_message(alice, foreign)
    raw = f"From: {alice.email}\nTo: {address}\nMessage-ID: <9@x>\n\nHej\n".encode()

    assert receive(raw).reason == Reason.CLOSED
    assert foreign.messages.count() == 1


@pytest.mark.parametrize("who", ["own", "other"])
def test_a_block_refuses_without_saying_whose(typed, alice, bob, talk, who):
    blocker, blocked = (alice, bob) if who == "own" else (bob, alice)
    blocks.block(blocker=blocker, blocked=blocked)

    received = receive(typed("Hallo?"))

    assert (received.state, received.reason) == (State.REFUSED, Reason.CLOSED)
    assert sent(talk) == []
    assert "Hallo?" in only_answer().text
    assert only_answer().reply_to == ""


def test_a_block_reads_like_a_conversation_that_a_moderator_closed(typed, alice, bob, talk):
    receive(typed("Hallo?"))
    blocks.block(blocker=bob, blocked=alice)
    receive(typed("Hallo!", message_id="<2@x>"))
    blocks.unblock(blocker=bob, blocked=alice)
    HelpConversation.objects.update(closed_at=timezone.now())
    receive(typed("Hallo!", message_id="<3@x>"))

    blocked, closed = answered()
    # The link at the end is signed with the time.
    texts = [mail.text.partition("\n--\n")[0] for mail in (blocked, closed)]
    assert (blocked.subject, texts[0]) == (closed.subject, texts[1])
    assert sent(talk) == ["Hallo?"]


@pytest.mark.parametrize("what", ["closed", "gone", "deleted"])
def test_nobody_writes_in_a_conversation_that_has_ended(typed, bob, talk, what):
    raw = typed("Hallo?")
    if what == "closed":
        HelpConversation.objects.update(closed_at=timezone.now())
    elif what == "gone":
        bob.is_active = False
        bob.save()
    else:
        talk.delete()

    received = receive(raw)

    assert (received.state, received.reason) == (State.REFUSED, Reason.CLOSED)
    assert "Hallo?" in only_answer().text
    assert HelpMessage.objects.filter(body="Hallo?").count() == 0


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_settled_or_deleted_thread_does_not_end_it(typed, talk, is_deleted):
    """As on the page: the two may still have something to say to each other."""
    if is_deleted:
        talk.thread.delete()
    else:
        requests.close(thread=talk.thread)

    assert receive(typed("Tak alligevel")).state == State.POSTED
    assert sent(talk) == ["Tak alligevel"]


def test_an_expired_address_is_refused_and_the_answer_has_a_new_one(typed, talk):
    raw = typed("For sent")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
        assert receive(raw).reason == Reason.EXPIRED
        mail = only_answer()
        assert "For sent" in mail.text

        receive(typed("Nu", to=mail.reply_to, message_id="<2@x>"))

    assert sent(talk) == ["Nu"]


def test_withdrawn_addresses_are_void(typed, alice, talk):
    raw = typed("Hej")
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False):
        reply_addresses.revoke(alice)

        assert receive(raw).reason == Reason.REVOKED
    assert sent(talk) == []


def test_who_has_stopped_mail_about_messages_has_no_reply_addresses(typed, alice, talk):
    for category in (Category.FOLLOWED, Category.MY_THREADS, Category.MENTIONS, Category.NEWS):
        Preference.objects.create(user=alice, category=category, timing=Timing.NEVER)
    assert receive(typed("Hej")).state == State.POSTED

    Preference.objects.update_or_create(
        user=alice, category=Category.MESSAGES, defaults={"timing": Timing.NEVER}
    )

    assert receive(typed("Hej igen", message_id="<2@x>")).reason == Reason.STOPPED
    assert sent(talk) == ["Hej"]


def test_a_suspended_person_writes_nothing(typed, alice, talk):
    suspend(person=alice, until=None, decision=0)

    assert receive(typed("Hej")).reason == Reason.SUSPENDED
    assert sent(talk) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ring til Bo på tlf. 98 92 12 34, han har stigen.",
        "Ham i nummer 7 er en tyv, og han stjal min cykel.",
        # The form takes one's own address: there it is typed. In a mail a program adds it.
        "Hej Bob\n\nAlice Jensen\nalice@example.org",
        pytest.param("x " * 1500, id="long"),
    ],
)
def test_what_the_guard_stops_is_a_draft_of_the_conversation(typed, alice, talk, as_alice, text):
    received = receive(typed(text))

    assert (received.state, received.reason) == (State.REFUSED, Reason.INVALID)
    assert sent(talk) == []
    draft = Draft.objects.get()
    assert draft.writer == alice
    assert draft.token in only_answer().text
    response = as_alice.get(draft.get_absolute_url(), follow=True)
    assert response.context["form"]["body"].value() == text.strip()
    assert response.context["conversation"] == talk


def test_a_cpr_number_is_not_sent_back(typed, talk):
    assert receive(typed("Mit CPR-nummer er 010190-1234.")).reason == Reason.INVALID

    mail = only_answer()
    assert "010190-1234" not in mail.text + mail.html + str(Draft.objects.get().fields)


def test_an_empty_mail_is_refused_and_can_be_answered(load, typed, talk):
    assert receive(load("empty")).reason == Reason.EMPTY

    receive(typed("Nu med ord", to=only_answer().reply_to, message_id="<2@x>"))

    assert sent(talk) == ["Nu med ord"]


def test_files_are_left_out_with_a_word(load, talk):
    assert receive(load("attachment")).state == State.POSTED

    assert sent(talk) == ["Her er et billede af stien."]
    assert page(talk) in only_answer().text


def test_the_limits_of_the_form_hold(typed, talk, settings):
    limit = int(settings.WRITING_RATES["message"].split("/")[0])
    raws = [typed(f"Svar {n}", message_id=f"<{n}@x>") for n in range(limit + 1)]

    states = [receive(raw).state for raw in raws]

    assert states == [*[State.POSTED] * limit, State.REFUSED]
    assert ReceivedMail.objects.get(state=State.REFUSED).reason == Reason.TOO_MANY


def test_a_failure_in_between_leaves_the_mail_to_the_mail_server(typed, talk, monkeypatch):
    raw = typed("Hej")
    with monkeypatch.context() as patch:
        patch.setattr(conversations, "send", lambda **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            receive(raw)
    assert not ReceivedMail.objects.exists()

    receive(raw)

    assert sent(talk) == ["Hej"]
