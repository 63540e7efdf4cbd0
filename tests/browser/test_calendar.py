"""The calendar and a map in a real browser: by keyboard, on a telephone, without JavaScript."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser import events
from tests.browser.axe import TOO_WIDE
from tests.browser.conftest import NARROW, TILE_SERVER

# A month far ahead: in the current month, the focus starts on today, not on the first.
JANUARY = "/da/kalender/?view=month&month=2038-01"


def test_filters_without_javascript(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/da/kalender/?view=week")
    page.get_by_text("Flere filtre").click()
    page.get_by_role("combobox", name="Tema").select_option(label="Digital kriminalitet")
    page.get_by_label("Ledige pladser").check()
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page).to_have_url(re.compile("view=week.*free=1"))
    chosen = page.get_by_role("navigation", name="Viser kun")
    expect(chosen.get_by_role("listitem")).to_have_count(2)
    chosen.get_by_role("link", name="Fjern: Digital kriminalitet").click()
    expect(chosen.get_by_role("listitem")).to_have_count(1)
    # The same by links, one after the other.
    page.locator(".filters > summary").click()
    page.get_by_role("link", name="Trafiksikkerhed").first.click()
    expect(chosen.get_by_role("listitem")).to_have_count(2)
    chosen.get_by_role("link", name="Vis alt").click()
    expect(chosen).to_have_count(0)
    expect(page.locator(".week > li")).to_have_count(7)


def test_arrow_keys_move_through_the_month(new_context):
    page = new_context().new_page()
    page.goto(JANUARY)
    table = page.get_by_role("grid", name="Januar 2038")
    day = page.locator("td:focus time")

    def press(key: str, expected: str) -> None:
        page.keyboard.press(key)
        expect(day).to_have_attribute("datetime", expected)

    # The grid is one tab stop; the arrow keys move within it.
    expect(table.locator("td[tabindex='0']")).to_have_count(1)
    table.locator("td[tabindex='0']").focus()
    expect(day).to_have_attribute("datetime", "2038-01-01")
    press("ArrowRight", "2038-01-02")
    press("ArrowDown", "2038-01-09")
    press("ArrowLeft", "2038-01-08")
    press("Home", "2038-01-04")
    press("End", "2038-01-10")
    press("ArrowUp", "2038-01-03")
    # A screen reader reads the whole date.
    expect(table.get_by_role("gridcell", name="søndag den 3. januar 2038")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("PageDown")
    expect(page.get_by_role("grid", name="Februar 2038")).to_be_visible()
    press("ArrowRight", "2038-02-02")
    with page.expect_navigation():
        page.keyboard.press("PageUp")
    expect(page.get_by_role("grid", name="Januar 2038")).to_be_visible()
    expect(day).to_have_attribute("datetime", "2038-01-01")


def test_a_phone_shows_a_dot_for_each_event_and_leads_to_it(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto("/da/kalender/?view=month")
    if not page.locator(".month__jump").count():
        page.locator(".month-nav [rel=next]").click()
    day = page.locator("td:has(.month__jump)").first
    expect(day.locator(".month__dots i").first).to_be_visible()
    expect(day.locator(".month__entry").first).to_be_hidden()
    day.locator(".month__jump").click()
    heading = page.locator(".month-list :target")
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()
    expect(page.locator(".month-list section:has(:target) .month__entry").first).to_be_visible()


def test_enter_leads_into_a_day_and_escape_out_again(new_context):
    page = new_context().new_page()
    page.goto("/da/kalender/?view=month")
    if not page.locator(".month td a").count():
        # The first days of a month may be all that is left of the demo's events in this one.
        page.locator(".month-nav [rel=next]").click()
    cell = page.locator(".month td:has(a)").first
    cell.focus()
    page.keyboard.press("Enter")
    expect(cell.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()


def test_without_javascript_the_month_is_a_table(new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(JANUARY)
    table = page.get_by_role("table", name="Januar 2038")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    expect(table.get_by_role("cell", name="søndag den 3. januar 2038")).to_be_visible()
    expect(table.locator("[tabindex]")).to_have_count(0)


def test_a_week_on_a_telephone(new_context):
    page = new_context(viewport=NARROW).new_page()
    page.goto("/da/kalender/?view=week")
    first = page.locator(".week time").first.get_attribute("datetime")
    expect(page.locator(".week > li")).to_have_count(7)
    assert not page.evaluate(TOO_WIDE)
    page.get_by_role("link", name="Næste uge").click()
    expect(page.locator(".week time").first).not_to_have_attribute("datetime", first)
    page.get_by_role("link", name="Forrige uge").click()
    expect(page.locator(".week time").first).to_have_attribute("datetime", first)


def test_a_map_is_fetched_when_it_is_asked_for_and_not_before(site, new_context):
    events.make(site)
    page = new_context().new_page()
    asked, problems = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"/da/kalender/{events.WITH_MAP}/", wait_until="networkidle")
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site.url).netloc}
    assert not [url for url in asked if "leaflet" in url]

    page.get_by_role("button", name="Vis kortet her").click()

    expect(page.get_by_role("region", name="Kort: Fiskerhuset")).to_be_focused()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    tiles = [url for url in asked if url.startswith(TILE_SERVER)]
    assert tiles
    expect(page.get_by_text("Tiles of the test")).to_be_visible()
    page.get_by_role("button", name="Zoom ind").click()
    # The site's own content security policy allowed all of it.
    assert problems == []


def test_without_javascript_there_is_the_link_to_a_map(site, new_context):
    events.make(site)
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"/da/kalender/{events.WITH_MAP}/")
    expect(page.get_by_role("button", name="Vis kortet her")).to_be_hidden()
    link = page.get_by_role("link", name="Se det på et kort")
    expect(link).to_have_attribute("href", re.compile(r"57\.595000"))
