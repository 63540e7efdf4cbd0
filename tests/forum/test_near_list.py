"""The list of the threads in the reader's own area and the areas around it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.areas import areas_around
from core.models import Area
from forum.models import Thread
from forum.moderation.actions import hide_post
from forum.threads import other_lists
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
        lists = reader.get(reverse("forum:threads")).context["lists"]
        return any("show=near" in each.url for each in lists)

    assert offers(as_alice)
    assert not offers(as_bob)
    assert not offers(client)


def test_without_a_town_the_list_is_empty_and_says_why(as_bob, threads):
    assert titles(as_bob) == []
    page = as_bob.get(reverse("forum:threads"), {"show": "near"})
    assert page.context["empty_title"] == other_lists.empty_title(AnonymousUser(), "near")


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
    other_lists.list_page(alice_in_nul, "near", "")
    Thread.objects.filter(title="En").update(title="Ny")
    with CaptureQueriesContext(connection) as captured:
        other_lists.list_page(alice_in_nul, "near", "")
    # Two more within this transaction: the areas, and whether she has hidden threads.
    assert len(captured) <= 4
