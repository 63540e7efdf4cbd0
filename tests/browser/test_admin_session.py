"""What an editor typed is kept when the session has ended, and saved after signing in again."""

from playwright.sync_api import expect

from tests.browser.steps import explorer_id, sign_in

MESSAGE = "[data-session-message]"
TITLE = "#id_title"


def test_a_form_outlives_the_session(site, new_context):
    context = new_context()
    page = context.new_page()
    sign_in(page, "redaktor@example.org")
    pk = explorer_id(page, "/admin/pages/", "Det Gode Naboskab")
    page.goto(f"/admin/pages/{pk}/edit/")
    expect(page.locator(TITLE)).to_be_visible()
    session = [each for each in context.cookies() if each["name"].endswith("sessionid")]
    context.clear_cookies(name=session[0]["name"])

    page.locator(TITLE).fill("Skrevet uden at være logget ind")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator(MESSAGE)).to_be_visible()
    expect(page.locator(TITLE)).to_have_value("Skrevet uden at være logget ind")

    with context.expect_page() as opened:
        page.locator(f"{MESSAGE} a").click()
    sign_in(opened.value, "redaktor@example.org")
    page.bring_to_front()
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator(MESSAGE)).to_have_count(0)
    page.wait_for_load_state()
    page.goto(f"/admin/pages/{pk}/edit/")
    expect(page.locator(TITLE)).to_have_value("Skrevet uden at være logget ind")
