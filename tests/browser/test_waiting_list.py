"""The waiting list, the offer of a seat and the check-in, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import small_event
from tests.browser.conftest import NARROW, Site
from tests.browser.steps import link_in, submit


def sign_up(site: Site, page: Page, address: str, email: str, name: str) -> None:
    """Sign up as a stranger, and follow the link in the mail."""
    page.goto(address)
    page.locator("main a[href*='/tilmeld/']").first.click()
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=email]").fill(email)
    submit(page)
    expect(page.locator("h1")).to_have_text("Tjek din mail")
    page.goto(link_in(site.mail_to(email, containing="bekraeft"), "bekraeft"))
    submit(page)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_wait_be_promoted_and_cancel(site: Site, new_context, script: bool):
    address = small_event.make(site, f"lille-{script}".lower())
    page = new_context(java_script_enabled=script, viewport=NARROW).new_page()
    first, second = (f"{name}-{script}@example.org".lower() for name in ("foerst", "venter"))

    sign_up(site, page, address, first, "Første")
    expect(page.locator("main")).to_contain_text("Du har en plads")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Fuldt")

    sign_up(site, page, address, second, "Venter")
    expect(page.locator("main")).to_contain_text("Du er nummer 1 på ventelisten")
    waiting = site.mail_to(second, containing="min-tilmelding")
    assert "Du er nummer 1 på ventelisten" in waiting

    page.goto(
        link_in(site.mail_to(first, containing="arrangementer/afmeld"), "arrangementer/afmeld")
    )
    submit(page, "Meld fra")

    page.goto(link_in(site.mail_to(second, containing="arrangementer/tilbud"), "tilbud"))
    expect(page.locator("main")).to_contain_text("Der er en plads til dig, hvis du vil have den")
    submit(page, "Ja, jeg kommer")
    expect(page.locator("main")).to_contain_text("Du har en plads")
    promoted = site.message_to(second, containing="Du behøver ikke vente længere")
    kinds = [part.get_content_type() for part in promoted.walk()]
    assert "text/calendar" in kinds
    page.goto(link_in(waiting, "min-tilmelding"))
    page.locator("main a[href*='/afmeld/']").first.click()
    submit(page, "Meld fra")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("1 plads tilbage")
