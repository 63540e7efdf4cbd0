"""What a resident meets on a phone, by keyboard and on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.layout import menu_problems
from tests.browser.pages import EVENT
from tests.browser.steps import sign_in

# Counts the stops of the tab key before the first event of the page.
STOPS = """() => {
  const stops = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  const seen = [...stops].filter(
    stop => stop.tabIndex >= 0 && stop.checkVisibility({ visibilityProperty: true }));
  return seen.indexOf(document.querySelector("main .event a"));
}"""


def test_the_button_to_sign_up_is_on_the_first_screen_and_stays_in_view(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto(EVENT)
    button = page.locator(".event-bar .button")
    expect(button).to_be_in_viewport()
    page.locator(".site-footer__roofs").scroll_into_view_if_needed()
    page.locator("main h2").last.scroll_into_view_if_needed()
    expect(button).to_be_in_viewport()


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("path", ["/da/", "/da/kalender/", "/da/indbrudsforebyggelse/"])
def test_few_tab_stops_come_before_the_first_event(new_context, path, size):
    page = new_context(viewport=size).new_page()
    page.goto(path)
    assert 0 < page.evaluate(STOPS) < 22


def test_paper_has_the_answers_and_no_buttons(new_context):
    page = new_context().new_page()
    page.goto("/da/indbrudsforebyggelse/")
    answer = page.locator(".question .prose").first
    expect(answer).to_be_hidden()
    page.emulate_media(media="print")
    page.wait_for_function("matchMedia('print').matches")
    expect(answer).to_be_visible()
    for path in ("/da/indbrudsforebyggelse/", "/da/kalender/", EVENT, "/da/forum/"):
        page.goto(path)
        for left_out in (".button", ".link-button", ".view-switch", ".site-menu", ".filters"):
            for element in page.locator(f"main {left_out}").all():
                expect(element).to_be_hidden()


def test_the_open_menu_hides_nothing(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto("/da/")
    anonymous = menu_problems(page)
    sign_in(page, "alice@example.org")
    page.goto("/da/")

    assert (anonymous, menu_problems(page)) == ([], [])


def test_the_focus_stays_in_the_open_menu(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto("/da/")
    page.locator(".site-menu-button").press("Enter")
    for _stop in range(30):
        page.keyboard.press("Tab")
        behind = (
            "document.activeElement.closest('main, footer, .site-header__bar > :not(.site-menu)')"
        )
        assert page.evaluate(behind) is None
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("main")).to_be_visible()


def test_the_open_menu_has_the_focus_and_no_stop_without_a_purpose(new_context):
    page = new_context(viewport={"width": 360, "height": 420}).new_page()
    page.goto("/da/")
    page.locator(".site-menu-button").press("Enter")
    expect(page.locator(".site-menu__close")).to_be_focused()
    for _stop in range(page.locator(".site-menu :is(a, button, input):visible").count() - 1):
        page.keyboard.press("Tab")
        stop = "document.activeElement.matches('.site-menu :is(a, button, input)')"
        assert page.evaluate(stop)
    # It is higher than the screen, and scrolls with the focus.
    assert page.evaluate("document.activeElement.getBoundingClientRect().bottom <= innerHeight")


def test_the_picture_of_an_event_follows_its_card(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto(EVENT)
    button = page.locator(".event-bar").bounding_box()
    picture = page.locator(".event-page__side img").bounding_box()
    assert button["y"] + button["height"] <= 640
    assert 0 <= picture["y"] - (button["y"] + button["height"]) <= 32


def test_names_of_themes_break_at_hyphens_only(new_context):
    page = new_context(viewport=NARROW, bypass_csp=True).new_page()
    page.goto("/da/")
    # As in a browser that knows no Danish, and without the breaks of last resort.
    page.add_style_tag(
        content=".theme-tile * { hyphens: manual !important; overflow-wrap: normal !important; }"
    )
    tiles = page.locator(".theme-tiles")
    expect(tiles.get_by_text("Indbrud\u00ads\u00adfore\u00adbyg\u00adgelse")).to_be_visible()
    for tile in tiles.locator(".theme-tile").all():
        assert tile.evaluate("tile => tile.scrollWidth <= tile.clientWidth")


def test_words_of_the_buttons_to_sign_up_do_not_break(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto("/da/kalender/it-cafe/")
    buttons = page.locator(".date-rows .button:visible").all()
    assert buttons
    for button in buttons:
        # A second line would make it higher than the target.
        assert button.bounding_box()["height"] < 56


def test_facts_of_an_event_stand_apart_from_its_picture(new_context):
    page = new_context(viewport=WIDE).new_page()
    page.goto(EVENT)
    picture = page.locator(".event-page__side img").bounding_box()
    facts = page.locator(".event-page__side .facts").bounding_box()
    assert facts["y"] - (picture["y"] + picture["height"]) >= 8


def test_the_count_of_new_notices_takes_no_room_from_the_name(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto("/da/")
    header, button = page.locator(".site-header"), page.locator(".site-menu-button")
    button.evaluate("button => button.querySelector('.site-unread__count')?.remove()")
    without = (header.bounding_box(), page.locator(".site-logo__name").bounding_box())

    button.evaluate(
        """button => button.insertAdjacentHTML(
            "beforeend", "<span class='site-unread__count'>99+</span>")"""
    )

    assert (header.bounding_box(), page.locator(".site-logo__name").bounding_box()) == without


# The facts whose text begins below their first line.
FACTS_AFTER_A_BLANK_LINE = """facts => facts.filter((fact) => {
    const texts = document.createTreeWalker(fact, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (texts.nextNode()) {
        const { data, parentElement } = texts.currentNode;
        if (!data.trim() || parentElement.closest(".visually-hidden")) continue;
        range.selectNodeContents(texts.currentNode);
        return range.getClientRects()[0].top - fact.getBoundingClientRect().top > 12;
    }
}).map((fact) => fact.innerText)"""


def test_a_long_place_has_no_blank_line_before_it(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto("/da/kalender/")
    assert page.locator(".meta > *").evaluate_all(FACTS_AFTER_A_BLANK_LINE) == []
