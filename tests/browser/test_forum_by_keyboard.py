"""A resident asks, answers, thanks and reports with the keyboard only, and quotes a selection."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW
from tests.browser.steps import open_page, sign_in

# What is wrong with the element that has the focus: nothing, or a word about it.
UNSEEN = """() => {
  const stop = document.activeElement;
  if (stop === document.body) return "nothing has the focus";
  const frames = [null, "::after"].map((part) => getComputedStyle(stop, part));
  if (!frames.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1))
    return `no frame: ${stop.outerHTML.slice(0, 120)}`;
  const box = stop.getBoundingClientRect();
  const isSeen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return !isSeen ? `outside the screen: ${stop.outerHTML.slice(0, 120)}` : "";
}"""
HAS_FOCUS = "element => element === document.activeElement"
MOST_STOPS = 150


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus; each stop on the way can be seen."""
    expect(target).to_have_count(1)
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert not (problem := page.evaluate(UNSEEN)), problem
        if target.evaluate(HAS_FOCUS):
            return
    raise AssertionError(f"{target} is not reached by Tab.")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Tab to `target`, and follow it."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.fixture
def page(new_context) -> Page:
    page = new_context(reduced_motion="reduce").new_page()
    sign_in(page, "bob@example.org")
    return page


def test_a_thread_is_started_answered_thanked_and_reported_by_keyboard(page):
    title = "Hvem kan hjælpe med et skilt?"
    main = page.locator("main")
    page.goto("/da/")
    press(page, page.locator("header nav").get_by_role("link", name="Forum", exact=True))
    expect(page.locator("h1")).to_have_text("Forum")
    tab_to(page, page.get_by_role("link", name="Gå til indholdet"))
    page.keyboard.press("Enter")
    press(page, main.get_by_role("link", name="Start en samtale"))

    # The kinds are one stop, and the arrows choose.
    kinds = page.locator("[name=kind]")
    tab_to(page, kinds.first)
    page.keyboard.press("Space")
    for _kind in range(kinds.count()):
        if page.locator("[name=kind][value=help_wanted]").is_checked():
            break
        page.keyboard.press("ArrowDown")
    expect(page.locator("[name=kind][value=help_wanted]")).to_be_checked()
    tab_to(page, page.locator("[name=title]"))
    page.keyboard.type(title)
    tab_to(page, page.locator("[name=body]"))
    page.keyboard.type("Det skal stå lige")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+b")
    tab_to(page, page.get_by_role("button", name="Se, hvordan det bliver"))
    page.keyboard.press("Enter")
    preview = page.locator("#preview")
    expect(preview).to_be_focused()
    expect(preview.locator("strong")).to_have_text("lige")
    press(page, page.get_by_role("button", name="Start samtalen"))
    expect(page.locator("h1")).to_have_text(title)
    message = page.locator("[role=status].messages")
    expect(message).to_be_focused()

    tab_to(page, page.locator("#reply textarea[name=body]"))
    page.keyboard.type("Skiltet er to meter langt.")
    press(page, page.get_by_role("button", name="Send svar"))
    expect(message).to_be_focused()
    press(page, message.get_by_role("link"))
    page.keyboard.press("Tab")
    assert page.locator("article:target").evaluate("one => one.contains(document.activeElement)")


def test_a_post_of_somebody_else_is_answered_thanked_and_reported_by_keyboard(page):
    open_page(page, "/da/soeg/?q=symaskine", "main a:has-text('Lån min symaskine')")
    post = page.locator("#post-1")
    tab_to(page, post.get_by_role("link", name="Svar", exact=True))
    page.keyboard.press("Enter")
    area = page.locator("#reply textarea[name=body]")
    expect(area).to_be_focused()
    page.keyboard.type("Må jeg komme på lørdag?")
    press(page, page.get_by_role("button", name="Send svar"))
    expect(page.locator("[role=status].messages")).to_be_focused()

    page.goto(page.url.partition("#")[0])
    press(page, post.get_by_role("button", name=re.compile("^Tak")), "Space")
    expect(post.get_by_role("button", name=re.compile("^Tak"))).to_have_attribute(
        "aria-pressed", "true"
    )
    # The next stop lies in the post whose button was pressed.
    page.keyboard.press("Tab")
    assert post.evaluate("one => one.contains(document.activeElement)")

    press(page, post.get_by_role("link", name="Rapportér"))
    rules = page.locator("[name=rule]")
    tab_to(page, rules.first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(rules.nth(1)).to_be_checked()
    tab_to(page, page.locator("main textarea[name=text]"))
    page.keyboard.type("En prøve med tastaturet.")
    press(page, page.get_by_role("button", name="Send rapporteringen"))
    expect(page.locator("main")).to_contain_text("Din rapportering er sendt")


@pytest.mark.parametrize("is_telephone", [False, True], ids=["mouse", "telephone"])
def test_selected_words_are_quoted_in_the_answer(new_context, is_telephone: bool):
    options = {"viewport": NARROW, "has_touch": True, "is_mobile": True} if is_telephone else {}
    page = new_context(**options).new_page()
    sign_in(page, "bob@example.org")
    open_page(page, "/da/soeg/?q=middagsbordet", "main a:has-text('Der er plads til')")
    post, area = page.locator("#post-1"), page.locator("#reply textarea[name=body]")
    reply = post.get_by_role("link", name="Svar", exact=True)
    paragraph = post.locator(".prose p").first
    words = paragraph.inner_text().strip()
    area.fill("Først det.")
    # Three clicks select a paragraph; a finger has handles for it, which no test can move.
    if is_telephone:
        paragraph.evaluate("one => getSelection().selectAllChildren(one)")
        reply.tap()
    else:
        paragraph.click(click_count=3)
        reply.click()
    expect(area).to_be_focused()
    expect(area).to_have_value(f"Først det.\n\n> {words}\n\n")
    page.keyboard.type("Ja tak.")
    with page.expect_navigation():
        page.locator("#reply form button[type=submit]").first.click()
    answer = page.locator("article.post", has_text="Ja tak.").last
    expect(answer.locator("blockquote")).to_contain_text(words)
    expect(answer.locator("a[href$='#post-1']").first).to_be_visible()

    # Words of two posts are nobody's.
    page.evaluate("getSelection().setBaseAndExtent(document.body, 0, document.body, 1)")
    reply.click()
    expect(area).to_have_value("")
