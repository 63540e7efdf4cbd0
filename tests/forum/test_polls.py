"""Date polls: propose a meetup, vote, change the dates, and the limits of each date."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from forum.models import Poll, PollDate, Vote, Voter
from forum.moderation.actions import hide_post
from forum.polls import proposing, voting
from forum.polls.locking import PollClosed, StaleVersion
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db


def page(poll: Poll, name: str = "poll") -> str:
    return reverse(f"forum:{name}", args=[poll.pk])


def typed(days: int, hour: int = 19) -> str:
    day = timezone.localdate() + datetime.timedelta(days=days)
    return f"{day.isoformat()}T{hour:02}:00"


def form(**more: object) -> dict[str, object]:
    return {
        "title": "Grill i parken",
        "place": "Anlægget",
        "closes_at": typed(5),
        "submission": str(uuid.uuid4()),
        "date-0-starts_at": typed(7),
        "date-0-ends": "21:00",
        "date-1-starts_at": typed(8),
        "date-1-seats": "1",
        # A number is a day from now: what is written above a test is read before midnight.
        **{name: typed(day) if isinstance(day, int) else day for name, day in more.items()},
    }


def counts(date: PollDate) -> tuple[int, int, int]:
    date.refresh_from_db()
    return date.yes_count, date.maybe_count, date.no_count


def answers(poll: Poll, *given: str, version: int | None = None) -> dict[str, object]:
    """Return what the form sends: `given` are the answers to the dates in order."""
    dates = poll.dates.filter(removed_in=None)
    fields = {f"date_{date.pk}": answer for date, answer in zip(dates, given, strict=False)}
    return {"version": poll.version if version is None else version, **fields}


@pytest.fixture
def poll(thread, alice) -> Poll:
    """Alice's poll in her thread, with three dates; the third has one place."""
    return factories.make_poll(thread, alice, seats=[None, None, 1])


@pytest.fixture
def dates(poll) -> list[PollDate]:
    return list(poll.dates.all())


def test_a_resident_proposes_a_meetup_in_any_thread(as_bob, bob, thread):
    url = reverse("forum:propose", args=[thread.pk])
    assert url in as_bob.get(thread.url).content.decode()
    assert as_bob.get(url).status_code == 200

    response = as_bob.post(url, form(allows_dates="on"))

    poll = Poll.objects.get()
    assert response["Location"] == page(poll)
    assert (poll.author, poll.title, poll.place) == (bob, "Grill i parken", "Anlægget")
    assert (poll.allows_dates, poll.allows_email, poll.version) == (True, False, 1)
    first, second = poll.dates.all()
    assert first.ends_at - first.starts_at == datetime.timedelta(hours=2)
    assert (second.ends_at, second.seats) == (None, 1)
    assert timezone.localtime(first.starts_at).hour == 19


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"title": ""}, "title", "required"),
        ({"closes_at": ""}, "closes_at", "required"),
        ({"closes_at": "i morgen"}, "closes_at", "invalid"),
        ({"closes_at": -1}, "closes_at", "past"),
    ],
)
def test_a_proposal_is_refused_beside_the_field(as_bob, thread, change, field, code):
    response = as_bob.post(reverse("forum:propose", args=[thread.pk]), form(**change))
    assert response.status_code == 200
    assert error_codes(response.context["form"], field) == [code]
    assert 'value="21:00"' in response.content.decode()
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"date-0-starts_at": "", "date-0-ends": "", "date-1-starts_at": "", "date-1-seats": ""},
        {"date-0-starts_at": ""},
        {"date-0-starts_at": -1},
        {"date-0-starts_at": 9999},
        {"date-0-ends": "18:00"},
        {"date-1-starts_at": 7},
        {"date-1-seats": "0"},
    ],
)
def test_dates_are_refused_in_their_row(as_bob, thread, change):
    response = as_bob.post(reverse("forum:propose", args=[thread.pk]), form(**change))
    assert response.status_code == 200
    wrong = [row for row in response.context["date_forms"] if row.errors]
    assert wrong
    assert not Poll.objects.exists()
    # The reader is led to them, as to those of any form.
    page_text = response.content.decode()
    assert 'class="error-summary"' in page_text
    assert all(
        f'href="#id_{row.prefix}-{name}"' in page_text for row in wrong for name in row.errors
    )


def test_an_evening_may_end_after_midnight(as_bob, thread):
    as_bob.post(reverse("forum:propose", args=[thread.pk]), form(**{"date-0-ends": "01:00"}))
    first = PollDate.objects.first()
    assert first.ends_at - first.starts_at == datetime.timedelta(hours=6)


def test_a_double_click_makes_one_poll_and_a_thread_has_one_open(as_bob, as_alice, thread):
    url = reverse("forum:propose", args=[thread.pk])
    once = form()
    for _time in range(2):
        assert as_bob.post(url, once).status_code == 302
    assert as_alice.post(url, form()).status_code == 302
    assert Poll.objects.count() == 1
    assert url not in as_alice.get(thread.url).content.decode()


