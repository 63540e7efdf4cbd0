"""Editors paste a position, or the link of a map, instead of typing two numbers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import explorer_id, sign_in

HERE = ("57.4637", "9.9828")
# What is entered into one field, and what both hold then.
POSITIONS = {
    "57.4637, 9.9828": HERE,
    "57.4637,9.9828": HERE,
    "57,4637, 9,9828": HERE,
    "57.4637 9.9828": HERE,
    "57.4637° N, 9.9828° E": HERE,
    "geo:57.4637,9.9828": HERE,
    "https://www.openstreetmap.org/?mlat=57.4637&mlon=9.9828#map=17/57.1/9.1": HERE,
    "https://www.openstreetmap.org/#map=17/57.4637/9.9828": HERE,
    "https://www.google.com/maps/@57.46370004,9.9828,17z": HERE,
    "https://www.google.com/maps/place/X/@57.1,9.1,17z/data=!3d57.4637!4d9.9828": HERE,
    "https://www.google.com/maps?q=57.4637,9.9828": HERE,
    # A single number, with a decimal comma.
    "57,4637": ("57.4637", ""),
    # No positions: kept as they are.
    "97.4637, 9.9828": ("97.4637, 9.9828", ""),
    "https://maps.example/57": ("https://maps.example/57", ""),
    "Torvet 1": ("Torvet 1", ""),
}
# The fields are in a tab that is not shown first.
FOCUS = "field => field.dispatchEvent(new FocusEvent('focusin', { bubbles: true }))"
PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text", text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  return !field.dispatchEvent(event);
}"""


@pytest.fixture
def form(site, new_context) -> Page:
    """The form of a new event."""
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    front_page = explorer_id(page, "/admin/pages/", "Det Gode Naboskab")
    calendar = explorer_id(page, f"/admin/pages/{front_page}/", "Kalender")
    page.goto(f"/admin/pages/add/events/eventpage/{calendar}/")
    return page


def fields_hold(page: Page, expected: tuple[str, str]) -> None:
    for name, value in zip(("latitude", "longitude"), expected, strict=True):
        expect(page.locator(f"[name={name}]")).to_have_value(value)


def test_a_typed_position_fills_both_fields(form):
    form.locator("[name=latitude]").evaluate(FOCUS)
    for typed, expected in POSITIONS.items():
        form.evaluate("document.querySelector('[name=longitude]').value = ''")
        form.locator("[name=latitude]").evaluate(
            "(field, text) => { field.value = text; field.dispatchEvent(new Event('change')); }",
            typed,
        )
        fields_hold(form, expected)


def test_a_pasted_position_fills_both_fields_from_either(form):
    for name in ("latitude", "longitude"):
        field = form.locator(f"[name={name}]")
        field.evaluate(FOCUS)
        assert field.evaluate(PASTE, "57,4637, 9,9828")
        fields_hold(form, HERE)
        # What is no position is pasted as it is.
        assert not field.evaluate(PASTE, "57.5")
        form.evaluate("document.querySelectorAll('[name$=itude]').forEach((f) => f.value = '')")


def open_place(page: Page) -> None:
    """Open the tab of the place, and its panel of the position, as an editor does."""
    page.get_by_role("tab", name="Sted", exact=True).click()
    panel = page.locator("section.w-panel", has=page.locator("[name=latitude]")).last
    toggle = panel.locator("[data-panel-toggle]")
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    expect(page.locator("[name=latitude]")).to_be_visible()


def marker_stands_at(page: Page, x: float, y: float) -> None:
    """Check that the tip of the marker is at that point of the map, to a pixel or two."""
    tip = """marker => {
      const map = marker.closest(".position-picker__map").getBoundingClientRect();
      const box = marker.getBoundingClientRect();
      return [box.left + 11 - map.left, box.top + 26 - map.top];
    }"""
    assert page.locator(".position-picker__marker").evaluate(tip) == pytest.approx([x, y], abs=2)


def numbers(page: Page) -> list[float]:
    return [
        float(page.locator(f"[name={name}]").input_value()) for name in ("latitude", "longitude")
    ]


def test_a_click_on_the_map_sets_the_position_and_typing_moves_the_marker(form):
    open_place(form)
    # It is drawn when it comes into view.
    form.locator(".position-picker__map").scroll_into_view_if_needed()
    map_ = form.locator(".position-picker__map.leaflet-container")
    expect(map_).to_be_visible()
    marker = form.locator(".position-picker__marker")
    expect(marker).to_have_count(0)

    map_.click(position={"x": 120, "y": 100})
    expect(marker).to_be_visible()
    marker_stands_at(form, 120, 100)
    first = numbers(form)
    map_.click(position={"x": 220, "y": 200})
    expect(form.locator("[name=latitude]")).not_to_have_value(str(first[0]))
    marker_stands_at(form, 220, 200)
    second = numbers(form)
    # Right of the first and below it: further east and further south.
    assert second[0] < first[0]
    assert second[1] > first[1]

    for name, number in zip(("latitude", "longitude"), first, strict=True):
        form.locator(f"[name={name}]").click()
        form.locator(f"[name={name}]").fill(str(number))
    marker_stands_at(form, 120, 100)
    # Half a position has no place on a map.
    form.locator("[name=longitude]").fill("")
    expect(marker).to_have_count(0)


def test_the_fields_are_as_wide_as_each_other_on_a_phone(form):
    form.set_viewport_size({"width": 360, "height": 740})
    open_place(form)
    widths = [
        form.locator(f"[name={name}]").bounding_box()["width"] for name in ("latitude", "longitude")
    ]
    assert widths[0] == pytest.approx(widths[1], abs=1)
    assert form.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_tiles_the_fields_remain(form):
    def without_tiles(route):
        response = route.fetch()
        without = re.sub(r'"tiles": "[^"]+"', '"tiles": ""', response.text())
        route.fulfill(response=response, body=without)

    form.route("**/admin/pages/add/**", without_tiles)
    form.reload()
    open_place(form)
    expect(form.locator(".position-picker")).to_have_count(1)
    expect(form.locator(".position-picker__map")).to_have_count(0)
    form.locator("[name=latitude]").fill("57.4637")
    form.locator("[name=longitude]").fill("9.9828")
    fields_hold(form, HERE)
