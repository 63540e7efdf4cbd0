"""Pictures of posts where other sites show a thread, and where the search finds it."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from forum.models import PostPicture, Thread
from forum.moderation import post_acts
from forum.moderation.actions import hide_post
from forum.threads import search
from home.search.results import search as site_search
from tests.forum.picture_files import encoded, send, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]


@pytest.fixture
def started(as_alice, theme) -> Thread:
    """A thread with two pictures under its first post."""
    fields = {"kind": "discussion", "title": "Torvet", "body": "Se her.", "theme": theme.pk}
    fields |= {"alt_1": "Et springvand", "submission": str(uuid.uuid4())}
    files = {"file_1": upload(encoded(size=(640, 480))), "file_2": upload()}
    as_alice.post(reverse("forum:start"), {**fields, **files})
    return Thread.objects.get(title="Torvet")


def shared(client, url: str) -> dict[str, str]:
    page = BeautifulSoup(client.get(url).content, "html.parser")
    found = page.select('meta[property^="og:image"]')
    return {str(each["property"]): str(each["content"]) for each in found}


def found_by(word: str) -> bool:
    for thread in Thread.objects.all():
        search.index_thread.call(thread.pk)
    found = site_search(word, AnonymousUser())
    return bool(found.hits or found.mentions)


def test_a_shared_thread_shows_its_first_picture(client, started):
    first = PostPicture.objects.get(alt_text="Et springvand")

    tags = shared(client, started.url)

    assert tags["og:image"] == settings.BASE_URL + first.get_absolute_url()
    assert tags["og:image:alt"] == "Et springvand"
    assert (tags["og:image:width"], tags["og:image:height"]) == ("640", "480")
    served = client.get(tags["og:image"].removeprefix(settings.BASE_URL))
    assert served.headers["Content-Type"] == tags["og:image:type"]


def test_a_removed_picture_is_not_shared(client, started, moderator):
    first, second = PostPicture.objects.order_by("number")
    post_acts.redact(
        post=started.posts.get(),
        body="Se her.",
        moderator=moderator,
        rule="other",
        reason="Et ansigt",
        pictures=[first.pk],
    )

    assert shared(client, started.url)["og:image"].endswith(second.get_absolute_url())


def test_only_pictures_of_the_first_post_are_shared(client, as_bob, thread):
    send(as_bob, thread, upload(), alt_1="Broen")
    picture = PostPicture.objects.get()

    assert not shared(client, thread.url)["og:image"].endswith(picture.get_absolute_url())


def test_a_hidden_thread_shares_nothing(as_alice, started, moderator):
    hide_post(post=started.posts.get(), moderator=moderator, reason="Spam")

    for url in shared(as_alice, started.url).values():
        assert "/picture/" not in url


def test_what_a_picture_shows_is_found(client, as_bob, thread, started, moderator):
    send(as_bob, thread, upload(), alt_1="Kirketårnet")
    assert found_by("springvand")
    assert found_by("kirketårnet")

    hide_post(post=thread.posts.get(number=2), moderator=moderator, reason="Spam")
    post_acts.redact(
        post=started.posts.get(),
        body="Se her.",
        moderator=moderator,
        rule="other",
        reason="Et ansigt",
        pictures=list(PostPicture.objects.values_list("pk", flat=True)),
    )

    assert not found_by("springvand")
    assert not found_by("kirketårnet")
