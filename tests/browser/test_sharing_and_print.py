"""Sharing a page, printing a notice, and what is on paper of pages in general."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW
from tests.browser.pages import EVENT
from tests.browser.steps import open_page

CAMPAIGN = "/da/trafiksikkerhed/lys-paa-cyklen/"
# What nobody can press on paper. The boxes of a checklist are ticked with a pen.
PRESSED = (
    "button, input:not([type=hidden], [type=checkbox]), select, textarea, "
    ".button, .link-button, form, [role=tab], nav"
)
VISIBLE = """(root, selector) => [...root.querySelectorAll(selector)]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height > 0)
    .map((each) => each.outerHTML.slice(0, 120))"""
FOLDED = """root => [...root.querySelectorAll("details")]
    .filter((each) => each.checkVisibility())
    .flatMap((each) => [...each.children].filter((child) => child.localName !== "summary"))
    .filter((each) => each.textContent.trim() && !each.closest(".share, .on-screen"))
    .filter((each) => !each.matches("form") && !each.querySelector("form, .button, .link-button"))
    .filter((each) => !each.getBoundingClientRect().height)
    .map((each) => each.outerHTML.slice(0, 120))"""


def test_a_link_is_copied_and_the_page_says_so(new_context):
    context = new_context(viewport=NARROW)
    page = context.new_page()
    page.goto(CAMPAIGN)
    share = page.locator(".share")
    share.locator("summary").click()
    share.get_by_role("button").click()
    expect(share.get_by_role("status")).not_to_be_empty()
    selected = page.evaluate("getSelection().toString() || document.activeElement.value")
    assert selected.endswith(CAMPAIGN)


def test_the_dialogue_of_the_device_comes_first(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.add_init_script("navigator.share = async (shared) => { window.shared = shared }")
    page.goto(EVENT)
    page.locator(".share summary").click()
    assert page.evaluate("window.shared.url").endswith(EVENT)
    expect(page.locator(".share input")).to_be_hidden()


def test_the_address_is_there_without_a_script(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/da/forum/")
    page.locator("main .thread__title a").first.click()
    page.locator(".share summary").click()
    expect(page.locator(".share input")).to_be_visible()
    expect(page.locator(".share a[href^='mailto:']")).to_be_visible()
    expect(page.locator(".share button")).to_be_hidden()


@pytest.mark.parametrize("path", [CAMPAIGN, EVENT])
def test_a_notice_is_one_sheet_of_paper(new_context, path):
    page = new_context().new_page()
    page.goto(path)
    page.get_by_role("link", name="Print et opslag").click()
    for sheet in (".poster-sheet--a4", ".poster-sheet--a6"):
        if sheet.endswith("a6"):
            page.locator(".poster-tools li a").last.click()
        expect(page.locator(sheet)).to_be_visible()
        expect(page.locator("[data-print]")).to_be_visible()
        clipped = page.locator(".poster__words").first.evaluate(
            "each => each.scrollHeight - each.clientHeight"
        )
        assert clipped <= 1
        pdf = page.pdf(prefer_css_page_size=True)
        assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1
        page.emulate_media(media="print")
        expect(page.locator(".site-header")).to_be_hidden()
        expect(page.locator(".poster-tools")).to_be_hidden()
        page.emulate_media(media="null")


@pytest.mark.parametrize(
    ("path", "follow"),
    [
        (CAMPAIGN, ""),
        ("/da/indbrudsforebyggelse/", ""),
        (EVENT, ""),
        ("/da/kalender/it-cafe/", ""),
        ("/da/kalender/", ""),
        ("/da/kalender/?view=month", ""),
        ("/da/kalender/?view=week", ""),
        ("/da/forum/", "main .thread__title a"),
    ],
)
def test_paper_has_nothing_to_press_and_nothing_folded(new_context, path, follow):
    page = new_context().new_page()
    open_page(page, path, *([follow] if follow else []))
    page.emulate_media(media="print")
    page.wait_for_function("matchMedia('print').matches")
    main = page.locator("main")
    assert main.evaluate(VISIBLE, PRESSED) == []
    assert main.evaluate(FOLDED) == []