def test_words_that_a_moderator_would_have_to_read_are_refused(as_bob, thread):
    url = reverse("forum:propose", args=[thread.pk])
    response = as_bob.post(url, form(title="Find tyven Kim Holm, der stjal den"))
    assert response.status_code == 200
    assert "title" in response.context["form"].errors
    assert not Poll.objects.exists()


def test_nobody_proposes_without_an_account_or_in_a_hidden_thread(
    client, as_bob, as_alice, moderator, thread
):
    url = reverse("forum:propose", args=[thread.pk])
    assert "login" in client.post(url, form())["Location"]
    hide_post(post=thread.posts.get(), moderator=moderator, reason="Spam")
    assert as_bob.post(url, form()).status_code == 404
    assert as_alice.post(url, form()).status_code == 403
    assert not Poll.objects.exists()


def test_a_vote_counts_once_and_can_be_changed(as_bob, bob, poll, dates):
    assert as_bob.get(page(poll)).context["new_ids"] == set()
    for _time in range(2):
        assert as_bob.post(page(poll), answers(poll, "yes", "maybe", "no")).status_code == 302
    assert [counts(date) for date in dates] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]

    as_bob.post(page(poll), answers(poll, "no", "yes"))

    assert [counts(date) for date in dates] == [(0, 0, 1), (1, 0, 0), (0, 0, 1)]
    assert Voter.objects.get().user == bob
    assert Vote.objects.count() == 3


def test_names_are_for_neighbours_and_totals_for_everybody(client, as_alice, bob, poll):
    voting.vote(
        poll=poll, user=bob, answers={poll.dates.first().pk: "yes"}, version=1, language="da"
    )
    for path in (poll.thread.url, page(poll)):
        response = client.get(path)
        assert bob.public_name not in response.content.decode()
        assert response.status_code == 200
    assert not client.get(poll.thread.url).cookies
    assert bob.public_name in as_alice.get(page(poll)).content.decode()


@pytest.mark.usefixtures("as_if_committed")
def test_the_page_of_the_thread_shows_each_vote_at_once(client, bob, poll):
    def yes() -> list[int]:
        panel = client.get(poll.thread.url).context["polls"]
        return [row.date.yes_count for row in panel[0][1]]

    assert yes() == [0, 0, 0]
    first = poll.dates.first()
    voting.vote(poll=poll, user=bob, answers={first.pk: "yes"}, version=1, language="da")
    assert yes() == [1, 0, 0]


def test_the_last_place_of_a_date_is_given_once(as_alice, as_bob, poll, dates):
    as_alice.post(page(poll), answers(poll, "", "", "yes"))

    response = as_bob.post(page(poll), answers(poll, "yes", "no", "yes"))

    assert response.status_code == 409
    assert set(response.context["form"].errors) == {f"date_{dates[2].pk}"}
    # Nothing of it is saved, and what was chosen stands in the form.
    assert [counts(date)[0] for date in dates] == [0, 0, 1]
    assert not Voter.objects.filter(user__email="bob@example.org").exists()
    chosen = response.context["form"][f"date_{dates[0].pk}"].value()
    assert chosen == "yes"
    with pytest.raises(IntegrityError), transaction.atomic():
        PollDate.objects.filter(pk=dates[2].pk).update(yes_count=2)


def test_who_gives_up_a_place_leaves_it_to_another(as_alice, as_bob, poll, dates):
    as_alice.post(page(poll), answers(poll, "", "", "yes"))
    as_alice.post(page(poll), answers(poll, "", "", "no"))
    assert as_bob.post(page(poll), answers(poll, "", "", "yes")).status_code == 302
    assert counts(dates[2]) == (1, 0, 1)


def test_a_vote_on_dates_that_have_changed_is_refused_with_both_versions(
    as_bob, alice, poll, dates
):
    sent = answers(poll, "yes", "maybe", "no")
    new = proposing.NewDate(factories.at_five_in(20))
    proposing.add_dates(poll=poll, dates=[new], added_by=alice)
    fields = {name: getattr(poll, name) for name in ("title", "place", "closes_at")}
    proposing.change(
        poll=poll, allows_dates=False, allows_email=False, removed=[dates[1].pk], **fields
    )

    response = as_bob.post(page(poll), sent)

    assert response.status_code == 409
    context = response.context
    old = [(date.pk, bool(answer), gone) for date, answer, gone in context["old_dates"]]
    assert old == [
        (dates[0].pk, True, False),
        (dates[1].pk, True, True),
        (dates[2].pk, True, False),
    ]
    now = [row.date.pk for row in context["rows"]]
    assert len(now) == 3
    assert dates[1].pk not in now
    assert context["new_ids"] == {poll.dates.get(starts_at=new.starts_at).pk}
    assert not Vote.objects.exists()
    # What was answered stands in the form, which can be sent at once.
    form = context["form"]
    assert form[f"date_{dates[0].pk}"].value() == "yes"
    again = {"version": form["version"].value(), f"date_{dates[0].pk}": "yes"}
    assert as_bob.post(page(poll), again).status_code == 302
    assert counts(dates[0]) == (1, 0, 0)


