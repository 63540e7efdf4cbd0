"""Letters to followers: permissions, drafts, preview, sending, the log, and reading."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from notifications.broadcasts import drafts
from notifications.broadcasts.drafts import fingerprint
from notifications.models import (
    Activity,
    Category,
    Letter,
    Notice,
    OutboxMessage,
    Preference,
    Subscription,
    Timing,
)
from notifications.newsletters import sending
from notifications.notices import activities, notice_emails, topics
from tests import factories

pytestmark = pytest.mark.django_db

THEME, THREAD = "theme:1", "thread:7"
DANISH = {"topic": THEME, "subject_da": "Cykelløb på lørdag", "body_da": "Kom **alle** sammen."}
ENGLISH = {"subject_en": "Bicycle race on Saturday", "body_en": "Come, **all** of you."}


@pytest.fixture(autouse=True)
def named_topics(monkeypatch):
    """Register names for themes and threads in place of the apps' own."""
    monkeypatch.setattr(topics, "_types", dict(topics._types))
    for prefix, name in (("theme", "Trafiksikkerhed"), ("thread", "Glatte stier")):
        topics.register(
            topics.TopicType(
                prefix,
                lambda ids, reader, name=name: {
                    one: topics.TopicLabel(name, "/da/") for one in ids
                },
            )
        )


@pytest.fixture(autouse=True)
def followers(alice, bob):
    """Alice and Bob follow a theme; Bob reads English and follows a thread too."""
    bob.language = "en"
    bob.save()
    for user, topic in ((alice, THEME), (bob, THEME), (bob, THREAD)):
        Subscription.objects.create(user=user, topic=topic)


@pytest.fixture
def draft(editor):
    """A draft in both languages."""
    return drafts.save_draft(
        Letter(author=editor),
        topic=THEME,
        texts={
            "da": {"subject": DANISH["subject_da"], "body": DANISH["body_da"]},
            "en": {"subject": ENGLISH["subject_en"], "body": ENGLISH["body_en"]},
        },
    )


def admin_url(page: str, *args: object) -> str:
    """Return an address of the admin's section."""
    return reverse(f"letters_admin:{page}", args=args)


def site_url(page: str, *args: object, language: str = "da") -> str:
    """Return an address of the site."""
    with translation.override(language):
        return reverse(f"letters:{page}", args=args)


def send_and_spread(letter: Letter, sender) -> None:
    """Send a letter and make its notices."""
    sending.send(letter, sender=sender, seen=fingerprint(letter))
    activities.spread_due()


def test_editor_writes_previews_and_sends_a_letter(as_editor, editor, alice, bob):
    listing = as_editor.get(admin_url("list"))
    assert admin_url("new") in listing.content.decode()
    form = as_editor.get(admin_url("new")).content.decode()
    assert "Trafiksikkerhed (2" in form

    written = as_editor.post(admin_url("new"), {**DANISH, **ENGLISH})
    letter = Letter.objects.get()
    assert written.url == admin_url("preview", letter.pk)
    assert not Activity.objects.exists()

    Preference.objects.create(user=bob, category=Category.LETTERS, timing=Timing.NEVER)
    shown = as_editor.get(written.url)
    assert (shown.context["followers"], shown.context["by_mail"]) == (2, 1)
    mail = as_editor.get(admin_url("mail", letter.pk) + "?language=en")
    assert "Bicycle race on Saturday" in mail.content.decode()
    assert "<strong>all</strong>" in mail.content.decode()
    assert "unsafe-inline" in mail["Content-Security-Policy"]
    unknown = as_editor.get(admin_url("mail", letter.pk) + "?language=xx", follow=True)
    assert unknown.status_code == 404

    seen = {"seen": shown.context["seen"]}
    for _click in range(2):
        sent = as_editor.post(admin_url("send", letter.pk), seen)
        assert sent.url == admin_url("preview", letter.pk)

    letter.refresh_from_db()
    assert letter.is_sent
    assert (letter.sender, letter.recipients, letter.topic_name) == (editor, 2, "Trafiksikkerhed")
    assert Activity.objects.count() == 1
    log = as_editor.get(admin_url("list")).content.decode()
    assert "Cykelløb på lørdag" in log or "Bicycle race" in log
    assert "Rie Jensen" in log


def test_followers_get_the_letter_at_once_or_in_a_digest(draft, editor, alice, bob):
    Preference.objects.create(user=bob, category=Category.LETTERS, timing=Timing.AT_ONCE)
    send_and_spread(draft, editor)

    assert notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=2)) == 2

    at_once = OutboxMessage.objects.get(to=bob.email)
    assert at_once.subject == "Bicycle race on Saturday"
    # The marks of Markdown are for the HTML alone.
    assert "Come, all of you." in at_once.text
    assert "<strong>all</strong>" in at_once.html
    assert site_url("letter", draft.pk, language="en") in at_once.text
    digest = OutboxMessage.objects.get(to=alice.email)
    assert "Cykelløb på lørdag" in digest.text
    assert site_url("letter", draft.pk) in digest.text


