"""A mail is posted as a form's text is, or refused and answered once."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone

from forum import reply_addresses
from forum.by_mail import answers, parsing, receiving
from forum.models import Draft, HeldPost, ReceivedMail, Thread
from forum.moderation.actions import hide_post
from notifications.models import Category, Notice, OutboxMessage, Preference, Subscription, Timing
from notifications.notices import activities, follows, topics
from tests import factories

pytestmark = pytest.mark.django_db
State, Reason = ReceivedMail.State, ReceivedMail.Reason


def posted(thread: Thread) -> list[str]:
    """Return the texts of the replies."""
    return list(thread.posts.filter(number__gt=1).order_by("number").values_list("body", flat=True))


def answered() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(key__startswith="by-mail:").order_by("pk"))


def only_answer() -> OutboxMessage:
    (mail,) = answered()
    return mail


def receive(raw: bytes, **more) -> ReceivedMail:
    (received,) = receiving.receive(raw, **more)
    return received


def test_an_answer_is_posted_as_a_reply(load, alice, bob, thread):
    received = receive(load("gmail-da"))

    post = thread.posts.get(number=2)
    assert post.body == "Tak, Bob! Jeg kommer forbi i morgen kl. 10.\n\nHilsen Alice"
    assert post.author == alice
    assert (received.state, received.reason, received.post) == (State.POSTED, "", post)
    assert received.thread == thread
    assert received.user == alice
    # As with the form: its author follows the thread, and the thread's author is notified.
    assert follows.is_following(alice, topics.thread(thread.pk))
    activities.spread_due()
    assert Notice.objects.filter(recipient=bob).exists()
    assert answered() == []


def test_the_envelope_says_to_whom_a_mail_is_delivered(typed, alice, bob, thread, address):
    other = factories.make_thread(bob, thread.theme, title="Andet")
    envelope = reply_addresses.address_to_reply(alice, other)

    receive(typed("Hej"), recipients=[envelope.upper()], envelope_sender="alice@example.org")

    assert posted(other) == ["Hej"]
    assert posted(thread) == []


def test_a_rewritten_envelope_is_no_obstacle(typed, thread):
    receive(typed("Hej"), recipients=["reply@example.org"])

    assert posted(thread) == ["Hej"]


def test_one_mail_to_two_threads_is_posted_in_both(typed, alice, bob, thread, address):
    other = factories.make_thread(bob, thread.theme, title="Andet")
    both = f"{address}, {reply_addresses.address_to_reply(alice, other)}"

    receiving.receive(typed("Hej begge", to=both))

    assert posted(thread) == posted(other) == ["Hej begge"]


@pytest.mark.parametrize("name", ["gmail-da", "empty", "out-of-office"])
def test_a_mail_that_comes_again_changes_nothing(load, thread, name):
    first = receive(load(name))
    before = posted(thread), len(answered()), Draft.objects.count()

    again = receive(b"Received: once more\n" + load(name))

    assert again == first
    assert (posted(thread), len(answered()), Draft.objects.count()) == before
    assert ReceivedMail.objects.count() == 1


def test_what_fails_in_between_leaves_nothing(typed, thread, monkeypatch):
    raw = typed("Hej", Content_Type='text/plain; charset="utf-8"')

    def fail(*args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(answers, "answer", fail)
        with pytest.raises(RuntimeError):
            receive(raw)
    assert not ReceivedMail.objects.exists()
    assert posted(thread) == []

    receive(raw)

    assert posted(thread) == ["Hej"]


@pytest.mark.parametrize(
    "name",
    [
        "out-of-office",
        "out-of-office-without-header",
        "vacation-precedence",
        "bounce",
        "own-loop",
        "mailing-list",
    ],
)
def test_what_no_person_typed_is_ignored_without_an_answer(load, thread, name):
    received = receive(load(name))

    assert (received.state, received.reason) == (State.IGNORED, Reason.AUTOMATIC)
    assert posted(thread) == []
    assert answered() == []


def test_a_mail_from_another_address_is_returned_to_the_owner_only(typed, alice, thread):
    received = receive(typed("Jeg er Alice", From="mallory@example.net"))

    assert (received.state, received.reason) == (State.REFUSED, Reason.SENDER)
    assert posted(thread) == []
    mail = only_answer()
    assert mail.to == alice.email
    assert "mallory@example.net" in mail.text
    assert "Jeg er Alice" in mail.text
    assert mail.reply_to == ""
    assert not mail.must_reach


def test_another_resident_cannot_use_a_leaked_address(typed, bob, thread):
    received = receive(typed("Hej", From=bob.email))

    assert received.reason == Reason.SENDER
    assert posted(thread) == []
    assert only_answer().to == "alice@example.org"


def test_who_knows_an_address_cannot_flood_its_owner(typed):
    for number in range(answers.MOST_TO_OTHERS + 2):
        receive(typed("Spam", From="mallory@example.net", message_id=f"<{number}@x>"))

    assert len(answered()) == answers.MOST_TO_OTHERS


def test_a_second_confirmed_address_of_the_owner_counts(typed, alice, thread):
    EmailAddress.objects.create(user=alice, email="alice@work.example", verified=True)
    EmailAddress.objects.create(user=alice, email="not@mine.example", verified=False)

    assert receive(typed("Hej", From="Alice@Work.example")).state == State.POSTED
    assert (
        receive(typed("Hej!", From="not@mine.example", message_id="<2@x>")).state == State.REFUSED
    )


def test_a_withdrawn_address_is_void_and_new_ones_are_not(typed, alice, thread, address):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False):
        reply_addresses.revoke(alice)
        received = receive(typed("Hej"))
        new = reply_addresses.address_to_reply(alice, thread)
        again = receive(typed("Hej igen", to=new, message_id="<2@x>"))

    assert (received.state, received.reason) == (State.REFUSED, Reason.REVOKED)
    assert again.state == State.POSTED
    assert posted(thread) == ["Hej igen"]


def test_an_expired_address_is_refused_and_the_answer_has_a_new_one(typed, thread, settings):
    raw = typed("For sent")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31), tick=False):
        received = receive(raw)
        mail = only_answer()
        assert (received.state, received.reason) == (State.REFUSED, Reason.EXPIRED)
        assert "For sent" in mail.text

        receive(typed("Nu", to=mail.reply_to, message_id="<2@x>"))

    assert posted(thread) == ["Nu"]


@pytest.mark.parametrize("change", [-1, 10, 20, 40])
def test_a_changed_secret_is_none(typed, thread, address, change):
    local, _at, domain = address.partition("@")
    letters = list(local)
    letters[change] = "a" if letters[change] != "a" else "b"

    received = receive(typed("Hej", to=f"{''.join(letters)}@{domain}"))

    assert received.reason == Reason.UNKNOWN
    assert posted(thread) == []
    # Its sender is a resident.
    assert received.state == State.REFUSED
    assert only_answer().to == "alice@example.org"


def test_strangers_get_no_answer(typed, thread):
    received = receive(typed("Hej", to="reply@example.org", From="mallory@example.net"))

    assert (received.state, received.reason) == (State.IGNORED, Reason.UNKNOWN)
    assert answered() == []


def test_an_older_key_still_counts(typed, thread, settings):
    raw = typed("Hej")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert receive(raw).state == State.POSTED


@pytest.mark.parametrize("how", ["mute", "unsubscribe"])
def test_who_has_stopped_the_mail_has_no_reply_addresses(typed, alice, thread, how):
    if how == "mute":
        topic = topics.thread(thread.pk)
        Subscription.objects.create(user=alice, topic=topic, mode=Subscription.Mode.MUTE)
    else:
        for category in Category:
            Preference.objects.update_or_create(
                user=alice, category=category, defaults={"timing": Timing.NEVER}
            )

    assert receive(typed("Hej")).reason == Reason.STOPPED
    assert "Hej" in only_answer().text
    assert posted(thread) == []


def test_a_suspended_account_writes_nothing(typed, alice, thread):
    alice.is_active = False
    alice.save()

    received = receive(typed("Hej"))

    assert (received.state, received.reason) == (State.IGNORED, Reason.UNKNOWN)
    assert posted(thread) == []
    assert answered() == []


def test_an_erased_account_writes_nothing(typed, alice, thread):
    raw = typed("Hej")
    alice.delete()

    assert receive(raw).state == State.IGNORED
    assert answered() == []


def test_nobody_writes_in_a_hidden_thread(typed, thread, moderator):
    hide_post(post=thread.posts.get(number=1), moderator=moderator, reason="Nej.")

    received = receive(typed("Hej"))

    assert (received.state, received.reason) == (State.REFUSED, Reason.CLOSED)
    assert posted(thread) == []
    assert "Hej" in only_answer().text


def test_a_refused_text_is_kept_as_a_draft_of_its_writer(typed, alice, thread, as_alice, as_bob):
    received = receive(typed("Ring til Bo på tlf. 98 92 12 34, han har stigen."))

    assert (received.state, received.reason) == (State.REFUSED, Reason.INVALID)
    assert posted(thread) == []
    mail = only_answer()
    assert "98 92 12 34" in mail.text
    assert mail.must_reach
    draft = Draft.objects.get()
    assert draft.writer == alice
    assert draft.get_absolute_url().rstrip("/").rsplit("/", 1)[1] in mail.text
    form = as_alice.get(draft.get_absolute_url(), follow=True).context["form"]
    assert form["body"].value().startswith("Ring til Bo")
    assert as_bob.get(draft.get_absolute_url()).status_code == 404


def test_a_cpr_number_is_refused_and_not_sent_back(typed, thread):
    received = receive(typed("Jeg hedder Alice.\nMit CPR-nummer er 010190-1234."))

    assert (received.state, received.reason) == (State.REFUSED, Reason.INVALID)
    assert posted(thread) == []
    mail = only_answer()
    assert "Jeg hedder Alice." in mail.text
    assert "010190-1234" not in mail.text + mail.html + str(Draft.objects.get().fields)
    assert "010190" in mail.text


def test_an_accusation_waits_for_a_moderator(typed, alice, thread):
    text = "Ham i nummer 7 er en tyv, og han stjal min cykel."

    received = receive(typed(text))

    assert received.state == State.HELD
    assert posted(thread) == []
    held = HeldPost.objects.get()
    assert (held.body, held.thread, held.author) == (text, thread, alice)
    assert held.get_absolute_url().rsplit("/", 2)[1] in only_answer().text


def test_an_empty_mail_is_refused(load, thread):
    received = receive(load("empty"))

    assert (received.state, received.reason) == (State.REFUSED, Reason.EMPTY)
    assert only_answer().reply_to
    assert not Draft.objects.exists()


def test_a_mail_that_is_too_big_is_refused_with_its_text(typed, thread, monkeypatch):
    monkeypatch.setattr(parsing, "MAX_BYTES", 1000)

    received = receive(typed("Hej " * 400))

    assert (received.state, received.reason) == (State.REFUSED, Reason.TOO_BIG)
    assert "Hej Hej" in only_answer().text
    assert posted(thread) == []


def test_a_text_that_is_too_long_is_refused(typed, thread):
    assert receive(typed("hej " * 6000)).reason == Reason.INVALID
    assert posted(thread) == []
    assert only_answer()


def test_files_are_left_out_with_a_word(load, thread):
    assert receive(load("attachment")).state == State.POSTED

    assert posted(thread) == ["Her er et billede af stien."]
    assert f"/{thread.pk}/" in only_answer().text


def test_the_limits_of_the_form_hold(typed, thread, settings):
    limit = int(settings.WRITING_RATES["reply"].split("/")[0])
    raws = [typed(f"Svar {n}", message_id=f"<{n}@x>") for n in range(limit + 1)]

    states = [receive(raw).state for raw in raws]

    assert states == [*[State.POSTED] * limit, State.REFUSED]
    assert ReceivedMail.objects.get(state=State.REFUSED).reason == Reason.TOO_MANY
    assert f"Svar {limit}" in only_answer().text


def test_answers_end_when_there_are_many(load, typed, monkeypatch):
    monkeypatch.setattr(answers, "MOST_ANSWERS", 2)

    for number in range(4):
        receive(typed("", message_id=f"<{number}@x>"))

    assert len(answered()) == 2


def test_a_thread_is_started_by_mail(typed, alice, theme):
    address = reply_addresses.address_to_start(alice, theme.pk)

    received = receive(typed("Hvem har en stige?", to=address, Subject="Re: Stige søges"))

    thread = Thread.objects.get(title="Stige søges")
    assert (thread.author, thread.theme, thread.kind) == (alice, theme, Thread.Kind.DISCUSSION)
    assert thread.posts.get().body == "Hvem har en stige?"
    assert (received.state, received.thread) == (State.POSTED, thread)


def test_a_new_thread_needs_a_subject(typed, alice, theme):
    address = reply_addresses.address_to_start(alice, theme.pk)

    received = receive(typed("Hvem har en stige?", to=address, Subject="Re:"))

    assert received.reason == Reason.INVALID
    draft = Draft.objects.get()
    assert (draft.route, draft.fields["body"]) == ("forum:start", "Hvem har en stige?")
    assert draft.fields["theme"] == theme.pk


def test_records_are_deleted_after_their_time(load, settings):
    receive(load("gmail-da"))
    assert receiving.delete_old() == 0

    later = timezone.now() + datetime.timedelta(days=settings.MAIL_RETENTION_DAYS, hours=1)
    with time_machine.travel(later, tick=False):
        assert receiving.delete_old() == 1