@pytest.mark.parametrize("version", ["", "0", "99", "x", "-1", "9" * 30])
def test_a_version_that_never_was_is_refused(as_bob, poll, version):
    response = as_bob.post(page(poll), {**answers(poll, "yes"), "version": version})
    assert response.status_code in {200, 409}
    assert not Vote.objects.exists()


def test_nobody_votes_after_the_deadline_or_in_a_closed_poll(as_bob, as_alice, bob, poll):
    Poll.objects.filter(pk=poll.pk).update(closes_at=timezone.now())
    late = as_bob.post(page(poll), answers(poll, "yes"))
    assert late.status_code == 410
    assert late.context["late_answers"]
    Poll.objects.filter(pk=poll.pk).update(closes_at=factories.in_days(1))
    assert as_bob.post(page(poll, "poll_close")).status_code == 403
    for _time in range(2):
        assert as_alice.post(page(poll, "poll_close")).status_code == 302
    poll.refresh_from_db()
    assert poll.state == Poll.State.CLOSED
    assert as_bob.get(page(poll)).status_code == 200
    with pytest.raises(PollClosed):
        voting.vote(poll=poll, user=bob, answers={}, version=1, language="da")
    assert not Vote.objects.exists()


def test_a_moderator_closes_a_poll(as_moderator, poll):
    assert as_moderator.get(page(poll, "poll_close")).status_code == 405
    as_moderator.post(page(poll, "poll_close"))
    assert Poll.objects.get().state == Poll.State.CLOSED


def test_only_the_organiser_changes_the_poll(as_alice, as_bob, client, poll, dates):
    sent = {
        "title": "Kaffe",
        "place": "",
        "closes_at": typed(4),
        "removed": [dates[0].pk],
    }
    assert as_bob.post(page(poll, "poll_change"), sent).status_code == 403
    assert "login" in client.post(page(poll, "poll_change"), sent)["Location"]
    assert as_alice.get(page(poll, "poll_change")).status_code == 200
    assert as_alice.post(page(poll, "poll_change"), sent).status_code == 302
    poll.refresh_from_db()
    assert (poll.title, poll.place, poll.version) == ("Kaffe", "", 2)
    assert list(poll.dates.filter(removed_in=None)) == dates[1:]


def test_a_poll_keeps_at_least_one_date(as_alice, poll, dates):
    sent = {"title": "Kaffe", "closes_at": typed(4), "removed": [date.pk for date in dates]}
    response = as_alice.post(page(poll, "poll_change"), sent)
    assert error_codes(response.context["form"], "removed") == ["none_left"]


def test_others_add_dates_if_the_poll_allows_it(as_bob, poll):
    sent = {"date-0-starts_at": typed(30)}
    assert as_bob.get(page(poll, "poll_dates")).status_code == 403
    assert as_bob.post(page(poll, "poll_dates"), sent).status_code == 403
    Poll.objects.update(allows_dates=True)
    assert as_bob.get(page(poll, "poll_dates")).status_code == 200
    assert 'href="#id_date-0-starts_at"' in as_bob.post(page(poll, "poll_dates")).content.decode()
    for _time in range(2):
        assert as_bob.post(page(poll, "poll_dates"), sent).status_code == 302
    poll.refresh_from_db()
    assert (poll.dates.count(), poll.version) == (4, 2)
    assert poll.dates.last().added_by.email == "bob@example.org"


def test_a_poll_has_at_most_ten_dates(alice, poll):
    more = [proposing.NewDate(factories.at_five_in(40 + day)) for day in range(8)]
    with pytest.raises(proposing.TooManyDates):
        proposing.add_dates(poll=poll, dates=more, added_by=alice)
    assert proposing.add_dates(poll=poll, dates=more[:7], added_by=alice) == 7


def test_a_hidden_thread_hides_its_poll(as_bob, client, moderator, bob, poll):
    hide_post(post=poll.thread.posts.get(), moderator=moderator, reason="Spam")
    assert client.get(page(poll)).status_code == 404
    assert as_bob.post(page(poll), answers(poll, "yes")).status_code == 404
    with pytest.raises(PollClosed):
        voting.vote(poll=poll, user=bob, answers={}, version=1, language="da")


def test_an_old_version_is_refused_under_the_lock(bob, alice, poll, dates):
    new = proposing.NewDate(factories.at_five_in(20))
    proposing.add_dates(poll=poll, dates=[new], added_by=alice)
    with pytest.raises(StaleVersion):
        voting.vote(poll=poll, user=bob, answers={}, version=1, language="da")
    assert [date.pk for date in poll.dates_of_version(1)] == [date.pk for date in dates]


def test_the_poll_says_which_time_zone_it_means(as_alice, settings, poll):
    propose = as_alice.get(reverse("forum:propose", args=[poll.thread_id]))
    for response in (as_alice.get(page(poll)), propose):
        assert settings.TIME_ZONE in response.content.decode()


def test_ids_that_are_not_there_are_not_found(as_alice):
    for name in ("poll", "poll_change", "poll_dates", "poll_choose", "poll_sent"):
        assert as_alice.get(reverse(f"forum:{name}", args=[987654321])).status_code == 404
