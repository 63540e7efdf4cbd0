"""Every mail is drawn in a browser: narrow and wide, light and dark, in each language."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page

from home.component_gallery import mails
from tests.browser.axe import AXE, COLOURS, violations

WIDTHS = (360, 700)
# Each mail is a section named after its sample; what is wrong is reported with its name.
TOO_WIDE = """() => [...document.querySelectorAll("section")]
  .filter(one => one.scrollWidth > one.clientWidth).map(one => one.id)"""
# WCAG 2.2, 2.5.8 asks for 24 px; the hub for 44.
TOO_SMALL = """() => [...document.querySelectorAll(".mail__button, .mail__more a, .mail__foot a")]
  .filter(one => one.getBoundingClientRect().height < 44)
  .map(one => `${one.closest("section").id}: ${one.textContent.trim()}`)"""
# What axe-core can see of a mail: it has no landmarks, since a mail program shows it in its own.
RULES = {"type": "rule", "values": [*COLOURS["values"], "image-alt", "link-name", "html-has-lang"]}


def one_page(language: str) -> str:
    """Return all mails in one document, since they share their styles: a page takes a second."""
    sections = []
    for sample in mails.samples():
        _subject, _text, html = sample.render(language)
        head, body = html.split("<body", 1)
        mail = re.sub(r"</body>\s*</html>\s*$", "</div>", f"<div{body}")
        sections.append(f'<section id="{sample.name}">{mail}</section>')
    return f"{head}<body>{''.join(sections)}</body></html>"


def problems_of(page: Page) -> list[str]:
    """Return what is wrong with the page in any size and scheme."""
    problems = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        problems += [f"{one} scrolls sideways at {width}" for one in page.evaluate(TOO_WIDE)]
        problems += page.evaluate(TOO_SMALL)
    page.evaluate(AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        problems += [f"{scheme}: {one}" for one in violations(page, RULES)]
    return problems


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_mail_can_be_read(chromium, language):
    with chromium.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_content(one_page(language))
        assert page.locator("section").count() == len(mails.samples())
        assert problems_of(page) == []


def test_gallery_shows_every_mail(new_context, site):
    page = new_context().new_page()
    page.goto(f"{site.url}/components/mails/?language=en")
    frames = page.locator("iframe")
    assert frames.count() == len(mails.samples())
    frames.first.scroll_into_view_if_needed()
    assert "Hi Grethe" in frames.first.content_frame.locator("body").inner_text()
