"""Votes at once: each counts once, no limit is oversold, and a poll ends with one date."""

import random

import pytest

from core.models import Theme
from events.models import Event
from forum.meetups.from_poll import choose_date
from forum.models import Meetup, Poll, PollDate, Vote, Voter
from forum.polls import proposing, voting
from forum.polls.locking import PollClosed, StaleVersion
from forum.polls.proposing import NewDate
from forum.polls.voting import DateFull
from notifications.models import OutboxMessage
from tests import factories
from tests.races.sizes import size
from tests.races.threads import errors_in, run_concurrently

VOTERS = size(24, 200)


@pytest.fixture
def organiser(committed):
    return factories.make_user("organiser@example.org", "Olga")


@pytest.fixture
def thread(organiser):
    theme = Theme.objects.create(slug="race", colour="brick", icon="race")
    return factories.make_thread(organiser, theme, kind="meetup")


@pytest.fixture
def poll(thread, organiser) -> Poll:
    """Two dates, the first with five places."""
    return factories.make_poll(thread, organiser, seats=(5, None), allows_email=True)


def make_people(number: int):
    return [factories.make_user(f"n{each}@example.org", f"N{each}") for each in range(number)]


def fresh(poll: Poll) -> Poll:
    """Return the poll as another process would load it."""
    return Poll.objects.get(pk=poll.pk)


def cast(poll, person, answers, version=1):
    return lambda: voting.vote(
        poll=fresh(poll), user=person, answers=answers, version=version, language="da"
    )


def assert_counters_are_exact(poll: Poll) -> None:
    """Compare the counters of all dates with the votes, those of removed dates included."""
    for date in PollDate.objects.filter(poll=poll):
        real = [date.votes.filter(answer=answer).count() for answer in Vote.Answer.values]
        assert [date.yes_count, date.maybe_count, date.no_count] == real, date


def test_no_date_gets_more_than_it_has_places_for(poll):
    first = poll.dates.all()[0]
    results = run_concurrently(
        [cast(poll, person, {first.pk: "yes"}) for person in make_people(VOTERS)]
    )

    refused = errors_in(results)
    assert {type(error) for error in refused} == {DateFull}
    assert len(refused) == VOTERS - 5
    assert Vote.objects.filter(date=first, answer="yes").count() == 5
    # Nothing of a refused vote is left.
    assert Voter.objects.filter(poll=poll).count() == 5
    assert_counters_are_exact(poll)


def test_a_person_in_many_tabs_is_one_voter(poll):
    [person] = make_people(1)
    first, second = poll.dates.all()
    answers = [{first.pk: one, second.pk: other} for one in Vote.Answer for other in Vote.Answer]

    results = run_concurrently([cast(poll, person, each) for each in answers * 2])

    assert errors_in(results) == []
    assert Voter.objects.filter(poll=poll).count() == 1
    assert Vote.objects.filter(voter__poll=poll).count() == 2
    assert_counters_are_exact(poll)


def test_votes_while_the_dates_change(poll, organiser):
    """A vote counts for the dates which its voter has seen, or is refused as a whole."""
    second = poll.dates.all()[1]
    starts_at = factories.at_five_in(20)
    jobs = [cast(poll, person, {second.pk: "yes"}) for person in make_people(VOTERS)]
    jobs.insert(
        VOTERS // 3,
        lambda: proposing.add_dates(
            poll=fresh(poll), dates=[NewDate(starts_at, None, None)], added_by=organiser
        ),
    )
    jobs.insert(
        VOTERS // 2,
        lambda: proposing.change(
            poll=fresh(poll),
            title=poll.title,
            place=poll.place,
            closes_at=poll.closes_at,
            allows_dates=False,
            allows_email=True,
            removed=[second.pk],
        ),
    )

    results = run_concurrently(jobs)

    assert {type(error) for error in errors_in(results)} <= {StaleVersion}
    poll.refresh_from_db()
    assert poll.version == 3
    assert Voter.objects.filter(poll=poll).count() == VOTERS - len(errors_in(results))
    assert_counters_are_exact(poll)


def test_the_same_dates_added_at_once_are_added_once(poll, organiser):
    dates = [NewDate(factories.at_five_in(20 + number), None, None) for number in range(3)]
    add = lambda: proposing.add_dates(poll=fresh(poll), dates=dates, added_by=organiser)  # noqa: E731

    results = run_concurrently([add] * 8)

    assert errors_in(results) == []
    assert sorted(results) == [0] * 7 + [3]
    assert poll.dates.filter(removed_in=None).count() == 5


