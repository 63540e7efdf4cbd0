"""Editors see what a change does to the people signed up before they publish it."""

import datetime
import html
import re

import pytest
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from events.models import SignUp
from events.pages.page_to_source import impacts_of_publishing
from events.scheduling import occurrence_changes
from tests import factories
from tests.events.conftest import outbox_messages
from tests.events.editing import edit_url, editor_language, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, title="Nabocafé", capacity=10, venue="Havnen")


@pytest.fixture
def signup(page, confirmed_signup):
    return confirmed_signup(page.event.occurrences.get(), party_size=3)


def later(page, days=1):
    fields = {}
    for name in ("starts_at", "ends_at"):
        moment = timezone.localtime(getattr(page, name)) + datetime.timedelta(days=days)
        fields[name] = f"{moment:%Y-%m-%d %H:%M}"
    return {"venue": "Havnen", **fields}


def plan_in(response):
    return re.search(r'name="seen_impact" value="(\w+)"', response.content.decode())[1]


def assert_shown(impact, response):
    """Assert that the page in English shows the people, the changes and the mails."""
    page = html.unescape(response.content.decode())
    with translation.override("en"):
        for text in (impact.people.in_words, impact.in_words, impact.mails_in_words):
            assert text in page


def test_no_message_says_that_the_draft_was_not_saved(as_editor, editor, page, signup):
    """Wagtail's autosave shows “Saved” beside it."""
    for language in ("da", "en"):
        UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
        shown = as_editor.post(edit_url(page), form_of(page, **later(page)))
        [message] = shown.context["messages"]
        assert not re.search("gemmes|gemt|saved", str(message))


def test_publishing_waits_until_the_impact_was_seen(as_editor, page, signup):
    editor_language(as_editor)
    before = timezone.localtime(signup.occurrence.starts_at)
    response = as_editor.post(edit_url(page), form_of(page, **later(page)))
    assert response.status_code == 200
    [impact] = response.context["form"].impacts
    # Wagtail saves what the form holds as a draft, and says so: that is not published.
    assert "that is your draft" in response.content.decode()
    assert (impact.people.coming, impact.people.mailed) == (3, 1)
    assert [key.split()[0] for key, _description in impact.changes] == ["moved"]
    assert_shown(impact, response)
    signup.occurrence.refresh_from_db()
    assert signup.occurrence.starts_at == before
    assert not outbox_messages(kind="event_changed")

    seen = form_of(page, **later(page), seen_impact=plan_in(response))
    assert as_editor.post(edit_url(page), seen).status_code == 302
    signup.occurrence.refresh_from_db()
    assert signup.occurrence.starts_at == before + datetime.timedelta(days=1)
    assert len(outbox_messages(kind="event_changed")) == 1


def test_another_change_is_shown_again(as_editor, page, signup):
    shown = as_editor.post(edit_url(page), form_of(page, **later(page)))
    other = form_of(page, **later(page, days=2), seen_impact=plan_in(shown))
    again = as_editor.post(edit_url(page), other)
    assert again.status_code == 200
    assert plan_in(again) != plan_in(shown)
    assert not outbox_messages(kind="event_changed")


def test_an_impact_on_more_occurrences_is_shown_again(as_editor, theme, sign_up):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=3, capacity=10)
    series = {"repeats": "weekly", "repeat_count": "3"}
    first, second, _third = page.event.occurrences.all()
    sign_up(first)
    changes = {**later(page), **series, "venue": ""}
    shown = as_editor.post(edit_url(page), form_of(page, **changes))
    sign_up(second, email="bo@example.org")
    seen = form_of(page, **changes, seen_impact=plan_in(shown))
    again = as_editor.post(edit_url(page), seen)
    assert again.status_code == 200
    assert len(again.context["form"].impacts) == 2


def test_one_more_sign_up_does_not_show_it_again(as_editor, page, signup, sign_up):
    shown = as_editor.post(edit_url(page), form_of(page, **later(page)))
    sign_up(signup.occurrence, email="bo@example.org")
    seen = form_of(page, **later(page), seen_impact=plan_in(shown))
    assert as_editor.post(edit_url(page), seen).status_code == 302


def test_saving_a_draft_shows_no_impact(as_editor, page, signup):
    data = form_of(page, **later(page))
    del data["action-publish"]
    assert as_editor.post(edit_url(page), data).status_code == 302
    assert not outbox_messages(kind="event_changed")


def test_a_change_without_mails_shows_no_impact(as_editor, page, signup):
    same = {"venue": "Havnen", "title": "Nabote", "capacity": "20"}
    assert as_editor.post(edit_url(page), form_of(page, **same)).status_code == 302


def test_scheduling_shows_the_impact(as_editor, page, signup):
    data = form_of(page, **later(page), go_live_at=f"{factories.in_days(2):%Y-%m-%d %H:%M}")
    assert as_editor.post(edit_url(page), data).status_code == 200


