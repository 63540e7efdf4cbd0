"""The next events are held until the first is over, and no longer than they are true."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.display.next_items import next_items
from events.models import Occurrence
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_if_committed")]


@pytest.fixture
def occurrences(theme):
    return [
        factories.make_occurrence(theme, title=title, starts_at=factories.at_five_in(days))
        for title, days in (("Cykler", 1), ("Lys", 2), ("Kaffe", 3))
    ]


def titles(limit=2, **filters):
    return [item.title for item in next_items(limit, **filters)]


def test_they_are_read_once(occurrences):
    titles()
    with CaptureQueriesContext(connection) as captured:
        assert titles() == ["Cykler", "Lys"]
    assert not captured.captured_queries


def test_what_is_over_makes_room(occurrences):
    assert titles() == ["Cykler", "Lys"]
    over = occurrences[0].ends_at + datetime.timedelta(seconds=1)
    with time_machine.travel(over, tick=False):
        assert titles() == ["Lys", "Kaffe"]


def test_changes_are_shown_at_once(occurrences):
    assert not next_items(1)[0].occurrence.is_cancelled
    first = Occurrence.objects.filter(pk=occurrences[0].pk)
    first.update(status=Occurrence.Status.CANCELLED, status_reason="Regn")
    assert next_items(1)[0].occurrence.is_cancelled
    first.delete()
    assert titles() == ["Lys", "Kaffe"]


def test_each_theme_and_language_has_its_own(occurrences, theme):
    other = factories.make_theme("loneliness")
    factories.make_occurrence(other, title="Banko", starts_at=factories.at_five_in(1))
    assert titles(theme=other.pk) == ["Banko"]
    assert titles(3, theme=theme.pk) == ["Cykler", "Lys", "Kaffe"]
    assert titles(tags=frozenset({"findes-ikke"})) == []
