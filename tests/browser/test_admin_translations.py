"""What an editor pastes into the translation editor keeps its words apart."""

from playwright.sync_api import expect

from tests.browser.steps import sign_in


def test_a_pasted_line_break_becomes_a_space(site, new_context):
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    page.goto("/admin/pages/")
    page.locator("table.listing tr", has_text="English").locator("a[href$='/edit/']").first.click()
    editor = page.locator(".js-translation-editor")
    editor.get_by_role("button", name="Rediger").first.click()
    field = editor.locator("textarea")
    field.fill("Yes.\n\nSee the page \r\n about light.")
    expect(field).to_have_value("Yes. See the page about light.")
    # The editor itself holds the same, and goes on from there.
    field.press("End")
    field.press_sequentially("!")
    expect(field).to_have_value("Yes. See the page about light.!")
