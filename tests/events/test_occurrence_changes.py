"""Changing one occurrence of a series, which the series then leaves as it is."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from events.display.formatting import format_reason
from events.models import SignUp
from events.models.details import EventStatus
from events.scheduling import occurrence_changes, occurrence_overrides
from events.scheduling.occurrence_changes import OccurrenceState
from tests import factories
from tests.events.conftest import local, mails, taken_is_right
from tests.events.editing import editor_language

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, repeats="weekly", repeat_count=4, capacity=10)


@pytest.fixture
def second(page):
    return page.event.occurrences.all()[1]


def publish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def as_it_is(occurrence, **changes):
    return OccurrenceState(
        **{
            "starts_at": occurrence.starts_at,
            "ends_at": occurrence.ends_at,
            "capacity": occurrence.capacity,
            "status": EventStatus(occurrence.status),
            "reason": occurrence.status_reason,
            "other_reasons": occurrence.other_reasons,
            **changes,
        }
    )


def change(occurrence, **changes):
    return occurrence_changes.change_one(
        occurrence=occurrence, state=as_it_is(occurrence, **changes)
    )


def moved(occurrence, by=DAY):
    return {"starts_at": occurrence.starts_at + by, "ends_at": occurrence.ends_at + by}


# --- The verb -----------------------------------------------------------------------------


def test_moving_one_occurrence_keeps_the_others(page, second, confirmed_signup):
    signup = confirmed_signup(second)
    others = page.event.occurrences.exclude(pk=second.pk)
    before = list(others.values_list("starts_at", flat=True))
    assert change(second, **moved(second))
    second.refresh_from_db()
    assert second.has_own_time
    assert (second.has_own_seats, second.has_own_status) == (False, False)
    assert second.starts_at == second.recurrence_id + DAY
    assert list(others.values_list("starts_at", flat=True)) == before
    assert [mail.to for mail in mails(kind="event_changed")] == [signup.email]
    assert not change(second)
    assert len(mails(kind="event_changed")) == 1


def test_publishing_again_keeps_a_moved_occurrence(page, second, confirmed_signup):
    signup = confirmed_signup(second)
    change(second, **moved(second))
    second.refresh_from_db()
    mine = (second.starts_at, second.ends_at)
    publish(page, starts_at=page.starts_at + HOUR, ends_at=page.ends_at + HOUR)
    second.refresh_from_db()
    assert (second.starts_at, second.ends_at) == mine
    # It stands for the series' time, which is an hour later now.
    assert second.recurrence_id == mine[0] - DAY + HOUR
    signup.refresh_from_db()
    assert signup.holds_seats
    assert taken_is_right(second)
    assert page.event.occurrences.count() == 4
    assert len(mails(kind="event_changed")) == 1


def test_publishing_again_keeps_own_seats_and_status(page, second, confirmed_signup):
    confirmed_signup(second)
    change(second, capacity=3, status=EventStatus.MOVED_ONLINE, reason="Snow")
    assert len(mails(kind="event_changed")) == 1
    publish(page, capacity=20)
    second.refresh_from_db()
    assert (second.capacity, second.status) == (3, EventStatus.MOVED_ONLINE)
    assert second.status_reason == "Snow"


def test_cancelling_the_event_cancels_occurrences_with_their_own_status(
    page, second, confirmed_signup
):
    confirmed_signup(second)
    change(second, status=EventStatus.MOVED_ONLINE, reason="Snow")
    first = page.event.occurrences.order_by("starts_at").first()
    change(first, status=EventStatus.CANCELLED, reason="Holiday")
    publish(page, status="cancelled", status_reason="No host")
    second.refresh_from_db()
    assert second.is_cancelled
    assert second.status_reason == "No host"
    assert len(mails(kind="event_cancelled")) == 1
    # Held after all, it is as its series is; what was cancelled by itself stays so.
    publish(page, status="scheduled", status_reason="")
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.status, first.status) == (EventStatus.SCHEDULED, EventStatus.CANCELLED)


def test_a_cancelled_occurrence_stays_cancelled(page, second, confirmed_signup):
    confirmed_signup(second)
    change(second, status=EventStatus.CANCELLED, reason="Holiday")
    publish(page, capacity=20)
    second.refresh_from_db()
    assert second.is_cancelled
    assert second.status_reason == "Holiday"
    assert len(mails(kind="event_cancelled")) == 1


def test_moving_and_postponing_together_sends_one_mail(second, confirmed_signup):
    confirmed_signup(second)
    change(second, status=EventStatus.POSTPONED, reason="Ill", **moved(second))
    kinds = [mail.key.split(":")[2] for mail in mails()]
    assert kinds == ["confirm", "confirmed", "event_postponed"]


def test_a_capacity_below_the_seats_taken_keeps_the_sign_ups(second, sign_up):
    sign_up(second, party_size=4)
    change(second, capacity=2)
    second.refresh_from_db()
    assert (second.capacity, second.taken) == (2, 4)
    assert second.has_own_seats
    assert taken_is_right(second)


def test_an_occurrence_returns_to_its_series(page, second, confirmed_signup):
    signup = confirmed_signup(second)
    change(second, capacity=3, status=EventStatus.CANCELLED, reason="Holiday", **moved(second))
    publish(page, capacity=12)
    second.refresh_from_db()
    assert occurrence_overrides.return_to_series(occurrence=second)
    second.refresh_from_db()
    assert second.starts_at == second.recurrence_id
    assert (second.capacity, second.status, second.status_reason) == (12, "scheduled", "")
    own = (second.has_own_time, second.has_own_seats, second.has_own_status)
    assert own == (False, False, False)
    signup.refresh_from_db()
    assert signup.holds_seats
    assert len(mails(kind="event_changed")) == 1
    publish(page, starts_at=page.starts_at + HOUR, ends_at=page.ends_at + HOUR)
    second.refresh_from_db()
    assert second.starts_at == second.recurrence_id


def test_an_occurrence_outside_the_series_cannot_return(page, sign_up):
    last = page.event.occurrences.all()[3]
    sign_up(last)
    publish(page, repeat_count=2)
    last.refresh_from_db()
    assert last.is_cancelled
    assert not occurrence_overrides.return_to_series(occurrence=last)


# --- The pages ----------------------------------------------------------------------------


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
        **changes,
    }


def plan_in(response):
    return re.search(r'name="seen_effects" value="(\w+)"', response.content.decode())[1]


def test_the_list_shows_occurrences_and_people_waiting(as_editor, page, second, sign_up):
    editor_language(as_editor)
    sign_up(second, party_size=6)
    words = as_editor.get(list_url(page)).content.decode()
    assert "6 of 10 seats taken" in words
    assert "(4 times)" in words
    assert words.count("/times/") >= 4
    assert (
        list_url(page)
        in as_editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )


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
    editor_language(as_editor)
    confirmed_signup(second)
    data = form_of(second, status="cancelled", reason="Storm")
    shown = as_editor.post(url(page, second), data)
    assert shown.status_code == 200
    assert "it is cancelled. 1 mail is sent." in shown.content.decode()
    second.refresh_from_db()
    assert not second.is_cancelled

    seen = {**data, "seen_effects": plan_in(shown)}
    # Pressed twice.
    assert as_editor.post(url(page, second), seen).status_code == 302
    assert as_editor.post(url(page, second), seen).status_code == 302
    second.refresh_from_db()
    assert second.is_cancelled
    assert len(mails(kind="event_cancelled")) == 1


def test_the_reason_is_in_the_language_of_the_reader(as_editor, page, second, confirmed_signup):
    confirmed_signup(second, email="karen@example.org", language="da")
    confirmed_signup(second, email="kate@example.org", language="en")
    data = form_of(second, status="cancelled", reason="Storm i nord", reason_en="A gale")
    shown = as_editor.post(url(page, second), data)
    as_editor.post(url(page, second), {**data, "seen_effects": plan_in(shown)})
    told = {mail.to: mail.text for mail in mails(kind="event_cancelled")}
    assert "Storm i nord" in told["karen@example.org"]
    assert "A gale" in told["kate@example.org"]
    assert "Storm" not in told["kate@example.org"]

    # The series leaves it as it is, and the form shows it again.
    publish(page, title="Nabocafé på havnen")
    second.refresh_from_db()
    assert (second.status_reason, second.other_reasons) == ("Storm i nord", {"en": "A gale"})
    assert 'value="A gale"' in as_editor.get(url(page, second)).content.decode()

    occurrence_overrides.return_to_series(occurrence=second)
    second.refresh_from_db()
    assert (second.status_reason, second.other_reasons) == ("", {})


def test_an_untranslated_reason_is_shown_in_its_own_language(page, second, confirmed_signup):
    confirmed_signup(second, language="en")
    change(second, status=EventStatus.CANCELLED, reason="Storm i nord")
    assert "Storm i nord" in mails(kind="event_cancelled")[0].text
    assert not change(second)
    assert change(second, other_reasons={"en": "A gale"})
    # Who has been told it is cancelled is not told a second time.
    assert len(mails(kind="event_cancelled")) == 1
    with translation.override("en"):
        assert format_reason(second, None) == "A gale"
    with translation.override("da"):
        assert format_reason(second, None) == "Storm i nord"


def test_the_impact_of_a_low_capacity_is_shown(as_editor, page, second, sign_up):
    editor_language(as_editor)
    sign_up(second, party_size=4)
    words = as_editor.post(url(page, second), form_of(second, capacity="2")).content.decode()
    assert "4 seats are taken, and there will be 2: those signed up keep theirs" in words
    assert "Nobody gets a mail." in words


def test_a_button_returns_the_occurrence_to_its_series(as_editor, page, second, sign_up):
    sign_up(second)
    change(second, capacity=3, **moved(second))
    shown = as_editor.post(url(page, second), {"do": "series"})
    assert shown.status_code == 200
    seen = {"do": "series", "seen_effects": plan_in(shown)}
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
