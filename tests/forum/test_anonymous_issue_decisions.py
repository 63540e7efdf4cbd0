"""What moderators decide about an issue without an account, its mails, and how it is forgotten."""

import datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from forum.anonymous_issues import personal_data
from forum.models import AnonymousIssue, Issue, ModerationAction, Thread
from residents.models import PartnerMembership
from residents.personal_data.registry import Person, Posts
from tests import factories
from tests.forum.anonymous_issue_steps import ISSUE, SECRET, link, mails, page
from tests.forum.anonymous_issue_steps import published as published  # a fixture
from tests.forum.anonymous_issue_steps import sent as sent  # a fixture
from tests.forum.anonymous_issue_steps import waiting as waiting  # a fixture

pytestmark = pytest.mark.django_db
REFUSAL = {"rule": "other", "reason": "Den er meldt."}


def answer(client, thread: Thread, status: str, text: str = "") -> None:
    expected = Thread.objects.get(pk=thread.pk).status
    response = client.post(
        reverse("forum:issue_status", args=[thread.pk]),
        {"expected": expected, "status": status, "text": text},
    )
    assert response.status_code == 302


def test_moderators_see_confirmed_ones_only(as_moderator, sent):
    inbox = reverse("desk_moderation")
    assert as_moderator.get(page(sent)).status_code == 404
    assert SECRET not in as_moderator.get(inbox).content.decode()

    sent.confirmed_at = timezone.now()
    sent.save()

    assert as_moderator.get(page(sent)).status_code == 200
    assert SECRET in as_moderator.get(inbox).content.decode()


@pytest.mark.parametrize("act", ["", "_approve", "_refuse"])
def test_others_may_not_decide(client, as_alice, waiting, act):
    for method in ("get", "post"):
        if (act, method) in {("", "post"), ("_approve", "get")}:
            continue
        assert getattr(as_alice, method)(page(waiting, act)).status_code == 403
        response = getattr(client, method)(page(waiting, act))
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]
    waiting.refresh_from_db()
    assert waiting.is_waiting


def test_a_double_click_publishes_once(as_moderator, waiting):
    for _time in range(2):
        assert as_moderator.post(page(waiting, "_approve")).status_code == 302
    as_moderator.post(page(waiting, "_refuse"), REFUSAL)

    assert Thread.objects.count() == len(mails("approved")) == 1
    assert not mails("refused")


def test_a_moderator_does_not_decide_about_their_own_partner(as_moderator, moderator, waiting):
    partner = factories.make_partner("Vejlauget")
    PartnerMembership.objects.create(partner=partner, user=moderator)
    AnonymousIssue.objects.update(body="Vejlauget gør ingenting.")

    assert as_moderator.get(page(waiting)).status_code == 200
    # It is proposed only, and not without a reason.
    assert as_moderator.post(page(waiting, "_approve")).status_code == 200
    assert as_moderator.post(page(waiting, "_refuse"), REFUSAL).status_code == 302
    assert not Thread.objects.exists()
    assert AnonymousIssue.objects.get().is_waiting


def test_a_refusal_is_mailed_and_can_be_taken_back(as_moderator, waiting):
    assert as_moderator.get(page(waiting, "_refuse")).status_code == 200
    assert as_moderator.post(page(waiting, "_refuse"), {"rule": "other"}).status_code == 200
    for _time in range(2):
        as_moderator.post(page(waiting, "_refuse"), REFUSAL)

    (mail,) = mails("refused")
    assert REFUSAL["reason"] in mail.text
    assert not Thread.objects.exists()
    action = ModerationAction.objects.get()
    assert (action.kind, action.post, action.person) == ("refuse", None, None)
    assert as_moderator.get(page(waiting)).status_code == 200
    assert as_moderator.get(action.get_absolute_url()).status_code == 200

    as_moderator.post(reverse("forum:take_back", args=[action.pk]), {"reason": "En fejl."})

    assert Thread.objects.get().title == ISSUE["title"]
    assert len(mails("approved")) == 1


def test_each_official_answer_is_mailed_once(as_moderator, as_alice, client, published):
    answer(as_moderator, published, "planned", "Vi kommer på fredag.")
    as_alice.post(reverse("forum:reply", args=[published.pk]), {"body": "Godt."})
    answer(as_moderator, published, "solved")

    first, second = mails("answer")
    assert "Vi kommer på fredag." in first.text
    assert first.to == second.to == "karen@example.org"

    stop = link(second, "stop")
    assert client.get(stop).status_code == 200
    assert AnonymousIssue.objects.exists()
    for _time in range(2):
        assert client.post(stop).status_code == 302
    assert client.get(stop).status_code == 200
    assert not AnonymousIssue.objects.exists()
    answer(as_moderator, published, "investigating", "Igen.")
    assert len(mails("answer")) == 2
    assert Thread.objects.filter(pk=published.pk).exists()


def test_a_garbled_link_stops_nothing(client, published):
    stop = link(mails("approved")[0], "stop")

    assert client.post(f"{stop[:-3]}xx/").status_code == 404
    assert AnonymousIssue.objects.exists()


def test_what_nobody_confirms_is_deleted(client, sent, settings):
    call_command("tick")
    assert AnonymousIssue.objects.exists()

    settings.UNCONFIRMED_SIGNUP_HOURS = -1
    call_command("tick")

    assert not AnonymousIssue.objects.exists()


def test_what_waits_is_kept(waiting):
    AnonymousIssue.objects.update(created_at=timezone.now() - datetime.timedelta(days=400))
    call_command("tick")

    assert AnonymousIssue.objects.exists()


def test_what_was_refused_is_deleted_after_a_time(as_moderator, waiting):
    as_moderator.post(page(waiting, "_refuse"), REFUSAL)
    call_command("tick")
    assert AnonymousIssue.objects.exists()

    AnonymousIssue.objects.update(decided_at=long_ago())
    call_command("tick")

    assert not AnonymousIssue.objects.exists()


def test_the_address_is_forgotten_some_time_after_the_issue_is_closed(as_moderator, published):
    AnonymousIssue.objects.update(decided_at=long_ago())
    call_command("tick")
    assert AnonymousIssue.objects.exists()
    answer(as_moderator, published, "solved")
    call_command("tick")
    assert AnonymousIssue.objects.exists()

    Issue.objects.update(changed_at=long_ago())
    call_command("tick")

    assert not AnonymousIssue.objects.exists()
    assert Thread.objects.exists()


def long_ago() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=settings.ERASED_HISTORY_DAYS + 1)


def test_an_account_with_the_address_takes_it_along(client, waiting):
    karen = factories.make_user("karen@example.org", "Karen")
    (rule,) = personal_data.RULES
    assert [row.pk for row in rule.rows(Person.of(karen))] == [waiting.pk]

    rule.erase(Person.of(karen), Posts.KEEP)

    assert not AnonymousIssue.objects.exists()
