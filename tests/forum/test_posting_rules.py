"""The rules above the forms: in one line, and at length where they matter."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


def is_in_full(client, url: str) -> bool:
    """Return whether the numbers to call stand there without a click."""
    strip = BeautifulSoup(client.get(url).content, "html.parser").main.select_one(".emergency")
    return strip.find_parent("details") is None


@pytest.fixture
def about_crime():
    theme = factories.make_theme("burglary")
    theme.is_about_crime = True
    theme.save()
    return theme


def test_they_are_one_line_where_nothing_is_reported(as_alice, theme, alice):
    thread = factories.make_thread(alice, theme)
    assert not is_in_full(as_alice, thread.get_absolute_url())
    assert not is_in_full(as_alice, reverse("forum:reply", args=[thread.pk]))
    assert not is_in_full(as_alice, reverse("forum:edit", args=[thread.posts.get().pk]))
    assert not is_in_full(as_alice, reverse("forum:start"))


def test_they_stand_in_full_for_issues_and_about_crime(as_alice, theme, about_crime, alice):
    issue = factories.make_thread(alice, theme, kind="issue")
    crime = factories.make_thread(alice, about_crime, "Indbrud")
    for thread in (issue, crime):
        assert is_in_full(as_alice, thread.get_absolute_url())
        assert is_in_full(as_alice, reverse("forum:reply", args=[thread.pk]))
        assert is_in_full(as_alice, reverse("forum:edit", args=[thread.posts.get().pk]))
    start = reverse("forum:start")
    assert is_in_full(as_alice, f"{start}?kind=issue")
    assert is_in_full(as_alice, f"{start}?theme={about_crime.slug}")


@pytest.mark.parametrize("theme_id", ["x", "²", "9" * 40, "-1", ""])
def test_a_theme_that_is_none_breaks_nothing(as_alice, theme_id):
    answer = as_alice.post(reverse("forum:start"), {"theme": theme_id, "kind": "riot"})
    assert answer.status_code == 200
