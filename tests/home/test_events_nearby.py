"""The front page shows the events of the reader's town first, and says so."""

import pytest

from events.models import Occurrence
from home.models.pages import LISTED
from tests import factories
from tests.markup import markup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(theme):
    """Eight events in no area, sooner than those of the town."""
    return [
        factories.make_occurrence(
            theme, title=f"Elsewhere {number}", starts_at=factories.at_five_in(number)
        )
        for number in range(1, 9)
    ]


def titles(client):
    nearby = client.get("/en/").context["nearby"]
    return [[entry.title for entry in group] for group in (nearby.near, nearby.elsewhere)]


def test_member_with_a_town_sees_its_events_first(as_alice, alice, theme, area, elsewhere):
    factories.make_occurrence(theme, title="Here", area=area, starts_at=factories.at_five_in(30))
    alice.area = area
    alice.save()
    assert titles(as_alice) == [["Here"], [f"Elsewhere {n}" for n in range(1, LISTED)]]
    page = markup_of(as_alice.get("/en/"))
    assert page.index(f"In {area.name}") < page.index("In the rest of the municipality")


def test_busy_town_does_not_hide_the_rest(as_alice, alice, theme, area, elsewhere):
    for number in range(9):
        factories.make_occurrence(theme, title=f"Here {number}", area=area)
    alice.area = area
    alice.save()
    near, rest = titles(as_alice)
    assert len(near) > len(rest) > 0
    assert len(near) + len(rest) == LISTED


def test_town_without_events_says_so(as_alice, alice, area, elsewhere):
    alice.area = area
    alice.save()
    assert titles(as_alice)[0] == []
    assert f"Nothing is planned in {area.name} right now." in markup_of(as_alice.get("/en/"))


def test_others_see_the_next_events_and_no_promise(client, as_bob, area, theme, elsewhere):
    factories.make_occurrence(theme, title="There", area=area, starts_at=factories.at_five_in(1))
    for reader in (client, as_bob):
        assert titles(reader)[0] == []
        assert len(titles(reader)[1]) == LISTED
        assert "near you</h2>" not in markup_of(reader.get("/en/"))
    # Only somebody with a profile can choose a town.
    assert "Choose your town" in markup_of(as_bob.get("/en/"))
    assert "Choose your town" not in markup_of(client.get("/en/"))


def test_hidden_and_past_events_are_not_near(as_alice, alice, theme, area):
    alice.area = area
    alice.save()
    factories.make_occurrence(theme, title="Secret", area=area, is_published=False)
    over = factories.make_occurrence(theme, title="Over", area=area)
    Occurrence.objects.filter(pk=over.pk).update(
        starts_at=factories.in_days(-3), ends_at=factories.in_days(-2)
    )
    assert titles(as_alice) == [[], []]
