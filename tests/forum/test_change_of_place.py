"""The place of an issue is changed: by whom, and what is kept of the earlier one."""

from decimal import Decimal

import pytest
from django.urls import reverse

from forum.models import Issue, PostVersion
from forum.moderation.actions import hide_post

pytestmark = pytest.mark.django_db
NEW = {"place": "Ved skolen", "position": "57.4642,9.98210049"}


@pytest.fixture
def placed(issue: Issue) -> Issue:
    """Alice's issue, with a place."""
    Issue.objects.filter(pk=issue.pk).update(
        place="Ved broen", latitude=Decimal("57.5"), longitude=Decimal("9.9")
    )
    issue.refresh_from_db()
    return issue


def url(issue: Issue) -> str:
    return reverse("forum:issue_place", args=[issue.pk])


def place_of(issue: Issue) -> tuple[object, ...]:
    return Issue.objects.values_list("place", "latitude", "longitude").get(pk=issue.pk)


@pytest.mark.parametrize("who", ["as_alice", "as_moderator"])
def test_the_reporter_and_moderators_change_it(request, client, placed, who):
    writer = request.getfixturevalue(who)
    assert url(placed) in writer.get(placed.thread.url).content.decode()
    assert "57.500000,9.900000" in writer.get(url(placed)).content.decode()

    response = writer.post(url(placed), NEW)

    assert response["Location"] == placed.thread.url
    assert place_of(placed) == ("Ved skolen", Decimal("57.4642"), Decimal("9.9821"))
    version = PostVersion.objects.get()
    assert version.place == "Ved broen; 57.500000, 9.900000"
    post = placed.thread.posts.get(number=1)
    assert (version.post, post.edited_at) == (post, version.replaced_at)
    html = client.get(placed.thread.url).content.decode()
    assert "Ved skolen" in html
    assert "Ved broen" not in html


@pytest.mark.parametrize("who", ["as_bob", "as_member", "as_stranger", "as_editor"])
def test_others_cannot(request, municipality, placed, who):
    client = request.getfixturevalue(who)

    assert client.get(url(placed)).status_code == 403
    assert client.post(url(placed), NEW).status_code == 403
    assert url(placed) not in client.get(placed.thread.url).content.decode()
    assert place_of(placed)[0] == "Ved broen"


def test_an_anonymous_reader_is_led_to_the_sign_in(client, placed):
    for response in (client.get(url(placed)), client.post(url(placed), NEW)):
        assert reverse("account_login") in response["Location"]
    assert place_of(placed)[0] == "Ved broen"


def test_other_threads_have_no_place(as_moderator, thread):
    for pk in (thread.pk, 987654321):
        path = reverse("forum:issue_place", args=[pk])
        assert as_moderator.get(path).status_code == 404
        assert as_moderator.post(path, NEW).status_code == 404


def test_a_double_click_keeps_one_version(as_alice, placed):
    for _click in range(2):
        assert as_alice.post(url(placed), NEW).status_code == 302

    assert PostVersion.objects.count() == 1


def test_it_can_be_taken_away(as_alice, placed):
    as_alice.post(url(placed), {"place": "", "position": ""})

    assert place_of(placed) == ("", None, None)
    assert PostVersion.objects.get().place


def test_a_hidden_issue_stays_where_it_is(as_alice, as_moderator, moderator, placed):
    hide_post(post=placed.thread.posts.get(), moderator=moderator, reason="Spam")

    assert as_alice.post(url(placed), NEW).status_code == 403
    assert as_moderator.post(url(placed), NEW).status_code == 403
    assert place_of(placed)[0] == "Ved broen"


def test_words_that_a_moderator_would_have_to_read_are_refused(as_alice, placed):
    typed = "Hos Kim Holm, der stjal den"

    response = as_alice.post(url(placed), NEW | {"place": typed})

    assert set(response.context["form"].errors) == {"place"}
    assert typed in response.content.decode()
    assert place_of(placed)[0] == "Ved broen"


def test_moderators_read_the_earlier_place(as_alice, as_moderator, placed):
    as_alice.post(url(placed), NEW)

    post = placed.thread.posts.get(number=1)
    page = as_moderator.get(reverse("forum:history", args=[post.pk]))
    assert "Ved broen; 57.500000, 9.900000" in page.content.decode()
