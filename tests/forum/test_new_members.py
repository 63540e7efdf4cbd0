"""New members: their first posts wait for a moderator, and they have limits."""

import uuid

import pytest
from django.urls import reverse

from forum.models import HeldPost
from forum.moderation import held_posts
from forum.threads import posting
from notifications.models import Activity, OutboxMessage
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_is_held(settings):
    settings.FIRST_POSTS_HELD = 1


def send(client, thread, body: str):
    path = reverse("forum:reply", args=[thread.pk])
    return client.post(path, {"body": body, "submission": str(uuid.uuid4())})


def test_a_first_post_waits_and_nobody_is_told(client, as_bob, as_alice, thread):
    told = set(Activity.objects.values_list("kind", flat=True))

    response = send(as_bob, thread, "Mit første svar.")

    held = HeldPost.objects.get()
    assert response["Location"] == held.get_absolute_url()
    assert (held.rules, thread.posts.count()) == (["first_post"], 1)
    assert set(Activity.objects.values_list("kind", flat=True)) - told <= {"forum.held"}
    assert not OutboxMessage.objects.exists()
    page = as_bob.get(thread.get_absolute_url()).content.decode()
    assert "Mit første svar." in page
    assert "post--waiting" in page
    for other in (client, as_alice):
        assert "Mit første svar." not in other.get(thread.get_absolute_url()).content.decode()


def test_a_first_thread_waits(as_bob, theme):
    data = {"kind": "discussion", "theme": theme.pk, "title": "Hej", "body": "Jeg er ny."}

    response = as_bob.post(reverse("forum:start"), data)

    assert response["Location"] == HeldPost.objects.get().get_absolute_url()
    assert as_bob.get(response["Location"]).context["is_first_post"]


def test_after_the_first_post_nothing_waits(as_bob, thread, moderator):
    send(as_bob, thread, "Mit første svar.")
    send(as_bob, thread, "Mit andet svar.")
    assert HeldPost.objects.count() == 2

    held_posts.approve(held=HeldPost.objects.earliest("pk"), moderator=moderator)

    send(as_bob, thread, "Mit tredje svar.")
    assert thread.posts.count() == 3


def test_another_text_does_not_publish_a_first_post(as_bob, thread):
    send(as_bob, thread, "Mit første svar.")
    held = HeldPost.objects.get()

    as_bob.post(reverse("forum:held_edit", args=[held.pk]), {"body": "Et andet svar."})

    held.refresh_from_db()
    assert (held.body, held.is_waiting, thread.posts.count()) == ("Et andet svar.", True, 1)


def test_new_members_have_few_links(as_bob, bob, thread):
    links = "https://a.example www.b.example http://c.example"

    response = send(as_bob, thread, links)

    assert error_codes(response.context["form"], "__all__") == ["too_many_links"]
    assert links in response.content.decode()
    posting.reply(thread=thread, author=bob, body="Hej")
    assert send(as_bob, thread, links).status_code == 302


def test_new_members_have_few_posts_that_wait(as_bob, thread, settings):
    settings.NEW_MEMBER_WAITING = 2
    send(as_bob, thread, "Et")
    send(as_bob, thread, "To")

    response = send(as_bob, thread, "Tre")

    assert error_codes(response.context["form"], "__all__") == ["too_many_waiting"]
    assert HeldPost.objects.count() == 2


def test_moderators_and_known_people_do_not_wait(as_moderator, as_bob, thread, settings):
    send(as_moderator, thread, "Fra moderatoren.")
    settings.FIRST_POSTS_HELD = 0
    send(as_bob, thread, "Fra Bob.")

    assert (thread.posts.count(), HeldPost.objects.count()) == (3, 0)
