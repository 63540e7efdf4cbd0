"""axe-core on the open page: narrow and wide, light and dark, in large text and at a large zoom.

Each page is loaded once; the other widths, sizes and colour schemes are emulated.
"""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.layout import layout_problems

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text()
ALL = {
    "type": "tag",
    "values": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"),
    ],
}
# The dark scheme changes colours and nothing else, so the rules that look at colours are enough.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# With reduced motion, the only animation is a map that fades in.
_FINDINGS = """async ([rules, within]) => {
  const frame = () => new Promise(requestAnimationFrame);
  do { await frame(); await frame(); } while (document.getAnimations().length);
  // No rule here reads style sheets, so axe-core need not fetch them.
  const options = { runOnly: rules, resultTypes: ["violations"], preload: false };
  const found = await axe.run(within, options);
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}`));
}"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def violations(page: Page, rules: dict[str, object], within: str = "html") -> list[str]:
    """Return what axe-core, which the page has loaded, finds in the element `within`."""
    found: list[str] = page.evaluate(_FINDINGS, [rules, within])
    return found


def findings(page: Page) -> list[str]:
    """Return the violations that axe-core finds on the page, and what a reader cannot see.

    In both widths; and in the dark scheme, in one width, as the width changes no colours.
    """
    found = []
    page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    found += layout_problems(page)
    page.add_script_tag(content=AXE)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        if page.evaluate(TOO_WIDE):
            found.append(f"{size['width']}: The page scrolls sideways.")
        found += [f"{size['width']}: {problem}" for problem in violations(page, ALL)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {problem}" for problem in violations(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    return found


class Report:
    """What was found on the pages of one walk through the site."""

    def __init__(self) -> None:
        self.problems: dict[str, list[str]] = {}

    def look(self, name: str, page: Page) -> None:
        """Check the open page, and fail if it is not a page of the hub."""
        expect(page.locator("main h1")).to_be_visible()
        if found := findings(page):
            self.problems[name] = found
