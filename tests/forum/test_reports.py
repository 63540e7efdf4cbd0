"""Reporting a post: with and without an account, and the moderators' answer."""

import re
import uuid

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from forum import personal_data
from forum.models import PostReport
from forum.moderation import reports
from forum.moderation.actions import hide_post
from notifications.models import OutboxMessage
from residents.personal_data.registry import Person, Posts
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
UNKIND = {"rule": "unkind", "text": "Det er grimt."}


def page(post, name: str = "report") -> str:
    return reverse(f"forum:{name}", args=[post.pk])


def send(client, post, **more: object):
    return client.post(page(post), {**UNKIND, "submission": str(uuid.uuid4()), **more})


def mails(name: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(key__startswith="report:", key__endswith=f":{name}"))


def confirm_link() -> str:
    found = re.search(r"/en/forum/report/\S+/", mails("confirm")[0].text)
    assert found
    return found[0]


@pytest.fixture
def reported(as_alice, reply) -> PostReport:
    """Alice's report of Bob's reply."""
    send(as_alice, reply)
    return PostReport.objects.get()


def test_a_resident_reports_a_post(as_alice, alice, reply):
    assert page(reply) in as_alice.get(reply.page_url).content.decode()
    assert as_alice.get(page(reply)).status_code == 200

    response = send(as_alice, reply)

    report = PostReport.objects.get()
    assert response["Location"] == page(reply, "report_sent")
    assert (report.post, report.reporter, report.rule, report.text, report.state) == (
        *(reply, alice, "unkind", "Det er grimt.", "open"),
    )
    assert as_alice.get(page(reply, "report_sent")).status_code == 200
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("same_form", [True, False])
def test_a_person_has_one_open_report_of_a_post(as_alice, reply, same_form):
    one = str(uuid.uuid4())
    for submission in (one, one if same_form else str(uuid.uuid4())):
        assert send(as_alice, reply, submission=submission).status_code == 302

    assert PostReport.objects.count() == 1


def test_the_author_cannot_report_their_own_post_and_is_not_told_who_did(
    as_bob, alice, reported, reply
):
    assert send(as_bob, reply).status_code == 403
    assert as_bob.get(page(reply)).status_code == 403
    html = as_bob.get(reply.page_url).content.decode()
    assert page(reply) not in html
    assert as_bob.get(page(reply, "reports")).status_code == 403
    assert not OutboxMessage.objects.filter(user=reply.author).exists()


def test_an_anonymous_reader_reports_a_post_and_wants_no_answer(client, reply):
    response = send(client, reply)

    report = PostReport.objects.get()
    assert response["Location"] == page(reply, "report_sent")
    assert (report.reporter, report.email) == (None, "")
    assert not OutboxMessage.objects.exists()


def test_the_same_words_without_an_account_are_one_report(client, reply):
    for text in ("Grimt", "Grimt", "Meget grimt"):
        assert send(client, reply, text=text).status_code == 302

    assert PostReport.objects.count() == 2


def test_the_page_of_a_thread_has_the_link_and_sets_no_cookie(client, reply):
    response = client.get(reply.page_url)

    assert page(reply) in response.content.decode()
    assert not response.cookies


def test_an_anonymous_reader_is_answered_once_the_address_is_confirmed(client, as_moderator, reply):
    send(client, reply, email="Karen@Example.org")
    send(client, reply, email="karen@example.org")
    link = confirm_link()
    assert len(mails("confirm")) == PostReport.objects.count() == 1

    assert client.get(link).status_code == 200
    assert not PostReport.objects.get().is_confirmed
    for _time in range(2):
        assert client.post(link).status_code == 302
    as_moderator.post(page(reply, "reports"), {"answer": "Vi synes, det er i orden."})

    (answer,) = mails("dismissed")
    assert answer.to == "karen@example.org"
    assert "Vi synes, det er i orden." in answer.text


def test_an_address_that_nobody_confirms_gets_no_answer_and_is_forgotten(
    client, as_moderator, reply, settings
):
    send(client, reply, email="karen@example.org")
    link = confirm_link()
    as_moderator.post(page(reply, "reports"), {"answer": "Det er i orden."})
    assert mails("dismissed") == []

    settings.UNCONFIRMED_SIGNUP_HOURS = -1
    call_command("tick")

    assert PostReport.objects.get().email == ""
    assert client.get(link).status_code == 404


def test_a_late_confirmation_still_gets_the_answer(client, as_moderator, reply):
    send(client, reply, email="karen@example.org")
    as_moderator.post(page(reply, "reports"), {"answer": "Det er i orden."})

    client.post(confirm_link())

    assert mails("dismissed")[0].to == "karen@example.org"


