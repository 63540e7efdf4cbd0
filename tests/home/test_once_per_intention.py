"""Sending a form twice for one intention does once what the form says.

Each form that writes is sent twice: again as it is (a double click, Back and Send, a reload, or a
second attempt on a slow line), from a page that was loaded anew, and from two tabs. The second time
must change nothing, notify nobody, and lead to the same place.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone, translation
from wagtail.models import Page

from core import repeats
from events.models import Announcement, Occurrence, SignUp
from events.organisers import announcements
from events.signups import cancellation, manual, token_links
from events.signups.registration import SignUpRequest
from forum.models import Post, Thread
from forum.moderation.actions import hide_post
from notifications.broadcasts.drafts import fingerprint, save_draft
from notifications.models import AddressTrouble, Letter
from notifications.notices import topics
from notifications.notices.preferences import ADJUSTABLE
from notifications.unsubscribing.actions import refusal_for
from notifications.unsubscribing.scopes import Scope
from residents.accounts import email_change
from residents.models import EmailChange, PartnerMembership, User
from tests import factories
from tests.sweeps.routes import fill_in, public_routes

pytestmark = pytest.mark.django_db

APPS = ("core", "campaigns", "events", "forum", "home", "notifications", "residents")


@dataclass
class World:
    """What the forms are about. Alice organises the event; the moderator may write letters."""

    alice: User
    bob: User
    moderator: User
    thread: Thread
    theme: Any
    occurrence: Occurrence
    later: Occurrence
    seated: SignUp
    pending: SignUp
    offered: SignUp
    past: SignUp
    announcement: Announcement
    letter: Letter
    change: EmailChange

    def token(self, signup: SignUp, purpose: Any) -> str:
        return token_links.token(signup, purpose)


@pytest.fixture
def world(alice, bob, moderator, theme, private) -> World:
    partner = factories.make_partner("Beboerforeningen", "association")
    PartnerMembership.objects.create(partner=partner, user=alice)
    first = factories.make_occurrence(theme, organiser=partner, capacity=3)
    first.event.has_signup, first.event.max_party_size = True, 3
    first.event.save()
    later = Occurrence.objects.create(
        event=first.event,
        recurrence_id=factories.at_five_in(14),
        starts_at=factories.at_five_in(14),
        ends_at=factories.at_five_in(14) + datetime.timedelta(hours=1),
        capacity=5,
    )
    seated = _add(first, alice, "karen@example.org", 2)
    pending = factories.sign_up(later, email="pending@example.org")
    full = factories.make_occurrence(theme, capacity=1, title="Fuldt hus")
    holder = _add(full, alice, "holder@example.org", 1)
    offered = _add(full, alice, "offered@example.org", 1, waits=True)
    cancellation.cancel(holder)
    offered.refresh_from_db()
    thread = factories.make_thread(alice, theme)
    factories.make_reply(thread, bob, "Det første svar.")
    texts = {"da": {"subject": "Husk madpakke", "body": "Vi ses."}}
    letter_topic = topics.thread(thread.pk)
    email_change.request_change(user=bob, new_email="bob@example.net")
    return World(
        alice=alice,
        bob=bob,
        moderator=moderator,
        thread=thread,
        theme=theme,
        occurrence=first,
        later=later,
        seated=seated,
        pending=pending,
        offered=offered,
        past=_past_signup(theme, alice),
        announcement=Announcement.objects.create(occurrence=first, author=alice, texts=texts),
        letter=save_draft(Letter(author=moderator), topic=letter_topic, texts=texts),
        change=EmailChange.objects.get(),
    )


def _add(occurrence: Occurrence, by: User, email: str, size: int, **more: Any) -> SignUp:
    party = SignUpRequest(name="Karen Holm", email=email, size=size, language="da")
    return manual.add(occurrence=occurrence, party=party, by=by, **more)


def _past_signup(theme: Any, by: User) -> SignUp:
    occurrence = factories.make_occurrence(theme, title="I går")
    signup = _add(occurrence, by, "past@example.org", 1)
    ended = timezone.now() - datetime.timedelta(hours=2)
    Occurrence.objects.filter(pk=occurrence.pk).update(
        starts_at=ended - datetime.timedelta(hours=2), ends_at=ended
    )
    return signup


@dataclass(frozen=True)
class Form:
    """A form that writes: its URL, who sends it, what they type, and the page that shows it."""

    name: str
    who: str
    args: Callable[[World], list[Any]] = lambda world: []
    data: Callable[[World], dict[str, Any]] = lambda world: {}
    # The page with the form, if it has another URL; None: there is nothing to load.
    page: Callable[[World], str] | None = None
    # What must hold before it is sent.
    prepare: Callable[[World], object] = lambda world: None

    def url(self, world: World) -> str:
        return reverse(self.name, args=self.args(world))


def of_token(signup: str, purpose: Any) -> Callable[[World], list[Any]]:
    return lambda world: [world.token(getattr(world, signup), purpose)]


def here(*names: str) -> Callable[[World], list[Any]]:
    """Return the primary keys of the occurrence and of what is named."""
    return lambda world: [world.occurrence.pk, *(getattr(world, name).pk for name in names)]


def attendee_page(world: World) -> str:
    return reverse("events:attendee", args=[world.occurrence.pk, world.seated.pk])


def last_post(world: World) -> list[int]:
    return [world.thread.posts.last().pk]


def hide_last_post(world: World) -> None:
    hide_post(post=world.thread.posts.last(), moderator=world.moderator, reason="Spam")


def thread_topic(world: World) -> str:
    return topics.thread(world.thread.pk)


BROADCAST = {"subject_da": "Ny dato", "body_da": "Vi rykker til fredag."}
FORMS = [
    Form(
        "forum:start",
        "bob",
        data=lambda world: {
            "kind": "discussion",
            "theme": world.theme.pk,
            "title": "Hvem har en stige?",
            "body": "Jeg skal have renset tagrenden.",
        },
    ),
    Form(
        "forum:reply", "bob", lambda world: [world.thread.pk], lambda world: {"body": "Jeg kommer."}
    ),
    Form(
        "forum:reply",
        "bob",
        lambda world: [world.thread.pk],
        lambda world: {"body": "Fra samtalens side."},
        page=lambda world: world.thread.get_absolute_url(),
    ),
    Form("forum:edit", "bob", last_post, lambda world: {"body": "Et andet svar."}),
    Form("forum:hide", "moderator", last_post, lambda world: {"reason": "Spam"}),
    Form(
        "forum:restore",
        "moderator",
        last_post,
        lambda world: {"reason": "Ok"},
        None,
        hide_last_post,
    ),
    Form(
        "events:sign_up",
        "anonymous",
        lambda world: [world.later.pk],
        lambda world: {"name": "Ib Holm", "email": "ib@example.org", "party_size": 1},
    ),
    Form("events:sign_up", "bob", lambda world: [world.later.pk], lambda world: {"party_size": 1}),
    Form("events:confirm", "anonymous", of_token("pending", token_links.CONFIRM)),
    Form("events:cancel", "anonymous", of_token("seated", token_links.CANCEL)),
    Form(
        "events:manage",
        "anonymous",
        of_token("seated", token_links.MANAGE),
        lambda world: {"party_size": 3},
    ),
    Form("events:offer", "anonymous", of_token("offered", token_links.OFFER)),
    Form(
        "events:offer",
        "anonymous",
        of_token("offered", token_links.OFFER),
        lambda world: {"answer": "no"},
    ),
    Form(
        "events:feedback",
        "anonymous",
        of_token("past", token_links.FEEDBACK),
        lambda world: {"rating": 5, "comment": "Dejligt."},
    ),
    Form("events:own_address", "bob"),
    Form(
        "events:add",
        "alice",
        here(),
        lambda world: {"name": "Ib Holm", "party_size": 1, "language": "da"},
    ),
    Form(
        "events:add",
        "alice",
        here(),
        lambda world: {
            "name": "Ib Holm",
            "party_size": 1,
            "email": "ib@example.org",
            "language": "da",
        },
    ),
    Form(
        "events:attendee_party",
        "alice",
        here("seated"),
        lambda world: {"party_size": 3},
        attendee_page,
    ),
    Form("events:attendee_cancel", "alice", here("seated"), page=attendee_page),
    Form(
        "events:attendee_confirm",
        "alice",
        lambda world: [world.later.pk, world.pending.pk],
        page=lambda world: reverse("events:attendee", args=[world.later.pk, world.pending.pk]),
    ),
    Form("events:tap", "alice", here("seated"), lambda world: {"arrived": 2}),
    Form("events:announcement_new", "alice", here(), lambda world: BROADCAST),
    Form("events:announcement_change", "alice", here("announcement"), lambda world: BROADCAST),
    Form(
        "events:announcement_send",
        "alice",
        here("announcement"),
        lambda world: {"seen": fingerprint(world.announcement)},
    ),
    Form(
        "letters:new", "moderator", data=lambda world: {**BROADCAST, "topic": thread_topic(world)}
    ),
    Form(
        "letters:change",
        "moderator",
        lambda world: [world.letter.pk],
        lambda world: {**BROADCAST, "topic": thread_topic(world)},
    ),
    Form(
        "letters:send",
        "moderator",
        lambda world: [world.letter.pk],
        lambda world: {"seen": fingerprint(world.letter)},
    ),
    *(
        Form(
            "notifications:change",
            who,
            data=lambda world, do=do: {"topic": thread_topic(world), "do": do},
        )
        # Alice follows the thread that she has started.
        for who, do in (("moderator", "follow"), ("moderator", "mute"), ("alice", "stop"))
    ),
    Form("notifications:following", "alice"),
    Form(
        "notifications:preferences",
        "alice",
        data=lambda world: {**dict.fromkeys(ADJUSTABLE, "never"), "weekly_on": 1},
    ),
    Form("notifications:seen", "alice", data=lambda world: {"up_to": 1}),
    Form(
        "delivery:unsubscribe",
        "anonymous",
        lambda world: [
            refusal_for(Scope.parse("notices:news"), to=world.alice.email, user=world.alice).token
        ],
    ),
    Form(
        "delivery:try_again",
        "alice",
        prepare=lambda world: AddressTrouble.objects.note(world.alice.email, "550"),
    ),
    Form("delivery:push_off", "alice"),
    Form(
        "residents:profile",
        "alice",
        data=lambda world: {"first_name": "Alice", "last_name": "Holm", "language": "da"},
    ),
    Form("residents:my_data", "alice", page=lambda world: reverse("residents:my_data")),
    Form("account_email", "alice", data=lambda world: {"email": "alice@example.net"}),
    Form(
        "residents:email_change_confirm",
        "anonymous",
        lambda world: [email_change.make_token(world.change, side="new", action="confirm")],
    ),
    Form(
        "residents:email_change_cancel",
        "anonymous",
        lambda world: [email_change.make_token(world.change, side="old", action="cancel")],
    ),
    Form("home:welcome", "alice", data=lambda world: {"themes": [world.theme.pk]}),
    Form(
        "account_signup",
        "anonymous",
        data=lambda world: {
            "email": "new@example.org",
            "password1": factories.PASSWORD,
            "first_name": "Nye",
            "last_name": "Nabo",
            "accepts_rules": "on",
        },
    ),
]
# Routes that take a POST and are not in the table, and why.
ELSEWHERE = {
    "admin_login": "leads to the sign-in",
    "wagtailcore_login": "leads to the sign-in",
    "events:ticket": "changes nothing",
    "events:attendee_move": "the second finds nobody: tests/events/organisers",
    "events:attendee_accept": "the same operation as events:offer",
    "events:announcement_discard": "deletes a draft; the second finds none",
    "letters:discard": "deletes a draft; the second finds none",
    "events:export": "each is a file, and is logged as one",
    "residents:fetch_data": "the archive is fetched once: tests/residents/test_exports.py",
    "residents:erase": "the account is gone, and the second is led to the sign-in",
    "residents:sign_in_again": "signs out",
    "residents:end_session": "the second finds no session: tests/residents/test_sessions.py",
    "delivery:push_on": "one device a session: tests/notifications/test_push_sessions.py",
    "push_renew": "one device a session: tests/notifications/test_push_sessions.py",
    "usersessions_list": "ends sessions; the second finds none",
    "openid_connect_login": "leads to the provider",
    "openid_connect_callback": "the provider's answer holds once",
    "wagtaildocs_authenticate_with_password": "opens a document",
    "django.contrib.sitemaps.views.sitemap": "changes nothing",
    "wagtail_serve": "Wagtail's pages take no form",
}
# allauth: codes and tokens hold once, and mails that are asked for are limited.
ELSEWHERE_PREFIXES = ("account_", "mfa_", "socialaccount_")


def content_of(world: World) -> dict[str, list[str]]:
    """Return all rows of the hub's tables; of a time, only whether there is one."""
    rows = {}
    for model in apps.get_models():
        if model._meta.app_label in APPS and not issubclass(model, Page):
            fields = [
                is_set(field.attname)
                if isinstance(field, models.DateTimeField)
                else models.F(field.attname)
                for field in model._meta.concrete_fields
            ]
            rows[model._meta.label] = sorted(map(repr, model._base_manager.values_list(*fields)))
    return rows