def test_muting_the_topic_or_the_category_stops_the_mail(draft, editor, alice, bob):
    Subscription.objects.filter(user=alice).update(mode=Subscription.Mode.MUTE)
    Preference.objects.create(user=bob, category=Category.LETTERS, timing=Timing.NEVER)
    send_and_spread(draft, editor)

    assert notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=8)) == 0
    assert Notice.objects.get().recipient == bob
    assert Letter.objects.get().recipients == 1


def test_reading_a_letter_marks_its_notice_as_read(draft, editor, as_alice, alice):
    send_and_spread(draft, editor)

    page = as_alice.get(site_url("letter", draft.pk))

    assert page.status_code == 200
    assert "<strong>alle</strong>" in page.content.decode()
    assert "Trafiksikkerhed" in page.content.decode()
    assert "no-store" in page["Cache-Control"] or "private" in page["Cache-Control"]
    assert Notice.objects.get(recipient=alice).read_at
    english = as_alice.get(site_url("letter", draft.pk, language="en")).content.decode()
    assert "Bicycle race on Saturday" in english


def test_only_recipients_can_read_a_letter(draft, editor, client, as_moderator, as_alice):
    assert as_alice.get(site_url("letter", draft.pk)).status_code == 404  # not sent yet
    send_and_spread(draft, editor)

    stranger = Client()
    stranger.force_login(factories.make_user("karen@example.org", "Karen"))
    assert stranger.get(site_url("letter", draft.pk)).status_code == 404
    assert as_moderator.get(site_url("letter", draft.pk)).status_code == 404
    assert client.get(site_url("letter", draft.pk)).status_code == 302


@pytest.mark.parametrize("page", ["list", "new", "change", "preview", "mail"])
def test_residents_cannot_open_the_pages_of_writers(draft, client, as_alice, page):
    args = [] if page in {"list", "new"} else [draft.pk]
    assert as_alice.get(site_url(page, *args)).status_code == 403
    assert client.get(site_url(page, *args)).status_code == 302
    assert as_alice.get(admin_url(page, *args)).status_code == 403


def test_residents_cannot_send_or_discard_a_letter(draft, client, as_alice):
    for page in ("send", "discard"):
        assert as_alice.post(site_url(page, draft.pk)).status_code == 403
        assert client.post(site_url(page, draft.pk)).status_code == 302
        assert as_alice.get(site_url(page, draft.pk)).status_code == 405
    assert not Letter.objects.get().is_sent


@pytest.mark.parametrize("page", ["new", "change"])
def test_pages_of_writers_refuse_other_methods(as_editor, draft, page):
    args = [] if page == "new" else [draft.pk]
    for url in (site_url(page, *args), admin_url(page, *args)):
        assert as_editor.put(url).status_code == 405


def test_moderator_writes_only_to_threads_and_only_on_the_site(as_moderator, moderator, draft):
    assert DANISH["subject_da"] not in as_moderator.get(admin_url("list")).content.decode()
    assert as_moderator.get(admin_url("preview", draft.pk), follow=True).status_code == 404
    form = as_moderator.get(site_url("new") + f"?topic={THREAD}").content.decode()
    assert "Glatte stier (1 følger)" in form
    assert THEME not in form

    refused = as_moderator.post(site_url("new"), DANISH)
    assert refused.status_code == 200
    assert refused.context["form"].errors["topic"]
    assert as_moderator.get(site_url("preview", draft.pk)).status_code == 404
    assert as_moderator.post(site_url("send", draft.pk)).status_code == 404

    as_moderator.post(site_url("new"), DANISH | {"topic": THREAD})
    letter = Letter.objects.get(topic=THREAD)
    shown = as_moderator.get(site_url("preview", letter.pk))
    assert "Send til 1 følger" in shown.content.decode()
    as_moderator.post(site_url("send", letter.pk), {"seen": shown.context["seen"]})
    letter.refresh_from_db()
    assert (letter.sender, letter.recipients) == (moderator, 1)


def test_links_to_letters_are_shown_only_to_writers(
    as_moderator, as_editor, as_alice, alice, theme, client
):
    thread = factories.make_thread(alice, theme)
    link = site_url("new") + f"?topic=thread%3A{thread.pk}"
    shown = {
        name: link in browser.get(thread.get_absolute_url()).content.decode()
        for name, browser in (
            ("moderator", as_moderator),
            ("editor", as_editor),
            ("alice", as_alice),
            ("anonymous", client),
        )
    }
    assert shown == {"moderator": True, "editor": True, "alice": False, "anonymous": False}
    assert site_url("list") in as_moderator.get("/da/konto/profil/").content.decode()
    assert site_url("list") not in as_alice.get("/da/konto/profil/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"topic": "person:1"}, "topic"),
        ({"topic": "near:issue"}, "topic"),
        ({"subject_da": ""}, "subject_da"),
        ({"body_da": " "}, "body_da"),
        ({"body_da": "Ring til 010203-1234"}, "body_da"),
        ({"subject_en": "Only a subject"}, "body_en"),
        ({"body_en": "Only a text"}, "subject_en"),
    ],
)
def test_form_reports_an_error_beside_its_field(as_editor, changes, field):
    for address in (admin_url("new"), site_url("new")):
        response = as_editor.post(address, DANISH | changes)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
    assert not Letter.objects.exists()


