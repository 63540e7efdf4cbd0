"""The inbox of moderators: what is in it, in which order, for whom, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from desk.moderation import inbox
from forum.models import HeldPost, PostPicture
from forum.moderation import held_posts, reports
from forum.moderation.actions import hide_post
from tests import factories

pytestmark = pytest.mark.django_db
INBOX = "/admin/moderation/"


@pytest.fixture
def thread(alice, theme):
    return factories.make_thread(alice, theme)


@pytest.fixture
def reply(thread, bob):
    return factories.make_reply(thread, bob, "Et svar med *salt*.")


@pytest.fixture
def held(thread, bob, reply):
    """A held text, older than any report."""
    return factories.make_held_post(thread, bob)


def urls_of(client) -> list[str]:
    return [item.url for item in client.get(INBOX).context["items"]]


def test_held_and_reported_stand_in_one_order(as_moderator, alice, held, reply):
    factories.make_report(reply, alice)
    factories.make_report(reply)

    response = as_moderator.get(INBOX)

    assert urls_of(as_moderator) == [
        held.get_absolute_url(),
        reverse("forum:reports", args=[reply.pk]),
    ]
    html = response.content.decode()
    assert "Et svar med salt." in html
    assert response.context["count"] == 2


def test_what_is_decided_is_gone(as_moderator, moderator, alice, held, reply):
    factories.make_report(reply, alice)

    held_posts.refuse(held=held, moderator=moderator, reason="Nej")
    reports.dismiss(post=reply, moderator=moderator, answer="Det er i orden.")

    assert urls_of(as_moderator) == []


def test_earlier_decisions_about_the_author_are_counted(as_moderator, moderator, bob, held):
    other = factories.make_reply(held.thread, bob, "Noget andet")
    hide_post(post=other, moderator=moderator, reason="Spam")

    assert [item.earlier for item in as_moderator.get(INBOX).context["items"]] == [1]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_show_everything_once(alice, bob, moderator, thread, held, size):
    posts = [factories.make_reply(thread, bob, f"Svar {number}") for number in range(4)]
    for post in posts:
        factories.make_report(post, alice)
    # They begin at the same moment as the held text.
    for report in posts[0].reports.all():
        type(report).objects.update(created_at=held.created_at)
    everything, _none = inbox.read_page(moderator, size=100)

    found, cursor = [], ""
    while True:
        page, cursor = inbox.read_page(moderator, cursor, size)
        found += page
        if not cursor:
            break

    assert found == everything
    assert len(everything) == 5


def test_an_invalid_cursor_shows_the_first_page(as_moderator, held):
    for cursor in ("x", "9" * 40, "1-"):
        response = as_moderator.get(INBOX, {"after": cursor})
        assert [item.url for item in response.context["items"]] == [held.get_absolute_url()]


def test_the_number_stands_in_the_menu_and_on_the_dashboard(as_moderator, as_editor, held):
    dashboard = as_moderator.get("/admin/desk/panels/").content.decode()

    with translation.override("da"):
        label = gettext("Moderation")
    assert dashboard.count(f"{label} (1)") == 2
    assert held.get_absolute_url() in dashboard
    assert f"{label} (" not in as_editor.get("/admin/desk/panels/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("client", 302), ("as_alice", 403), ("as_editor", 302), ("as_moderator", 200)],
)
def test_only_moderators_see_it(request, held, who, status):
    response = request.getfixturevalue(who).get(INBOX)

    assert response.status_code == status
    assert ("Kim Holm" in response.content.decode()) == (who == "as_moderator")


def test_it_is_not_written_to(as_moderator, held):
    assert as_moderator.post(INBOX).status_code == 405


def test_small_pictures_stand_with_the_text(as_moderator, held, bob):
    picture = PostPicture.objects.create(
        held=held, uploader=bob, width=40, height=30, bytes=1, file="a.png", small_file="b.png"
    )
    HeldPost.objects.filter(pk=held.pk).update(chosen_pictures=[[picture.pk, "Et træ"]])

    response = as_moderator.get(INBOX)

    assert response.context["items"][0].pictures == (picture,)
    assert f'<img src="{picture.small_url}"' in response.content.decode()


def test_the_number_of_queries_does_not_grow(as_moderator, alice, bob, thread, held):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert as_moderator.get(INBOX).status_code == 200
        return len(captured)

    factories.make_report(factories.make_reply(thread, bob, "Et svar"), alice)
    queries()
    few = queries()
    for number in range(8):
        factories.make_report(factories.make_reply(thread, bob, f"Svar {number}"), alice)

    assert queries() == few