def is_set(field: str) -> models.Expression:
    return models.ExpressionWrapper(
        models.Q(**{f"{field}__isnull": False}), output_field=models.BooleanField()
    )


def load(client: Client, form: Form, world: World) -> dict[str, str]:
    """Open the page with the form; return its hidden fields."""
    response = client.get(form.page(world) if form.page else form.url(world))
    return hidden_fields(response.content.decode()) if response.status_code == 200 else {}


def hidden_fields(html: str) -> dict[str, str]:
    main = html.partition("<main")[2]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', main)
    return {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def again(client: Client, form: Form, world: World) -> Iterator[dict[str, str]]:
    hidden = load(client, form, world)
    yield hidden
    yield hidden


def loaded_anew(client: Client, form: Form, world: World) -> Iterator[dict[str, str]]:
    yield load(client, form, world)
    yield load(client, form, world)


def two_tabs(client: Client, form: Form, world: World) -> Iterator[dict[str, str]]:
    yield from [load(client, form, world), load(client, form, world)]


WAYS = [again, loaded_anew, two_tabs]
# Loaded anew, the page knows of the first copy, and asks for another one.
ASKED_AGAIN = {
    ("residents:my_data", "alice", loaded_anew),
    ("events:own_address", "bob", loaded_anew),
    # The mail comes again, at most once an hour: the first one may be lost.
    ("events:sign_up", "anonymous", loaded_anew),
    ("events:sign_up", "anonymous", two_tabs),
    # Loaded anew, the button says "go on".
    ("delivery:unsubscribe", "anonymous", loaded_anew),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_form_that_is_sent_twice_writes_once(world, way, django_capture_on_commit_callbacks):
    wrong = {}
    for form in FORMS:
        if (form.name, form.who, way) in ASKED_AGAIN:
            continue
        cache.clear()
        with transaction.atomic():
            with django_capture_on_commit_callbacks(execute=True):
                problem = send_twice(world, form, way)
            transaction.set_rollback(True)
        if problem:
            wrong[f"{form.name} by {form.who}"] = problem
    assert wrong == {}, wrong


def send_twice(world: World, form: Form, way: Callable[..., Iterator[dict[str, str]]]) -> object:
    """Send the form twice; return what is wrong with the second time."""
    client = Client()
    if form.who != "anonymous":
        factories.sign_in(client, getattr(world, form.who))
    form.prepare(world)
    url, data = form.url(world), form.data(world)
    states, answers = [content_of(world)], []
    for hidden in way(client, form, world):
        response = client.post(url, {**hidden, **data})
        states.append(content_of(world))
        answers.append((response.status_code, response.get("Location", url).partition("?")[0]))
    before, first, second = states
    if first != second:
        return changed(first, second)
    if before == first and form.name not in UNCHANGED_BY_NATURE:
        return f"nothing was written: {answers}"
    (status, target), (_second_status, second_target) = answers
    return "" if status in {200, 204, 302} and target == second_target else answers


# What is sent here is the state in which things are already.
UNCHANGED_BY_NATURE = {"notifications:following", "notifications:seen", "delivery:push_off"}


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, Any]:
    return {
        label: [row for row in rows if row not in before[label]]
        for label, rows in after.items()
        if rows != before[label]
    }


def test_every_form_is_in_the_table(world, as_moderator):
    known = {form.name for form in FORMS} | set(ELSEWHERE)
    missing = set()
    for route in public_routes("en"):
        address = fill_in(route, "1", "en")
        with translation.override("en"):
            name = resolve(address).view_name
        if name in known or name.startswith(ELSEWHERE_PREFIXES):
            continue
        if as_moderator.post(address).status_code not in {404, 405}:
            missing.add(name)
    assert missing == set(), "Add it to FORMS, or to ELSEWHERE with the reason."


@pytest.mark.parametrize("later", [False, True])
def test_the_same_reply_is_new_after_some_minutes(as_bob, world, later, monkeypatch):
    url = reverse("forum:reply", args=[world.thread.pk])
    for _time in range(2):
        hidden = hidden_fields(as_bob.get(url).content.decode())
        as_bob.post(url, {**hidden, "body": "Tak!"})
        if later:
            earlier = timezone.now() - repeats.WINDOW
            Post.objects.filter(body="Tak!").update(created_at=earlier)

    assert Post.objects.filter(body="Tak!").count() == (2 if later else 1)


@pytest.mark.parametrize("difference", ["text", "person", "thread", "partner"])
def test_another_reply_is_not_a_repetition(world, as_alice, as_bob, difference):
    other = factories.make_thread(world.bob, world.theme, "En anden samtale")
    partner = world.alice.partner_memberships.get().partner

    def reply(client: Client, thread: Thread, body: str, **more: Any) -> None:
        url = reverse("forum:reply", args=[thread.pk])
        hidden = hidden_fields(client.get(url).content.decode())
        client.post(url, {**hidden, "body": body, **more})

    reply(as_alice, world.thread, "Tak!")
    reply(
        as_bob if difference == "person" else as_alice,
        other if difference == "thread" else world.thread,
        "Mange tak!" if difference == "text" else "Tak!",
        **({"partner": partner.pk} if difference == "partner" else {}),
    )

    assert Post.objects.filter(body__iendswith="tak!").count() == 2


def test_the_second_reply_is_answered_with_a_message(as_bob, world):
    url = reverse("forum:reply", args=[world.thread.pk])
    levels = []
    for _time in range(2):
        hidden = hidden_fields(as_bob.get(url).content.decode())
        page = as_bob.post(url, {**hidden, "body": "Tak!"}, follow=True)
        levels.append([message.level_tag for message in page.context["messages"]])
    assert levels == [["success"], ["info"]]


def test_an_announcement_that_was_sent_meanwhile_is_not_written_again(as_alice, world):
    url = reverse("events:announcement_new", args=[world.occurrence.pk])
    as_alice.post(url, BROADCAST)
    draft = Announcement.objects.exclude(pk=world.announcement.pk).get()
    announcements.send(draft, sender=world.alice, seen=fingerprint(draft))

    response = as_alice.post(url, BROADCAST)

    assert response["Location"].endswith(f"/{draft.pk}/")
    assert Announcement.objects.filter(sent_at=None).get() == world.announcement


def test_the_list_of_devices_is_ended_once(as_alice, world):
    other = Client()
    login = {"login": world.alice.email, "password": factories.PASSWORD}
    other.post(reverse("account_login"), login)
    session = UserSession.objects.get(session_key=other.session.session_key)
    for expected in (302, 404):
        url = reverse("residents:end_session", args=[session.pk])
        assert as_alice.post(url).status_code == expected
