"""Back after signing out shows nothing of the person who was signed in.

Chromium keeps pages twice: as files (the HTTP cache), and whole, with their scripts, in memory (the
back/forward cache, which Playwright turns off unless it is told not to).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BROWSERS, Site
from tests.browser.steps import sign_in

# Counts how often a page was taken out of the memory.
WATCH = """addEventListener("pageshow", ({ persisted }) => {
  if (persisted) sessionStorage.setItem("restored", Number(sessionStorage.restored ?? 0) + 1);
});"""
RESTORED = "Number(sessionStorage.restored ?? 0)"
SHOWN_AGAIN = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
SIGNED_IN = "[data-sign-out]"


@contextmanager
def remembering(chromium: Browser) -> Iterator[Browser]:
    """Start Chromium with its back/forward cache, as people have it."""
    browser = chromium.browser_type.launch(
        executable_path=next(found for name in BROWSERS if (found := shutil.which(name))),
        args=["--no-sandbox", "--disable-gpu"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


def open_page(browser: Browser, site: Site) -> Page:
    context = browser.new_context(base_url=site.url, locale="da-DK")
    context.add_init_script(WATCH)
    return context.new_page()


def go_back(page: Page, address: str) -> None:
    page.evaluate("() => { setTimeout(() => history.back()); }")
    # A page from the memory does not load.
    page.wait_for_url(f"**{address}", wait_until="commit")
    expect(page.locator("h1")).to_be_visible()


def look_around_and_sign_out(page: Page) -> list[str]:
    """Open signed-in pages, sign out, and return their addresses, the last one first."""
    sign_in(page, "alice@example.org")
    page.goto("/da/forum/")
    thread = page.locator("main .thread a").first.get_attribute("href")
    addresses = ["/da/konto/profil/", "/da/konto/beskeder/", "/da/forum/", str(thread)]
    for address in addresses:
        page.goto(address)
        expect(page.locator(SIGNED_IN)).to_have_count(1)
    page.locator(f"{SIGNED_IN} button").click()
    expect(page.locator(SIGNED_IN)).to_have_count(0)
    return addresses[::-1]


def check_history(page: Page, addresses: list[str]) -> None:
    for address in addresses[:2]:
        go_back(page, address)
        expect(page.locator(SIGNED_IN)).to_have_count(0)
        assert "Alice" not in page.locator("header").first.inner_text()
    # The pages of the account lead to the sign-in.
    page.evaluate("() => { setTimeout(() => history.back()); }")
    expect(page.locator("input[name=login]").first).to_be_visible()
    assert "alice@example.org" not in page.content()


def test_no_signed_in_page_comes_from_the_files(site: Site, chromium):
    page = open_page(chromium, site)
    check_history(page, look_around_and_sign_out(page))
    page.context.close()


def test_no_signed_in_page_comes_from_the_memory(site: Site, chromium):
    with remembering(chromium) as browser:
        page = open_page(browser, site)
        page.goto("/da/")
        page.goto("/da/forum/")
        go_back(page, "/da/")
        # The memory works, and pages of anonymous readers are still in it.
        assert page.evaluate(RESTORED) == 1

        check_history(page, look_around_and_sign_out(page))

        assert page.evaluate(RESTORED) == 0  # cleared when signing out


@pytest.mark.parametrize("typed", ["", "Et halvt svar"])
def test_a_browser_that_keeps_pages_anyway_loads_them_anew(site: Site, new_context, typed):
    page = new_context().new_page()
    sign_in(page, "bob@example.org")
    page.goto("/da/forum/")
    page.goto(str(page.locator("main .thread a").first.get_attribute("href")))
    page.locator("textarea[name=body]").fill(typed)
    page.context.clear_cookies()

    page.evaluate(SHOWN_AGAIN)

    # What somebody is writing is not thrown away.
    expect(page.locator(SIGNED_IN)).to_have_count(1 if typed else 0)
