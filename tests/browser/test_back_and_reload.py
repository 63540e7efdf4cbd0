"""Back and reload at bad moments: no error page of the browser, and no text lost unasked."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.pages import EVENT
from tests.browser.steps import sign_in, submit


def test_back_after_a_corrected_form_leads_to_the_form(site: Site, new_context):
    page = new_context().new_page()
    page.goto(EVENT)
    page.locator("main a[href*='/tilmeld/']").first.click()
    form = urlsplit(page.url).path
    submit(page)
    page.locator("[name=name]").fill("Inger Sørensen")
    page.locator("[name=email]").fill("back@example.org")
    submit(page)
    page.wait_for_url(f"**{form}sendt/")

    page.go_back()

    expect(page.locator("[name=email]")).to_be_visible()
    assert urlsplit(page.url).path == form


def test_a_reload_asks_before_it_loses_a_text(site: Site, new_context):
    page = new_context().new_page()
    sign_in(page, "alice@example.org")
    page.goto("/da/forum/nyt/?kind=help_wanted")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.reload()
    assert asked == []

    page.locator("[name=body]").fill("Hvem kan skifte en pære?")
    page.reload()
    assert asked == ["beforeunload"]
