"""The guard in the forms: it asks about passages, and the text stays."""

import uuid

import pytest
from django.urls import reverse

from forum.models import HeldPost, Post
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
TEXT = "Spørg Karen, hun har nummer 22 33 44 55."


def send(client, thread, body: str, **more: object):
    sent = {"body": body, "submission": str(uuid.uuid4()), **more}
    return client.post(reverse("forum:reply", args=[thread.pk]), sent)


def asked(response) -> list[str]:
    """Return the values of the boxes that the form asks to tick."""
    return [value for value, _label in response.context["form"].fields["allowed"].choices]


def test_a_number_of_somebody_else_is_asked_about(as_bob, thread):
    response = send(as_bob, thread, TEXT)

    html = response.content.decode()
    assert response.status_code == 200
    assert error_codes(response.context["form"], "allowed") == ["not_allowed"]
    assert TEXT in html
    assert "<strong>22 33 44 55</strong>" in html
    assert thread.posts.count() == 1


def test_a_ticked_number_is_published(as_bob, thread):
    values = asked(send(as_bob, thread, TEXT))

    response = send(as_bob, thread, TEXT, allowed=values)

    assert response.status_code == 302
    assert thread.posts.get(number=2).body == TEXT


def test_a_tick_holds_for_its_passage_only(as_bob, thread):
    values = asked(send(as_bob, thread, TEXT))

    response = send(as_bob, thread, f"{TEXT}\n\nOg Poul: 33 44 55 66", allowed=values)

    assert response.status_code == 200
    assert len(asked(response)) == 2
    assert thread.posts.count() == 1


@pytest.mark.parametrize("value", ["", "x", "on"])
def test_other_values_tick_nothing(as_bob, thread, value):
    assert send(as_bob, thread, TEXT, allowed=[value]).status_code == 200
    assert thread.posts.count() == 1


def test_the_writers_own_address_is_published(as_bob, bob, thread):
    assert send(as_bob, thread, f"Min kone siger {bob.email}, så skriv.").status_code == 302


def test_a_thread_is_asked_about_in_its_title_too(as_alice, theme):
    data = {"kind": "discussion", "theme": theme.pk, "title": "Karen 22 33 44 55", "body": "Ja."}

    response = as_alice.post(reverse("forum:start"), data)

    assert error_codes(response.context["form"], "allowed") == ["not_allowed"]
    assert not Post.objects.exists()


def test_an_edit_is_asked_about_like_a_new_post(as_bob, reply):
    response = as_bob.post(reverse("forum:edit", args=[reply.pk]), {"body": TEXT})

    reply.refresh_from_db()
    assert error_codes(response.context["form"], "allowed") == ["not_allowed"]
    assert reply.body != TEXT


def test_what_stands_in_a_post_already_is_not_asked_about(as_bob, bob, thread):
    post = factories.make_reply(thread, bob, TEXT)

    url = reverse("forum:edit", args=[post.pk])
    assert as_bob.post(url, {"body": f"{TEXT} Godt nok."}).status_code == 302


def test_a_cpr_number_in_disguise_is_refused(as_bob, thread):
    response = send(as_bob, thread, "Det er **010203**-1 2 3 4.")

    assert error_codes(response.context["form"], "body") == ["personal_data"]
    assert not HeldPost.objects.exists()
