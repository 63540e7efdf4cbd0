"""What a suspended resident can do and cannot do, verb by verb, as docs/moderators.en.md says."""

import pytest
from django.urls import reverse

from campaigns.models import Pledge
from events.models import Occurrence, SignUp
from events.signups.token_links import SignUpLinks
from forum.meetups import joining
from forum.meetups.from_poll import choose_date
from forum.models import HelpMessage, Meetup, Poll, Post, Thread, Vote
from forum.moderation import person_acts
from forum.polls import voting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(thread, alice) -> Poll:
    return factories.make_poll(thread, alice, allows_email=True)


@pytest.fixture
def meetup(poll, bob) -> Meetup:
    """A meetup with a date to which Bob has said yes."""
    date = poll.dates.all()[0]
    voting.vote(poll=poll, user=bob, answers={date.pk: "yes"}, version=1, language="en")
    meetup, _is_new = choose_date(poll=poll, date=date, place="Torvet")
    return meetup


@pytest.fixture
def suspended(reply, moderator, bob):
    """Bob cannot write for three days."""
    person_acts.suspend(
        post=reply, moderator=moderator, rule="unkind", reason="Tone", until=factories.in_days(3)
    )
    return bob


def sign_up_path(meetup: Meetup) -> str:
    return reverse("events:sign_up", args=[Occurrence.objects.get(event=meetup.event_id).pk])


def test_a_suspended_resident_signs_up_for_an_event_and_cancels(as_bob, theme, suspended):
    path = reverse("events:sign_up", args=[factories.make_occurrence(theme).pk])

    assert as_bob.get(path).status_code == 200
    assert as_bob.post(path, {"party_size": 1}).status_code == 302

    assert SignUp.objects.active().filter(user=suspended).exists()


def test_a_suspended_resident_makes_a_pledge(as_bob, theme, suspended):
    offer = factories.make_offer(theme)

    response = as_bob.post(reverse("campaigns:give", args=[offer.pk]), {"giver": "resident"})

    assert response.status_code == 302
    assert Pledge.objects.filter(user=suspended).exists()


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_suspended_resident_signs_up_for_no_meetup(as_bob, meetup, suspended, verb):
    response = getattr(as_bob, verb)(sign_up_path(meetup), {"party_size": 1})

    assert response.status_code == 403
    assert not SignUp.objects.filter(user=suspended).exists()


def test_others_sign_up_for_a_meetup(as_moderator, meetup, suspended):
    assert as_moderator.post(sign_up_path(meetup), {"party_size": 1}).status_code == 302


@pytest.mark.parametrize("who", ["client", "as_bob"])
def test_the_mailed_link_to_a_meetup_is_no_way_around(request, meetup, bob, reply, moderator, who):
    path = joining.path(meetup, meetup.poll.voters.get(user=bob))
    reader = request.getfixturevalue(who)
    assert reader.get(path).status_code == 200
    request.getfixturevalue("suspended")

    assert {reader.get(path).status_code, reader.post(path).status_code} <= {403, 404}

    assert not SignUp.objects.filter(user=bob).exists()


def test_a_suspended_resident_cancels_a_sign_up_for_a_meetup(as_bob, meetup, suspended):
    occurrence = Occurrence.objects.select_related("event").get(event=meetup.event_id)
    signup = factories.sign_up(
        occurrence, name="Bob", email=suspended.email, user=suspended, language="en"
    )

    assert as_bob.post(SignUpLinks(signup).cancel).status_code < 400

    assert not SignUp.objects.active().filter(pk=signup.pk).exists()


def test_a_suspended_resident_reaches_no_neighbour(as_bob, alice, theme, thread, poll, suspended):
    date = poll.dates.all()[0]
    wanted = factories.make_thread(alice, theme, "En stige", kind="help_wanted")
    first = thread.posts.get(number=1)
    counted = (HelpMessage, Poll, Post, Thread, Vote)
    before = [model.objects.count() for model in counted]
    forms = (
        ("contact", wanted.pk, {"body": "Jeg har en."}),
        ("propose", wanted.pk, {"title": "Kaffe"}),
        ("poll", poll.pk, {f"date-{date.pk}": "yes", "version": 1}),
        ("poll_dates", poll.pk, {}),
        ("thank", first.pk, {}),
        ("report", first.pk, {"rule": "unkind"}),
    )

    for name, key, data in forms:
        response = as_bob.post(reverse(f"forum:{name}", args=[key]), data)
        assert response.status_code == 403, name

    assert [model.objects.count() for model in counted] == before
    assert not first.thanks.exists()
    assert not first.reports.exists()
