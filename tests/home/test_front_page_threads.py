"""What neighbours are talking about, on the front page."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_threads_about_crime_stay_out_of_the_front_page(client, alice, theme):
    crime = factories.make_theme("burglary-prevention", is_about_crime=True)
    factories.make_thread(alice, crime, "About crime")
    factories.make_thread(alice, theme, "About paths")
    factories.make_thread(alice, None, "About anything")
    listed = client.get("/da/").context["threads"]
    assert [thread.title for thread in listed] == ["About anything", "About paths"]
