"""Who voted for the date of a meetup is asked to sign up, with one click."""

import re

import pytest
from django.urls import reverse

from events.models import Occurrence, SignUp
from forum.meetups import changing
from forum.meetups.from_poll import choose_date
from forum.models import Meetup, Poll, PollDate
from forum.moderation.actions import hide_post
from forum.polls import voting
from notifications.models import Activity, OutboxMessage
from notifications.notices import activities, activity_types
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(thread, alice) -> Poll:
    return factories.make_poll(thread, alice, allows_email=True)


@pytest.fixture
def date(poll) -> PollDate:
    return poll.dates.all()[0]


def page(meetup: Meetup, name: str = "meetup") -> str:
    return reverse(f"forum:{name}", args=[meetup.pk])


def vote(poll, user, answer: str, date) -> None:
    voting.vote(poll=poll, user=user, answers={date.pk: answer}, version=1, language="en")


def occurrence(meetup: Meetup) -> Occurrence:
    return Occurrence.objects.select_related("event").get(event=meetup.event_id)


def sign_up(meetup: Meetup, user) -> SignUp:
    return factories.sign_up(
        occurrence(meetup), name=user.public_name, email=user.email, user=user, language="en"
    )


def mails(beginning: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(key__startswith=beginning).order_by("pk"))


def test_those_who_said_yes_sign_up_with_one_click(client, alice, bob, moderator, poll, date):
    vote(poll, bob, "yes", date)
    vote(poll, moderator, "no", date)
    meetup, _is_new = choose_date(poll=poll, date=date, place="")
    choose_date(poll=poll, date=date, place="")
    [mail] = mails("meetup:")
    assert (mail.user, mail.to) == (bob, bob.email)
    link = re.search(r"/\w+/forum/\S*?/\S+:\S+/", mail.text)[0]

    assert client.get(link).status_code == 200
    assert not SignUp.objects.exists()
    for _time in range(2):
        assert client.post(link).status_code == 302

    signup = SignUp.objects.get()
    assert (signup.user, signup.status) == (bob, SignUp.Status.CONFIRMED)
    assert occurrence(meetup).taken == 1
    assert len(mails("signup:")) == 1
    activities.spread_due()
    [activity] = Activity.objects.filter(kind="forum.meetup")
    told = set(activity.notices.values_list("recipient", flat=True))
    assert told == {bob.pk, moderator.pk}
    assert activity_types.describe([activity], bob)[activity.pk].url == page(meetup)


def test_a_voter_without_an_account_signs_up_with_one_click(client, poll, date):
    voting.ask_by_email(
        poll=poll, name="Karen", email="karen@example.org", answers={}, language="en"
    )
    voter = poll.voters.get()
    voting.vote_by_link(voter=voter, answers={date.pk: "yes"}, version=1)
    choose_date(poll=poll, date=date, place="", capacity=1)
    [mail] = mails("meetup:")
    link = re.search(r"/en/forum/\S*?/\S+:\S+/", mail.text)[0]
    client.post(link)
    signup = SignUp.objects.get()
    assert (signup.name, signup.email, signup.status) == (
        *("Karen", "karen@example.org"),
        SignUp.Status.CONFIRMED,
    )
    # The link has proved the address: no second mail asks for it.
    assert [each.key for each in mails("signup:")] == [f"signup:{signup.pk}:confirmed"]


def test_the_link_leads_to_the_waiting_list_and_ends_with_the_meetup(
    client, bob, moderator, poll, date
):
    vote(poll, bob, "yes", date)
    meetup, _is_new = choose_date(poll=poll, date=date, place="", capacity=1)
    sign_up(meetup, moderator)
    link = re.search(r"/\w+/forum/\S*?/\S+:\S+/", mails("meetup:")[0].text)[0]
    client.post(link)
    assert SignUp.objects.get(user=bob).status == SignUp.Status.WAITING
    SignUp.objects.filter(user=bob).delete()
    changing.cancel(meetup=meetup, reason="Regn")
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    hide_post(post=meetup.thread.posts.get(), moderator=moderator, reason="Spam")
    assert client.get(link).status_code == 404
    assert client.get(reverse("forum:join", args=["x:y:z"])).status_code == 404
