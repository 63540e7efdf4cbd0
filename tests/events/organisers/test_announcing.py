"""Announcements to everybody signed up: drafts, preview, recipients, sending, the daily limit."""

import pytest
from django.db import transaction

from events.models import Announcement, SignUp
from events.organisers import announcements
from notifications.broadcasts.drafts import fingerprint
from notifications.models import AddressTrouble, OutboxMessage, Suppression
from residents.models import User
from tests.events.conftest import outbox_messages
from tests.events.organisers.conftest import add_signup, add_signups, url

pytestmark = pytest.mark.django_db

TEXTS = {
    "subject_da": "Husk madpakke",
    "body_da": "Vi mødes **kl. 10**.\n\n<script>alert(1)</script>",
}


@pytest.fixture
def draft(as_alice, occurrence, organiser) -> Announcement:
    as_alice.post(url("announcement_new", occurrence), TEXTS)
    return Announcement.objects.get()


def send(browser, draft, **changes):
    data = {"seen": fingerprint(draft), **changes}
    return browser.post(url("announcement_send", draft.occurrence, draft), data)


def sent_mails() -> list[OutboxMessage]:
    return [mail for mail in outbox_messages() if mail.key.startswith("announcement:")]


def test_organiser_writes_previews_and_sends_an_announcement(
    as_alice, occurrence, organiser, karen, draft
):
    page = as_alice.get(url("announcement", occurrence, draft))
    assert page.context["by_mail"] == 1
    assert sent_mails() == []

    assert send(as_alice, draft).url == url("announcement", occurrence, draft)

    [mail] = sent_mails()
    assert mail.key == f"announcement:{draft.pk}:{karen.pk}"
    assert mail.subject == "Husk madpakke"
    assert mail.scope == f"signup:{karen.pk}"
    assert "<strong>kl. 10</strong>" in mail.html
    assert "<script>alert" not in mail.html
    assert url("manage", "token").removesuffix("token/") in mail.text
    draft.refresh_from_db()
    assert (draft.recipients, draft.author, draft.sender) == (1, organiser, organiser)
    log = as_alice.get(url("announcements", occurrence)).content.decode()
    assert "Husk madpakke" in log
    assert "Alice Jensen" in log


def test_mail_is_in_the_language_of_the_sign_up(as_alice, occurrence, organiser, karen):
    add_signup(occurrence, organiser, name="Ann", email="ann@example.org", language="en")
    as_alice.post(
        url("announcement_new", occurrence),
        TEXTS | {"subject_en": "Bring a packed lunch", "body_en": "See you."},
    )
    send(as_alice, Announcement.objects.get())

    subjects = {mail.to: mail.subject for mail in sent_mails()}
    assert subjects == {
        "karen@example.org": "Husk madpakke",
        "ann@example.org": "Bring a packed lunch",
    }


def test_mail_falls_back_to_the_first_language(as_alice, occurrence, organiser, draft):
    add_signup(occurrence, organiser, name="Ann", email="ann@example.org", language="en")
    send(as_alice, draft)

    [mail] = sent_mails()
    assert (mail.subject, mail.language) == ("Husk madpakke", "en")


def test_sending_twice_sends_once(as_alice, karen, draft):
    for _time in range(3):
        assert send(as_alice, draft).status_code == 302

    assert len(sent_mails()) == 1


def test_sending_is_refused_after_a_stale_preview(as_alice, occurrence, karen, draft):
    seen = fingerprint(draft)
    as_alice.post(
        url("announcement_change", occurrence, draft), TEXTS | {"body_da": "Noget andet."}
    )

    response = as_alice.post(url("announcement_send", occurrence, draft), {"seen": seen})

    assert response.status_code == 409
    assert response.context["error"]
    assert sent_mails() == []


def test_only_confirmed_sign_ups_get_the_mail(as_alice, occurrence, karen, draft, sign_up):
    sign_up(occurrence, email="stranger@example.org")
    cancelled = add_signup(occurrence, karen.added_by, email="gone@example.org")
    SignUp.objects.filter(pk=cancelled.pk).update(status="cancelled")

    send(as_alice, draft)

    assert [mail.to for mail in sent_mails()] == ["karen@example.org"]


@pytest.mark.parametrize("waiting", [False, True])
def test_waiting_list_gets_the_mail_only_if_chosen(as_alice, occurrence, organiser, waiting):
    add_signup(occurrence, organiser, size=10, email="karen@example.org")
    yrsa = {"name": "Yrsa", "waits": True, "email": "yrsa@example.org"}
    add_signup(occurrence, organiser, **yrsa)
    texts = TEXTS | ({"to_waiting": "on"} if waiting else {})
    as_alice.post(url("announcement_new", occurrence), texts)

    send(as_alice, Announcement.objects.get())

    assert ("yrsa@example.org" in {mail.to for mail in sent_mails()}) == waiting
    assert Announcement.objects.get().recipients == 1 + waiting


