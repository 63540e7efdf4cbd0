"""Erasing one's account: all of it or nothing, and no trace of the person in the database."""

import datetime
import re

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from core.models import SiteImage
from events.models import SignUp
from forum import writing
from forum.models import ModerationAction, PostVersion, Thread
from notifications.delivery import outbox
from notifications.models import (
    Activity,
    Category,
    Notice,
    NoticeSettings,
    OutboxMessage,
    Preference,
    Subscription,
    Timing,
)
from residents.models import DataExport, PartnerMembership, User
from residents.personal_data import erasing, exports
from residents.personal_data.registry import Person, Posts, registry
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/da/konto/mine-data/slet/"
# Told apart from every other word in the database.
WORDS = ("zenobia", "quistgaard", "zenoquist", "xylofonsamler")
BOTH = pytest.mark.parametrize("posts", list(Posts))


@pytest.fixture
def zenobia(area) -> User:
    return factories.make_user(
        "zenobia.quistgaard@example.org",
        "Zenobia",
        last_name="Quistgaard",
        display_name="Zenoquist",
        about="Jeg er xylofonsamler.",
        area=area,
    )


@pytest.fixture
def life(zenobia, bob, moderator, theme, private, django_capture_on_commit_callbacks):
    """She has done something of everything; what follows a commit has followed."""
    with django_capture_on_commit_callbacks(execute=True):
        return live(zenobia, bob, moderator, theme)


def live(zenobia, bob, moderator, theme) -> dict:
    own = factories.make_thread(zenobia, theme, "Hvem har set min kat?", body="Den er grå.")
    factories.make_reply(own, bob, "Jeg har set den.")
    lonely = factories.make_thread(zenobia, theme, "Ingen svarer", body="Hallo?")
    other = factories.make_thread(bob, theme, "Bobs samtale")
    reply = factories.make_reply(other, zenobia, "Det er en god idé.")
    writing.edit_post(post=reply, body="Det er en rigtig god idé.")
    hidden = factories.make_reply(other, zenobia, "Køb mine sko.")
    writing.hide_post(post=hidden, moderator=moderator, reason="Reklame.")
    coming, over = (
        factories.make_occurrence(theme, capacity=5),
        factories.make_occurrence(theme, capacity=5),
    )
    for occurrence in (coming, over):
        factories.sign_up(
            occurrence=occurrence,
            user=zenobia,
            name=zenobia.get_full_name(),
            email=zenobia.email,
            party_size=2,
            language="da",
        )
    over.starts_at, over.ends_at = factories.in_days(-2), factories.in_days(-1)
    type(over).objects.filter(pk=over.pk).update(starts_at=over.starts_at, ends_at=over.ends_at)
    PartnerMembership.objects.create(user=zenobia, partner=factories.make_partner())
    Subscription.objects.create(user=zenobia, topic="tag:kat")
    Subscription.objects.create(user=bob, topic=f"person:{zenobia.pk}", mode="mute")
    Preference.objects.create(user=zenobia, category=Category.NEWS, timing=Timing.NEVER)
    NoticeSettings.objects.create(user=zenobia)
    activity = Activity.objects.create(
        key="made-up:1", kind="forum.reply", object_id=1, target="thread:1", actor=zenobia
    )
    Notice.objects.create(activity=activity, recipient=zenobia, category=Category.FOLLOWED)
    SiteImage.objects.create(
        title="Kat", uploaded_by_user=zenobia, file=get_test_image_file("kat.png")
    )
    log(zenobia, "wagtail.edit", user=zenobia)
    log(factories.front_page(), "wagtail.edit", user=zenobia)
    DataExport.objects.all().delete()
    exports.ask(user=zenobia, language="da")
    with transaction.atomic():
        outbox.put_rendered(
            key="waiting",
            to="Zenobia.Quistgaard@Example.org",
            subject="Kære Zenobia",
            text="Hej Zenobia",
            language="da",
            scope="account",
        )
        OutboxMessage.objects.filter(key="waiting").update(next_attempt_at=factories.in_days(1))
    return {
        **{"own": own, "lonely": lonely, "other": other, "reply": reply, "hidden": hidden},
        **{"coming": coming, "over": over},
    }


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
        assert erasing.erase(user=user, posts=posts)
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
        erasing.erase(user=zenobia, posts=Posts.REMOVE)

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
    writing.restore_post(post=hidden, moderator=zenobia, reason="Det var ikke reklame.")
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

    monkeypatch.setattr("residents.owed_mail.owe", broken)  # the last step of all
    with pytest.raises(RuntimeError, match="killed"):
        erasing.erase(user=zenobia, posts=Posts.REMOVE)

    assert rows() == before
    assert traces() == marks
    life["coming"].refresh_from_db()
    assert life["coming"].taken == 2


