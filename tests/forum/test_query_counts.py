"""The number of queries of the forum's pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.models import Post, PostPicture, Thread
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]


def queries(client, path: str) -> int:
    """Return how many queries a page takes after a reply to a thread, with warm site caches."""
    client.get(path)
    Thread.objects.filter(pk=0).update(post_count=1)
    Post.objects.filter(pk=0).update(number=1)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def fill(thread: Thread, count: int) -> None:
    """Make many threads of many authors in many areas, and many posts in one thread."""
    base = Thread.objects.count()
    people = [
        factories.make_user(f"{base}-{number}@example.org", f"Nabo {number}") for number in range(3)
    ]
    made = Thread.objects.bulk_create(
        Thread(
            title=f"Thread {number}",
            theme=thread.theme,
            area=thread.area,
            author=people[number % 3],
            language="da",
            post_count=1,
        )
        for number in range(count)
    )
    posts = [Post(thread=one, number=1, author=one.author, body="x") for one in made]
    last = thread.posts.count()
    posts += [
        Post(thread=thread, number=last + 1 + number, author=people[number % 3], body="x")
        for number in range(count)
    ]
    Post.objects.bulk_create(posts)
    Thread.objects.filter(pk=thread.pk).update(post_count=last + count)


@pytest.fixture
def paths(alice, bob, moderator, theme, area) -> dict[str, str]:
    """The forum's pages, with thirty of everything, which is unread for who comes."""
    thread = factories.make_thread(alice, theme, area=area)
    fill(thread, 30)
    return {
        "threads": reverse("forum:threads"),
        "filtered": f"{reverse('forum:threads')}?theme={theme.slug}&area={area.slug}",
        "thread": thread.get_absolute_url(),
        "feed": reverse("forum:feed"),
    }


# Raising one of these numbers needs a reason in the commit. A thread shows related ones and those
# merged into it, which are read anew here, since the write above names no part;
# tests/forum/test_related.py has a reply. Who is signed in has two queries for what is unread, and
# one for whom they have blocked.
PINNED = {
    ("client", "threads"): 3,
    ("client", "filtered"): 3,
    ("client", "thread"): 5,
    ("client", "feed"): 3,
    ("as_bob", "threads"): 9,
    ("as_bob", "thread"): 14,
    ("as_moderator", "threads"): 8,
    ("as_moderator", "thread"): 13,
}


def test_the_number_of_queries_does_not_grow_with_the_rows(request, paths):
    counts = {}
    for who, page in PINNED:
        counts[who, page] = queries(request.getfixturevalue(who), paths[page])
    assert counts == PINNED

    fill(Thread.objects.order_by("pk").first(), 1_000)

    for who, page in PINNED:
        counts[who, page] = queries(request.getfixturevalue(who), paths[page])
    assert counts == PINNED


@pytest.mark.usefixtures("private")
def test_pictures_of_posts_and_of_held_texts_take_no_more_queries(
    alice, bob, as_bob, thread, reply
):
    held = [factories.make_held_post(thread, bob)]
    make_pictures(bob, 1, post=reply)
    make_pictures(bob, 1, held=held[0])
    few = queries(as_bob, thread.get_absolute_url())

    make_pictures(bob, 5, post=reply)
    make_pictures(bob, 5, held=held[0])
    make_pictures(alice, 6, post=thread.posts.get(number=1))

    assert queries(as_bob, thread.get_absolute_url()) == few


def make_pictures(uploader, count: int, **of) -> None:
    """Make rows of pictures; their files are not read."""
    first = PostPicture.objects.count()
    size = {"width": 40, "height": 30, "bytes": 9}
    made = PostPicture.objects.bulk_create(
        PostPicture(uploader=uploader, number=first + number, file="a.jpg", **size, **of)
        for number in range(1, count + 1)
    )
    if "held" in of:
        held = of["held"]
        held.chosen_pictures += [[each.pk, ""] for each in made]
        held.save()
