"""Editors paste a position, or the link of a map, instead of typing two numbers."""

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
