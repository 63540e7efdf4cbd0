"""What a reader cannot see in large text, on a small screen, or behind the open menu."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import NARROW

CHECKS = (Path(__file__).parent / "layout_checks.js").read_text()
# A phone with text at 200 %, and a screen of 1,280 pixels at a zoom of 400 %, in percent of text.
LARGE_TEXT = ({"width": 390, "height": 740}, 200)
LARGE_ZOOM = ({"width": 320, "height": 740}, 100)


def layout_problems(page: Page) -> list[str]:
    """Return what is cut, covered or outside the screen, hidden focus, and small targets.

    The page is loaded once. It is left as it was, at the size `NARROW`.
    """
    found = []
    for size, percent in (LARGE_TEXT, LARGE_ZOOM):
        _set_size(page, size, percent)
        for check in ("layout", "focus"):
            problems = page.evaluate(f"({CHECKS}).{check}()")
            found += [f"{size['width']} at {percent} %: {problem}" for problem in problems]
    _set_size(page, NARROW, 100)
    found += page.evaluate(f"({CHECKS}).targets()")
    return found


def menu_problems(page: Page) -> list[str]:
    """Return the same for the open menu of the phone, which it opens and closes."""
    found = []
    for size, percent in (LARGE_TEXT, LARGE_ZOOM):
        _set_size(page, size, percent)
        page.locator(".site-menu-button").click()
        for check in ("layout", "focus"):
            problems = page.evaluate(f"({CHECKS}).{check}()")
            found += [f"menu, {size['width']} at {percent} %: {problem}" for problem in problems]
        page.keyboard.press("Escape")
    _set_size(page, NARROW, 100)
    return found


def _set_size(page: Page, size: dict[str, int], percent: int) -> None:
    page.set_viewport_size(size)
    page.evaluate(
        """async ([width, percent]) => {
          document.documentElement.style.fontSize = percent;
          await document.fonts.ready;
          const frame = () => new Promise(requestAnimationFrame);
          // A busy browser still shows the size before.
          for (let frames = 0; frames < 120 && innerWidth !== width; frames++) await frame();
          await frame();
          await frame();
        }""",
        [size["width"], f"{percent}%"],
    )
