"""The admin pages that list the occurrences of an event and change one of them."""

import datetime
import html
import re

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import SignUp
from events.scheduling import occurrence_overrides
from tests import factories
from tests.events.conftest import local, outbox_messages
from tests.events.editing import editor_language
from tests.events.publishing import publish
from tests.events.test_occurrence_changes import change, moved

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, repeats="weekly", repeat_count=4, capacity=10)


@pytest.fixture
def second(page):
    return page.event.occurrences.all()[1]


def list_url(page):
    return reverse("event_times", args=[page.pk])


def url(page, occurrence):
    return reverse("event_time", args=[page.pk, occurrence.pk])


def form_of(occurrence, **changes):
    def shown(moment):
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"

    return {
        "do": "change",
        "starts_at": shown(occurrence.starts_at),
        "ends_at": shown(occurrence.ends_at),
        "capacity": "" if occurrence.capacity is None else str(occurrence.capacity),
        "status": occurrence.status,
        "reason": occurrence.status_reason,
        "area": occurrence.venue.area_id or "",
        **changes,
    }


def plan_in(response):
    return re.search(r'name="seen_impact" value="(\w+)"', response.content.decode())[1]


def test_the_list_shows_occurrences_and_people_waiting(as_editor, page, second, sign_up):
    editor_language(as_editor)
    sign_up(second, party_size=6)
    words = as_editor.get(list_url(page)).content.decode()
    assert "6 of 10 places taken" in words
    for occurrence in page.event.occurrences.all():
        assert url(page, occurrence) in words
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert list_url(page) in as_editor.get(edit).content.decode()


def test_an_occurrence_without_sign_ups_changes_at_once(as_editor, page, second):
    later = timezone.localtime(second.starts_at) + HOUR
    response = as_editor.post(
        url(page, second), form_of(second, starts_at=f"{later:%Y-%m-%d %H:%M}")
    )
    assert response["Location"] == list_url(page)
    second.refresh_from_db()
    assert second.has_own_time


def test_an_occurrence_with_sign_ups_changes_once_the_impact_was_seen(
    as_editor, page, second, confirmed_signup
):
    confirmed_signup(second)
    data = form_of(second, status="cancelled", reason="Storm")
    shown = as_editor.post(url(page, second), data)
    assert shown.status_code == 200
    impact = shown.context["impact"]
    assert (impact.occurrence, impact.people.mailed) == (second, 1)
    assert [key.split()[0] for key, _description in impact.changes] == ["cancelled"]
    second.refresh_from_db()
    assert not second.is_cancelled

    seen = {**data, "seen_impact": plan_in(shown)}
    # A second submission changes nothing.
    assert as_editor.post(url(page, second), seen).status_code == 302
    assert as_editor.post(url(page, second), seen).status_code == 302
    second.refresh_from_db()
    assert second.is_cancelled
    assert len(outbox_messages(kind="event_cancelled")) == 1


def test_the_reason_is_in_the_language_of_the_reader(as_editor, page, second, confirmed_signup):
    confirmed_signup(second, email="karen@example.org", language="da")
    confirmed_signup(second, email="kate@example.org", language="en")
    data = form_of(second, status="cancelled", reason="Storm i nord", reason_en="A gale")
    shown = as_editor.post(url(page, second), data)
    as_editor.post(url(page, second), {**data, "seen_impact": plan_in(shown)})
    texts = {mail.to: mail.text for mail in outbox_messages(kind="event_cancelled")}
    assert "Storm i nord" in texts["karen@example.org"]
    assert "A gale" in texts["kate@example.org"]
    assert "Storm" not in texts["kate@example.org"]

    # Publishing the series keeps both reasons, and the form shows them.
    publish(page, title="Nabocafé på havnen")
    second.refresh_from_db()
    assert (second.status_reason, second.other_reasons) == ("Storm i nord", {"en": "A gale"})
    assert 'value="A gale"' in as_editor.get(url(page, second)).content.decode()

    occurrence_overrides.return_to_series(occurrence=second)
    second.refresh_from_db()
    assert (second.status_reason, second.other_reasons) == ("", {})


def test_the_impact_of_a_low_capacity_is_shown(as_editor, page, second, sign_up):
    sign_up(second, party_size=4)
    response = as_editor.post(url(page, second), form_of(second, capacity="2"))
    impact = response.context["impact"]
    [(_key, description)] = impact.changes
    assert re.findall(r"\d+", description) == ["4", "2"]
    assert description in html.unescape(response.content.decode())
    assert not impact.sends_mail


