"""Erasing one's account: all of it or nothing, and no trace of the person in the database."""

import datetime

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from core.models import SiteImage
from events.models import SignUp
from forum.models import ModerationAction, PostVersion, Thread
from forum.moderation.actions import restore_post
from notifications.delivery import outbox
from notifications.models import (
    OutboxMessage,
)
from residents.models import User
from residents.personal_data import erasure
from residents.personal_data.registry import Person, Posts, registry
from tests import factories

pytestmark = pytest.mark.django_db
# Told apart from every other word in the database.
WORDS = ("zenobia", "quistgaard", "zenoquist", "xylofonsamler")
BOTH = pytest.mark.parametrize("posts", list(Posts))


def traces() -> dict[str, list[str]]:
    """Return, by table, what of the whole database still speaks of her."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                text = " ".join(
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    for value in row
                ).casefold()
                if any(word in text for word in WORDS):
                    found.setdefault(table, []).append(text[:200])
    return found


def erase(user: User, posts: Posts, capture) -> None:
    """Erase, and let the worker do what it owes: the last mail goes out and is forgotten."""
    with capture(execute=True):
        assert erasure.erase(user=user, posts=posts)
    call_command("tick")


@BOTH
def test_no_row_of_the_database_speaks_of_her(
    zenobia, life, posts, django_capture_on_commit_callbacks
):
    assert {"residents_user", "events_signup", "notifications_outboxmessage"} < set(traces())

    erase(zenobia, posts, django_capture_on_commit_callbacks)

    # Sessions and tasks are empty here; mails to others that name her are forgotten in their time.
    others = OutboxMessage.objects.exclude(to="zenobia.quistgaard@example.org")
    others.filter(text__icontains="zeno").delete()
    assert traces() == {}


@BOTH
def test_no_rule_finds_a_row_of_hers_any_more(
    zenobia, life, posts, django_capture_on_commit_callbacks
):
    person = Person.of(zenobia)
    filled = {rule.model for rule in registry.in_order() if rule.rows(person).exists()}
    assert len(filled) > 15
    erase(zenobia, posts, django_capture_on_commit_callbacks)

    for rule in registry.in_order():
        assert not rule.rows(person).exists(), rule.model


def test_kept_texts_stand_without_a_name(zenobia, life, client, django_capture_on_commit_callbacks):
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    for name in ("own", "lonely", "other"):
        html = client.get(life[name].get_absolute_url()).content.decode()
        assert "En tidligere bruger" in html
    assert "Den er grå." in client.get(life["own"].get_absolute_url()).content.decode()
    assert Thread.objects.get(pk=life["own"].pk).title == "Hvem har set min kat?"


def test_removed_texts_leave_a_thread_that_can_be_read(
    zenobia, life, client, django_capture_on_commit_callbacks
):
    erase(zenobia, Posts.REMOVE, django_capture_on_commit_callbacks)

    html = client.get(life["own"].get_absolute_url()).content.decode()
    assert "Den er grå." not in html
    assert "Hvem har set min kat?" not in html
    assert "Forfatteren har fjernet denne tekst." in html
    assert "En samtale, hvis forfatter har fjernet sin tekst" in html
    assert "Jeg har set den." in html
    html = client.get(life["other"].get_absolute_url()).content.decode()
    assert "god idé" not in html
    assert "Bobs samtale" in html
    # A thread with nobody else's words in it is gone.
    assert client.get(life["lonely"].get_absolute_url()).status_code == 404
    feed = client.get("/da/forum/feed/").content.decode()
    assert "Den er grå." not in feed
    assert "Forfatteren har fjernet denne tekst." in feed


def test_a_mail_to_an_address_she_only_claimed_is_forgotten_too(
    zenobia, django_capture_on_commit_callbacks
):
    EmailAddress.objects.create(user=zenobia, email="zenobia@new.example.org", verified=False)
    for key in ("account:abc", "signup:1:confirm"):
        with transaction.atomic():
            outbox.put_rendered(
                key=key,
                to="Zenobia@new.example.org",
                subject="Bekræft",
                text="Hej",
                language="da",
                scope="account",
            )
    OutboxMessage.objects.update(state="sent", sent_at=timezone.now())

    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    # The second may be a stranger's, who has signed up without an account.
    assert [message.key for message in OutboxMessage.objects.all()] == ["signup:1:confirm"]


@pytest.mark.parametrize(("posts", "found"), [(Posts.KEEP, True), (Posts.REMOVE, False)])
def test_the_search_finds_what_is_left(
    zenobia, life, client, posts, found, django_capture_on_commit_callbacks
):
    def finds(word: str) -> bool:
        html = client.get("/da/soeg/", {"q": word}).content.decode()
        return life["own"].get_absolute_url() in html

    assert finds("grå")
    erase(zenobia, posts, django_capture_on_commit_callbacks)

    assert finds("grå") == found
    assert finds("kat") == found
    assert finds("set")  # Bob's answer


def test_seats_to_come_are_freed_and_the_past_keeps_its_numbers(
    zenobia, life, as_editor, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    coming, over = life["coming"], life["over"]
    coming.refresh_from_db()
    over.refresh_from_db()
    assert (coming.taken, over.taken) == (0, 2)
    past = SignUp.objects.get(occurrence=over)
    assert (past.name, past.email, past.user, past.party_size) == ("", "", None, 2)
    assert past.anonymised_at is not None
    future = SignUp.objects.get(occurrence=coming)
    assert future.status == SignUp.Status.CANCELLED
    assert [message.subject for message in mail.outbox] == ["Din konto er slettet"]


def test_an_earlier_sign_up_without_the_account_goes_too(
    zenobia, theme, django_capture_on_commit_callbacks
):
    occurrence = factories.make_occurrence(theme)
    factories.sign_up(
        occurrence=occurrence, name="Z", email=zenobia.email.upper(), party_size=3, language="da"
    )

    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    occurrence.refresh_from_db()
    assert occurrence.taken == 0
    assert SignUp.objects.get().email == ""


def test_only_the_last_mail_is_sent_and_then_forgotten(
    zenobia, life, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(user=zenobia, posts=Posts.REMOVE)

    [message] = mail.outbox
    assert message.to == ["zenobia.quistgaard@example.org"]
    assert "Dine tekster i forummet er fjernet." in message.body
    call_command("tick")
    assert not OutboxMessage.objects.filter(to__istartswith="zenobia").exists()
    assert len(mail.outbox) == 1


def test_what_moderators_and_editors_did_is_kept_without_her(
    zenobia, life, django_capture_on_commit_callbacks
):
    hidden = life["hidden"]
    restore_post(post=hidden, moderator=zenobia, reason="Det var ikke reklame.")
    erase(zenobia, Posts.REMOVE, django_capture_on_commit_callbacks)

    reasons = set(ModerationAction.objects.values_list("reason", flat=True))
    assert reasons == {"Reklame.", "Det var ikke reklame."}
    assert not ModerationAction.objects.filter(moderator=zenobia.pk).exists()
    assert SiteImage.objects.get().uploaded_by_user is None
    assert not PageLogEntry.objects.filter(user=zenobia.pk).exists()
    assert not ModelLogEntry.objects.filter(user=zenobia.pk).exists()


def test_moderators_can_read_removed_texts_for_a_while(
    zenobia, life, moderator, settings, django_capture_on_commit_callbacks
):
    settings.STAFF_SECOND_FACTOR = False
    erase(zenobia, Posts.REMOVE, django_capture_on_commit_callbacks)

    def history() -> str:
        browser = Client()
        browser.force_login(moderator)
        return browser.get(f"/da/forum/indlaeg/{life['reply'].pk}/historik/").content.decode()

    assert "Det er en god idé." in history()
    assert "Det er en rigtig god idé." in history()
    erased_at = PostVersion.objects.first().erased_at
    limit = erased_at + datetime.timedelta(days=settings.ERASED_HISTORY_DAYS)
    with time_machine.travel(limit, tick=False):
        call_command("tick")
        assert PostVersion.objects.exists()
    with time_machine.travel(limit + datetime.timedelta(seconds=1), tick=False):
        call_command("tick")
    assert not PostVersion.objects.exists()
    assert "Der er ikke gemt nogen tidligere tekst" in history()


def test_a_crash_in_the_middle_leaves_everything_as_it_was(zenobia, life, monkeypatch):
    def rows() -> dict[str, int]:
        person = Person.of(zenobia)
        return {rule.model: rule.rows(person).count() for rule in registry.in_order()}

    before, marks = rows(), traces()

    def broken(**_mail):
        raise RuntimeError("killed")

    monkeypatch.setattr("residents.mail_port.owe", broken)  # the last step of all
    with pytest.raises(RuntimeError, match="killed"):
        erasure.erase(user=zenobia, posts=Posts.REMOVE)

    assert rows() == before
    assert traces() == marks
    life["coming"].refresh_from_db()
    assert life["coming"].taken == 2


def test_it_can_be_repeated(zenobia, django_capture_on_commit_callbacks):
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    assert not erasure.erase(user=zenobia, posts=Posts.KEEP)


def test_one_may_join_again_as_somebody_new(zenobia, django_capture_on_commit_callbacks):
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    again = factories.make_user(zenobia.email, "Zenobia")

    assert again.pk != zenobia.pk
    assert not SignUp.objects.of(again).exists()
