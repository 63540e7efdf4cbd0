"""Reports of conversations, and what moderators decide about them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from desk.moderation import inbox
from forum.help import conversations, reports
from forum.models import ConversationReport, HelpConversation, HelpMessage
from notifications.models import Notice, OutboxMessage
from notifications.notices import activities
from tests import factories
from tests.form_errors import error_codes

pytestmark = pytest.mark.django_db
CLOSE = {"closes": "1", "answer": "Hold den gode tone."}


def page(talk: HelpConversation, name: str = "_reports") -> str:
    return reverse(f"forum:conversation{name}", args=[talk.pk])


def mailed() -> dict[str, str]:
    """The addresses to which a decision was mailed, with which it was."""
    found = OutboxMessage.objects.filter(key__startswith="conversation-report:")
    return {mail.to: mail.key.split(":")[2] for mail in found}


@pytest.fixture
def talk(alice, bob, theme) -> HelpConversation:
    """Bob has written to Alice."""
    thread = factories.make_thread(alice, theme, "Hvem har en stige?", kind="help_wanted")
    return conversations.open_conversation(thread=thread, helper=bob, body="Du er dum.")


@pytest.fixture
def reported(as_alice, talk) -> ConversationReport:
    """Alice's report of it."""
    as_alice.post(page(talk, "_report"), {"rule": "unkind", "text": "Se selv."})
    return ConversationReport.objects.get()


def test_one_of_the_two_reports_it_once(as_alice, alice, talk):
    assert as_alice.get(page(talk, "_report")).status_code == 200
    for _time in range(2):
        response = as_alice.post(page(talk, "_report"), {"rule": "unkind", "text": "Se selv."})
        assert response["Location"] == page(talk, "")

    report = ConversationReport.objects.get()
    assert (report.reporter, report.rule, report.is_open) == (alice, "unkind", True)


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({}, "rule", "required"),
        ({"rule": "other"}, "text", "required"),
        ({"rule": "unkind", "text": "010203-1234"}, "text", "personal_data"),
    ],
)
def test_a_report_with_a_fault_is_shown_again(as_alice, talk, sent, field, code):
    response = as_alice.post(page(talk, "_report"), sent)

    assert error_codes(response.context["form"], field) == [code]
    assert not ConversationReport.objects.exists()


def test_moderators_read_it_while_the_report_waits(as_moderator, moderator, talk):
    assert as_moderator.get(page(talk)).status_code == 404
    reports.report(conversation=talk, reporter=talk.starter, rule="unkind", text="Se selv.")

    html = as_moderator.get(page(talk)).content.decode()
    assert "Du er dum." in html
    assert "Se selv." in html
    activities.spread_due()
    assert Notice.objects.filter(recipient=moderator, category="moderation").exists()

    as_moderator.post(page(talk), {"closes": "0", "answer": "Det er i orden."})
    assert as_moderator.get(page(talk)).status_code == 404


def test_it_waits_in_the_inbox(reported, talk, thread, alice, moderator):
    factories.make_report(thread.posts.get())
    factories.make_held_post(thread, alice)

    items, _cursor = inbox.read_page(moderator)

    assert inbox.count(moderator) == len(items) == 3
    urls, cursor = [], ""
    while True:
        page_items, cursor = inbox.read_page(moderator, cursor, 1)
        urls += [item.url for item in page_items]
        if not cursor:
            break
    assert urls == [item.url for item in items]
    assert page(talk) in urls
    (item,) = [item for item in items if item.url == page(talk)]
    assert (item.words, item.is_report, item.excerpt) == (("Se selv.",), True, "")


def test_a_closed_conversation_takes_no_messages(
    as_moderator, as_alice, as_bob, alice, bob, reported, talk
):
    for _time in range(2):
        as_moderator.post(page(talk), CLOSE)

    reported.refresh_from_db()
    talk.refresh_from_db()
    assert (reported.state, talk.closed_at is not None) == ("upheld", True)
    assert mailed() == {alice.email: "upheld", bob.email: "closed"}
    for client in (as_alice, as_bob):
        assert client.post(page(talk, ""), {"body": "Hej"}).context["form"].non_field_errors()
    assert HelpMessage.objects.count() == 1
    told = OutboxMessage.objects.get(to=bob.email)
    assert "Hold den gode tone." in told.text
    assert alice.email not in told.text + told.html


def test_it_goes_on_and_the_reporter_is_answered(as_moderator, as_bob, alice, reported, talk):
    as_moderator.post(page(talk), {"closes": "0", "answer": "Det er i orden."})

    reported.refresh_from_db()
    assert (reported.state, reported.answer) == ("dismissed", "Det er i orden.")
    assert mailed() == {alice.email: "dismissed"}
    assert as_bob.post(page(talk, ""), {"body": "Undskyld"}).status_code == 302


@pytest.mark.parametrize("sent", [{}, {"closes": "1"}, {"answer": "x"}, {"closes": "2"}])
def test_a_decision_needs_its_reason(as_moderator, reported, talk, sent):
    assert as_moderator.post(page(talk), sent).context["form"].errors

    assert ConversationReport.objects.get().is_open


@pytest.mark.parametrize("who", ["as_alice", "as_bob", "as_editor"])
def test_others_cannot_decide(request, who, reported, talk):
    client = request.getfixturevalue(who)

    assert client.get(page(talk)).status_code == 403
    assert client.post(page(talk), CLOSE).status_code == 403
    assert ConversationReport.objects.get().is_open


def test_moderators_do_not_decide_about_their_own(as_moderator, moderator, alice, theme):
    thread = factories.make_thread(moderator, theme, kind="help_wanted")
    talk = conversations.open_conversation(thread=thread, helper=alice, body="Hej")
    reports.report(conversation=talk, reporter=alice, rule="unkind", text="Hemmeligt")

    assert "Hemmeligt" not in as_moderator.get(page(talk)).content.decode()
    assert as_moderator.post(page(talk), CLOSE).status_code == 403
    with pytest.raises(reports.NotAllowed):
        reports.decide(conversation=talk, moderator=moderator, closes=True, answer="Nej")
    activities.spread_due()
    assert not Notice.objects.filter(category="moderation").exists()


def test_strangers_cannot_report(editor, talk):
    with pytest.raises(reports.NotAllowed):
        reports.report(conversation=talk, reporter=editor, rule="unkind", text="")


def test_messages_of_erased_accounts_go_with_the_decision(moderator, reported, talk):
    HelpMessage.objects.update(sender=None)

    reports.decide(conversation=talk, moderator=moderator, closes=False, answer="Fint")

    assert not HelpMessage.objects.exists()


def test_decided_reports_are_deleted_in_time(moderator, reported, talk, settings):
    reports.decide(conversation=talk, moderator=moderator, closes=False, answer="Fint")
    assert reports.delete_decided() == 0

    settings.ERASED_HISTORY_DAYS = -1
    assert reports.delete_decided() == 1


@pytest.mark.parametrize("fields", [{"state": "upheld"}, {"decided_at": "2026-01-01T00:00Z"}])
def test_the_database_refuses(reported, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConversationReport.objects.filter(pk=reported.pk).update(**fields)