def test_a_button_returns_the_occurrence_to_its_series(as_editor, page, second, sign_up):
    sign_up(second)
    change(second, capacity=3, **moved(second))
    shown = as_editor.post(url(page, second), {"do": "series"})
    assert shown.status_code == 200
    seen = {"do": "series", "seen_impact": plan_in(shown)}
    assert as_editor.post(url(page, second), seen).status_code == 302
    second.refresh_from_db()
    assert second.starts_at == second.recurrence_id
    assert not second.has_own_time


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "2020-01-01 10:00"}, "ends_at"),
        ({"ends_at": "2099-01-01 10:00"}, "ends_at"),
        ({"starts_at": "yesterday"}, "starts_at"),
        ({"starts_at": "1.12.2098", "ends_at": "1.12.2098 23:00"}, "starts_at"),
        ({"ends_at": "1.12.2098", "starts_at": "30.11.2098 19:00"}, "ends_at"),
        ({"starts_at": "2020-01-01 10:00", "ends_at": "2020-01-01 11:00"}, "starts_at"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "9999999999"}, "capacity"),
        ({"status": "cancelled"}, "reason"),
        ({"status": "gone"}, "status"),
        ({"reason": "Spørg 010203-1234"}, "reason"),
        ({"reason_en": "Ask 010203-1234"}, "reason_en"),
        ({"reason_en": "x" * 241}, "reason_en"),
        ({"reason": "x" * 241}, "reason"),
    ],
)
def test_errors_appear_at_their_field(as_editor, page, second, changes, field):
    response = as_editor.post(url(page, second), form_of(second, **changes))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    second.refresh_from_db()
    assert second.sequence == 0


@time_machine.travel(local(2026, 12, 1))
def test_an_all_day_event_has_date_fields(as_editor, theme):
    page = factories.make_event_page(
        theme, starts_at=local(2027, 3, 26), ends_at=local(2027, 3, 27), is_all_day=True
    )
    [occurrence] = page.event.occurrences.all()
    data = form_of(occurrence, starts_at="2027-03-27", ends_at="2027-03-28")
    assert as_editor.post(url(page, occurrence), data).status_code == 302
    occurrence.refresh_from_db()
    assert occurrence.starts_at == local(2027, 3, 27)
    # The night the clocks go forward.
    assert occurrence.ends_at == local(2027, 3, 29)
    assert as_editor.post(url(page, occurrence), data).status_code == 302


def test_an_open_end_has_no_end_field(as_editor, theme):
    page = factories.make_event_page(theme, ends_at=None, has_open_end=True)
    [occurrence] = page.event.occurrences.all()
    data = form_of(occurrence)
    del data["ends_at"]
    assert as_editor.post(url(page, occurrence), {**data, "capacity": "5"}).status_code == 302
    occurrence.refresh_from_db()
    assert (occurrence.capacity, occurrence.has_own_time) == (5, False)


def test_a_past_occurrence_cannot_be_changed(as_editor, page, second):
    data = form_of(second, capacity="3")
    with time_machine.travel(second.ends_at + DAY):
        response = as_editor.post(url(page, second), data)
    assert response.status_code in {200, 302}
    second.refresh_from_db()
    assert second.capacity == 10


@pytest.mark.parametrize("browser", ["client", "as_alice", "as_moderator"])
def test_only_editors_of_the_page_are_allowed(request, page, second, sign_up, browser):
    reader = request.getfixturevalue(browser)
    for address in (list_url(page), url(page, second)):
        assert reader.get(address).status_code in {302, 403}
    reader.post(url(page, second), form_of(second, capacity="3"))
    second.refresh_from_db()
    assert second.capacity == 10


def test_admin_access_without_the_edit_permission_is_refused(page, second, bob):
    bob.user_permissions.add(Permission.objects.get(codename="access_admin"))
    browser = Client()
    factories.sign_in(browser, bob)
    assert browser.post(url(page, second), form_of(second, capacity="3")).status_code != 200
    second.refresh_from_db()
    assert second.capacity == 10


def test_an_occurrence_of_another_event_is_not_found(as_editor, page, theme):
    other = factories.make_event_page(theme, title="Gåtur").event.occurrences.get()
    assert as_editor.get(url(page, other), follow=True).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(as_editor, page, second, method):
    assert getattr(as_editor, method)(url(page, second)).status_code == 405
    assert as_editor.post(list_url(page)).status_code == 405


def test_the_list_takes_a_fixed_number_of_queries(
    as_editor, theme, sign_up, django_assert_max_num_queries
):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=40, capacity=10)
    for number, occurrence in enumerate(page.event.occurrences.all()[:10]):
        sign_up(occurrence, email=f"n{number}@example.org")
    assert SignUp.objects.count() == 10
    with django_assert_max_num_queries(25):
        as_editor.get(list_url(page))
