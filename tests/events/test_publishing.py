"""Publishing event pages: times, sign-ups, status, hiding and translations."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from events.models import Event, Occurrence, SignUp
from events.pages.event_page import EventPage
from events.scheduling import occurrence_changes
from tests import factories
from tests.events.conftest import local, mails, taken_is_right

pytestmark = pytest.mark.django_db

WEEK = datetime.timedelta(days=7)


def publish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def starts(page):
    return [occurrence.starts_at for occurrence in page.event.occurrences.all()]


def only_occurrence(page):
    [occurrence] = page.event.occurrences.all()
    return occurrence


@pytest.fixture
def page(theme):
    return factories.make_event_page(theme, capacity=10, venue="Havnen")


@pytest.fixture
def series(theme):
    return factories.make_event_page(theme, repeats="weekly", repeat_count=4, capacity=10)


def test_saving_a_draft_makes_no_event(theme):
    assert factories.make_event_page(theme, publish=False).event is None
    assert not Event.objects.exists()


def test_publishing_makes_event_and_occurrence(page):
    occurrence = only_occurrence(page)
    assert page.event.is_published
    assert (page.event.venue, page.event.title) == ("Havnen", "Nabocafé")
    assert (occurrence.starts_at, occurrence.ends_at) == (page.starts_at, page.ends_at)
    assert occurrence.capacity == 10


def test_publishing_again_changes_nothing_and_sends_no_mail(page, sign_up):
    before = only_occurrence(page)
    sign_up(before)
    publish(page)
    after = only_occurrence(page)
    assert (after.pk, after.sequence, after.taken) == (before.pk, 0, 2)
    assert len(mails()) == 1


def test_moving_keeps_the_sign_ups_and_sends_mails(page, confirmed_signup):
    signup = confirmed_signup(only_occurrence(page))
    publish(page, starts_at=page.starts_at + WEEK, ends_at=page.ends_at + WEEK)
    occurrence = only_occurrence(page)
    assert occurrence == signup.occurrence
    assert (occurrence.starts_at, occurrence.sequence) == (page.starts_at, 1)
    assert taken_is_right(occurrence)
    [mail] = mails(kind="event_changed")
    assert mail.to == signup.email


def test_another_venue_sends_mails(page, confirmed_signup):
    confirmed_signup(only_occurrence(page))
    publish(page, venue="Kirken")
    [mail] = mails(kind="event_changed")
    assert "Kirken" in mail.text


def test_another_title_sends_no_mail(page, sign_up):
    sign_up(only_occurrence(page))
    publish(page, title="Nabote")
    assert page.event.title == "Nabote"
    assert not mails(kind="event_changed")


def test_a_lower_capacity_keeps_the_sign_ups(page, sign_up):
    sign_up(only_occurrence(page), party_size=6)
    publish(page, capacity=3)
    assert (only_occurrence(page).taken, only_occurrence(page).seats_left) == (6, 0)
    assert not mails(kind="event_changed")


def test_a_cancellation_can_be_taken_back(page, confirmed_signup):
    confirmed_signup(only_occurrence(page))
    publish(page, status="cancelled", status_reason="Storm")
    assert only_occurrence(page).is_cancelled
    publish(page)
    publish(page, status_reason="Storm and flood")
    assert only_occurrence(page).status_reason == "Storm and flood"
    assert len(mails(kind="event_cancelled")) == 1
    assert not mails(kind="event_changed")

    publish(page, status="scheduled")
    assert not only_occurrence(page).is_cancelled
    assert only_occurrence(page).status_reason == ""
    [mail] = mails(kind="event_changed")
    assert mail.subject == "It takes place after all: Nabocafé"
    assert "takes place after all. Your sign-up is kept" in mail.text
    assert taken_is_right(only_occurrence(page))

    publish(page, status="cancelled", status_reason="Storm again")
    assert len(mails(kind="event_cancelled")) == 2


def test_postponing_a_cancelled_event_keeps_the_sign_ups(page, sign_up):
    signup = sign_up(only_occurrence(page))
    publish(page, status="cancelled", status_reason="Storm")
    later = {"starts_at": page.starts_at + WEEK, "ends_at": page.ends_at + WEEK}
    publish(page, status="scheduled", **later)
    assert only_occurrence(page) == signup.occurrence
    assert only_occurrence(page).starts_at == later["starts_at"]


def test_a_postponed_event_gets_a_new_date_after_the_old_one(page, confirmed_signup):
    signup = confirmed_signup(only_occurrence(page))
    publish(page, status="postponed", status_reason="Flood")
    with time_machine.travel(page.ends_at + WEEK, tick=False):
        assert not only_occurrence(page).is_over
        assert list(SignUp.objects.to_come()) == [signup]
        # Held at a date that has passed, it is not.
        publish(page, status="scheduled")
        assert only_occurrence(page).is_postponed
        assert not mails(kind="event_changed")
        later = timezone.now() + WEEK
        publish(page, starts_at=later, ends_at=later + datetime.timedelta(hours=2))
        occurrence = only_occurrence(page)
        assert (occurrence, occurrence.starts_at) == (signup.occurrence, later)
        assert occurrence.takes_place
        assert len(mails(kind="event_changed")) == 1
        assert taken_is_right(occurrence)


def test_a_postponed_occurrence_of_a_series_moves_no_other(series, sign_up):
    first, second, *_rest = series.event.occurrences.all()
    signup = sign_up(second)
    wanted = occurrence_changes.OccurrenceState(
        first.starts_at, first.ends_at, 10, "postponed", "Flood"
    )
    occurrence_changes.change_one(occurrence=first, state=wanted)
    with time_machine.travel(first.ends_at + datetime.timedelta(days=1), tick=False):
        hour = datetime.timedelta(hours=1)
        publish(series, starts_at=series.starts_at + hour, ends_at=series.ends_at + hour)
        first.refresh_from_db()
        signup.refresh_from_db()
        assert first.is_postponed
        assert signup.occurrence.starts_at == second.starts_at + hour


def test_an_event_can_be_published_as_cancelled(theme):
    page = factories.make_event_page(theme, status="cancelled", status_reason="Storm")
    assert only_occurrence(page).is_cancelled


def test_moving_and_cancelling_together_sends_one_mail(page, confirmed_signup):
    confirmed_signup(only_occurrence(page))
    later = {"starts_at": page.starts_at + WEEK, "ends_at": page.ends_at + WEEK}
    publish(page, status="cancelled", status_reason="Storm", **later)
    kinds = [mail.key.split(":")[2] for mail in mails()]
    assert kinds == ["confirm", "confirmed", "event_cancelled"]


def test_unpublishing_hides_the_event_and_keeps_the_sign_ups(page, sign_up, client):
    signup = sign_up(only_occurrence(page))
    page.unpublish()
    assert not page.event.is_published
    assert not Occurrence.objects.visible_to(signup.user).exists()
    assert SignUp.objects.get() == signup
    assert client.get(f"/en/events/{signup.occurrence_id}/sign-up/").status_code == 404
    publish(page)
    assert page.event.is_published


def test_deleting_the_page_hides_the_event_and_keeps_the_sign_ups(page, sign_up):
    signup = sign_up(only_occurrence(page))
    page.delete()
    signup.refresh_from_db()
    assert not signup.occurrence.event.is_published


def test_scheduled_publishing_makes_the_event_at_its_time(theme):
    page = factories.make_event_page(theme, publish=False)
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision().publish()
    assert not Event.objects.filter(is_published=True).exists()
    with time_machine.travel(factories.in_days(1.1)):
        call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.live
    assert page.event.is_published


def test_scheduled_expiry_hides_the_event(theme):
    page = factories.make_event_page(theme, expire_at=factories.in_days(1))
    with time_machine.travel(factories.in_days(1.1)):
        call_command("publish_scheduled")
    assert not page.event.is_published


# --- Series -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("repeats", "first", "last"),
    [
        ("weekly", local(2026, 10, 20, 19), local(2026, 11, 3, 19)),
        ("weekly", local(2027, 3, 23, 19), local(2027, 4, 6, 19)),
        ("fortnightly", local(2026, 10, 13, 19), local(2026, 11, 10, 19)),
        ("monthly", local(2026, 10, 8, 19), local(2026, 12, 10, 19)),
        # The fifth Saturday is the last one.
        ("monthly", local(2026, 10, 31, 19), local(2026, 12, 26, 19)),
    ],
)
@time_machine.travel(datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
def test_the_local_hour_stays_at_clock_changes(theme, repeats, first, last):
    page = factories.make_event_page(
        theme,
        starts_at=first,
        ends_at=first + datetime.timedelta(hours=2),
        repeats=repeats,
        repeat_count=3,
    )
    shown = [timezone.localtime(start) for start in starts(page)]
    assert (shown[0], shown[-1], len(shown)) == (first, last, 3)
    assert {(start.hour, start.minute) for start in shown} == {(19, 0)}
    for occurrence in page.event.occurrences.all():
        assert timezone.localtime(occurrence.ends_at).hour == 21


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # The hour that is there twice, and the hour that is not there.
        (local(2026, 10, 18, 2, 30), local(2026, 10, 18, 2, 45)),
        (local(2027, 3, 21, 2, 30), local(2027, 3, 21, 3, 0)),
    ],
)
@time_machine.travel(datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
def test_a_series_in_the_clock_change_hour_can_be_published_again(theme, start, end):
    page = factories.make_event_page(
        theme, starts_at=start, ends_at=end, repeats="weekly", repeat_count=3
    )
    before = starts(page)
    publish(page)
    assert starts(page) == before
    assert len(before) == 3
    assert not page.event.occurrences.exclude(sequence=0).exists()


def test_an_end_after_midnight_keeps_its_local_hour(theme):
    with time_machine.travel(datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC)):
        page = factories.make_event_page(
            theme,
            starts_at=local(2026, 10, 17, 22),
            ends_at=local(2026, 10, 18, 4),
            repeats="weekly",
            repeat_count=2,
        )
        ends = [timezone.localtime(each.ends_at) for each in page.event.occurrences.all()]
    assert ends == [local(2026, 10, 18, 4), local(2026, 10, 25, 4)]


def test_another_hour_moves_the_rest_of_a_series(series, confirmed_signup):
    signups = [
        confirmed_signup(occurrence, email=f"n{occurrence.pk}@example.org")
        for occurrence in series.event.occurrences.all()
    ]
    old = starts(series)
    with time_machine.travel(old[1] + datetime.timedelta(days=1)):
        hour = datetime.timedelta(hours=1)
        publish(series, starts_at=series.starts_at + hour, ends_at=series.ends_at + hour)
        for signup in signups:
            signup.occurrence.refresh_from_db()
        moved = [signup.occurrence.starts_at for signup in signups]
    # What is over stays, what is to come has moved, nothing is new.
    assert moved == [old[0], old[1], old[2] + hour, old[3] + hour]
    assert len(starts(series)) == 4
    assert len(mails(kind="event_changed")) == 2


def test_a_shorter_series_cancels_or_deletes_its_last_occurrences(series, confirmed_signup):
    first, second, third, last = series.event.occurrences.all()
    confirmed_signup(last)
    publish(series, repeat_count=2)
    left = list(series.event.occurrences.all())
    assert left == [first, second, last]
    assert third not in left
    assert left[-1].is_cancelled
    assert len(mails(kind="event_cancelled")) == 1

    publish(series)
    assert len(mails(kind="event_cancelled")) == 1
    # Another day does not take in those who were told that theirs is cancelled.
    publish(series, starts_at=series.starts_at - WEEK / 7, ends_at=series.ends_at - WEEK / 7)
    last.refresh_from_db()
    assert last.is_cancelled
    # The longer series takes its own day up again.
    back = {"starts_at": series.starts_at + WEEK / 7, "ends_at": series.ends_at + WEEK / 7}
    publish(series, repeat_count=4, **back)
    last.refresh_from_db()
    assert not last.is_cancelled


def test_a_longer_series_gets_more_occurrences(series):
    publish(series, repeat_count=6)
    assert len(starts(series)) == 6


def test_a_page_in_the_past_makes_one_occurrence(theme):
    page = factories.make_event_page(theme, starts_at=factories.in_days(-7))
    assert only_occurrence(page).is_over


def test_new_dates_on_an_old_page_keep_the_past_occurrence(theme, sign_up):
    page = factories.make_event_page(theme)
    signup = sign_up(only_occurrence(page))
    with time_machine.travel(factories.in_days(20)):
        publish(page, starts_at=factories.in_days(30), ends_at=factories.in_days(30.1))
        assert len(starts(page)) == 2
    signup.occurrence.refresh_from_db()
    assert signup.occurrence.starts_at < page.starts_at
    assert not mails(kind="event_changed")


def test_no_change_of_a_series_loses_a_sign_up(theme, sign_up):
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=5)
    for occurrence in page.event.occurrences.all():
        sign_up(occurrence, email=f"n{occurrence.pk}@example.org")
    for changes in (
        {"repeats": "fortnightly"},
        {"repeat_count": 2},
        {"repeats": "", "repeat_count": 1},
        {"repeats": "monthly", "repeat_count": 12},
    ):
        publish(page, **changes)
        assert SignUp.objects.holding_seats().count() == 5
        assert all(taken_is_right(each) for each in page.event.occurrences.all())
        assert len(starts(page)) == len(set(starts(page)))


# --- Translations -------------------------------------------------------------------------


def translate(page, title="Neighbours’ café"):
    source, _created = TranslationSource.get_or_create_from_instance(page)
    english = Locale.objects.get(language_code="en")
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=english)
    translation.save_target(publish=True)
    version = EventPage.objects.get(translation_key=page.translation_key, locale=english)
    version.title = title
    return publish(version)


def test_a_translation_has_the_same_event(page):
    english = translate(page)
    assert english.event == page.event
    assert Event.objects.count() == Occurrence.objects.count() == 1


def test_publishing_a_translation_changes_no_times(page, sign_up):
    english = translate(page)
    sign_up(only_occurrence(page))
    publish(english, starts_at=page.starts_at + WEEK, ends_at=page.ends_at + WEEK, capacity=1)
    assert only_occurrence(page).starts_at == page.starts_at
    assert only_occurrence(page).capacity == 10
    assert page.event.title == "Nabocafé"
    assert not mails(kind="event_changed")


def test_publishing_a_detached_translation_changes_no_times(page):
    english = translate(page)
    Translation.objects.update(enabled=False)
    publish(english, starts_at=page.starts_at + WEEK, ends_at=page.ends_at + WEEK)
    english.unpublish()
    assert only_occurrence(page).starts_at == page.starts_at
    assert page.event.is_published


def test_mails_have_the_title_in_the_language_of_the_reader(page, confirmed_signup):
    translate(page)
    confirmed_signup(only_occurrence(page), language="en")
    confirmed_signup(only_occurrence(page), language="da", email="bo@example.org")
    occurrence_changes.cancel_occurrence(only_occurrence(page), reason="Storm")
    assert "Neighbours’ café" in mails(to="karen@example.org", kind="event_cancelled")[0].subject
    assert "Nabocafé" in mails(to="bo@example.org", kind="event_cancelled")[0].subject


# --- What editors may write ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": local(2026, 1, 1, 10)}, "ends_at"),
        ({"ends_at": factories.in_days(50)}, "ends_at"),
        ({"repeats": "weekly", "repeat_count": 1}, "repeat_count"),
        ({"repeats": "weekly", "repeat_count": 501}, "repeat_count"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": -1}, "capacity"),
        ({"status": "cancelled", "status_reason": " "}, "status_reason"),
        ({"venue": "Spørg 010203-1234"}, "venue"),
    ],
)
def test_errors_appear_at_their_field(theme, changes, field):
    page = factories.make_event_page(theme, publish=False)
    for name, value in changes.items():
        setattr(page, name, value)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert field in refused.value.message_dict


def test_the_event_has_the_recurrence_rule(series):
    assert series.event.recurrence == "FREQ=WEEKLY;COUNT=4"
    assert series.recurrence_rule == series.event.recurrence