def test_submitting_for_approval_shows_the_impact(page, signup, bob):
    from django.contrib.auth.models import Group
    from wagtail.models import GroupPagePermission

    writers = Group.objects.create(name="Writers")
    writers.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(group=writers, page=page, permission_type="change")
    bob.groups.add(writers)
    browser = Client()
    factories.sign_in(browser, bob)
    data = form_of(page, **later(page))
    del data["action-publish"]
    submitted = browser.post(edit_url(page), {**data, "action-submit": "1"})
    assert submitted.status_code == 200
    assert submitted.context["form"].impacts


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"venue": "Kirken"}, "it takes place somewhere else"),
        ({"venue": "Havnen", "capacity": "2"}, "people who are signed up keep theirs"),
        ({"venue": "Havnen", "status": "cancelled", "status_reason": "Storm"}, "it is cancelled"),
        ({"venue": "Havnen", "status": "postponed", "status_reason": "Ill"}, "it is postponed"),
        (
            {"venue": "Havnen", "status": "moved_online", "status_reason": "Snow"},
            "it is moved online",
        ),
    ],
)
def test_each_impact_has_a_description(as_editor, page, signup, changes, words):
    editor_language(as_editor)
    response = as_editor.post(edit_url(page), form_of(page, **changes))
    assert response.status_code == 200
    assert words in response.content.decode()
    seen = form_of(page, **changes, seen_impact=plan_in(response))
    assert as_editor.post(edit_url(page), seen).status_code == 302
    signup.refresh_from_db()
    assert signup.holds_seats


def test_people_without_an_address_have_to_be_called(as_editor, page, signup):
    editor_language(as_editor)
    SignUp.objects.update(email="", phone="12345678")
    response = as_editor.post(edit_url(page), form_of(page, **later(page)))
    [impact] = response.context["form"].impacts
    assert (impact.people.mailed, impact.people.without_address) == (0, 1)
    assert_shown(impact, response)


def test_publishing_has_the_impact_that_was_shown(theme, sign_up):
    """The people whom the summary counts get a mail, and nobody else does."""
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=5, capacity=10)
    for number, occurrence in enumerate(page.event.occurrences.all()):
        sign_up(occurrence, email=f"n{number}@example.org")
    mailed_before = len(outbox_messages())
    page.repeat_count = 3
    page.starts_at += datetime.timedelta(hours=1)
    page.ends_at += datetime.timedelta(hours=1)
    impacts = impacts_of_publishing(page)
    page.save_revision().publish()
    assert len(impacts) == 5
    assert len(outbox_messages()) - mailed_before == sum(impact.people.mailed for impact in impacts)
    assert [impact.changes[0][0].split()[0] for impact in impacts] == [
        *("moved", "moved", "moved"),
        *("cancelled", "cancelled"),
    ]


def test_settings_of_one_occurrence_have_no_impact(page, signup):
    wanted = occurrence_changes.OccurrenceState(
        starts_at=signup.occurrence.starts_at + datetime.timedelta(hours=2),
        ends_at=signup.occurrence.ends_at + datetime.timedelta(hours=2),
        capacity=10,
    )
    occurrence_changes.change_one(occurrence=signup.occurrence, state=wanted)
    page.starts_at += datetime.timedelta(hours=1)
    page.ends_at += datetime.timedelta(hours=1)
    assert impacts_of_publishing(page) == []


def test_the_impact_takes_a_fixed_number_of_queries(theme, sign_up, django_assert_max_num_queries):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=30, capacity=10)
    for number, occurrence in enumerate(page.event.occurrences.all()[:12]):
        sign_up(occurrence, email=f"n{number}@example.org")
    page.venue = "Kirken"
    with django_assert_max_num_queries(5):
        assert len(impacts_of_publishing(page)) == 12


# --- Other ways to publish, to hide and to delete ------------------------------------------


def bulk(action, page):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{url}?id={page.pk}&next=/admin/"


def test_bulk_publishing_refuses_unseen_changes(as_editor, page, signup):
    page.venue = "Kirken"
    page.save_revision()
    as_editor.post(bulk("publish", page))
    assert page.event.venue == "Havnen"
    assert not outbox_messages(kind="event_changed")


def test_a_page_with_sign_ups_cannot_be_deleted(as_editor, page, signup):
    delete = reverse("wagtailadmin_pages:delete", args=[page.pk])
    response = as_editor.post(delete)
    assert response["Location"] == edit_url(page)
    calendar = reverse("wagtailadmin_pages:delete", args=[page.get_parent().pk])
    assert as_editor.get(calendar).status_code == 302
    as_editor.post(bulk("delete", page))
    page.refresh_from_db()
    assert page.live

    occurrence_changes.cancel_occurrence(signup.occurrence, reason="Storm")
    as_editor.post(delete)
    assert not type(page).objects.filter(pk=page.pk).exists()
    signup.refresh_from_db()
    assert not signup.occurrence.event.is_published


def test_a_page_without_sign_ups_can_be_deleted(as_editor, page):
    as_editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not type(page).objects.filter(pk=page.pk).exists()


def test_unpublishing_warns_that_nobody_got_a_mail(as_editor, page, signup):
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    response = as_editor.post(unpublish, follow=True)
    [warning] = [
        message for message in response.context["messages"] if message.level == messages.WARNING
    ]
    assert re.search(r"\b3\b", str(warning))
    assert not page.event.is_published
    signup.refresh_from_db()
    assert signup.holds_seats
