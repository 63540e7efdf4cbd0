"""Erasing an account: in one transaction, and no row names the person afterwards."""

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
from forum.moderation.actions import hide_post, restore_post
from notifications.delivery import outbox
from notifications.models import (
    OutboxMessage,
)
from residents.models import User
from residents.personal_data import erasure
from residents.personal_data.registry import Person, Posts, registry
from tests import factories

pytestmark = pytest.mark.django_db
# Words that appear nowhere else in the database.
HER_WORDS = ("zenobia", "quistgaard", "zenoquist", "xylofonsamler")
for_both_choices = pytest.mark.parametrize("posts", list(Posts))


def rows_naming_her() -> dict[str, list[str]]:
    """Return, by table, the rows of the whole database that contain one of her words."""
    rows: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                text = " ".join(
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    for value in row
                ).casefold()
                if any(word in text for word in HER_WORDS):
                    rows.setdefault(table, []).append(text[:200])
    return rows


def erase(user: User, posts: Posts, capture) -> None:
    """Erase the account, send the last mail and delete it."""
    with capture(execute=True):
        assert erasure.erase(user=user, posts=posts)
    call_command("tick")


@for_both_choices
def test_no_row_of_the_database_names_an_erased_person(
    zenobia, content, posts, django_capture_on_commit_callbacks
):
    assert {"residents_user", "events_signup", "notifications_outboxmessage"} < set(
        rows_naming_her()
    )

    erase(zenobia, posts, django_capture_on_commit_callbacks)

    # Mails to others that name her stay until their retention period ends.
    mails_to_others = OutboxMessage.objects.exclude(to="zenobia.quistgaard@example.org")
    mails_to_others.filter(text__icontains="zeno").delete()
    assert rows_naming_her() == {}


@for_both_choices
def test_no_rule_finds_rows_of_an_erased_person(
    zenobia, content, posts, django_capture_on_commit_callbacks
):
    person = Person.of(zenobia)
    models_with_rows = {rule.model for rule in registry.in_order() if rule.rows(person).exists()}
    assert len(models_with_rows) > 15
    erase(zenobia, posts, django_capture_on_commit_callbacks)

    for rule in registry.in_order():
        assert not rule.rows(person).exists(), rule.model


def test_kept_texts_lose_their_author(zenobia, content, client, django_capture_on_commit_callbacks):
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    for name in ("own", "unanswered", "other"):
        html = client.get(content[name].get_absolute_url()).content.decode()
        assert "En tidligere bruger" in html
    assert "Den er grå." in client.get(content["own"].get_absolute_url()).content.decode()
    assert Thread.objects.get(pk=content["own"].pk).title == "Hvem har set min kat?"


def test_removed_texts_are_replaced_and_replies_stay(
    zenobia, content, client, django_capture_on_commit_callbacks
):
    erase(zenobia, Posts.REMOVE, django_capture_on_commit_callbacks)

    html = client.get(content["own"].get_absolute_url()).content.decode()
    assert "Den er grå." not in html
    assert "Hvem har set min kat?" not in html
    assert "Forfatteren har fjernet denne tekst." in html
    assert "En samtale, hvor forfatteren har fjernet sin tekst" in html
    assert "Jeg har set den." in html
    html = client.get(content["other"].get_absolute_url()).content.decode()
    assert "god idé" not in html
    assert "Bobs samtale" in html
    # A thread without texts by others is deleted.
    assert client.get(content["unanswered"].get_absolute_url()).status_code == 404
    feed = client.get("/da/forum/feed/").content.decode()
    assert "Den er grå." not in feed
    assert "Forfatteren har fjernet denne tekst." in feed


