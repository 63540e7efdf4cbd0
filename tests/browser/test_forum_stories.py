"""What neighbours do with each other, on a telephone and in Danish: help, issues, meetups, mail."""

import datetime
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Site, text_of
from tests.browser.steps import link_in, sign_in, submit

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "script", [True, False], ids=["with-script", "without-script"]
)
# The reminder of a meetup, now, and the digests of the next days.
REMIND = """
import datetime
from django.utils import timezone
from events.models import Occurrence
from events.signups import reminders
occurrence = Occurrence.objects.get(event__texts__title={title!r})
Occurrence.objects.filter(pk=occurrence.pk).update(remind_at=timezone.now())
SignUp = occurrence.signups.model
SignUp.objects.filter(occurrence=occurrence).update(
    confirmed_at=timezone.now() - datetime.timedelta(hours=1)
)
assert reminders.remind_due() == 1
"""
MAIL_DIGESTS = """
import datetime
from django.utils import timezone
from notifications.notices import activities, notice_emails
activities.spread_due()
notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=2))
"""
RECEIVE = """
from forum.by_mail import receiving
[received] = receiving.receive({raw!r}, recipients=[{recipient!r}], envelope_sender={sender!r})
assert received.state == "posted", received
"""


@pytest.fixture
def telephone_of(new_context) -> Callable[..., Page]:
    """Return a function that opens the browser of a telephone, signed in with an address."""

    def open_telephone(email: str = "", *, script: bool = True) -> Page:
        context = new_context(
            viewport=NARROW, java_script_enabled=script, has_touch=True, is_mobile=True
        )
        page = context.new_page()
        if email:
            sign_in(page, email)
        return page

    return open_telephone


def in_days(days: int) -> str:
    """Return the day so many days ahead, as a field of a form takes it."""
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


def start(page: Page, kind: str, title: str, body: str, **fields: str) -> str:
    """Start a thread of that kind, and return its path."""
    page.goto("/da/forum/nyt/")
    page.locator(f"[name=kind][value={kind}]").check()
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill(body)
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    submit(page)
    expect(page.locator("h1")).to_have_text(title)
    return urlsplit(page.url).path


@WITH_AND_WITHOUT_SCRIPT
def test_one_asks_for_help_and_is_helped_without_an_address_shown(
    site: Site, telephone_of, script: bool
):
    alice, bob = (telephone_of(f"{name}@example.org", script=script) for name in ("alice", "bob"))
    title = f"Hvem kan skifte en pære i lampen? ({script})"
    thread = start(alice, "help_wanted", title, "Jeg kan ikke nå op til den.")

    bob.goto(thread)
    bob.locator("#help a.button").click()
    bob.locator("[name=body]").fill("Jeg kommer forbi med en stige i morgen.")
    submit(bob, "Send beskeden")

    mail = site.message_to("alice@example.org", containing="en stige i morgen")
    assert "bob@example.org" not in str(mail)
    alice.goto(link_in(site.mail_to("alice@example.org", containing="en stige"), "beskeder"))
    expect(alice.locator("main")).to_contain_text("en stige i morgen")
    alice.locator("[name=body]").fill("Tak! Kom gerne klokken ti.")
    submit(alice, "Send beskeden")
    assert "alice@example.org" not in str(
        site.message_to("bob@example.org", containing="klokken ti")
    )
    assert not any("@example.org" in text for text in alice.locator(".post").all_inner_texts())

    # One of them chooses to be called.
    bob.goto(link_in(site.mail_to("bob@example.org", containing="klokken ti"), "beskeder"))
    bob.locator("[name=telephone]").fill("20 30 40 50")
    submit(bob, "Del nummeret")
    alice.reload()
    expect(alice.locator("main")).to_contain_text("20 30 40 50")

    alice.goto(thread)
    alice.locator("#help a[href*='/afslut/']").click()
    alice.locator("[name=helper]").nth(1).check()
    alice.locator("[name=thanks]").fill("Tusind tak, nu er der lys igen.")
    submit(alice, "Markér som klaret")
    reader = telephone_of(script=script)
    reader.goto(thread)
    expect(reader.locator("#help")).to_contain_text("nu er der lys igen")
    expect(reader.locator("main")).not_to_contain_text("20 30 40 50")
    expect(reader.locator("#help a.button")).to_have_count(0)


@WITH_AND_WITHOUT_SCRIPT
def test_an_issue_is_reported_solved_and_opened_again(site: Site, telephone_of, script: bool):
    alice, bob, mona = (
        telephone_of(f"{name}@example.org", script=script) for name in ("alice", "bob", "moderator")
    )
    title = f"Hul i cykelstien ved skolen ({script})"
    thread = start(
        alice, "issue", title, "Der er et dybt hul, og det regner.", place="Ved skolens port"
    )

    bob.goto(thread)
    bob.get_by_role("button", name="Det ser jeg også").click()
    expect(bob.locator("main")).to_contain_text("1 nabo")

    def answer(status: str, text: str) -> None:
        mona.goto(thread)
        mona.locator("a[href*='/status/']").click()
        mona.locator(f"[name=status][value={status}]").check()
        mona.locator("[name=text]").fill(text)
        submit(mona, "Gem og svar")

    answer("planned", "Hullet bliver lappet i næste uge.")
    reader = telephone_of(script=script)
    reader.goto(thread)
    expect(reader.locator(".issue")).to_contain_text("Planlagt")
    expect(reader.locator("main")).to_contain_text("lappet i næste uge")
    answer("solved", "Nu er hullet lappet.")

    alice.goto(thread)
    expect(alice.locator(".issue")).to_contain_text("Løst")
    alice.locator("a[href*='/genaabn/']").click()
    alice.locator("[name=text]").fill("Det er der stadig, på den anden side.")
    submit(alice, "Åbn problemet igen")
    reader.goto(thread)
    expect(reader.locator("main")).to_contain_text("på den anden side")
    expect(reader.locator(".issue-steps li")).to_have_count(4)


