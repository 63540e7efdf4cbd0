"""A list of examples says so once; in a mixed list each example has its mark."""

import pytest

from events.models import Event
from forum.models import Thread
from home.models import PartnerIndexPage, PartnerPage
from residents.models import PartnerMembership
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

MARK = 'class="example"'


def main_of(response) -> str:
    return markup_of(response).split("<main")[1].split("</main>")[0]


@pytest.fixture
def two_of_each(theme, alice):
    """Two events and two threads, all of them real."""
    for title in ("One", "Two"):
        factories.make_occurrence(theme, title=title)
        factories.make_thread(alice, theme, title)


@pytest.mark.parametrize("path", ["/da/kalender/", "/da/forum/"])
def test_a_list_of_examples_has_one_mark(client, two_of_each, path):
    Event.objects.update(is_example=True)
    Thread.objects.update(is_example=True)

    assert main_of(client.get(path)).count(MARK) == 1


@pytest.mark.parametrize("path", ["/da/kalender/", "/da/forum/"])
def test_in_a_mixed_list_the_example_is_marked(client, two_of_each, path):
    Event.objects.filter(title="One").update(is_example=True)
    Thread.objects.filter(title="One").update(is_example=True)

    html = main_of(client.get(path))

    row = next(part for part in html.split("<article")[1:] if "One" in part)
    assert html.count(MARK) == 1
    assert MARK in row


def test_the_mark_of_a_thread_is_part_of_its_line_of_details(client, two_of_each):
    Thread.objects.filter(title="One").update(is_example=True)

    html = main_of(client.get("/da/forum/"))

    details = html.split(MARK)[0].rpartition('class="thread__meta"')[2]
    assert "</p>" not in details


@pytest.mark.parametrize("path", ["/da/kalender/", "/da/forum/", "/da/"])
def test_a_list_without_examples_has_no_mark(client, two_of_each, path):
    assert MARK not in main_of(client.get(path))


@pytest.fixture
def partner_with_posts(alice, theme):
    partner = factories.make_partner("Hjørring Kommune", "municipality")
    PartnerMembership.objects.create(partner=partner, user=alice)
    for title in ("One", "Two"):
        factories.make_thread(alice, theme, title, partner=partner)
    front = factories.front_page()
    index = front.add_child(
        instance=PartnerIndexPage(title="Partnere", slug="partnere", locale=front.locale)
    )
    return index.add_child(
        instance=PartnerPage(title=partner.name, partner=partner, locale=front.locale)
    )


@pytest.mark.parametrize(("made_up", "marks"), [(("One", "Two"), 1), (("One",), 1), ((), 0)])
def test_posts_of_a_partner_have_one_mark(client, partner_with_posts, made_up, marks):
    Thread.objects.filter(title__in=made_up).update(is_example=True)

    html = main_of(client.get(partner_with_posts.url))

    assert html.count(MARK) == marks
    assert ("example-note" in html) == (len(made_up) == 2)


def test_search_results_have_one_mark(client):
    for number in range(3):
        factories.make_standard_page(f"About lanterns {number}", "en", is_example=True)

    assert main_of(client.get("/en/search/", {"q": "lanterns"})).count(MARK) == 1

    factories.make_standard_page("More about lanterns", "en")
    assert main_of(client.get("/en/search/", {"q": "lanterns"})).count(MARK) == 3


def test_posts_of_an_example_thread_are_not_marked_again(client, alice, bob, theme):
    thread = factories.make_thread(alice, theme)
    factories.make_reply(thread, bob)
    Thread.objects.update(is_example=True)

    assert main_of(client.get(thread.get_absolute_url())).count(MARK) == 1