def test_preview_lists_sign_ups_that_mail_cannot_reach(
    as_alice, occurrence, organiser, karen, draft
):
    add_signup(occurrence, organiser, name="Bo Dahl", phone="12 34 56 78")
    refused = add_signup(occurrence, organiser, name="Åse", email="full@example.org")
    AddressTrouble.objects.create(address=refused.email, failures=99)

    page = as_alice.get(url("announcement", occurrence, draft))

    assert [signup.name for signup in page.context["to_call"]] == ["Bo Dahl", "Åse"]
    assert 'href="tel:12345678"' in page.content.decode()
    assert page.context["by_mail"] == 1


def test_sign_ups_that_stopped_mail_get_none_and_no_call(
    as_alice, occurrence, organiser, karen, draft
):
    add_signup(occurrence, organiser, name="Bo", email="bo@example.org")
    Suppression.objects.create(address="karen@example.org", scope=f"signup:{karen.pk}")

    page = as_alice.get(url("announcement", occurrence, draft))
    send(as_alice, draft)

    assert page.context["to_call"] == []
    assert [mail.to for mail in sent_mails()] == ["bo@example.org"]
    draft.refresh_from_db()
    assert draft.recipients == 1


def test_daily_limit_refuses_another_announcement(as_alice, occurrence, organiser, karen, settings):
    settings.ANNOUNCEMENTS_PER_DAY = 2
    answers = []
    for number in range(3):
        as_alice.post(
            url("announcement_new", occurrence), TEXTS | {"subject_da": f"Nummer {number}"}
        )
        answers.append(send(as_alice, Announcement.objects.latest("pk")).status_code)

    assert answers == [302, 302, 429]
    assert len(sent_mails()) == 2
    assert Announcement.objects.filter(sent_at=None).count() == 1


def test_sending_is_refused_without_recipients(as_alice, occurrence, draft):
    assert send(as_alice, draft).status_code == 409
    draft.refresh_from_db()
    assert draft.sent_at is None


@pytest.mark.parametrize(
    "changes",
    [
        {"subject_da": "", "body_da": ""},
        {"subject_da": ""},
        {"body_da": ""},
        {"body_da": "CPR 010203-1234"},
        {"subject_da": "CPR 010203-1234"},
        {"body_da": "x" * 20_000},
        {"body_da": "\x00"},
        {"subject_en": "Only this"},
    ],
)
def test_form_refuses_an_invalid_text(as_alice, occurrence, organiser, changes):
    response = as_alice.post(url("announcement_new", occurrence), TEXTS | changes)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Announcement.objects.exists()


def test_line_break_in_the_subject_cannot_add_a_header(as_alice, occurrence, karen):
    broken = TEXTS | {"subject_da": "Hej\r\nBcc: all@example.org"}
    as_alice.post(url("announcement_new", occurrence), broken)
    send(as_alice, Announcement.objects.get())

    [mail] = sent_mails()
    assert mail.subject == "Hej Bcc: all@example.org"


def test_discarding_deletes_a_draft_but_no_sent_announcement(as_alice, occurrence, karen, draft):
    send(as_alice, draft)
    as_alice.post(url("announcement_discard", occurrence, draft))
    assert Announcement.objects.filter(pk=draft.pk).exists()

    Announcement.objects.filter(pk=draft.pk).update(sent_at=None, recipients=None)
    as_alice.post(url("announcement_discard", occurrence, draft))
    assert not Announcement.objects.exists()


def test_sent_announcement_cannot_be_changed(as_alice, occurrence, karen, draft):
    send(as_alice, draft)

    as_alice.post(url("announcement_change", occurrence, draft), TEXTS | {"subject_da": "Nyt"})

    draft.refresh_from_db()
    assert draft.texts["da"]["subject"] == "Husk madpakke"


def test_preview_frame_shows_the_mail_as_it_is_sent(as_alice, occurrence, draft):
    response = as_alice.get(url("announcement_mail", occurrence, draft), {"language": "da"})

    assert "<strong>kl. 10</strong>" in response.content.decode()
    assert "<script>" not in response.content.decode()
    for language in ("", "xx", "de"):
        address = url("announcement_mail", occurrence, draft)
        assert as_alice.get(address, {"language": language}).status_code == 404


def test_failure_between_two_mails_sends_none(as_alice, occurrence, organiser, draft, monkeypatch):
    add_signups(occurrence, organiser, 3)
    put, calls = announcements.outbox.put, []

    def breaks(**mail):
        calls.append(mail)
        if len(calls) == 3:
            raise RuntimeError("The power is gone.")
        return put(**mail)

    monkeypatch.setattr(announcements.outbox, "put", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        announcements.send(draft, sender=organiser, seen=fingerprint(draft))

    assert sent_mails() == []
    draft.refresh_from_db()
    assert draft.sent_at is None


def test_deleting_the_accounts_keeps_the_announcement_in_the_log(
    as_alice, occurrence, organiser, karen, draft
):
    send(as_alice, draft)
    User.objects.filter(pk=organiser.pk).delete()

    draft.refresh_from_db()
    assert (draft.author, draft.sender, draft.recipients) == (None, None, 1)
