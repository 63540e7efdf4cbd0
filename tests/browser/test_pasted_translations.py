"""A translator pastes several lines into the field of one text."""

from playwright.sync_api import expect

from tests.browser.steps import explorer_id, sign_in
from tests.browser.test_chart_editing import PASTE


def test_the_words_of_pasted_lines_stay_apart(site, new_context):
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    pk = explorer_id(page, "/admin/pages/?locale=en", "House rules of the forum")
    page.goto(f"/admin/pages/{pk}/edit/")
    text = page.locator(".js-translation-editor li:is(.incomplete, .complete)").first
    text.get_by_role("button").last.click()
    field = text.locator("textarea")
    field.fill("")

    field.evaluate(PASTE, "Yes.\r\n\r\nSee the police. \nOr ask.")
    expect(field).to_have_value("Yes. See the police. Or ask.")

    field.fill("")
    field.evaluate(PASTE, "Yes.")
    # One line is left to the browser, which does nothing for an event of a script.
    expect(field).to_have_value("")
