"""Mail to everybody signed up: seen first, sent once, logged, and not too often."""

import pytest
from django.db import transaction

from events.models import Announcement, SignUp
from events.organisers import announcements
from notifications.models import AddressTrouble, OutboxMessage, Suppression
from tests.events.conftest import mails
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
    data = {"seen": announcements.fingerprint(draft), **changes}
    return browser.post(url("announcement_send", draft.occurrence, draft), data)


def sent() -> list[OutboxMessage]:
    return [mail for mail in mails() if mail.key.startswith("announcement:")]


def test_it_is_written_seen_and_sent(as_alice, occurrence, organiser, karen, draft):
    page = as_alice.get(url("announcement", occurrence, draft))
    assert "1 tilmelding får den med mail." in page.content.decode()
    assert sent() == []

    assert send(as_alice, draft).url == url("announcement", occurrence, draft)

    [mail] = sent()
    assert mail.key == f"announcement:{draft.pk}:{karen.pk}"
    assert mail.subject == "Husk madpakke"
    assert mail.scope == f"signup:{karen.pk}"
    assert "<strong>kl. 10</strong>" in mail.html
    assert "<script>alert" not in mail.html
    assert url("manage", "token").removesuffix("token/") in mail.text
    draft.refresh_from_db()
    assert (draft.recipients, draft.author) == (1, organiser)
    log = as_alice.get(url("announcements", occurrence)).content.decode()
    assert "Husk madpakke" in log
    assert "Alice Jensen" in log


def test_each_reads_it_in_their_language(as_alice, occurrence, organiser, karen):
    add_signup(occurrence, organiser, name="Ann", email="ann@example.org", language="en")
    as_alice.post(
        url("announcement_new", occurrence),
        TEXTS | {"subject_en": "Bring a packed lunch", "body_en": "See you."},
    )
    send(as_alice, Announcement.objects.get())

    subjects = {mail.to: mail.subject for mail in sent()}
    assert subjects == {
        "karen@example.org": "Husk madpakke",
        "ann@example.org": "Bring a packed lunch",
    }


def test_who_reads_in_a_language_that_is_not_written_gets_the_first(
    as_alice, occurrence, organiser, draft
):
    add_signup(occurrence, organiser, name="Ann", email="ann@example.org", language="en")
    send(as_alice, draft)

    [mail] = sent()
    assert (mail.subject, mail.language) == ("Husk madpakke", "en")


def test_a_second_click_sends_nothing(as_alice, karen, draft):
    for _time in range(3):
        assert send(as_alice, draft).status_code == 302

    assert len(sent()) == 1


def test_what_was_changed_since_is_not_sent(as_alice, occurrence, karen, draft):
    seen = announcements.fingerprint(draft)
    as_alice.post(
        url("announcement_change", occurrence, draft), TEXTS | {"body_da": "Noget andet."}
    )

    response = as_alice.post(url("announcement_send", occurrence, draft), {"seen": seen})

    assert response.status_code == 409
    assert "ændret" in response.content.decode()
    assert sent() == []


def test_it_goes_to_nobody_who_has_not_confirmed(as_alice, occurrence, karen, draft, sign_up):
    sign_up(occurrence, email="stranger@example.org")
    cancelled = add_signup(occurrence, karen.added_by, email="gone@example.org")
    SignUp.objects.filter(pk=cancelled.pk).update(status="cancelled")

    send(as_alice, draft)

    assert [mail.to for mail in sent()] == ["karen@example.org"]


@pytest.mark.parametrize("waiting", [False, True])
def test_the_waiting_list_has_it_if_wanted(as_alice, occurrence, organiser, waiting):
    add_signup(occurrence, organiser, size=10, email="karen@example.org")
    yrsa = {"name": "Yrsa", "waits": True, "email": "yrsa@example.org"}
    add_signup(occurrence, organiser, **yrsa)
    texts = TEXTS | ({"to_waiting": "on"} if waiting else {})
    as_alice.post(url("announcement_new", occurrence), texts)

    send(as_alice, Announcement.objects.get())

    assert ("yrsa@example.org" in {mail.to for mail in sent()}) == waiting
    assert Announcement.objects.get().recipients == 1 + waiting


