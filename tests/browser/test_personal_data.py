"""Exporting one's data and erasing one's account, in Danish: with a browser and a mailbox."""

import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.pages import EVENT
from tests.browser.steps import PASSWORD, link_in, submit
from tests.browser.test_accounts import join

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "script", [True, False], ids=["with-script", "without-script"]
)
MY_DATA = "/da/konto/mine-data/"


def write(page: Page, title: str) -> str:
    """Start a thread and return its address."""
    page.goto("/da/forum/")
    page.locator("main").get_by_role("link", name="Start en samtale").click()
    page.get_by_label("Vi mødes").check()
    page.locator("[name=theme]").select_option(label="Ensomhed")
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill("Jeg hedder Sidsel og sælger min klarinet.")
    submit(page)
    expect(page.locator("h1")).to_have_text(title)
    return page.url


@WITH_AND_WITHOUT_SCRIPT
def test_a_copy_is_asked_for_and_fetched_once(site: Site, new_context, tmp_path: Path, script):
    page = new_context(java_script_enabled=script).new_page()
    address = f"kopi-{script}@example.org".lower()
    join(page, site, address)
    write(page, f"Klarinet til salg ({script})")

    page.goto(MY_DATA)
    submit(page, "Bestil en kopi af mine oplysninger")
    expect(page.locator("main")).to_contain_text("din kopi", ignore_case=True)
    page.goto(link_in(site.mail_to(address, containing="/hent/"), "/hent/"))
    with page.expect_download() as download:
        page.locator("main").get_by_role("button", name="Hent filen").click()
    download.value.save_as(tmp_path / "kopi.zip")

    with zipfile.ZipFile(tmp_path / "kopi.zip") as archive:
        data = json.loads(archive.read("data.json"))
        archive.extract("index.html", tmp_path)
    assert data["sections"]["residents_user"][0]["email"] == address
    # To be read without the site, and without a script.
    page.goto(f"file://{tmp_path}/index.html")
    expect(page.locator("h1")).to_have_text("Det har vi om dig")
    expect(page.locator("body")).to_contain_text("Jeg hedder Sidsel og sælger min klarinet.")

    page.goto(MY_DATA)
    expect(page.locator("main")).to_contain_text("Du har hentet din kopi")


@WITH_AND_WITHOUT_SCRIPT
def test_somebody_leaves_and_takes_the_texts_along(site: Site, new_context, script):
    page = new_context(java_script_enabled=script).new_page()
    address = f"farvel-{script}@example.org".lower()
    join(page, site, address, PASSWORD)
    page.goto(EVENT)
    page.locator("main").get_by_role("link", name="Tilmeld").first.click()
    submit(page)
    thread = write(page, f"Farvel ({script})")
    bob = new_context().new_page()
    bob.goto("/da/konto/login/")
    bob.locator("input[name=login]").fill("bob@example.org")
    bob.locator("input[name=password]").fill(PASSWORD)
    submit(bob)
    bob.goto(thread)
    bob.locator("[name=body]").fill("Hvad skal den koste?")
    submit(bob)

    page.goto(MY_DATA)
    page.locator("main").get_by_role("link", name="Slet min konto").click()
    page.locator("input[name=password]").fill(PASSWORD)
    submit(page)
    expect(page.locator("h1")).to_have_text("Slet din konto")
    expect(page.locator("main")).to_contain_text("1 indlæg i forummet")
    expect(page.locator("main")).to_contain_text("1 kommende tilmelding")
    submit(page, "Slet min konto for altid")
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("Fjern mine indlæg").check()
    page.locator("[name=understood]").check()
    submit(page, "Slet min konto for altid")
    expect(page.locator("h1")).to_have_text("Din konto er slettet")

    assert "Din konto er slettet" in site.mail_to(address, containing="sidste mail")
    bob.goto(thread)
    expect(bob.locator("main")).to_contain_text("Forfatteren har fjernet denne tekst.")
    expect(bob.locator("main")).to_contain_text("Hvad skal den koste?")
    expect(bob.locator("main")).not_to_contain_text("klarinet")
    page.goto(MY_DATA)
    assert "login" in page.url
