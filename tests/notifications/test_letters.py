"""Letters to followers: previewed, counted, sent once, logged, and read by those they went to."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from notifications.models import (
    Activity,
    Category,
    Letter,
    LetterText,
    Notice,
    OutboxMessage,
    Preference,
    Subscription,
    Timing,
)
from notifications.newsletters import sending as letters
from notifications.notices import activities, notice_emails, topics
from tests import factories

pytestmark = pytest.mark.django_db

THEME, THREAD = "theme:1", "thread:7"
DANISH = {"topic": THEME, "subject_da": "Cykelløb på lørdag", "body_da": "Kom **alle** sammen."}
ENGLISH = {"subject_en": "Bicycle race on Saturday", "body_en": "Come, **all** of you."}


@pytest.fixture(autouse=True)
def named_topics(monkeypatch):
    """Themes and threads have names, whoever else has registered them."""
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
    """A letter in both languages that is not sent."""
    return letters.save_draft(
        letter=None,
        author=editor,
        topic=THEME,
        texts={
            "da": (DANISH["subject_da"], DANISH["body_da"]),
            "en": (ENGLISH["subject_en"], ENGLISH["body_en"]),
        },
    )


def in_admin(page: str, *args: object) -> str:
    """Return an address of the admin's section."""
    return reverse(f"letters_admin:{page}", args=args)


def on_site(page: str, *args: object, language: str = "da") -> str:
    """Return an address of the site."""
    with translation.override(language):
        return reverse(f"letters:{page}", args=args)


def go_through(letter: Letter, sender) -> None:
    """Send a letter and make its notices."""
    letters.send(letter=letter, sender=sender, seen=letter.changed_at)
    activities.spread_due()


def test_an_editor_writes_looks_and_sends(as_editor, editor, alice, bob):
    listing = as_editor.get(in_admin("list"))
    assert in_admin("new") in listing.content.decode()
    form = as_editor.get(in_admin("new")).content.decode()
    assert "Trafiksikkerhed (2" in form

    written = as_editor.post(in_admin("new"), {**DANISH, **ENGLISH})
    letter = Letter.objects.get()
    assert written.url == in_admin("preview", letter.pk)
    assert not Activity.objects.exists()

    Preference.objects.create(user=bob, category=Category.LETTERS, timing=Timing.NEVER)
    shown = as_editor.get(written.url)
    assert (shown.context["followers"], shown.context["by_mail"]) == (2, 1)
    mail = as_editor.get(in_admin("mail", letter.pk) + "?language=en")
    assert "Bicycle race on Saturday" in mail.content.decode()
    assert "<strong>all</strong>" in mail.content.decode()
    assert "unsafe-inline" in mail["Content-Security-Policy"]
    unknown = as_editor.get(in_admin("mail", letter.pk) + "?language=xx", follow=True)
    assert unknown.status_code == 404

    seen = {"seen": shown.context["seen"]}
    for _click in range(2):
        sent = as_editor.post(in_admin("send", letter.pk), seen)
        assert sent.url == in_admin("preview", letter.pk)

    letter.refresh_from_db()
    assert letter.is_sent
    assert (letter.sender, letter.recipients, letter.topic_name) == (editor, 2, "Trafiksikkerhed")
    assert Activity.objects.count() == 1
    log = as_editor.get(in_admin("list")).content.decode()
    assert "Cykelløb på lørdag" in log or "Bicycle race" in log
    assert "Rie Jensen" in log


def test_everybody_gets_it_as_they_want_it(draft, editor, alice, bob):
    Preference.objects.create(user=bob, category=Category.LETTERS, timing=Timing.AT_ONCE)
    go_through(draft, editor)

    assert notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=2)) == 2

    at_once = OutboxMessage.objects.get(to=bob.email)
    assert at_once.subject == "Bicycle race on Saturday"
    assert "Come, **all** of you." in at_once.text
    assert "<strong>all</strong>" in at_once.html
    assert on_site("letter", draft.pk, language="en") in at_once.text
    digest = OutboxMessage.objects.get(to=alice.email)
    assert "Cykelløb på lørdag" in digest.text
    assert on_site("letter", draft.pk) in digest.text


