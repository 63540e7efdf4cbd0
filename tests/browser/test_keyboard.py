"""All controls work by keyboard, and the focus moves to new content and to errors."""

from playwright.sync_api import expect

from tests.browser.conftest import NARROW


def test_the_first_stop_leads_past_the_menu(new_context):
    page = new_context().new_page()
    page.goto("/da/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Gå til indholdet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_menu_opens_and_closes_without_script(new_context):
    page = new_context(viewport=NARROW, java_script_enabled=False).new_page()
    page.goto("/da/")
    calendar = page.locator("#site-menu").get_by_role("link", name="Kalender")
    expect(calendar).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    expect(calendar).to_be_visible()
    page.keyboard.press("Escape")
    expect(calendar).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).press("Enter")
    calendar.press("Enter")
    expect(page.locator("h1")).to_contain_text("Kalender")


def test_a_refused_form_takes_the_reader_to_what_is_wrong(new_context):
    page = new_context().new_page()
    page.goto("/da/konto/signup/")
    page.locator("main form:has([name=first_name])").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Opret kontoen").press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    expect(summary.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main [aria-invalid=true]").first).to_be_focused()
