"""The admin of event pages: the form, its panels and the list of sign-ups."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.test.utils.form_data import rich_text, streamfield
from wagtail.users.models import UserProfile

from events.pages.event_page import EventPage
from events.pages.panels import hints_for
from tests import factories
from tests.events.editing import edit_url, editor_language, form_of
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, title="Nabocafé", capacity=10)


@pytest.fixture
def signup(page, sign_up):
    return sign_up(page.event.occurrences.get())


def list_url(page):
    return reverse("event_signups", args=[page.pk])


def test_the_list_links_to_the_organisers_pages(as_editor, page, signup):
    response = as_editor.get(list_url(page))

    assert response.status_code == 200
    words = response.content.decode()
    attendees = reverse("events:attendees", args=[page.event.occurrences.get().pk])
    assert attendees in words
    assert "Karen" not in words
    assert "no-store" in response["Cache-Control"]
    assert "Karen Holm" in as_editor.get(attendees).content.decode()


def test_past_occurrences_are_listed_last(as_editor, page):
    occurrence = page.event.occurrences.get()
    type(occurrence).objects.update(
        starts_at=factories.in_days(-2), ends_at=factories.in_days(-1.9)
    )

    assert reverse("events:attendees", args=[occurrence.pk]) in str(
        as_editor.get(list_url(page)).content
    )


@pytest.mark.parametrize("browser", ["client", "as_alice", "as_moderator"])
def test_only_editors_of_the_page_see_the_list(request, page, signup, browser):
    response = request.getfixturevalue(browser).get(list_url(page))
    assert response.status_code in {302, 403}
    assert b"Karen" not in response.content


def test_admin_access_without_the_edit_permission_is_refused(page, signup, bob):
    from django.contrib.auth.models import Permission
    from django.test import Client

    bob.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(bob)
    response = client.get(list_url(page), follow=True)
    assert b"Karen" not in response.content


def test_a_page_without_an_event_lists_no_signups(as_editor, theme):
    draft = factories.make_event_page(theme, publish=False)
    assert as_editor.get(list_url(draft)).status_code == 200
    missing = as_editor.get(reverse("event_signups", args=[999999]), follow=True)
    assert missing.status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_refuses_other_methods(as_editor, page, method):
    assert getattr(as_editor, method)(list_url(page)).status_code == 405


def test_the_list_takes_a_fixed_number_of_queries(
    as_editor, page, sign_up, django_assert_max_num_queries
):
    for number in range(5):
        sign_up(page.event.occurrences.get(), email=f"n{number}@example.org")
    with django_assert_max_num_queries(30):
        as_editor.get(list_url(page))


def test_the_form_shows_the_seats_taken(as_editor, page, signup):
    words = as_editor.get(edit_url(page)).content.decode()
    assert re.search(r"\b2 \w+ 10 ", words)
    assert list_url(page) in words


def test_a_new_page_shows_no_seats_panel(as_editor):
    url = reverse(
        "wagtailadmin_pages:add", args=["events", "eventpage", factories.calendar_page().pk]
    )
    assert as_editor.get(url).status_code == 200


def test_publishing_the_form_changes_the_event(as_editor, page):
    response = as_editor.post(edit_url(page), form_of(page, venue="Kirken", capacity="1"))
    assert response.status_code == 302
    assert page.event.venue == "Kirken"
    assert page.event.occurrences.get().capacity == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "2020-01-01 10:00"}, "ends_at"),
        ({"ends_at": "2020-13-01 10:00"}, "ends_at"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "99999999999"}, "capacity"),
        ({"repeats": "weekly", "repeat_count": "1"}, "repeat_count"),
        ({"repeats": "hourly"}, "repeats"),
        ({"status": "cancelled"}, "status_reason"),
        ({"venue": "Spørg 010203-1234"}, "venue"),
        ({"max_party_size": "0"}, "max_party_size"),
        ({"max_party_size": "10000"}, "max_party_size"),
        ({"latitude": "57.46"}, "longitude"),
        ({"latitude": "157.46", "longitude": "9.9"}, "latitude"),
        ({"newcomer_seats": "11"}, "newcomer_seats"),
        ({"repeats": "weekly", "repeat_count": "501"}, "repeat_count"),
        ({"repeats": "monthly", "repeat_count": "200"}, "repeat_count"),
        ({"repeats": "weekly", "repeat_count": "4", "repeat_until": "2027-12-01"}, "repeat_until"),
        ({"repeats": "weekly", "repeat_until": "2026-01-01"}, "repeat_until"),
    ],
)
def test_errors_appear_at_their_field(as_editor, page, changes, field):
    response = as_editor.post(edit_url(page), form_of(page, **changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "error-message" in response.content.decode()
    page.refresh_from_db()
    assert page.event.occurrences.get().sequence == 0


def test_an_editor_creates_an_event(as_editor, theme):
    parent = factories.calendar_page()
    url = reverse("wagtailadmin_pages:add", args=["events", "eventpage", parent.pk])
    draft = EventPage(
        title="Gåtur",
        slug="gatur",
        theme=theme,
        starts_at=factories.in_days(3),
        ends_at=factories.in_days(3.1),
    )
    body = streamfield([("text", rich_text("<p>Kom!</p>"))])
    response = as_editor.post(url, form_of(draft, body=body, repeats="weekly", repeat_count="3"))
    assert response.status_code == 302
    page = EventPage.objects.get(slug="gatur")
    assert page.live
    assert page.event.occurrences.count() == 3


@pytest.mark.parametrize("until", [1000, 4000])
def test_a_last_day_too_far_ahead_is_refused(as_editor, page, until):
    last = f"{factories.in_days(until):%Y-%m-%d}"
    response = as_editor.post(edit_url(page), form_of(page, repeats="daily", repeat_until=last))
    assert "repeat_until" in response.context["form"].errors


def test_a_last_day_before_the_second_time_is_refused(as_editor, page):
    last = f"{factories.in_days(10):%Y-%m-%d}"
    response = as_editor.post(edit_url(page), form_of(page, repeats="weekly", repeat_until=last))
    assert "repeat_until" in response.context["form"].errors


def test_an_all_day_event_can_last_one_day(as_editor, page):
    start = f"{factories.in_days(5):%Y-%m-%d} 00:00"
    changes = {"is_all_day": "on", "starts_at": start, "ends_at": start}
    assert as_editor.post(edit_url(page), form_of(page, **changes)).status_code == 302
    occurrence = page.event.occurrences.get()
    assert timezone.localtime(occurrence.starts_at).hour == 0
    assert timezone.localtime(occurrence.ends_at).hour == 0
    days = timezone.localdate(occurrence.ends_at) - timezone.localdate(occurrence.starts_at)
    assert days.days == 1


def test_an_empty_end_is_an_open_end(as_editor, page):
    assert as_editor.post(edit_url(page), form_of(page, ends_at="")).status_code == 302
    assert page.event.has_open_end

    page.refresh_from_db()
    later = page.starts_at + datetime.timedelta(hours=1)
    ends_at = f"{timezone.localtime(later):%d.%m.%Y %H.%M}"
    assert as_editor.post(edit_url(page), form_of(page, ends_at=ends_at)).status_code == 302
    assert not page.event.has_open_end
    assert page.event.occurrences.get().ends_at == later


def test_a_whole_day_without_an_end_is_one_day(as_editor, page):
    changes = {"is_all_day": "on", "ends_at": ""}
    assert as_editor.post(edit_url(page), form_of(page, **changes)).status_code == 302
    assert not page.event.has_open_end
    occurrence = page.event.occurrences.get()
    days = timezone.localdate(occurrence.ends_at) - timezone.localdate(occurrence.starts_at)
    assert days.days == 1


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    "typed", ["15.12.{} 19:00", "15/12 {} 19.00", "15/12-{} kl. 19", "{}-12-15 19:00"]
)
def test_dates_are_read_as_danes_write_them(as_editor, editor, page, language, typed):
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    year = timezone.now().year + 1
    changes = {"starts_at": typed.format(year), "ends_at": ""}
    assert as_editor.post(edit_url(page), form_of(page, **changes)).status_code == 302
    starts_at = timezone.localtime(page.event.occurrences.get().starts_at)
    assert starts_at.replace(tzinfo=None) == datetime.datetime(year, 12, 15, 19)

    form = as_editor.get(edit_url(page)).context["form"]
    assert f'value="15.12.{year} 19:00"' in str(form["starts_at"])


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("typed", ["31.2.2030 19:00", "15.12.2030 25.00", "i morgen", "15/12 19"])
def test_what_is_no_date_is_refused_and_kept(as_editor, editor, page, language, typed):
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": language})
    response = as_editor.post(edit_url(page), form_of(page, starts_at=typed))
    form = response.context["form"]
    assert error_codes(form, "starts_at") == ["invalid"]
    assert "19:00" in str(form.errors["starts_at"])
    assert f'value="{typed}"' in str(form["starts_at"])


@pytest.mark.parametrize("typed", ["15.12.2030", "15/12-2030", "2030-12-15"])
@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
def test_a_date_without_a_time_is_not_midnight(as_editor, page, field, typed):
    changes = {"starts_at": "14.12.2030 19:00", "ends_at": "15.12.2030 21:00", field: typed}
    response = as_editor.post(edit_url(page), form_of(page, **changes))
    assert error_codes(response.context["form"], field) == ["no_time"]
    assert f'value="{typed}"' in str(response.context["form"][field])

    changes["is_all_day"] = "on"
    assert as_editor.post(edit_url(page), form_of(page, **changes)).status_code == 302


def recurrence_of(page):
    """Return the description of the recurrence in English."""
    with translation.override("en"):
        return page.recurrence_in_words


def test_the_form_shows_the_recurrence_and_the_first_dates(as_editor, theme):
    editor_language(as_editor)
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=23)
    words = as_editor.get(edit_url(page)).content.decode()
    assert recurrence_of(page) in words
    assert "and more dates" in words
    # A form with errors describes what the editor entered.
    again = form_of(page, repeats="daily", repeat_count="4", capacity="0")
    response = as_editor.post(edit_url(page), again)
    entered = response.context["form"].instance
    assert (entered.repeats, entered.repeat_count) == ("daily", 4)
    shown = response.content.decode()
    assert recurrence_of(entered) in shown
    assert "and more dates" not in shown


def test_the_form_shows_hints(as_editor, theme):
    editor_language(as_editor)
    page = factories.make_event_page(theme, is_online=True)
    with translation.override("en"):
        [hint, *_others] = hints_for(page)
    assert "online" in hint
    assert hint in as_editor.get(edit_url(page)).content.decode()


def test_an_incomplete_draft_can_be_saved(as_editor, page):
    data = form_of(page, repeats="weekly")
    del data["action-publish"]
    assert as_editor.post(edit_url(page), data).status_code == 302
    assert page.event.occurrences.count() == 1
