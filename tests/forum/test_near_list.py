"""The list of the threads in the reader's own area and the areas around it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.areas import areas_around
from core.models import Area
from forum.models import Thread
from forum.moderation.actions import hide_post
from forum.threads import shared_rows
from forum.threads.thread_filter import ThreadFilter
from tests import factories

pytestmark = pytest.mark.django_db


def make_area(name: str, latitude: float | None) -> Area:
    return Area.objects.create(
        name=name,
        slug=name.lower(),
        postal_codes="9800",
        latitude=latitude,
        longitude=None if latitude is None else 10,
    )


@pytest.fixture
def areas() -> dict[str, Area]:
    places = {"Nul": 57.0, "En": 57.1, "To": 57.2, "Tre": 57.3, "Fire": 57.4, "Ukendt": None}
    return {name: make_area(name, latitude) for name, latitude in places.items()}


@pytest.fixture
def alice_in_nul(alice, areas):
    alice.area = areas["Nul"]
    alice.save()
    return alice


@pytest.fixture
def threads(bob, theme, areas):
    return {
        name: factories.make_thread(bob, theme, name, area=area) for name, area in areas.items()
    }


def titles(client) -> list[str]:
    response = client.get(reverse("forum:threads"), {"show": "near"})
    assert response.status_code == 200
    return [thread.title for thread in response.context["threads"]]


def test_the_nearest_areas_come_first(areas):
    def around(name: str) -> list[str]:
        names = {area.pk: area.name for area in areas.values()}
        return [names.get(pk) for pk in areas_around(areas[name].pk, 2)]

    assert around("Nul") == ["Nul", "En", "To"]
    assert around("Fire") == ["Fire", "Tre", "To"]
    assert around("Ukendt") == ["Ukendt"]
    assert areas_around(987654321, 2) == []


def test_near_are_the_own_area_and_its_neighbours(as_alice, alice_in_nul, threads):
    assert titles(as_alice) == ["Tre", "To", "En", "Nul"]


def test_an_area_without_a_middle_has_no_neighbours(as_alice, alice, areas, threads):
    alice.area = areas["Ukendt"]
    alice.save()
    assert titles(as_alice) == ["Ukendt"]


def test_the_list_is_offered_to_those_with_a_town(client, as_alice, as_bob, alice_in_nul, threads):
    def offers(reader) -> bool:
        lists = reader.get(reverse("forum:threads")).context["parts"]
        return any("show=near" in each.url for each in lists)

    assert offers(as_alice)
    assert not offers(as_bob)
    assert not offers(client)


def test_without_a_town_the_list_is_empty_and_says_why(as_bob, threads):
    assert titles(as_bob) == []
    page = as_bob.get(reverse("forum:threads"), {"show": "near"})
    assert page.context["empty"].url == reverse("residents:profile")


def test_hidden_threads_are_not_near(as_alice, alice_in_nul, threads, moderator):
    hide_post(post=threads["En"].posts.get(), moderator=moderator, reason="Spam")
    assert titles(as_alice) == ["Tre", "To", "Nul"]


def test_every_thread_is_on_exactly_one_page(as_alice, alice_in_nul, bob, theme, areas):
    moment = factories.in_days(-1)
    for number in range(45):
        area = list(areas.values())[number % 3]
        factories.make_thread(bob, theme, f"{number}", at=moment, area=area)
    seen, path = [], f"{reverse('forum:threads')}?show=near"
    while path:
        response = as_alice.get(path)
        seen += [thread.title for thread in response.context["threads"]]
        path = response.context["older_url"]
    assert seen == [f"{number}" for number in reversed(range(45))]


def test_a_page_takes_few_queries(alice_in_nul, threads):
    shared_rows.list_page(alice_in_nul, ThreadFilter(show="near"), "")
    Thread.objects.filter(title="En").update(title="Ny")
    with CaptureQueriesContext(connection) as captured:
        shared_rows.list_page(alice_in_nul, ThreadFilter(show="near"), "")
    # Two more within this transaction: the areas, and whether she has hidden threads.
    assert len(captured) <= 4


def first_page(client, **query):
    return client.get(reverse("forum:threads"), query).context


def test_threads_near_come_first_in_the_list_of_all(as_alice, as_bob, alice_in_nul, threads):
    page = first_page(as_alice)
    assert [each.title for each in page["near"]] == ["Tre", "To", "En", "Nul"]
    assert [each.title for each in page["elsewhere"]] == ["Ukendt", "Fire"]
    assert page["near_url"] == f"{reverse('forum:threads')}?show=near"
    assert len(page["threads"]) == 6
    assert not first_page(as_bob)["near"]


def test_they_do_not_come_first_where_something_is_chosen(as_alice, alice_in_nul, threads):
    for query in ({"order": "newest"}, {"kind": "discussion"}, {"show": "near"}):
        assert not first_page(as_alice, **query)["near"]


def test_pinned_threads_stand_above_them(as_alice, alice_in_nul, threads):
    Thread.objects.filter(title__in=["Fire", "En"]).update(is_pinned=True)
    page = first_page(as_alice)
    assert {each.title for each in page["pinned"]} == {"Fire", "En"}
    assert [each.title for each in page["near"]] == ["Tre", "To", "Nul"]
    assert [each.title for each in page["elsewhere"]] == ["Ukendt"]


def test_those_without_a_post_for_long_do_not_come_first(as_alice, alice_in_nul, threads):
    earlier = factories.in_days(-shared_rows.NEAR_DAYS - 1)
    Thread.objects.exclude(title="To").update(last_activity_at=earlier)
    assert [each.title for each in first_page(as_alice)["near"]] == ["To"]


def test_only_some_come_first(as_alice, alice_in_nul, bob, theme, areas):
    for number in range(shared_rows.MOST_NEAR + 2):
        factories.make_thread(bob, theme, f"{number}", area=areas["Nul"])
    page = first_page(as_alice)
    assert len(page["near"]) == shared_rows.MOST_NEAR
    assert len(page["elsewhere"]) == 2