def test_a_date_is_chosen_once(poll):
    """Both dates are chosen at once, many times, while people vote and the poll is closed."""
    first, second = poll.dates.all()
    people = make_people(6)
    for person in people[:3]:
        cast(poll, person, {first.pk: "yes", second.pk: "yes"})()
    jobs = [
        lambda date=date: choose_date(
            poll=fresh(poll), date=PollDate.objects.get(pk=date.pk), place="", capacity=5
        )
        for date in (first, second) * 4
    ]
    jobs += [cast(poll, person, {first.pk: "no"}) for person in people[3:]]
    random.Random(5).shuffle(jobs)  # noqa: S311

    results = run_concurrently(jobs)

    assert {type(error) for error in errors_in(results)} <= {PollClosed}
    made = [result for result in results if isinstance(result, tuple)]
    assert len({meetup.pk for meetup, _is_new in made}) == 1
    assert [is_new for _meetup, is_new in made].count(True) == 1
    assert Meetup.objects.filter(poll=poll).count() == 1
    assert Event.objects.filter(meetup__poll=poll).count() == 1
    # Everybody who said yes is asked to sign up once.
    addresses = [person.email for person in people[:3]]
    asked = OutboxMessage.objects.filter(to__in=addresses).values_list("to", flat=True)
    assert sorted(asked) == sorted(set(asked))
    assert_counters_are_exact(poll)


def test_choosing_and_closing_at_once_does_one_of_them(poll):
    first = poll.dates.all()[0]
    jobs = [lambda: proposing.close(poll=fresh(poll))] * 4
    jobs += [lambda: choose_date(poll=fresh(poll), date=first, place="")] * 4
    random.Random(7).shuffle(jobs)  # noqa: S311

    results = run_concurrently(jobs)

    assert {type(error) for error in errors_in(results)} <= {PollClosed}
    poll.refresh_from_db()
    assert poll.state in {Poll.State.CLOSED, Poll.State.CHOSEN}
    is_chosen = poll.state == Poll.State.CHOSEN
    assert Meetup.objects.filter(poll=poll).count() == is_chosen


def ask(poll, email):
    return lambda: voting.ask_by_email(
        poll=fresh(poll), name="Karen", email=email, answers={}, language="da"
    )


def test_an_address_asked_for_often_is_one_voter_with_one_mail(poll):
    """Whoever types the address of somebody else neither fills a poll nor a mailbox."""
    spellings = [
        "karen@example.org",
        "Karen@Example.org",
        " karen@example.org",
        "KAREN@EXAMPLE.ORG",
    ]
    results = run_concurrently([ask(poll, each.strip()) for each in spellings * 4])

    assert errors_in(results) == []
    assert Voter.objects.filter(poll=poll).count() == 1
    # None counts before the link is used.
    assert Vote.objects.filter(voter__poll=poll).count() == 0
    # The hour of its key may change meanwhile.
    assert OutboxMessage.objects.filter(key__startswith="poll-vote:").count() in {1, 2}


def test_a_link_that_is_used_often_counts_once(poll):
    first = poll.dates.all()[0]
    ask(poll, "karen@example.org")()
    voter = Voter.objects.get(poll=poll)
    results = run_concurrently(
        [
            lambda answer=answer: voting.vote_by_link(
                voter=Voter.objects.select_related("poll").get(pk=voter.pk),
                answers={first.pk: answer},
                version=1,
            )
            for answer in ["yes", "no", "maybe"] * 6
        ]
    )

    assert errors_in(results) == []
    assert Vote.objects.filter(voter=voter).count() == 1
    assert_counters_are_exact(poll)


def test_a_link_that_is_forgotten_meanwhile_counts_nothing(poll):
    first = poll.dates.all()[0]
    ask(poll, "karen@example.org")()
    loaded = Voter.objects.select_related("poll").get(poll=poll)
    Voter.objects.filter(pk=loaded.pk).delete()

    with pytest.raises(PollClosed):
        voting.vote_by_link(voter=loaded, answers={first.pk: "yes"}, version=1)

    assert_counters_are_exact(poll)