def test_who_mutes_the_topic_or_wants_no_mail_gets_none(draft, editor, alice, bob):
    Subscription.objects.filter(user=alice).update(mode=Subscription.Mode.MUTE)
    Preference.objects.create(user=bob, category=Category.LETTERS, timing=Timing.NEVER)
    go_through(draft, editor)

    assert notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=8)) == 0
    assert Notice.objects.get().recipient == bob
    assert Letter.objects.get().recipients == 1


def test_a_recipient_reads_it_and_has_seen_it(draft, editor, as_alice, alice):
    go_through(draft, editor)

    page = as_alice.get(on_site("letter", draft.pk))

    assert page.status_code == 200
    assert "<strong>alle</strong>" in page.content.decode()
    assert "Trafiksikkerhed" in page.content.decode()
    assert "no-store" in page["Cache-Control"] or "private" in page["Cache-Control"]
    assert Notice.objects.get(recipient=alice).read_at
    english = as_alice.get(on_site("letter", draft.pk, language="en")).content.decode()
    assert "Bicycle race on Saturday" in english


def test_nobody_else_reads_it(draft, editor, client, as_moderator, as_alice):
    assert as_alice.get(on_site("letter", draft.pk)).status_code == 404  # not sent yet
    go_through(draft, editor)

    stranger = Client()
    stranger.force_login(factories.make_user("karen@example.org", "Karen"))
    assert stranger.get(on_site("letter", draft.pk)).status_code == 404
    assert as_moderator.get(on_site("letter", draft.pk)).status_code == 404
    assert client.get(on_site("letter", draft.pk)).status_code == 302


@pytest.mark.parametrize("page", ["list", "new", "change", "preview", "mail"])
def test_residents_write_no_letters(draft, client, as_alice, page):
    args = [] if page in {"list", "new"} else [draft.pk]
    assert as_alice.get(on_site(page, *args)).status_code == 403
    assert client.get(on_site(page, *args)).status_code == 302
    assert as_alice.get(in_admin(page, *args)).status_code == 302


def test_residents_send_and_discard_nothing(draft, client, as_alice):
    for page in ("send", "discard"):
        assert as_alice.post(on_site(page, draft.pk)).status_code == 403
        assert client.post(on_site(page, draft.pk)).status_code == 302
        assert as_alice.get(on_site(page, draft.pk)).status_code == 405
    assert not Letter.objects.get().is_sent


def test_a_moderator_writes_to_threads_only_and_on_the_site(as_moderator, moderator, draft):
    assert as_moderator.get(in_admin("list")).status_code == 302
    form = as_moderator.get(on_site("new") + f"?topic={THREAD}").content.decode()
    assert "Glatte stier (1 følger)" in form
    assert THEME not in form

    refused = as_moderator.post(on_site("new"), DANISH)
    assert refused.status_code == 200
    assert refused.context["form"].errors["topic"]
    assert as_moderator.get(on_site("preview", draft.pk)).status_code == 404
    assert as_moderator.post(on_site("send", draft.pk)).status_code == 404

    as_moderator.post(on_site("new"), DANISH | {"topic": THREAD})
    letter = Letter.objects.get(topic=THREAD)
    shown = as_moderator.get(on_site("preview", letter.pk))
    assert "Send til 1 følger" in shown.content.decode()
    as_moderator.post(on_site("send", letter.pk), {"seen": shown.context["seen"]})
    letter.refresh_from_db()
    assert (letter.sender, letter.recipients) == (moderator, 1)


