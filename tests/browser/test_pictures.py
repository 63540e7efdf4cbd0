"""Pictures that editors have uploaded: nothing moves while they load, and none is too large."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import NARROW, PATIENCE_SECONDS, WIDE, Site
from tests.browser.pages import EVENT
from tests.browser.steps import open_page

ALT = "Havnen en sommeraften"
PAGES = {
    "front": ["/da/"],
    "theme": ["/da/trafiksikkerhed/"],
    "themes": ["/da/temaer/"],
    "campaign": ["/da/trafiksikkerhed/", "main .card a"],
    "event": [EVENT],
    "standard page": ["/da/om/"],
    "partner": ["/da/partnere/hjoerring-kommune/"],
}
_PAGES_WITH_BODY = f"""
from campaigns.models import CampaignPage
from events.pages.event_page import EventPage
from home.models import StandardPage, ThemePage
pages = [
    *CampaignPage.objects.live(),
    *EventPage.objects.filter(slug="{EVENT.strip("/").split("/")[-1]}"),
    *StandardPage.objects.live(),
    *ThemePage.objects.live(),
]
"""
SET_UP = f"""
import io
from django.core.files.base import ContentFile
from PIL import Image
from core.models import Partner, SiteImage, Theme
{_PAGES_WITH_BODY}
content = io.BytesIO()
Image.radial_gradient("L").resize((1600, 1000)).convert("RGB").save(content, "JPEG")
image = SiteImage.objects.create(
    title="{ALT}", file=ContentFile(content.getvalue(), name="havnen.jpg")
)
Theme.objects.update(picture=image)
Partner.objects.update(logo=image)
for page in pages:
    for place in (0, len(page.body) + 1):
        page.body.insert(place, ("picture", {{"image": image, "caption": "Havnen"}}))
    page.save()
"""
CLEAN_UP = f"""
from core.models import SiteImage
{_PAGES_WITH_BODY}
for page in pages:
    del page.body[len(page.body) - 1], page.body[0]
    page.save()
SiteImage.objects.get(title="{ALT}").delete()
"""
# Notes how far things move, from the first paint on.
NOTE_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    for (const source of entry.sources)
      window.shifts.push(`${entry.value} ${source.node?.nodeName} ${source.node?.className}`);
}).observe({ type: "layout-shift", buffered: true });
"""
SCROLL_THROUGH = """async () => {
  for (let top = 0; top < document.documentElement.scrollHeight; top += 300) {
    window.scrollTo(0, top);
    await new Promise(done => setTimeout(done, 30));
  }
}"""
ARE_LOADED = """() => [...document.querySelectorAll("main img")]
  .filter(img => img.getClientRects().length)
  .every(img => img.complete && img.naturalWidth > 0)"""
# How wide the page shows each picture, and how wide `sizes` says: the first whose condition holds.
WIDTHS = """() => [...document.querySelectorAll("main picture img[sizes]")].map(img => {
  const ruler = document.createElement("div");
  document.body.append(ruler);
  const part = img.sizes.split(", ").find(
    each => !each.startsWith("(") || matchMedia(each.slice(0, each.lastIndexOf(" "))).matches);
  ruler.style.cssText = `position: absolute; inline-size: ${part.split(" ").pop()}`;
  const said = ruler.getBoundingClientRect().width;
  ruler.remove();
  // A picture that is cut to its box is as wide as the box needs it.
  const box = img.getBoundingClientRect();
  const shown = Math.max(box.width, box.height * img.naturalWidth / img.naturalHeight);
  return [img.className || img.alt, Math.round(shown), Math.round(said), img.currentSrc];
})"""


@pytest.fixture(scope="module")
def _uploaded(site: Site) -> Iterator[None]:
    """Every theme, every partner and every page with a body has a picture; the worker makes it."""
    site.run(SET_UP)
    yield
    site.run(CLEAN_UP)


def load_late(route: Route) -> None:
    """Let the page be shown before the picture or the font is there."""
    time.sleep(0.15)
    route.continue_()


@pytest.mark.usefixtures("_uploaded")
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_nothing_moves_while_pictures_load(new_context, site, size):
    context = new_context(viewport=size)
    context.route("**/media/**", load_late)
    context.route("**/*.woff2", load_late)
    context.add_init_script(NOTE_SHIFTS)
    page = context.new_page()
    # The worker has made them when they are shown.
    open_page(page, *PAGES["standard page"])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while page.locator("main picture").count() < 2:
        assert time.monotonic() < deadline, "The worker has made no pictures."
        page.wait_for_timeout(200)
        page.reload()

    problems = []
    for name, path in PAGES.items():
        open_page(page, *path)
        page.evaluate(SCROLL_THROUGH)
        page.wait_for_function(ARE_LOADED)
        assert page.locator("main picture").count(), name
        problems += [f"{name}: {shift}" for shift in page.evaluate("window.shifts")]
        for label, shown, said, url in page.evaluate(WIDTHS):
            # Of each picture there are two widths: the small one cannot be too large, nor the
            # large one too small.
            is_sharp = said > 0.85 * shown or "width-960" in url
            is_small = said < 1.3 * shown or "fill-400x300" in url
            if not (is_sharp and is_small):
                problems.append(f"{name}: {label} is {shown} wide, and said to be {said}: {url}")
    assert problems == []
