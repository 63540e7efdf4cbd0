"""The onboarding of a new resident, in Danish: their area, their themes, and events nearby."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.steps import PASSWORD, code_in, sign_in, submit


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_somebody_new_is_asked_once_and_led_to_what_is_on_nearby(
    site: Site, new_context, script: bool
):
    page = new_context(java_script_enabled=script).new_page()
    email = f"ny-{script}@example.org".lower()
    page.goto("/da/konto/signup/")
    page.locator("[name=first_name]").fill("Nanna")
    page.locator("[name=last_name]").fill("Nielsen")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password1]").fill(PASSWORD)
    page.locator("[name=accepts_rules]").check()
    submit(page, "Opret kontoen")
    page.locator("[name=code]").fill(code_in(site.mail_to(email, containing="opret")))
    submit(page, "Bekræft")

    expect(page.locator("h1")).to_have_text("Velkommen, Nanna")
    page.locator("[name=area]").select_option(label="Hjørring")
    page.get_by_label("Ensomhed").check()
    submit(page, "Gem, og fortsæt")
    expect(page.locator("main h2").first).to_have_text("I Hjørring")
    expect(page.locator("main .events li").first).to_be_visible()

    page.goto("/da/konto/foelger/")
    expect(page.locator("main")).to_contain_text("Ensomhed")
    expect(page.locator("main")).to_contain_text("Hjørring")

    again = new_context(java_script_enabled=script).new_page()
    sign_in(again, email)
    assert "velkommen" not in again.url
