"""Following, a digest, and the two ways out of it, in Danish."""

import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import link_in, sign_in, submit

FOLLOWED = "select[name=followed]"
DAILY, NEVER = "daily", "never"
# The digests of the day after tomorrow, now.
MAIL_DIGESTS = """
import datetime
from django.utils import timezone
from notifications.notices import activities, notice_emails
activities.spread_due()
notice_emails.mail_due(now=timezone.now() + datetime.timedelta(days=2))
"""


def start_thread(page: Page, title: str) -> str:
    """Start a thread, and return its address."""
    page.goto("/da/forum/")
    page.locator("main").get_by_role("link", name="Start en samtale").click()
    page.locator("[name=kind]").first.check()
    page.locator("[name=theme]").select_option(label="Ensomhed")
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill("Hvem har lyst til at være med?")
    submit(page)
    expect(page.locator("h1")).to_have_text(title)
    return urlsplit(page.url).path


def follow(page: Page, thread: str) -> None:
    """Follow a thread by its button."""
    page.goto(thread)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Følg").first.click()
    expect(page.locator("main")).to_contain_text("Du følger")


def reply(page: Page, thread: str, body: str) -> None:
    """Write in a thread."""
    page.goto(thread)
    page.locator("[name=body]").fill(body)
    submit(page)
    expect(page.locator("main")).to_contain_text(body)


def timing_of(page: Page) -> str:
    """Return when the signed-in resident gets mail about replies in followed threads."""
    page.goto("/da/konto/beskeder/hvordan/")
    return page.locator(FOLLOWED).input_value()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_resident_follows_and_gets_a_digest_and_unsubscribes(
    site: Site, new_context, script: bool
):
    def browser_of(email: str = "") -> Page:
        page = new_context(java_script_enabled=script).new_page()
        if email:
            sign_in(page, email)
        return page

    title = f"Vinterbadning ({script})"
    alice, bob, mona = (browser_of(f"{name}@example.org") for name in ("alice", "bob", "moderator"))
    thread = start_thread(bob, title)
    for follower in (alice, mona):
        follow(follower, thread)
        assert timing_of(follower) == DAILY
    reply(bob, thread, "Vi mødes klokken ti.")
    reply(bob, thread, "Husk et håndklæde.")
    site.run(MAIL_DIGESTS)

    # The digest has one entry for both replies, which links to the first.
    digest = site.mail_to("alice@example.org", containing=title)
    assert "2 nye svar fra Bob" in digest
    alice.goto(link_in(digest, f"{thread}#post-2".lstrip("/")))
    expect(alice.locator("h1")).to_have_text(title)
    expect(alice.locator(":target")).to_contain_text("Vi mødes klokken ti.")
    site.run(MAIL_DIGESTS)
    assert len(site.messages_to("alice@example.org", containing=title)) == 1

    # By the link, without signing in: the page changes nothing, its button does.
    stranger = browser_of()
    stranger.goto(link_in(digest, "afmeld"))
    expect(stranger.locator("h1")).to_have_text("Vil du stoppe disse mails?")
    assert timing_of(alice) == DAILY
    submit(stranger, "Stop disse mails")
    expect(stranger.locator("h1")).to_have_text("Mailene er stoppet")
    assert timing_of(alice) == NEVER
    submit(stranger, "Fortryd: Send mig disse mails igen")
    assert timing_of(alice) == DAILY

    # As a mail program does it: one POST, no cookies, no page. (RFC 8058)
    message = site.message_to("moderator@example.org", containing=title)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip().split(",")[0].strip("<>")
    with urllib.request.urlopen(address) as response:  # noqa: S310 (our own server)
        assert response.status == 200
    assert timing_of(mona) == DAILY
    with urllib.request.urlopen(address, data=b"List-Unsubscribe=One-Click") as response:  # noqa: S310
        assert response.status == 200
        assert response.url == address
        assert "Set-Cookie" not in response.headers
    assert timing_of(mona) == NEVER
    mona.locator(FOLLOWED).select_option(DAILY)
    submit(mona, "Gem")
