"""The search suggests and shows nothing of what its reader may not read."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from wagtail.models import PageViewRestriction

from forum.moderation.actions import hide_post
from forum.threads import own_thread
from home.search.results import search
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(alice, theme, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return factories.make_thread(alice, theme, "Kælderrotterne")


def test_a_word_of_a_hidden_thread_is_no_suggestion(
    thread, alice, moderator, django_capture_on_commit_callbacks
):
    assert search("kælderrotterme", alice).suggestion == "kælderrotterne"

    with django_capture_on_commit_callbacks(execute=True):
        hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")

    for reader in (AnonymousUser(), alice, moderator):
        assert search("kælderrotterme", reader).suggestion == ""


def test_a_word_of_an_earlier_title_is_no_suggestion(thread, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        own_thread.change_title(thread=thread, title="Vejen")

    assert search("kælderrotterme", AnonymousUser()).suggestion == ""


def test_a_word_of_a_page_for_some_people_is_no_suggestion(as_if_committed):
    page = factories.make_standard_page("Kælderrotterne")
    with translation.override("da"):
        assert search("kælderrotterme", AnonymousUser()).suggestion == "kælderrotterne"

        PageViewRestriction.objects.create(page=page, restriction_type="login")

        assert search("kælderrotterme", AnonymousUser()).suggestion == ""


def test_a_page_for_some_people_is_not_found(as_if_committed):
    page = factories.make_standard_page("Kælderrotterne")
    with translation.override("da"):
        assert [hit.url for hit in search("kælderrotterne", AnonymousUser()).hits] == [page.url]

        PageViewRestriction.objects.create(page=page, restriction_type="login")

        assert not search("kælderrotterne", AnonymousUser()).hits