@WITH_AND_WITHOUT_SCRIPT
def test_a_thread_becomes_a_poll_a_meetup_a_sign_up_and_a_reminder(
    site: Site, telephone_of, script: bool
):
    alice, kirsten, reader = (
        telephone_of("alice@example.org", script=script),
        telephone_of("kommune@example.org", script=script),
        telephone_of(script=script),
    )
    title = f"Fælles grillaften ({script})"
    thread = start(alice, "meetup", f"Skal vi grille? ({script})", "Hvem vil være med?")

    alice.goto(thread)
    alice.locator("a[href$='/traef/']").click()
    alice.locator("[name=title]").fill(title)
    alice.locator("[name=place]").fill("Fælleshuset")
    for row, day in enumerate((20, 21)):
        alice.locator(f"[name=date-{row}-starts_at]").fill(f"{in_days(day)}T18:00")
    alice.locator("[name=closes_at]").fill(f"{in_days(10)}T12:00")
    submit(alice, "Foreslå træffet")
    poll = urlsplit(alice.url).path

    kirsten.goto(poll)
    kirsten.locator("fieldset:has([value=yes])").nth(1).locator("[value=yes]").check()
    submit(kirsten, "Gem mine svar")
    alice.goto(poll)
    alice.get_by_role("link", name="Vælg en dato").click()
    alice.locator("[name=date]").nth(1).check()
    submit(alice, "Vælg denne dato")
    expect(alice.locator("h1")).to_have_text(title)
    meetup = urlsplit(alice.url).path

    # One click from the mail, and the seat is taken.
    kirsten.goto(link_in(site.mail_to("kommune@example.org", containing=title), "traef/"))
    submit(kirsten, "Tilmeld mig")
    reader.goto("/da/kalender/")
    reader.goto(meetup)
    expect(reader.locator("main")).to_contain_text("Fælleshuset")
    site.run(REMIND.format(title=title))
    assert site.mail_to("kommune@example.org", containing=f"{title}”. Vi glæder os")


def test_a_digest_is_answered_by_mail(site: Site, telephone_of):
    alice, bob = (telephone_of(f"{name}@example.org") for name in ("alice", "bob"))
    title = "Hvem har set den grå kat?"
    thread = start(alice, "discussion", title, "Den har været væk siden i går.")
    bob.goto(thread)
    bob.locator("[name=body]").fill("Jeg så en ved havnen.")
    submit(bob)
    site.run(MAIL_DIGESTS)

    digest = site.message_to("alice@example.org", containing=title)
    # A digest about one thread is answered as a whole, others entry by entry.
    places = f"{digest['Reply-To']} {text_of(digest).partition(title)[2]}"
    address = re.search(r"svar\+[a-z2-7]+@\S+[a-z]", places)[0]
    raw = (
        f"From: Alice <alice@example.org>\r\nTo: {address}\r\nSubject: Re: {digest['Subject']}\r\n"
        "Message-ID: <answer-1@mail.example.org>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        "Tak, det er den. Jeg henter den nu.\r\n\r\n"
        "Den søn. 5. jan. skrev Det Gode Naboskab:\r\n> Jeg så en ved havnen.\r\n"
    ).encode()
    for _delivery in range(2):
        site.run(RECEIVE.format(raw=raw, recipient=address, sender="alice@example.org"))

    bob.goto(thread)
    expect(bob.locator("article", has_text="Jeg henter den nu.")).to_have_count(1)
    expect(bob.locator("article", has_text="Jeg henter den nu.")).not_to_contain_text("havnen")


@WITH_AND_WITHOUT_SCRIPT
def test_a_thread_about_crime_starts_with_four_questions(telephone_of, script: bool):
    page = telephone_of("alice@example.org", script=script)
    page.goto("/da/forum/nyt/")
    when, did = page.locator("[name=happened_when]"), page.locator("[name=people_did]")
    expect(when).to_be_hidden()
    page.locator("[name=title]").fill(f"Uro på vejen ({script})")
    page.locator("[name=body]").fill("Nogen tog i dørene på bilerne.")
    crime = page.locator("[name=theme] option[data-about-crime]").first
    page.locator("[name=theme]").select_option(crime.get_attribute("value"))
    expect(page.get_by_label("Hvad skete der?")).to_have_value("Nogen tog i dørene på bilerne.")
    did.fill("De gik fra bil til bil.")
    # An answer that is not asked for any more stays in sight.
    page.locator("[name=theme]").select_option("")
    expect(did).to_be_visible()
    expect(when).to_be_hidden()
    page.locator("[name=theme]").select_option(crime.get_attribute("value"))
    submit(page)
    expect(page.locator(".field--error")).to_have_count(2)

    page.locator("[name=place]").fill("Ved skolen")
    when.fill("i nat")
    submit(page)
    post = page.locator("#post-1")
    for text in ("Hvad skete der?", "Ved skolen", "i nat", "De gik fra bil til bil."):
        expect(post).to_contain_text(text)
