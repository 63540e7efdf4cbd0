"""After an action the focus is on the message about it, which a screen reader then says."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import sign_in

with_and_without_script = pytest.mark.parametrize("script", [True, False])


@with_and_without_script
def test_focus_goes_to_the_message_after_follow_and_save(new_context, script):
    page = new_context(java_script_enabled=script).new_page()
    sign_in(page, "bob@example.org")
    page.goto("/da/konto/beskeder/hvordan/")
    page.locator("main form:has(select) button[type=submit]").first.click()
    message = page.locator("[role=status].messages")
    expect(message).to_be_focused()

    page.goto("/da/forum/")
    page.locator("main .thread__title a").first.click()
    for action in ("mute", "stop"):
        page.locator(f"main button[name=do][value={action}]").first.click()
        expect(message).to_be_focused()


@with_and_without_script
def test_focus_goes_to_the_message_after_a_reply_and_an_edit(new_context, script):
    page = new_context(java_script_enabled=script).new_page()
    sign_in(page, "bob@example.org")
    page.goto("/da/forum/")
    page.locator("main .thread__title a").first.click()
    page.locator("#reply textarea").fill(f"Tak for det, siger {script}.")
    page.locator("#reply button[type=submit]").first.click()
    message = page.locator("[role=status].messages")
    expect(message).to_be_focused()
    message.locator("a").click()
    post = page.locator("article:target")
    expect(post).to_be_in_viewport()

    post.locator("a[href*='/ret/']").first.click()
    page.locator("main textarea").fill(f"Mange tak, siger {script}.")
    page.locator("main form:has(textarea) button[type=submit]").first.click()
    expect(message).to_be_focused()
    message.locator("a").click()
    expect(post).to_be_in_viewport()


@with_and_without_script
@pytest.mark.parametrize("address", ["/da/forum/", "/da/kalender/"])
def test_focus_goes_to_what_the_list_shows_after_a_filter(new_context, address, script):
    page = new_context(java_script_enabled=script).new_page()
    page.goto(address)
    result = page.locator("#results")
    page.locator("details.filters > summary").click()
    option = page.locator("details.filters li a:not([aria-current])").first
    label = option.inner_text().strip()
    option.click()
    expect(result).to_be_focused()
    expect(result).to_contain_text(label)
    expect(result).to_have_attribute("aria-label", re.compile(re.escape(label)))
    result.locator(".link-button").click()
    expect(result).to_be_focused()


def test_focus_goes_to_what_the_calendar_shows_after_the_form(new_context):
    page = new_context().new_page()
    page.goto("/da/kalender/")
    page.locator("details.filter-form > summary").click()
    page.locator("select[name=theme]").select_option(index=1)
    page.locator("details.filter-form button").click()
    expect(page.locator("#results")).to_be_focused()
