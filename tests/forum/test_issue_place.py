"""Where an issue is: the form, the page, and what happens to the words."""

from decimal import Decimal

import pytest
from django.urls import reverse

from forum.erasure import anonymise_author
from forum.models import HeldPost, Issue, Thread
from forum.moderation import held_posts
from forum.threads import issue_place
from tests import factories

pytestmark = pytest.mark.django_db
TILES = "https://tiles.example/{z}/{x}/{y}.png"


@pytest.fixture
def details(theme) -> dict[str, object]:
    return {
        "kind": "issue",
        "theme": theme.pk,
        "title": "Hul i stien",
        "body": "Det er dybt.",
        "place": "Ved broen",
        "position": "57.4642,9.98210049",
    }


def test_the_place_is_kept_and_shown(as_alice, client, details, settings):
    settings.MAP_TILE_URL = TILES
    assert as_alice.post(reverse("forum:start"), details).status_code == 302

    issue = Issue.objects.get()
    assert (issue.place, issue.latitude, issue.longitude) == (
        *("Ved broen", Decimal("57.464200"), Decimal("9.982100")),
    )
    response = client.get(issue.thread.url)
    html = response.content.decode()
    assert "Ved broen" in html
    assert 'data-latitude="57.464200"' in html
    assert "https://tiles.example" in response["Content-Security-Policy"]
    assert not response.cookies


def test_a_place_needs_no_map(as_alice, client, details):
    as_alice.post(reverse("forum:start"), details | {"position": ""})

    issue = Issue.objects.get()
    assert (issue.place, issue.latitude, issue.longitude) == ("Ved broen", None, None)
    assert "data-latitude" not in client.get(issue.thread.url).content.decode()


def test_an_issue_needs_no_place(as_alice, details):
    as_alice.post(reverse("forum:start"), details | {"position": "", "place": ""})

    assert Issue.objects.get().place == ""


@pytest.mark.parametrize(
    "position", ["57.4", "north", "91,9", "57,181", "nan,nan", "1e9,2", "57.4,9.9,1", "9" * 50]
)
def test_an_invalid_position_counts_as_none(as_alice, details, position):
    assert (
        as_alice.post(reverse("forum:start"), details | {"position": position}).status_code == 302
    )

    assert Issue.objects.get().latitude is None


def test_other_threads_are_nowhere(as_alice, details):
    as_alice.post(reverse("forum:start"), details | {"kind": "discussion"})

    assert Thread.objects.get().status == ""
    assert not Issue.objects.exists()


def test_what_was_typed_is_kept_when_something_is_wrong(as_alice, details):
    html = as_alice.post(reverse("forum:start"), details | {"title": ""}).content.decode()

    assert 'value="Ved broen"' in html
    assert 'value="57.4642,9.98210049"' in html
    assert not Issue.objects.exists()


def test_the_map_of_the_form_is_there_where_tiles_are_configured(as_alice, settings):
    settings.MAP_TILE_URL = ""
    assert "data-place-map" not in as_alice.get(reverse("forum:start")).content.decode()
    settings.MAP_TILE_URL = TILES
    response = as_alice.get(reverse("forum:start"))
    assert "data-place-map" in response.content.decode()
    assert "https://tiles.example" in response["Content-Security-Policy"]


def test_a_cpr_number_is_no_place(as_alice, details):
    response = as_alice.post(reverse("forum:start"), details | {"place": "Hos 010190-1234"})

    assert "place" in response.context["form"].errors
    assert not Issue.objects.exists()


def test_the_guard_reads_the_place_and_it_waits_with_the_text(
    as_alice, as_moderator, moderator, details
):
    place = "Hos Kim Holm, der stjal den."
    assert as_alice.post(reverse("forum:start"), details | {"place": place}).status_code == 302

    held = HeldPost.objects.get()
    assert not Issue.objects.exists()
    assert place in as_moderator.get(held.get_absolute_url()).content.decode()
    held_posts.approve(held=held, moderator=moderator)
    issue = Issue.objects.get()
    assert (issue.place, issue.latitude) == (place, Decimal("57.464200"))
    assert issue.thread.status == "received"


@pytest.mark.parametrize(("remove", "left"), [(True, ""), (False, "Ved broen")])
def test_the_place_goes_with_the_texts_of_an_erased_account(alice, bob, theme, remove, left):
    place = issue_place.place_of("Ved broen", (Decimal("57.4"), Decimal("9.9")))
    thread = factories.make_thread(alice, theme, kind="issue", place=place)
    factories.make_reply(thread, bob)

    anonymise_author(author=alice, remove_texts=remove)

    issue = Issue.objects.get(pk=thread.pk)
    assert (issue.place, issue.latitude is None) == (left, remove)
