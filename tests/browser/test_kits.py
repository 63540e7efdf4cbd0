"""A checklist of a kit: ticks are kept, their number is said, paper has boxes, sign-in merges."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.steps import sign_in

KIT = "/da/indbrudsforebyggelse/sikr-dit-hjem-i-ti-trin/"
ENGLISH = "/en/burglary-prevention/secure-your-home-in-ten-steps/"
READER = "alice@example.org"
FORGET = "from campaigns.models import KitTick\nKitTick.objects.all().delete()"


@pytest.fixture(autouse=True)
def _no_ticks(site):
    yield
    site.run(FORGET)


def boxes(page: Page) -> Locator:
    return page.locator("[data-kit] input[type=checkbox]")


def ticked(page: Page) -> list[bool]:
    return boxes(page).evaluate_all("all => all.map(box => box.checked)")


def expect_ticks(page: Page, *numbers: int) -> None:
    """Check which boxes are ticked, and that the page says how many, also to screen readers."""
    count = len(numbers)
    expect(page.locator("[data-kit-count]")).to_have_text(f"{count} af 10")
    expect(page.locator("[data-kit-count]")).to_have_attribute("aria-live", "polite")
    bar = page.get_by_role("progressbar", name="Så langt er du nået", exact=True)
    expect(bar).to_have_js_property("value", count)
    expect(bar).to_have_js_property("max", 10)
    assert [number for number, is_ticked in enumerate(ticked(page)) if is_ticked] == list(numbers)


def test_the_browser_keeps_the_ticks_until_one_starts_again(new_context):
    page = new_context().new_page()
    page.goto(KIT)
    again = page.get_by_role("button", name="Start forfra")
    expect_ticks(page)
    expect(again).to_be_hidden()
    boxes(page).nth(0).check()
    # From the keyboard as well.
    boxes(page).nth(3).focus()
    page.keyboard.press("Space")
    expect_ticks(page, 0, 3)

    page.reload()
    expect_ticks(page, 0, 3)
    page.goto(ENGLISH)
    expect(page.locator("[data-kit-count]")).to_have_text("2 of 10")
    page.goto(KIT)

    again.click()
    expect_ticks(page)
    expect(boxes(page).nth(0)).to_be_focused()
    page.reload()
    expect_ticks(page)


def test_ticks_go_to_the_profile_at_sign_in(new_context):
    page = new_context().new_page()
    page.goto(KIT)
    boxes(page).nth(1).check()
    sign_in(page, READER)
    page.goto(KIT)
    expect_ticks(page, 1)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kit:'))") == []
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        boxes(page).nth(2).check()
    assert saved.value.status == 204
    expect_ticks(page, 1, 2)

    elsewhere = new_context().new_page()
    sign_in(elsewhere, READER)
    elsewhere.goto(KIT)
    expect_ticks(elsewhere, 1, 2)


def test_a_tick_that_is_not_saved_is_taken_back_and_said(new_context):
    page = new_context().new_page()
    sign_in(page, READER)
    page.goto(KIT)
    page.route("**/*", lambda route: route.abort() if is_post(route) else route.continue_())
    boxes(page).nth(0).click()
    expect(page.locator("[data-kit-error]")).to_be_visible()
    expect_ticks(page)


def is_post(route) -> bool:
    return bool(route.request.method == "POST")


def test_the_list_is_printed_with_its_boxes_and_without_buttons(new_context):
    page = new_context().new_page()
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto(KIT)
    button = page.get_by_role("button", name="Udskriv listen")
    button.click()
    assert page.evaluate("window.printed")
    boxes(page).nth(0).check()
    page.emulate_media(media="print")
    expect(button).to_be_hidden()
    expect(page.get_by_role("button", name="Start forfra")).to_be_hidden()
    expect(boxes(page).nth(0)).to_be_visible()
    expect(boxes(page)).to_have_count(10)


@pytest.mark.parametrize("reader", ["", READER])
def test_axe_finds_nothing(new_context, reader):
    page = new_context(bypass_csp=True, reduced_motion="reduce").new_page()
    if reader:
        sign_in(page, reader)
    page.goto(KIT)
    boxes(page).nth(0).check()
    assert findings(page) == []
