"""Sending a form twice for one intention does once what the form says.

Each form that writes is sent twice: again as it is (a double click, Back and Send, a reload, or a
second attempt on a slow line), from a page that was loaded anew, and from two tabs. The second time
must change nothing, notify nobody, and lead to the same place.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone, translation

from core import repeats
from events.models import Announcement
from events.organisers import announcements
from forum.models import Post, Thread
from notifications.broadcasts.drafts import fingerprint
from tests import factories
from tests.home.form_row import hidden_fields, load
from tests.home.table_contents import changed, content_of
from tests.home.writing_forms import BROADCAST, ELSEWHERE, ELSEWHERE_PREFIXES, FORMS, Form
from tests.home.writing_world import World
from tests.home.writing_world import world as world  # a fixture
from tests.sweeps.routes import fill_in, public_routes

pytestmark = pytest.mark.django_db


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
    ("campaigns:give", "anonymous", loaded_anew),
    ("campaigns:give", "anonymous", two_tabs),
    # Loaded anew, the button says "go on".
    ("delivery:unsubscribe", "anonymous", loaded_anew),
    # Loaded anew, the button takes it back.
    ("forum:issue_me_too", "bob", loaded_anew),
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
    states, answers = [content_of()], []
    for hidden in way(client, form, world):
        response = client.post(url, {**hidden, **data})
        states.append(content_of())
        answers.append((response.status_code, target_of(response.get("Location", url))))
    before, first, second = states
    if first != second:
        return changed(first, second)
    if before == first and form.name not in UNCHANGED_BY_NATURE:
        return f"nothing was written: {answers}"
    (status, target), (_second_status, second_target) = answers
    return "" if status in {200, 204, 302} and target == second_target else answers


def target_of(address: str) -> str:
    """Return the path without the second at which a link in it was signed, and its signature."""
    return re.sub(r":\w{6}:[\w-]{43}(?=/)", "", address.partition("?")[0])


# What is sent here is the state in which things are already.
UNCHANGED_BY_NATURE = {"notifications:following", "notifications:seen", "delivery:push_off"}


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