def test_one_address_is_not_flooded(client, thread, bob, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "report_address": "1/h/key"}
    first, second = (factories.make_reply(thread, bob, f"Svar {each}") for each in range(2))

    send(client, first, email="karen@example.org")
    response = send(client, second, email="karen@example.org")

    assert response.status_code == 200
    assert "email" in response.context["form"].errors
    assert PostReport.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"rule": ""}, "rule", "required"),
        ({"rule": "nonsense"}, "rule", "invalid_choice"),
        ({"rule": "other", "text": ""}, "text", "required"),
        ({"text": "x" * 1001}, "text", "max_length"),
        ({"text": "Han hedder 010203-1234"}, "text", "personal_data"),
        ({"email": "no address"}, "email", "invalid"),
    ],
)
def test_a_report_with_a_fault_is_shown_again(client, reply, sent, field, code):
    response = send(client, reply, **sent)

    assert error_codes(response.context["form"], field) == [code]
    assert not PostReport.objects.exists()


def test_what_nobody_may_read_cannot_be_reported(client, as_alice, moderator, thread, reply):
    hide_post(post=reply, moderator=moderator, reason="Spam")
    for reader in (client, as_alice):
        assert send(reader, reply).status_code == 404
        unknown = reverse("forum:report", args=[987654321])
        assert reader.post(unknown, UNKIND).status_code == 404


@pytest.mark.parametrize("name", ["report", "reports"])
def test_other_methods_are_not_allowed(as_moderator, reply, name):
    assert as_moderator.put(page(reply, name)).status_code == 405


# --- The moderators --------------------------------------------------------------------------


def test_a_moderator_reads_the_report_with_what_belongs_to_it(
    as_moderator, moderator, thread, bob, reported
):
    other = factories.make_reply(thread, bob, "Et andet svar af Bo.")
    hide_post(post=other, moderator=moderator, reason="En anden grund")

    html = as_moderator.get(page(reported.post, "reports")).content.decode()

    for text in ("Det er grimt.", "Alice", "salt", "En anden grund", "Stien ved havnen"):
        assert text in html


def test_a_moderator_leaves_the_post_and_answers(as_moderator, alice, reported):
    for _time in range(2):
        as_moderator.post(page(reported.post, "reports"), {"answer": "Det er i orden."})

    reported.refresh_from_db()
    assert (reported.state, reported.answer) == ("dismissed", "Det er i orden.")
    (mail,) = mails("dismissed")
    assert (mail.to, "Det er i orden." in mail.text) == (alice.email, True)


def test_hiding_the_post_answers_the_report(as_moderator, alice, bob, reported):
    as_moderator.post(
        page(reported.post, "hide"), {"rule": "unkind", "reason": "Hold den gode tone."}
    )

    reported.refresh_from_db()
    assert reported.state == "upheld"
    assert [mail.to for mail in mails("upheld")] == [alice.email]
    told = OutboxMessage.objects.get(to=bob.email)
    assert "Alice" not in told.text


def test_an_answer_is_required(as_moderator, reported):
    response = as_moderator.post(page(reported.post, "reports"), {"answer": ""})

    assert error_codes(response.context["form"], "answer") == ["required"]
    reported.refresh_from_db()
    assert reported.is_open


def test_a_moderator_does_not_decide_about_their_own_post(
    as_alice, as_moderator, moderator, thread
):
    own = factories.make_reply(thread, moderator, "Mit svar")
    send(as_alice, own)

    assert as_moderator.get(page(own, "reports")).status_code == 200
    assert as_moderator.post(page(own, "reports"), {"answer": "Nej"}).status_code == 403
    with pytest.raises(reports.OwnPost):
        reports.dismiss(post=own, moderator=moderator, answer="Nej")
    assert PostReport.objects.get().is_open


@pytest.mark.parametrize("who", ["as_alice", "as_bob", "as_editor"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_do_not_see_or_answer_reports(request, reported, who, method):
    client = request.getfixturevalue(who)

    response = getattr(client, method)(page(reported.post, "reports"), {"answer": "Nej"})

    reported.refresh_from_db()
    assert response.status_code == 403
    assert reported.is_open


def test_anonymous_readers_are_led_to_the_sign_in(client, reported):
    path = page(reported.post, "reports")

    assert client.get(path)["Location"] == f"{reverse(settings.LOGIN_URL)}?next={path}"


# --- The rows --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"rule": "other", "text": ""},
        {"email": "karen@example.org"},
        {"state": "dismissed"},
        {"state": "open", "answer": "x", "decided_at": "2026-01-01T00:00Z"},
    ],
)
def test_the_database_refuses(reported, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        PostReport.objects.filter(pk=reported.pk).update(**fields)


def test_a_report_is_exported_and_kept_without_the_reporter(alice, bob, reported):
    rule = next(rule for rule in personal_data.RULES if rule.model == "forum.PostReport")
    assert list(rule.rows(Person.of(alice))) == [reported]
    assert list(rule.rows(Person.of(bob))) == []

    assert rule.erase is not None
    rule.erase(Person.of(alice), Posts.KEEP)

    reported.refresh_from_db()
    assert (reported.reporter, reported.is_open) == (None, True)


def test_decided_reports_are_deleted_in_time(as_moderator, reported, settings):
    as_moderator.post(page(reported.post, "reports"), {"answer": "Det er i orden."})
    assert reports.delete_decided() == 0

    settings.ERASED_HISTORY_DAYS = -1
    assert reports.delete_decided() == 1
