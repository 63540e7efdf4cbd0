"""A reply that is led on from a merged thread keeps its pictures."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from forum.models import Draft, PostPicture
from forum.moderation import merging
from forum.pictures.receiving import receive
from forum.threads import posting
from tests import factories
from tests.forum.picture_files import send, stored, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def other(alice, theme):
    return factories.make_thread(alice, theme, "Den anden")


def _merge(thread, other, moderator) -> None:
    merging.merge(duplicate=thread, other=other, moderator=moderator, reason="Findes allerede.")


def _send_on(client, page):
    """Send the form that the page shows, as a browser does."""
    form = page.context["form"]
    fields = {"body": "Se her.", "submission": str(uuid.uuid4())}
    for place in form.fields["pictures"].chosen.places:
        if place.picture:
            fields[f"picture_{place.number}"] = place.picture.pk
            fields[f"alt_{place.number}"] = place.alt_text
    [shown] = BeautifulSoup(page.content, "html.parser").select("form:has(textarea[name=body])")
    return client.post(shown["action"], fields)


@pytest.mark.parametrize("body", ["Se her.", ""])
def test_pictures_of_a_reply_to_a_merged_thread_come_along(
    as_bob, thread, other, moderator, private, body
):
    _merge(thread, other, moderator)

    page = send(as_bob, thread, upload(), upload(), alt_1="Torvet", body=body)
    assert page.status_code == 200
    assert f'value="{PostPicture.objects.earliest("pk").pk}"' in page.content.decode()
    assert _send_on(as_bob, page).status_code == 302

    post = other.posts.get(number=2)
    assert [each.alt_text for each in post.shown_pictures] == ["Torvet", ""]
    # Each is stored once, in two sizes at most.
    assert PostPicture.objects.count() == 2
    assert len(stored(private)) == 4


def test_pictures_come_along_if_the_thread_is_merged_meanwhile(
    as_bob, thread, other, moderator, monkeypatch
):
    def refuse(**_more: object) -> None:
        _merge(thread, other, moderator)
        raise posting.PostingRefused

    with monkeypatch.context() as patch:
        patch.setattr(posting, "reply", refuse)
        page = send(as_bob, thread, upload(), alt_1="Torvet")
    assert _send_on(as_bob, page).status_code == 302

    assert [each.alt_text for each in other.posts.get(number=2).shown_pictures] == ["Torvet"]
    assert PostPicture.objects.count() == 1


def test_pictures_of_a_draft_come_along(as_bob, bob, thread, other, moderator):
    picture = receive(upload(), uploader=bob)
    fields = {"body": "Se her.", "picture_1": str(picture.pk), "alt_1": "Torvet"}
    draft = Draft.objects.create(
        route="forum:reply", object_id=thread.pk, fields=fields, writer=bob
    )
    _merge(thread, other, moderator)

    page = as_bob.get(draft.form_url)

    assert _send_on(as_bob, page).status_code == 302
    assert other.posts.get(number=2).shown_pictures[0].pk == picture.pk


def test_pictures_of_somebody_else_do_not(as_bob, alice, thread, other, moderator):
    theirs = receive(upload(), uploader=alice)
    _merge(thread, other, moderator)

    page = as_bob.post(
        reverse("forum:reply", args=[thread.pk]), {"body": "Hej", "picture_1": theirs.pk}
    )

    assert not page.context["form"].fields["pictures"].chosen.pictures


def test_who_only_opens_the_form_is_led_to_the_other_thread(as_bob, thread, other, moderator):
    _merge(thread, other, moderator)

    response = as_bob.get(reverse("forum:reply", args=[thread.pk]))

    assert (response.status_code, response.url) == (302, other.get_absolute_url())