def test_the_way_to_a_letter_is_shown_to_who_may_write_one(
    as_moderator, as_editor, as_alice, alice, theme, client
):
    thread = factories.make_thread(alice, theme)
    link = on_site("new") + f"?topic=thread%3A{thread.pk}"
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
    assert on_site("list") in as_moderator.get("/da/konto/profil/").content.decode()
    assert on_site("list") not in as_alice.get("/da/konto/profil/").content.decode()


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
def test_what_is_missing_is_said_beside_the_field(as_editor, changes, field):
    for address in (in_admin("new"), on_site("new")):
        response = as_editor.post(address, DANISH | changes)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
    assert not Letter.objects.exists()


def test_a_draft_is_changed_and_a_language_taken_out(as_editor, draft):
    form = as_editor.get(in_admin("change", draft.pk)).content.decode()
    assert "Come, **all** of you." in form

    as_editor.post(in_admin("change", draft.pk), DANISH | {"body_da": "Kom."})

    assert list(LetterText.objects.values_list("language", "body")) == [("da", "Kom.")]


def test_what_was_changed_after_the_preview_is_not_sent(as_editor, draft):
    old = as_editor.get(in_admin("preview", draft.pk)).context["seen"]
    as_editor.post(in_admin("change", draft.pk), DANISH | {"body_da": "Noget helt andet."})

    for seen in (old, "", "nonsense", "2026-99-99T00:00"):
        response = as_editor.post(in_admin("send", draft.pk), {"seen": seen})
        assert response.status_code == 409
        assert response.context["error"]
    assert not Letter.objects.get().is_sent


def test_there_is_a_limit_to_letters_in_a_day(as_editor, draft, editor, settings):
    settings.LETTERS_PER_DAY = 1
    go_through(draft, editor)
    second = letters.save_draft(
        letter=None, author=editor, topic=THEME, texts={"da": ("Igen", "Og igen.")}
    )

    seen = {"seen": second.changed_at.isoformat()}
    assert as_editor.post(in_admin("send", second.pk), seen).status_code == 429
    second.refresh_from_db()
    assert not second.is_sent

    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert letters.send(letter=second, sender=editor, seen=second.changed_at)


def test_what_was_sent_stays_as_it_is(as_editor, draft, editor):
    go_through(draft, editor)
    draft.refresh_from_db()

    with pytest.raises(TypeError):
        draft.delete()
    with pytest.raises(TypeError):
        letters.save_draft(letter=draft, author=editor, topic=THREAD, texts={"da": ("a", "b")})
    with pytest.raises(TypeError):
        draft.texts.first().save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=draft.pk).update(recipients=None)
    for page in ("change", "discard"):
        response = as_editor.post(in_admin(page, draft.pk), DANISH)
        assert response.url == in_admin("preview", draft.pk)
    assert Letter.objects.get().topic == THEME


def test_a_draft_can_be_thrown_away(as_editor, draft):
    assert as_editor.post(in_admin("discard", draft.pk)).url == in_admin("list")
    assert not LetterText.objects.exists()


def test_the_log_outlives_its_people_and_things(as_editor, draft, moderator, monkeypatch):
    moderator.groups.set([])
    letters.send(letter=draft, sender=moderator, seen=draft.changed_at)
    moderator.delete()
    monkeypatch.setattr(topics, "_types", {})

    log = as_editor.get(in_admin("list")).content.decode()

    assert "Trafiksikkerhed" in log
    assert Letter.objects.get().sender is None


def test_the_list_takes_as_many_queries_for_many_letters(
    as_editor, editor, django_assert_num_queries
):
    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        as_editor.get(in_admin("list"))
        with CaptureQueriesContext(connection) as queries:
            assert as_editor.get(in_admin("list")).status_code == 200
        return len(queries)

    def write() -> Letter:
        texts = {"da": ("Emne", "Tekst"), "en": ("Subject", "Text")}
        return letters.save_draft(letter=None, author=editor, topic=THEME, texts=texts)

    one = write()
    letters.send(letter=one, sender=editor, seen=one.changed_at)
    write()
    few = count()
    for _number in range(5):
        write()
    assert count() == few