def test_it_can_be_repeated(zenobia, django_capture_on_commit_callbacks):
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    assert not erasing.erase(user=zenobia, posts=Posts.KEEP)


def test_one_may_join_again_as_somebody_new(zenobia, django_capture_on_commit_callbacks):
    erase(zenobia, Posts.KEEP, django_capture_on_commit_callbacks)

    again = factories.make_user(zenobia.email, "Zenobia")

    assert again.pk != zenobia.pk
    assert not SignUp.objects.of(again).exists()


# --- The page -----------------------------------------------------------------------------


def proven(user: User, *, seconds_ago: int = 1, reauthenticated: bool = True) -> Client:
    """Return the browser of somebody who has shown, so long ago, that it is them."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {
            "method": "password",
            "at": timezone.now().timestamp() - seconds_ago,
            **({"reauthenticated": True} if reauthenticated else {}),
        }
    ]
    session.save()
    return client


def answers(**other) -> dict:
    return {"posts": "remove", "understood": "on", **other}


def test_the_page_says_in_numbers_what_will_happen(zenobia, life):
    html = proven(zenobia).get(ADDRESS).content.decode()

    assert "4 tekster i forummet" in html
    assert "1 kommende tilmelding" in html
    assert re.search(r"\d ting, du følger", html)
    assert re.search(r"\d besked(er)?: ", html)
    assert re.search(r"\d mails til dig", html)


def test_the_button_erases_signs_out_everywhere_and_says_so(
    zenobia, life, django_capture_on_commit_callbacks
):
    browser, telephone = proven(zenobia), proven(zenobia)

    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(ADDRESS, answers())

    assert response.url == "/da/konto/slettet/"
    assert not User.objects.filter(pk=zenobia.pk).exists()
    assert not Session.objects.exists()
    assert "/login/" in telephone.get("/da/konto/mine-data/").url
    page = Client().get(response.url)
    assert "Din konto er slettet" in page.content.decode()
    assert "60 sekunder" in page.content.decode()
    assert not page.cookies


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("posts", "Vælg en af mulighederne."),
        ("understood", "Sæt kryds her for at slette din konto."),
    ],
)
def test_what_is_missing_is_asked_for(zenobia, missing, words):
    data = answers()
    del data[missing]

    html = proven(zenobia).post(ADDRESS, data).content.decode()

    assert words in html
    assert User.objects.filter(pk=zenobia.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_is_asked_for_first(zenobia, method):
    browser = proven(zenobia, seconds_ago=100_000)

    response = getattr(browser, method)(ADDRESS, answers())

    assert "/reauthenticate/" in response.url
    assert User.objects.filter(pk=zenobia.pk).exists()


def test_the_password_leads_on_to_the_page(zenobia):
    browser = Client()
    browser.force_login(zenobia)
    ask = browser.get(ADDRESS).url

    assert browser.post(ask, {"password": "wrong"}).status_code == 200
    assert "/reauthenticate/" in browser.get(ADDRESS).url
    response = browser.post(ask, {"password": factories.PASSWORD})

    assert response.url == ADDRESS
    assert browser.get(ADDRESS).status_code == 200


@pytest.fixture
def without_password(zenobia) -> User:
    zenobia.set_unusable_password()
    zenobia.save()
    return zenobia


def test_without_a_password_one_types_the_address(without_password):
    browser = proven(without_password, reauthenticated=False)
    assert 'name="email"' in browser.get(ADDRESS).content.decode()

    html = browser.post(ADDRESS, answers(email="bob@example.org")).content.decode()
    assert "Det er ikke din kontos adresse." in html
    assert User.objects.filter(pk=without_password.pk).exists()

    browser.post(ADDRESS, answers(email=" Zenobia.Quistgaard@example.org"))
    assert not User.objects.filter(pk=without_password.pk).exists()


def test_without_a_password_the_sign_in_must_be_fresh(without_password):
    browser = proven(without_password, seconds_ago=16 * 60, reauthenticated=False)

    html = browser.post(ADDRESS, answers(email=without_password.email)).content.decode()
    assert "Log ind én gang til først" in html
    assert User.objects.filter(pk=without_password.pk).exists()

    response = browser.post(ADDRESS + "log-ind-igen/")
    assert response.url == f"/da/konto/login/?next={ADDRESS}"
    assert "_auth_user_id" not in browser.session


def test_signing_in_again_is_a_post(zenobia):
    assert proven(zenobia).get(ADDRESS + "log-ind-igen/").status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client, method):
    assert getattr(client, method)(ADDRESS).url == f"/da/konto/login/?next={ADDRESS}"


@pytest.fixture
def administrator(zenobia) -> User:
    zenobia.groups.add(Group.objects.get(name="Administrators"))
    return zenobia


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_last_administrator_stays(administrator, method, settings):
    settings.STAFF_SECOND_FACTOR = False
    response = getattr(proven(administrator), method)(ADDRESS, answers())

    assert response.status_code == 409
    assert "Du er den sidste administrator" in response.content.decode()
    with pytest.raises(erasing.LastAdministrator):
        erasing.erase(user=administrator, posts=Posts.KEEP)
    assert User.objects.filter(pk=administrator.pk).exists()


def test_one_of_two_administrators_may_go(administrator):
    factories.make_user("root@example.org", "Rut", is_superuser=True)

    assert erasing.erase(user=administrator, posts=Posts.KEEP)


def test_an_administrator_who_cannot_sign_in_does_not_count(administrator):
    factories.make_user("root@example.org", "Rut", is_superuser=True, is_active=False)

    with pytest.raises(erasing.LastAdministrator):
        erasing.erase(user=administrator, posts=Posts.KEEP)


def test_an_address_nobody_confirmed_is_no_proof(zenobia, theme):
    EmailAddress.objects.create(user=zenobia, email="victim@example.org", verified=False)
    occurrence = factories.make_occurrence(theme)
    factories.sign_up(
        occurrence=occurrence, name="V", email="victim@example.org", party_size=1, language="da"
    )

    erasing.erase(user=zenobia, posts=Posts.KEEP)

    assert SignUp.objects.get().email == "victim@example.org"


@pytest.fixture
def writing_too_late(monkeypatch, zenobia):
    """Have a reply refused as the database does it; return a switch: was the account erased?"""

    def of(*, erased: bool) -> None:
        def reply(**fields: object) -> None:
            if erased:
                erasing.erase(user=zenobia, posts=Posts.KEEP)
            raise IntegrityError("FOREIGN KEY constraint failed")

        monkeypatch.setattr(writing, "reply", reply)

    return of


def test_who_writes_while_they_leave_is_told_that_the_account_is_gone(
    zenobia, bob, theme, writing_too_late
):
    thread = factories.make_thread(bob, theme)
    browser = Client()
    browser.force_login(zenobia)
    writing_too_late(erased=True)

    response = browser.post(f"/da/forum/{thread.pk}/svar/", {"body": "Vent!"}, follow=True)

    assert response.redirect_chain == [("/da/konto/slettet/", 302)]
    assert response.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_another_refusal_of_the_database_is_still_a_fault(zenobia, bob, theme, writing_too_late):
    thread = factories.make_thread(bob, theme)
    browser = Client()
    browser.force_login(zenobia)
    writing_too_late(erased=False)

    with pytest.raises(IntegrityError):
        browser.post(f"/da/forum/{thread.pk}/svar/", {"body": "Vent!"})
