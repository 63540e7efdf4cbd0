"""After an action the focus is on the message about it, which a screen reader then says."""

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
