"""No edit of a series loses a sign-up, and everybody affected gets a mail."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import SignUp
from events.models.details import TAKES_PLACE, EventStatus
from events.pages import publishing
from events.pages.event_page import EventPage
from events.scheduling import occurrence_changes, occurrence_overrides
from events.scheduling.occurrence_changes import OccurrenceState
from events.signups import registration
from notifications.models import OutboxMessage
from tests import factories
from tests.events.conftest import taken_is_right

pytestmark = pytest.mark.django_db

HOURS = st.integers(-5, 5).map(lambda hours: datetime.timedelta(hours=hours))
DAYS = st.integers(-3, 10).map(lambda days: datetime.timedelta(days=days))
SERIES_EDITS = st.one_of(
    st.fixed_dictionaries(
        {
            "repeats": st.sampled_from(EventPage.Repeats.values),
            "repeat_count": st.none() | st.integers(2, 9),
            "repeat_until": st.none(),
        }
    ),
    st.fixed_dictionaries({"repeat_count": st.none(), "until_days": st.integers(8, 40)}),
    st.fixed_dictionaries({"move": HOURS | DAYS}),
    st.fixed_dictionaries({"capacity": st.none() | st.integers(1, 12)}),
    st.fixed_dictionaries({"status": st.sampled_from(EventStatus.values)}),
    st.fixed_dictionaries({"venue": st.sampled_from(["Havnen", "Kirken"])}),
)
ONE_TIME_EDITS = st.fixed_dictionaries(
    {"index": st.integers(0, 8)},
    optional={
        "by": HOURS | DAYS,
        "status": st.sampled_from(list(EventStatus)),
        "seats": st.integers(1, 12),
        "back": st.just(True),
    },
)


@pytest.fixture
def series(theme, settings):
    settings.SERIES_DAYS_AHEAD = 40
    page = factories.make_event_page(theme, repeats="weekly", repeat_count=4, capacity=8)
    for number, occurrence in enumerate(page.event.occurrences.all()):
        party = {"party_size": number + 1, "email": f"n{number}@example.org"}
        registration.confirm(factories.sign_up(occurrence, name="Karen", **party))
    last = page.event.occurrences.last()
    registration.confirm(
        factories.sign_up(last, party_size=6, email="waits@example.org", waits=True)
    )
    return page


def edit_series(page, edit):
    """Publish the page with `edit`, if its form would take it."""
    edit = dict(edit)
    if move := edit.pop("move", None):
        edit |= {"starts_at": page.starts_at + move, "ends_at": page.ends_at + move}
    if until := edit.pop("until_days", None):
        edit["repeat_until"] = factories.in_days(until).date()
    for name, value in edit.items():
        setattr(page, name, value)
    page.status_reason = "" if page.status == EventStatus.SCHEDULED else "Because"
    try:
        page.clean()
    except ValidationError:
        page.refresh_from_db()
        return
    page.save()
    publishing.publish(page)


def edit_one_time(page, edit):
    """Change one occurrence alone."""
    found = list(page.event.occurrences.upcoming().select_related("event"))
    if not found:
        return
    one = found[edit["index"] % len(found)]
    if edit.get("back"):
        occurrence_overrides.return_to_series(occurrence=one)
        return
    by = edit.get("by", datetime.timedelta())
    status = edit.get("status", EventStatus(one.status))
    wanted = OccurrenceState(
        starts_at=one.starts_at + by,
        ends_at=one.ends_at + by,
        capacity=edit.get("seats", one.capacity),
        status=status,
        reason="" if status == EventStatus.SCHEDULED else "Because",
    )
    occurrence_changes.change_one(occurrence=one, state=wanted)


def facts_in_mails(signup):
    """Return the facts in the latest mail: status, times and venue."""
    one = signup.occurrence
    if one.status not in TAKES_PLACE:
        return one.status
    event = one.event
    return (one.status, one.starts_at, one.ends_at, event.venue)


def mails_to(signup):
    """Return the keys of the mails on changes, in the order they were written."""
    mails = OutboxMessage.objects.filter(to=signup.email, key__contains=":event_").order_by("pk")
    return list(mails.values_list("key", flat=True))


@given(edits=st.lists(SERIES_EDITS | ONE_TIME_EDITS, min_size=1, max_size=5))
@settings(
    max_examples=30,
    deadline=None,
    # Each example is rolled back.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_edit_of_a_series_loses_a_sign_up(series, edits):
    with transaction.atomic():
        page = EventPage.objects.get(pk=series.pk)
        page.venue = "Havnen"
        publishing.publish(page)
        # Count from here: the mails of this publication are not part of the test.
        signups = list(SignUp.objects.select_related("occurrence__event"))
        known = {signup.pk: facts_in_mails(signup) for signup in signups}
        mailed = {signup.pk: len(mails_to(signup)) for signup in signups}
        for edit in edits:
            if "index" in edit:
                edit_one_time(page, edit)
            else:
                edit_series(page, edit)
            active = list(SignUp.objects.active().select_related("occurrence__event"))
            assert {signup.pk for signup in active} == set(known)
            starts = list(page.event.occurrences.values_list("recurrence_id", flat=True))
            assert len(starts) == len(set(starts))
            assert all(taken_is_right(one) for one in page.event.occurrences.all())
            for signup in active:
                one, mails = signup.occurrence, mails_to(signup)
                # One mail if the facts in the last mail are wrong now, and none otherwise.
                is_news = facts_in_mails(signup) != known[signup.pk]
                assert len(mails) - mailed[signup.pk] == is_news
                if one.is_cancelled and is_news:
                    assert ":event_cancelled:" in mails[-1]
                known[signup.pk], mailed[signup.pk] = facts_in_mails(signup), len(mails)
        transaction.set_rollback(True)
