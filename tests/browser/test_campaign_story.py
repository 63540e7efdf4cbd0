"""A campaign from its first word to its result, in Danish, by all who have a part in it."""

import datetime
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE_SECONDS, Site
from tests.browser.steps import explorer_id, link_in, publish, sign_in, submit, translate
from tests.core.blocks.samples import NAMES
from tests.core.posters.pdf import read_svg_code

TITLE, SUMMARY = "Vi holder øje sammen", "En gade, der kender hinanden."
PROMISE = "Jeg hilser på min nabo"
# Of events that are still to come.
TAG = "kaffe"
CAMPAIGN = "/da/indbrudsforebyggelse/vi-holder-oeje-sammen/"
SET_UP = """
import io
from django.core.files.base import ContentFile
from PIL import Image
from core.models import SiteDocument, SiteImage
content = io.BytesIO()
Image.new("RGB", (1200, 900), "teal").save(content, "JPEG")
SiteImage.objects.create(title="Vejen", file=ContentFile(content.getvalue(), name="vejen.jpg"))
document = SiteDocument(title="Vejledning")
document.file.save("vejledning.txt", ContentFile(b"Kend dine naboer."), save=False)
document.save()
"""
CLEAN_UP = f"""
from campaigns.models import CampaignPage
from core.models import SiteDocument, SiteImage
while page := CampaignPage.objects.filter(slug="{CAMPAIGN.strip("/").split("/")[-1]}").first():
    page.delete()
SiteImage.objects.filter(title="Vejen").delete()
SiteDocument.objects.filter(title="Vejledning").delete()
"""
# What an editor types into the fields whose names end so; any other field gets a word.
TYPED = {
    **{"-promise": PROMISE, "-latitude": "57.4642", "-longitude": "9.9823"},
    **{"-url": "https://www.youtube.com/watch?v=aaaaaaaaaaa", "-email": "bo@example.org"},
    **{"-phone": "12 34 56 78", "-link": "https://www.hjorring.dk/", "-figures-value": "12"},
    # May be left empty.
    **dict.fromkeys(("-limit", "-baseline", "-target", "-date", "-unit", "-prefix"), ""),
}
# What a block shows if that is not what was typed into it.
SHOWN = {
    "pledge": PROMISE,
    "kit": "Sikr dit hjem i ti trin",
    "table": "Cellen",
    "related_pages": "Kontakt",
}


@pytest.fixture
def files(site: Site) -> Iterator[None]:
    """A picture and a document to choose. The campaign goes with them, so others do not meet it."""
    site.run(SET_UP)
    yield
    site.run(CLEAN_UP)


@pytest.mark.usefixtures("files")
def test_from_the_first_word_to_the_result(site: Site, new_context):
    author, colleague, reader = (new_context().new_page() for _ in range(3))
    sign_in(author, "politiredaktor@example.org")
    sign_in(colleague, "redaktor@example.org")

    front_page = explorer_id(colleague, "/admin/pages/", "Det Gode Naboskab")
    theme = explorer_id(colleague, f"/admin/pages/{front_page}/", "Indbrudsforebyggelse")
    write_with_every_block(author, theme)
    preview_on_a_phone(author)
    author.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with author.expect_navigation():
        author.locator("footer button[name=action-submit]").click()
    expect(author.locator(".w-field--error")).to_have_count(0)
    assert reader.goto(CAMPAIGN).status == 404

    site.mail_to("redaktor@example.org", containing=TITLE)
    page_id = approve(colleague)
    assert missing_words(open_campaign(reader)) == {}
    translate(colleague, page_id, {TITLE: "We look out", SUMMARY: "A street that knows itself."})
    change_the_summary(colleague, page_id, "En gade, der passer på sig selv.")
    report = "/admin/reports/pages/translations/?freshness=outdated"
    for place, title in (("/admin/", "We look out"), (report, TITLE)):
        colleague.goto(place)
        expect(colleague.locator("main")).to_contain_text(title)
    open_campaign(reader).locator("header").get_by_role("link", name="English").click()
    expect(reader.locator("h1")).to_have_text("We look out")
    expect(reader.locator("body")).to_contain_text("may be behind")
    pledge_and_withdraw(site, open_campaign(reader))
    tell_the_followers(colleague, new_context().new_page(), page_id)

    open_campaign(reader).get_by_role("link", name="Print et opslag").click()
    code = reader.locator(".poster__way svg").evaluate("each => each.outerHTML")
    assert read_svg_code(code) == site.url + CAMPAIGN


def open_campaign(page: Page) -> Page:
    response = page.goto(CAMPAIGN)
    assert response is not None
    assert response.status == 200
    return page


def word_of(name: str) -> str:
    """Return what an editor types into the fields of the block `name`."""
    return f"12 {name.replace('_', ' ')}"


def missing_words(page: Page) -> dict[str, str]:
    """Return by its name what each block should show on the page, of those that do not."""
    shown: dict[str, str] = page.evaluate(
        """() => Object.fromEntries(
          [...document.querySelectorAll("main [class^=block-]")]
            .filter(each => each.parentElement.querySelector(":scope > .block-text"))
            .map(each => [each.className.slice("block-".length), each.textContent])
        )"""
    )
    expected = {name: SHOWN.get(name, word_of(name)) for name in NAMES}
    return {name: word for name, word in expected.items() if word not in shown.get(name, "")}