def test_account_mails_to_an_unconfirmed_address_are_deleted(
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

    # The sign-up may be somebody else's: nobody has confirmed the address.
    assert [message.key for message in OutboxMessage.objects.all()] == ["signup:1:confirm"]


@pytest.mark.parametrize(("posts", "is_found"), [(Posts.KEEP, True), (Posts.REMOVE, False)])
def test_the_search_index_follows_the_erasure(
    zenobia, content, client, posts, is_found, django_capture_on_commit_callbacks
):
    def finds(word: str) -> bool:
        html = client.get("/da/soeg/", {"q": word}).content.decode()
        return content["own"].get_absolute_url() in html

    assert finds("grå")
    erase(zenobia, posts, django_capture_on_commit_callbacks)

    assert finds("grå") == is_found
    assert finds("kat") == is_found
    assert finds("set")  # Bob's reply


def test_future_seats_are_freed_and_past_signups_are_anonymised(
    zenobia, content, as_editor, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    upcoming, past = content["upcoming"], content["past"]
    upcoming.refresh_from_db()
    past.refresh_from_db()
    assert (upcoming.taken, past.taken) == (0, 2)
    signup = SignUp.objects.get(occurrence=past)
    assert (signup.name, signup.email, signup.user, signup.party_size) == ("", "", None, 2)
    assert signup.anonymised_at is not None
    assert SignUp.objects.get(occurrence=upcoming).status == SignUp.Status.CANCELLED
    assert [message.subject for message in mail.outbox] == ["Din konto er slettet"]


def test_a_signup_made_without_the_account_is_erased(
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


def test_the_last_mail_is_deleted_after_it_is_sent(
    zenobia, content, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(user=zenobia, posts=Posts.REMOVE)

    [message] = mail.outbox
    assert message.to == ["zenobia.quistgaard@example.org"]
    assert "Dine indlæg i forummet er fjernet." in message.body
    call_command("tick")
    assert not OutboxMessage.objects.filter(to__istartswith="zenobia").exists()
    assert len(mail.outbox) == 1


def test_staff_actions_are_kept_without_the_person(
    zenobia, content, bob, moderator, django_capture_on_commit_callbacks
):
    of_bob = factories.make_reply(content["other"], bob, "Køb mine støvler.")
    hide_post(post=of_bob, moderator=moderator, reason="Reklame.")
    restore_post(post=of_bob, moderator=zenobia, reason="Det var ikke reklame.")
    erase(zenobia, Posts.REMOVE, django_capture_on_commit_callbacks)

    reasons = set(ModerationAction.objects.values_list("reason", flat=True))
    assert reasons == {"Reklame.", "Det var ikke reklame."}
    assert not ModerationAction.objects.filter(moderator=zenobia.pk).exists()
    assert SiteImage.objects.get().uploaded_by_user is None
    assert not PageLogEntry.objects.filter(user=zenobia.pk).exists()
    assert not ModelLogEntry.objects.filter(user=zenobia.pk).exists()


def test_moderators_can_read_removed_texts_until_the_retention_ends(
    zenobia, content, moderator, settings, django_capture_on_commit_callbacks
):
    settings.STAFF_SECOND_FACTOR = False
    erase(zenobia, Posts.REMOVE, django_capture_on_commit_callbacks)

    def history() -> str:
        browser = Client()
        browser.force_login(moderator)
        return browser.get(f"/da/forum/indlaeg/{content['reply'].pk}/historik/").content.decode()

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
    assert "god idé" not in history()


def test_a_failure_rolls_everything_back(zenobia, content, monkeypatch):
    def rows() -> dict[str, int]:
        person = Person.of(zenobia)
        return {rule.model: rule.rows(person).count() for rule in registry.in_order()}

    rows_before, naming_before = rows(), rows_naming_her()

    def broken(**_mail):
        raise RuntimeError("killed")

    monkeypatch.setattr("residents.mail_port.queue_mail", broken)  # the last step
    with pytest.raises(RuntimeError, match="killed"):
        erasure.erase(user=zenobia, posts=Posts.REMOVE)

    assert rows() == rows_before
    assert rows_naming_her() == naming_before
    content["upcoming"].refresh_from_db()
    assert content["upcoming"].taken == 2


def test_erasing_twice_does_nothing(zenobia, django_capture_on_commit_callbacks):
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    assert not erasure.erase(user=zenobia, posts=Posts.KEEP)


def test_an_erased_person_can_sign_up_again_as_a_new_user(
    zenobia, django_capture_on_commit_callbacks
):
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    new_user = factories.make_user(zenobia.email, "Zenobia")

    assert new_user.pk != zenobia.pk
    assert not SignUp.objects.of(new_user).exists()
