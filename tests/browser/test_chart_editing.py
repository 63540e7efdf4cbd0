"""An editor types and pastes the table of a chart, and sees at the cell what is wrong."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import explorer_id, open_page, sign_in

PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  input.dispatchEvent(new ClipboardEvent("paste", options));
}"""


@pytest.fixture
def editor(site, new_context) -> Page:
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    return page


def cell(page: Page, row: int, column: int):
    return page.get_by_label(f"Række {row}, kolonne {column}", exact=True)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("button.action-save").first.click()


def test_a_table_is_typed_pasted_and_checked(editor):
    front_page = explorer_id(editor, "/admin/pages/", "Det Gode Naboskab")
    theme_page = explorer_id(editor, f"/admin/pages/{front_page}/", "Trafiksikkerhed")
    campaign = explorer_id(editor, f"/admin/pages/{theme_page}/", "Lys på cyklen")
    open_page(editor, f"/admin/pages/{campaign}/edit/")
    first = cell(editor, 2, 2)
    expect(first).to_have_value("52\u00a0%")
    assert editor.locator("textarea[data-controller=chart-table]").is_hidden()

    first.fill("halvdelen")
    expect(first).to_have_attribute("aria-invalid", "true")
    expect(first.locator("xpath=..")).to_contain_text("1.234,5")
    save(editor)
    message = editor.locator(".w-field--error", has=editor.locator(".chart-table")).last
    expect(message).to_contain_text("halvdelen")
    expect(message).to_contain_text("Skolen i byen")
    expect(cell(editor, 2, 2)).to_have_value("halvdelen")

    for row in range(9, 1, -1):
        for column in (1, 2, 3):
            cell(editor, row, column).fill("")
    cell(editor, 1, 1).evaluate(PASTE, "Måned\tA\tB\r\nmaj\t1.234,5\t2\r\njuni\t\t-3\r\n")
    expect(cell(editor, 3, 1)).to_have_value("juni")
    expect(editor.locator(".chart-table [aria-invalid=true]")).to_have_count(0)
    save(editor)
    expect(editor.locator(".w-field--error")).to_have_count(0)
    expect(cell(editor, 2, 2)).to_have_value("1.234,5")
    expect(cell(editor, 3, 3)).to_have_value("\u22123")