def write_with_every_block(page: Page, theme: str) -> None:
    page.goto(f"/admin/pages/add/campaigns/campaignpage/{theme}/")
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_summary").fill(SUMMARY)
    page.locator(".tagit-new input").fill(TAG)
    page.locator(".tagit-new input").press("Enter")
    body = page.locator("[data-contentpath=body]")
    for number in range(len(NAMES)):
        # The last button of the body is its own, not that of a list in a block.
        body.locator(".c-sf-add-button").last.click()
        page.locator(".w-combobox [role=option]").nth(number).click()
        kind = body.locator(f"[name=body-{number}-type]")
        block = kind.locator("xpath=ancestor::*[@data-streamfield-child][1]")
        block.wait_for()
        fill(page, block, word_of(kind.input_value()))
    assert page.locator("[name=body-count]").input_value() == str(len(NAMES))


def fill(page: Page, block: Locator, word: str) -> None:
    """Fill the fields of a new block with `word`, and choose what is to be chosen."""
    if block.locator(".append-column").count():
        fill_table(page, block)
    for cell, text in (("1, kolonne 2", "Antal"), ("2, kolonne 1", "Før"), ("3, kolonne 1", "Nu")):
        for field in block.get_by_label(f"Række {cell}", exact=True).all():
            field.fill(text)
    for row in (2, 3):
        for field in block.get_by_label(f"Række {row}, kolonne 2", exact=True).all():
            field.fill("1.234,5")
    for field in block.locator("input:not([type=checkbox], [type=radio]), textarea").all():
        name = field.get_attribute("name")
        if not name or not field.is_visible() or field.input_value():
            continue
        if name.endswith("-url") and block.locator("[id$='-page-chooser']").count():
            # A page or an address, not both.
            continue
        is_number = field.get_attribute("type") == "number"
        usual = "10" if is_number else word
        field.fill(next((typed for end, typed in TYPED.items() if name.endswith(end)), usual))
    for editor in block.locator(".public-DraftEditor-content").all():
        editor.click()
        page.keyboard.type(word)
    for button in block.locator("[data-chooser-action-choose]").all():
        if button.is_visible():
            choose(page, button)


def fill_table(page: Page, block: Locator) -> None:
    """Give an empty table two columns and a row."""
    for _ in range(2):
        block.locator(".append-column").click()
        block.locator(".add-column-menu button").first.click()
    block.locator("[data-add-row]").first.click()
    cells = block.locator("tbody input[type=text]")
    cells.nth(0).fill("Rækken")
    cells.nth(1).fill("Cellen")


def choose(page: Page, button: Locator) -> None:
    """Choose a page that is found by its title, or the first of anything else."""
    button.click()
    modal = page.locator(".modal")
    choices = modal.locator("a[data-chooser-modal-choice]")
    modal.locator("h1").wait_for()
    for kind, title in (("Afkrydsningsliste", "Sikr dit hjem i ti trin"), ("en side", "Kontakt")):
        if kind in modal.locator("h1").inner_text():
            modal.locator("[name=q]").fill(title)
            choices = modal.get_by_role("link", name=title, exact=True)
            break
    choices.first.click()
    expect(modal).to_have_count(0)


def preview_on_a_phone(page: Page) -> None:
    page.locator("[data-side-panel-toggle=preview]").click()
    page.locator("[name=preview-size][value=mobile]").check(force=True)
    frame = page.frame_locator("[data-side-panel=preview] iframe").last
    expect(frame.locator("h1")).to_have_text(TITLE)
    expect(frame.locator("main")).to_contain_text(PROMISE)
    page.locator("[data-side-panel-toggle=preview]").click()


def approve(page: Page) -> str:
    """Open what waits on the dashboard, approve it, and return its key."""
    page.goto("/admin/")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    found = re.search(r"/pages/(\d+)/", page.url)
    assert found
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        page.locator("footer [data-workflow-action-name=approve]").first.click()
    return found[1]


def change_the_summary(page: Page, page_id: str, summary: str) -> None:
    page.goto(f"/admin/pages/{page_id}/edit/")
    page.locator("#id_summary").fill(summary)
    publish(page)


def pledge_and_withdraw(site: Site, page: Page) -> None:
    address = "lofter@example.org"
    page.locator("main").get_by_role("link", name="Giv løftet").first.click()
    page.locator("[name=email]").fill(address)
    submit(page)
    mail = site.mail_to(address, containing=PROMISE)
    page.goto(link_in(mail, "bekraeft"))
    submit(page)
    page.goto(link_in(site.mail_to(address, containing="traek"), "traek"))
    submit(page)
    expect(page.locator("main")).to_contain_text(PROMISE)


def tell_the_followers(editor: Page, follower: Page, page_id: str) -> None:
    sign_in(follower, "bob@example.org")
    open_campaign(follower).locator("main form[action*='foelg'] button:visible").first.click()
    editor.goto(f"/admin/pages/{page_id}/edit/")
    updates = editor.locator("[data-contentpath=updates]")
    updates.locator(".c-sf-add-button").last.click()
    updates.locator("[name=updates-0-value-date]").fill(f"{datetime.date.today():%d.%m.%Y}")
    updates.locator("[name=updates-0-value-title]").fill("Gaden hilser nu")
    publish(editor)
    expect(editor.locator(".w-field--error")).to_have_count(0)
    wait_for_notice(follower, "Gaden hilser nu")


def wait_for_notice(page: Page, words: str) -> None:
    """Read the notices again until the worker has told of `words`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        page.goto("/da/konto/beskeder/")
        if page.locator("main").get_by_text(words).count():
            return
    raise AssertionError(f"No notice of “{words}” within {PATIENCE_SECONDS} s.")
