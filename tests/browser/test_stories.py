"""The main job from end to end, in Danish, as people do it: with a browser and a mailbox."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Site, sign_in

EVENT = "/da/kalender/infoaften-om-nabohjaelp/"
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "script", [True, False], ids=["with-script", "without-script"]
)


def link_in(text: str, part: str) -> str:
    """Return the link in a mail whose address holds `part`."""
    found = re.search(rf"http://127\.0\.0\.1:\d+(/\S*{part}\S*)", text)
    assert found, text
    return found[1]


def seats_left(page: Page) -> int:
    """Return how many seats the event's page says are left."""
    page.goto(EVENT)
    found = re.search(r"(\d+) pladser tilbage", page.locator("main").inner_text())
    assert found
    return int(found[1])


def main_button(page: Page, name: str) -> None:
    """Press the button of the page's own part."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()


@WITH_AND_WITHOUT_SCRIPT
def test_a_resident_signs_up_without_an_account_and_cancels(
    site: Site, new_context, script: bool
):
    page = new_context(java_script_enabled=script).new_page()
    address = f"karen-{script}@example.org".lower()
    before = seats_left(page)

    page.locator("main").get_by_role("link", name="Tilmeld").first.click()
    page.locator("input[name=name]").fill("Karen Nielsen")
    page.locator("input[name=email]").fill(address)
    page.locator("[name=party_size]").fill("2")
    main_button(page, "Tilmeld dig")
    expect(page.locator("h1")).to_contain_text("e-mail")

    page.goto(link_in(site.mail_to(address, containing="bekraeft"), "bekraeft"))
    main_button(page, "Bekræft")
    assert seats_left(page) == before - 2

    page.goto(link_in(site.mail_to(address, containing="afmeld"), "afmeld"))
    main_button(page, "Meld fra")
    assert seats_left(page) == before


@WITH_AND_WITHOUT_SCRIPT
def test_neighbours_talk_and_a_moderator_hides_a_post(site: Site, new_context, script: bool):
    karen = new_context(java_script_enabled=script).new_page()
    address = f"joining-{script}@example.org".lower()
    title = f"Hvem vil gå en tur på torsdag? ({script})"

    karen.goto("/da/")
    karen.goto("/da/konto/signup/")
    karen.locator("input[name=first_name]").fill("Karen")
    karen.locator("input[name=last_name]").fill("Nielsen")
    karen.locator("input[name=email]").fill(address)
    karen.locator("input[name=password1]").fill(PASSWORD)
    karen.locator("input[name=accepts_rules]").check()
    karen.locator("main form button[type=submit]").click()
    karen.goto(link_in(site.mail_to(address, containing="confirm-email"), "confirm-email"))
    karen.locator("main form button[type=submit]").click()
    sign_in(karen, address)

    karen.goto("/da/forum/")
    karen.locator("main").get_by_role("link", name="Start en samtale").click()
    karen.locator("[name=kind]").select_option("meetup")
    karen.locator("[name=theme]").select_option(label="Ensomhed")
    karen.locator("[name=title]").fill(title)
    karen.locator("[name=body]").fill("Jeg går *altid* alene. Min fødselsdag er 010203-1234.")
    karen.locator("main form button[type=submit]").click()
    expect(karen.locator(".error-summary")).to_contain_text("CPR")
    expect(karen.locator("[name=title]")).to_have_value(title)
    karen.locator("[name=body]").fill("Jeg går *altid* alene. Vil nogen med?")
    karen.locator("main form button[type=submit]").click()
    expect(karen.locator("h1")).to_have_text(title)
    expect(karen.locator("article em")).to_have_text("altid")
    thread = karen.url

    bob = new_context(java_script_enabled=script).new_page()
    sign_in(bob, "bob@example.org")
    bob.goto(thread)
    bob.locator("[name=body]").fill("Ja, og så kan vi sælge dig noget.")
    bob.locator("main form button[type=submit]").last.click()
    expect(bob.locator("main")).to_contain_text("sælge dig noget")

    moderator = new_context(java_script_enabled=script).new_page()
    sign_in(moderator, "moderator@example.org")
    moderator.goto(thread)
    moderator.locator("a[href*='/skjul/']").last.click()
    moderator.locator("[name=reason]").fill("Reklame hører ikke til her.")
    moderator.locator("main form button[type=submit]").last.click()

    statement = site.mail_to("bob@example.org", containing="Reklame hører ikke til her.")
    assert "sælge dig noget" in statement
    reader = new_context(java_script_enabled=script, locale="en-GB").new_page()
    reader.goto(thread)
    expect(reader.locator("main")).not_to_contain_text("sælge dig noget")
    bob.goto(thread)
    expect(bob.locator("main")).to_contain_text("Reklame hører ikke til her.")
