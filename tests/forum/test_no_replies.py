"""What stands in place of "0 replies", in lists and on the page."""

import pytest
from django.urls import reverse

from forum.models import Thread
from tests import factories

pytestmark = pytest.mark.django_db
QUESTIONS = {"discussion": "Do you know the answer?", "issue": "Do you see it too?"}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_readers_are_asked_what_fits_the_kind(client, alice, theme, kind):
    thread = factories.make_thread(alice, theme, kind=kind)
    for url in (thread.get_absolute_url(), reverse("forum:threads")):
        html = client.get(url).content.decode()
        assert [asked for asked, words in QUESTIONS.items() if words in html] == [kind]


@pytest.mark.parametrize("status", ["solved", "declined"])
def test_an_issue_that_is_done_asks_nothing(client, alice, theme, status):
    thread = factories.make_thread(alice, theme, kind="issue")
    Thread.objects.filter(pk=thread.pk).update(status=status)
    html = client.get(reverse("forum:threads")).content.decode()
    assert not any(words in html for words in QUESTIONS.values())