def test_changing_a_draft_can_remove_a_language(as_editor, draft):
    form = as_editor.get(admin_url("change", draft.pk)).content.decode()
    assert "Come, **all** of you." in form

    as_editor.post(admin_url("change", draft.pk), DANISH | {"body_da": "Kom."})

    assert Letter.objects.get().texts == {"da": {"subject": DANISH["subject_da"], "body": "Kom."}}


@pytest.mark.parametrize(
    "texts", [{}, {"da": {"subject": "", "body": "b"}}, {"da": {"subject": "s", "body": ""}}]
)
def test_draft_without_a_complete_text_is_refused(editor, texts):
    with pytest.raises(ValueError, match="needs a subject and a text"):
        drafts.save_draft(Letter(author=editor), topic=THEME, texts=texts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(author=editor, topic=THEME, texts={})


def test_sending_is_refused_after_a_stale_preview(as_editor, draft):
    old = as_editor.get(admin_url("preview", draft.pk)).context["seen"]
    as_editor.post(admin_url("change", draft.pk), DANISH | {"body_da": "Noget helt andet."})

    for seen in (old, "", "nonsense"):
        response = as_editor.post(admin_url("send", draft.pk), {"seen": seen})
        assert response.status_code == 409
        assert response.context["error"]
    assert not Letter.objects.get().is_sent


def test_daily_limit_refuses_another_letter_to_the_same_topic(as_editor, draft, editor, settings):
    settings.LETTERS_PER_DAY = 1
    send_and_spread(draft, editor)
    texts = {"da": {"subject": "Igen", "body": "Og igen."}}
    second = drafts.save_draft(Letter(author=editor), topic=THEME, texts=texts)
    elsewhere = drafts.save_draft(Letter(author=editor), topic=THREAD, texts=texts)

    seen = {"seen": fingerprint(second)}
    assert as_editor.post(admin_url("send", second.pk), seen).status_code == 429
    second.refresh_from_db()
    assert not second.is_sent
    # The limit holds for each topic.
    assert sending.send(elsewhere, sender=editor, seen=fingerprint(elsewhere))

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert sending.send(second, sender=editor, seen=fingerprint(second))


def test_sent_letter_cannot_be_changed_or_deleted(as_editor, draft, editor):
    send_and_spread(draft, editor)
    draft.refresh_from_db()

    with pytest.raises(TypeError):
        draft.delete()
    with pytest.raises(drafts.AlreadySent):
        drafts.save_draft(
            draft, topic=THREAD, texts={"da": {"subject": "Nyt emne", "body": "Ny tekst"}}
        )
    assert not drafts.discard(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=draft.pk).update(recipients=None)
    for page in ("change", "discard"):
        response = as_editor.post(admin_url(page, draft.pk), DANISH)
        assert response.url == admin_url("preview", draft.pk)
    sent = Letter.objects.get()
    assert (sent.topic, sent.texts["da"]["body"]) == (THEME, DANISH["body_da"])


def test_discarding_deletes_a_draft(as_editor, draft):
    assert as_editor.post(admin_url("discard", draft.pk)).url == admin_url("list")
    assert not Letter.objects.exists()


def test_log_keeps_a_letter_without_its_sender_and_topic(as_editor, draft, moderator, monkeypatch):
    moderator.groups.set([])
    sending.send(draft, sender=moderator, seen=fingerprint(draft))
    moderator.delete()
    monkeypatch.setattr(topics, "_types", {})

    log = as_editor.get(admin_url("list")).content.decode()

    assert "Trafiksikkerhed" in log
    assert Letter.objects.get().sender is None


@pytest.mark.parametrize("browser", ["as_editor", "as_moderator"])
def test_list_query_count_is_constant(request, browser, editor, moderator):
    """In the admin (editors) and on the site (moderators)."""
    client = request.getfixturevalue(browser)
    address = admin_url("list") if browser == "as_editor" else site_url("list")

    def count_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def write() -> Letter:
        texts = {
            "da": {"subject": "Emne", "body": "Tekst"},
            "en": {"subject": "Subject", "body": "Text"},
        }
        return drafts.save_draft(Letter(author=moderator), topic=THREAD, texts=texts)

    letter = write()
    sending.send(letter, sender=editor, seen=fingerprint(letter))
    write()
    client.get(address)  # fills the caches
    few = count_queries()
    for _number in range(5):
        write()
    assert count_queries() == few
