"""A list of examples says so once; in a mixed list each example has its mark."""

import pytest

from events.models import Event
from forum.models import Thread
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


@pytest.mark.parametrize("path", ["/da/kalender/", "/da/forum/", "/da/"])
def test_a_list_without_examples_has_no_mark(client, two_of_each, path):
    assert MARK not in main_of(client.get(path))
