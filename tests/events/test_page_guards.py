"""What editors are told about the people signed up when they delete or unpublish a page."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from events.pages.event_page import EventPage
from events.pages.page_guards import people_signed_up_for
from tests import factories
from tests.events.editing import editor_language
from tests.markup import markup_of

pytestmark = pytest.mark.django_db

SEATS = "2 people are signed up, "


@pytest.fixture
def page(theme, sign_up):
    """An event with two seats, which are taken, and one person waiting."""
    page = factories.make_event_page(theme, title="Nabocafé", capacity=2)
    occurrence = page.event.occurrences.get()
    sign_up(occurrence, party_size=2)
    sign_up(occurrence, email="jens@example.org", name="Jens", party_size=1, waits=True)
    return page


@pytest.fixture(autouse=True)
def in_english(as_editor):
    editor_language(as_editor)


def bulk_url(action, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{address}?id={page.pk}"


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_seats_and_the_waiting_list_are_counted_apart(page):
    people = people_signed_up_for([page])

    assert (people.coming, people.waiting.people) == (2, 1)


@pytest.mark.parametrize("several", [False, True])
def test_a_page_with_sign_ups_is_not_deleted(as_editor, page, several):
    single = reverse("wagtailadmin_pages:delete", args=[page.pk])
    response = as_editor.post(bulk_url("delete", page) if several else single)

    assert response.status_code == 302
    assert any(message.startswith(SEATS) for message in messages_of(response))
    assert EventPage.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("of_calendar", [False, True])
@pytest.mark.parametrize("several", [False, True])
def test_editors_read_who_is_signed_up_before_they_unpublish(as_editor, page, several, of_calendar):
    page = page.get_parent() if of_calendar else page
    single = reverse("wagtailadmin_pages:unpublish", args=[page.pk])

    assert SEATS in markup_of(as_editor.get(bulk_url("unpublish", page) if several else single))


def test_nothing_is_said_where_nobody_is_signed_up(as_editor, theme):
    page = factories.make_event_page(theme)
    url = reverse("wagtailadmin_pages:unpublish", args=[page.pk])

    assert "signed up" not in markup_of(as_editor.get(url))
    assert as_editor.post(url).status_code == 302
    assert not EventPage.objects.get(pk=page.pk).live


def test_the_message_after_unpublishing_counts_them_too(as_editor, page):
    response = as_editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    assert response.status_code == 302
    assert any(message.startswith(SEATS) for message in messages_of(response))