def test_who_has_no_address_is_to_be_called(as_alice, occurrence, organiser, karen, draft):
    add_signup(occurrence, organiser, name="Bo Dahl", phone="12 34 56 78")
    refused = add_signup(occurrence, organiser, name="Åse", email="full@example.org")
    AddressTrouble.objects.create(address=refused.email, failures=99)

    words = as_alice.get(url("announcement", occurrence, draft)).content.decode()

    calls = words.partition("Skal ringes op")[2].partition("</section>")[0]
    assert "Bo Dahl" in calls
    assert "tel:12345678" in calls
    assert "Åse" in calls
    assert "Karen" not in calls
    assert "1 tilmelding får den med mail." in words


def test_who_has_stopped_the_mails_gets_none_and_is_not_called(
    as_alice, occurrence, organiser, karen, draft
):
    add_signup(occurrence, organiser, name="Bo", email="bo@example.org")
    Suppression.objects.create(address="karen@example.org", scope=f"signup:{karen.pk}")

    words = as_alice.get(url("announcement", occurrence, draft)).content.decode()
    send(as_alice, draft)

    assert "Skal ringes op" not in words
    assert [mail.to for mail in sent()] == ["bo@example.org"]
    draft.refresh_from_db()
    assert draft.recipients == 1


def test_so_many_a_day(as_alice, occurrence, organiser, karen, settings):
    settings.ANNOUNCEMENTS_PER_DAY = 2
    answers = []
    for number in range(3):
        as_alice.post(
            url("announcement_new", occurrence), TEXTS | {"subject_da": f"Nummer {number}"}
        )
        answers.append(send(as_alice, Announcement.objects.latest("pk")).status_code)

    assert answers == [302, 302, 429]
    assert len(sent()) == 2
    assert Announcement.objects.filter(sent_at=None).count() == 1


def test_to_nobody_nothing_is_sent(as_alice, occurrence, draft):
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
def test_what_cannot_be_written(as_alice, occurrence, organiser, changes):
    response = as_alice.post(url("announcement_new", occurrence), TEXTS | changes)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Announcement.objects.exists()


def test_a_subject_cannot_break_the_header(as_alice, occurrence, karen):
    broken = TEXTS | {"subject_da": "Hej\r\nBcc: all@example.org"}
    as_alice.post(url("announcement_new", occurrence), broken)
    send(as_alice, Announcement.objects.get())

    [mail] = sent()
    assert mail.subject == "Hej Bcc: all@example.org"


def test_a_draft_is_thrown_away_and_what_was_sent_is_not(as_alice, occurrence, karen, draft):
    send(as_alice, draft)
    as_alice.post(url("announcement_discard", occurrence, draft))
    assert Announcement.objects.filter(pk=draft.pk).exists()

    Announcement.objects.filter(pk=draft.pk).update(sent_at=None, recipients=None)
    as_alice.post(url("announcement_discard", occurrence, draft))
    assert not Announcement.objects.exists()


def test_what_was_sent_is_not_changed(as_alice, occurrence, karen, draft):
    send(as_alice, draft)

    as_alice.post(url("announcement_change", occurrence, draft), TEXTS | {"subject_da": "Nyt"})

    draft.refresh_from_db()
    assert draft.texts["da"]["subject"] == "Husk madpakke"


def test_the_mail_is_shown_as_it_is_sent(as_alice, occurrence, draft):
    response = as_alice.get(url("announcement_mail", occurrence, draft), {"language": "da"})

    assert "<strong>kl. 10</strong>" in response.content.decode()
    assert "<script>" not in response.content.decode()
    for language in ("", "xx", "de"):
        address = url("announcement_mail", occurrence, draft)
        assert as_alice.get(address, {"language": language}).status_code == 404


def test_a_crash_between_two_mails_sends_none(as_alice, occurrence, organiser, draft, monkeypatch):
    add_signups(occurrence, organiser, 3)
    put, calls = announcements.outbox.put, []

    def breaks(**mail):
        calls.append(mail)
        if len(calls) == 3:
            raise RuntimeError("The power is gone.")
        return put(**mail)

    monkeypatch.setattr(announcements.outbox, "put", breaks)
    with pytest.raises(RuntimeError), transaction.atomic():
        announcements.send(draft, by=organiser, seen=announcements.fingerprint(draft))

    assert sent() == []
    draft.refresh_from_db()
    assert draft.sent_at is None
