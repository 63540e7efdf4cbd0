"""Votes without an account: the mailed link, its limits, and how long the address is kept."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.models import Poll, PollDate, Vote, Voter
from forum.moderation.actions import hide_post
from forum.polls import proposing, vote_links, voting
from notifications.models import OutboxMessage
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll(thread, alice) -> Poll:
    """Alice's poll, in which people without an account can vote."""
    return factories.make_poll(thread, alice, seats=[None, 1], allows_email=True)


def page(poll: Poll) -> str:
    return reverse("forum:poll", args=[poll.pk])


def sent(poll: Poll, *given: str, **more: object) -> dict[str, object]:
    dates = poll.dates.filter(removed_in=None)
    fields = {f"date_{date.pk}": answer for date, answer in zip(dates, given, strict=False)}
    return {
        "version": poll.version,
        "name": "Karen",
        "email": "Karen@Example.org",
        **fields,
        **more,
    }


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(key__startswith="poll-vote:"))


def link() -> str:
    found = re.search(r"/en/forum/vote/[^\s)]+", mails()[0].text)
    assert found
    return found[0]


def first(poll: Poll) -> PollDate:
    return poll.dates.all()[0]


def test_a_vote_counts_once_its_link_is_used(client, poll):
    assert client.get(page(poll)).status_code == 200
    response = client.post(page(poll), sent(poll, "yes", "no"))
    assert response["Location"] == reverse("forum:poll_sent", args=[poll.pk])
    assert client.get(response["Location"]).status_code == 200
    assert first(poll).yes_count == 0
    url = link()

    shown = client.get(url)
    assert shown.context["form"][f"date_{first(poll).pk}"].value() == "yes"
    assert first(poll).yes_count == 0
    for _time in range(2):
        assert client.post(url, sent(poll, "yes", "no")).status_code == 302

    assert first(poll).yes_count == 1
    voter = Voter.objects.get()
    assert (voter.email, voter.name, voter.pending) == ("karen@example.org", "Karen", {})
    client.post(url, sent(poll, "maybe"))
    assert (first(poll).yes_count, first(poll).maybe_count) == (0, 1)
    assert client.get(f"{url}?saved=1").status_code == 200


def test_a_second_form_changes_no_vote_and_mails_the_link_once_an_hour(client, poll):
    client.post(page(poll), sent(poll, "yes"))
    client.post(link(), sent(poll, "yes"))
    response = client.post(page(poll), sent(poll, "no", name="Somebody"))
    assert response.status_code == 302
    assert (first(poll).yes_count, first(poll).no_count) == (1, 0)
    assert Voter.objects.get().name == "Karen"
    assert len(mails()) == 1


def test_names_of_voters_without_an_account_are_for_neighbours(client, as_bob, poll):
    client.post(page(poll), sent(poll, "yes"))
    client.post(link(), sent(poll, "yes"))
    assert "Karen" in as_bob.get(page(poll)).content.decode()
    client.cookies.clear()
    assert "Karen" not in client.get(page(poll)).content.decode()


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"email": ""}, "email", "required"),
        ({"email": "karen"}, "email", "invalid"),
        ({"name": ""}, "name", "required"),
    ],
)
def test_the_form_is_refused_beside_the_field(client, poll, change, field, code):
    response = client.post(page(poll), sent(poll, "yes", **change))
    assert code in error_codes(response.context["form"], field)
    assert response.context["form"][f"date_{first(poll).pk}"].value() == "yes"
    assert not mails()


def test_a_poll_that_does_not_allow_it_takes_no_vote_without_an_account(client, poll):
    Poll.objects.update(allows_email=False)
    assert client.post(page(poll), sent(poll, "yes")).status_code == 403
    assert client.get(reverse("forum:poll_sent", args=[poll.pk])).status_code == 404
    assert not Voter.objects.exists()


def test_stale_dates_are_refused_in_the_form_and_by_the_link(client, alice, poll):
    client.post(page(poll), sent(poll, "yes"))
    old = sent(poll, "yes")
    new = [proposing.NewDate(factories.at_five_in(30))]
    proposing.add_dates(poll=poll, dates=new, added_by=alice)

    by_form = client.post(page(poll), {**old, "email": "other@example.org"})
    by_link = client.post(link(), old)

    for response in (by_form, by_link):
        assert response.status_code == 409
        assert len(response.context["old_dates"]) == 2
        assert len(response.context["rows"]) == 3
    assert by_form.context["form"]["email"].value() == "other@example.org"
    assert not Vote.objects.exists()


def test_a_full_date_is_refused_by_the_link(client, as_bob, poll):
    client.post(page(poll), sent(poll, "yes", "yes"))
    as_bob.post(page(poll), sent(poll, "", "yes"))
    response = client.post(link(), sent(poll, "yes", "yes"))
    assert response.status_code == 409
    assert first(poll).yes_count == 0
    assert Voter.objects.get(user=None).confirmed_at is None


def test_the_link_works_until_the_deadline_and_not_in_a_hidden_thread(client, moderator, poll):
    client.post(page(poll), sent(poll, "yes"))
    url = link()
    Poll.objects.update(closes_at=timezone.now())
    assert client.post(url, sent(poll, "yes")).status_code == 410
    assert client.get(url).status_code == 200
    hide_post(post=poll.thread.posts.get(), moderator=moderator, reason="Spam")
    assert client.get(url).status_code == 404


def test_a_forged_link_is_not_found(client, poll):
    for token in ("x", "1:2:3", "abc:def:ghi"):
        assert client.get(reverse("forum:vote", args=[token])).status_code == 404
    assert vote_links.find("") is None


def test_an_address_is_not_mailed_without_end(client, settings, poll, alice):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "vote_address": "1/h/key"}
    client.post(page(poll), sent(poll, "yes"))
    response = client.post(page(poll), sent(poll, "yes"))
    assert response.status_code == 200
    assert "email" in response.context["form"].errors


def test_unconfirmed_votes_are_deleted_and_old_addresses_removed(client, settings, poll):
    client.post(page(poll), sent(poll, "yes"))
    client.post(page(poll), sent(poll, "yes", email="late@example.org"))
    client.post(link(), sent(poll, "yes"))
    confirmed = Voter.objects.exclude(confirmed_at=None).get()
    assert voting.forget_unconfirmed() == 0
    settings.UNCONFIRMED_SIGNUP_HOURS = 0
    assert voting.forget_unconfirmed() == 1
    assert voting.anonymise_old() == 0
    Poll.objects.update(
        closes_at=factories.in_days(-settings.SIGNUP_RETENTION_DAYS - 1),
    )
    assert voting.anonymise_old() == 1
    confirmed.refresh_from_db()
    assert (confirmed.name, confirmed.email) == ("", "")
    assert first(poll).yes_count == 1
