"""Organisers at work: sign-up by telephone, and check-in at the door, online and offline."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import NARROW, Site
from tests.browser.steps import sign_in, submit

POLICE = "politi@example.org"
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "script", [True, False], ids=["with-script", "without-script"]
)


def to_event(page: Page, title: str = "Gratis cykeltjek") -> str:
    """Open the list of attendees, and return its address."""
    page.goto("/da/arrangementer/arranger/")
    page.locator("main").get_by_role("link", name=title).first.click()
    expect(page.locator("h1")).to_have_text("Deltagere")
    return page.url


def add(page: Page, event: str, name: str, *, size: int = 1, email: str = "") -> None:
    """Add a party that signed up by telephone."""
    page.goto(f"{event}tilfoej/")
    page.get_by_label("Navn", exact=True).fill(name)
    page.get_by_label("Hvor mange er de?").fill(str(size))
    page.get_by_label("Telefon").fill("12 34 56 78")
    page.get_by_label("E-mailadresse").fill(email)
    submit(page, "Tilføj")
    expect(page.locator("h1")).to_have_text(name)


def row(page: Page, name: str):
    return page.locator("main li.row", has_text=name)


def expect_sent(page: Page, name: str) -> None:
    """Wait until the server has answered; a page loaded earlier would show the old state."""
    expect(row(page, name).get_by_text("Venter på at blive sendt")).to_be_hidden()


@WITH_AND_WITHOUT_SCRIPT
def test_somebody_telephones(site: Site, new_context, script: bool):
    page = new_context(java_script_enabled=script, viewport=NARROW).new_page()
    sign_in(page, POLICE)
    event = to_event(page)
    name, address = f"Åse Ørum {script}", f"aase-{script}@example.org".lower()

    add(page, event, name, size=3, email=address)
    assert "Du er tilmeldt" in site.message_to(address, containing="Gratis cykeltjek")["Subject"]

    page.get_by_label("Hvor mange er de?").fill("2")
    submit(page, "Gem")
    expect(page.locator("main")).to_contain_text("Antallet er ændret.")
    page.goto(event)
    page.get_by_label("Find en").fill("ØRUM " + str(script).lower())
    submit(page, "Find")
    row(page, name).get_by_role("link", name=name).click()
    page.get_by_text("Meld fra", exact=True).first.click()
    submit(page, "Meld fra")
    expect(page.locator("main")).to_contain_text("De er meldt fra.")
    page.goto(event)
    expect(row(page, name)).to_have_count(0)


@WITH_AND_WITHOUT_SCRIPT
def test_people_come_to_the_door(site: Site, new_context, script: bool):
    page = new_context(java_script_enabled=script, viewport=NARROW).new_page()
    sign_in(page, POLICE)
    event = to_event(page)
    name = f"Bo Dahl {script}"
    add(page, event, name, size=3)

    page.goto(f"{event}tag-imod/")
    row(page, name).locator("[name=arrived]").fill("2")
    row(page, name).get_by_role("button", name="Er kommet").click()
    expect(row(page, name).get_by_text("2 / 3")).to_be_visible()
    expect_sent(page, name)
    page.reload()
    expect(row(page, name).get_by_text("2 / 3")).to_be_visible()

    row(page, name).get_by_role("button", name="Fortryd").click()
    expect(row(page, name).get_by_role("button", name="Er kommet")).to_be_visible()
    expect_sent(page, name)
    page.reload()
    expect(row(page, name).get_by_role("button", name="Er kommet")).to_be_visible()


def test_the_line_is_gone_for_a_minute(site: Site, new_context):
    context = new_context(viewport=NARROW)
    page = context.new_page()
    sign_in(page, POLICE)
    event = to_event(page)
    add(page, event, "Uden Net", size=2)
    add(page, event, "Ombestemt Sig", size=1)
    page.goto(f"{event}tag-imod/")
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))

    context.set_offline(True)
    row(page, "Uden Net").get_by_role("button", name="Er kommet").click()
    expect(row(page, "Uden Net").get_by_text("Venter på at blive sendt")).to_be_visible()
    expect(row(page, "Uden Net").get_by_text("2 / 2")).to_be_visible()
    row(page, "Ombestemt Sig").get_by_role("button", name="Er kommet").click()
    row(page, "Ombestemt Sig").get_by_role("button", name="Fortryd").click()
    expect(page.locator("[data-door-status]")).to_contain_text("3 venter på at blive sendt")
    # The list can be searched all the same.
    page.get_by_label("Find en").fill("uden")
    expect(row(page, "Ombestemt Sig")).to_be_hidden()
    page.get_by_label("Find en").fill("")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "Uden" not in kept
    assert "tag-imod" in kept

    context.set_offline(False)
    expect(row(page, "Uden Net").get_by_text("Venter på at blive sendt")).to_be_hidden()
    expect(page.locator("[data-door-status]").get_by_text("venter på")).to_be_hidden()
    page.reload()
    expect(row(page, "Uden Net").get_by_text("2 / 2")).to_be_visible()
    expect(row(page, "Ombestemt Sig").get_by_role("button", name="Er kommet")).to_be_visible()
    site.run(
        "from events.models import SignUp\n"
        "assert SignUp.objects.get(name='Uden Net').arrived == 2\n"
        "assert SignUp.objects.get(name='Ombestemt Sig').arrived is None\n"
    )


def test_a_telephone_that_was_signed_out_keeps_its_taps(site: Site, new_context):
    context = new_context(viewport=NARROW)
    page = context.new_page()
    sign_in(page, POLICE)
    event = to_event(page)
    add(page, event, "Logget Ud", size=1)
    page.goto(f"{event}tag-imod/")
    context.clear_cookies()

    row(page, "Logget Ud").get_by_role("button", name="Er kommet").click()
    expect(page.get_by_text("Du er logget ud.")).to_be_visible()

    sign_in(page, POLICE)
    page.goto(f"{event}tag-imod/")
    expect(row(page, "Logget Ud").get_by_text("1 / 1")).to_be_visible()
    expect(page.get_by_text("Du er logget ud.")).to_be_hidden()
    expect_sent(page, "Logget Ud")
    page.reload()
    expect(row(page, "Logget Ud").get_by_text("1 / 1")).to_be_visible()


def test_what_organisers_use_can_be_used_by_all(site: Site, new_context):
    # axe is a script that the site's own policy does not allow.
    page = new_context(viewport=NARROW, bypass_csp=True, reduced_motion="reduce").new_page()
    sign_in(page, POLICE)
    event = to_event(page)
    add(page, event, "Tilgængelig Hansen", size=2)
    found = {"attendee": findings(page)}
    page.get_by_role("link", name="Tjek ind").last.click()
    found["door"] = findings(page)
    code = re.search(r"/ved-doeren/(\w+)/", page.url)
    for part in ("", "tilfoej/", "tag-imod/", "tal/", "print/", "eksport/", "mail/", "mail/ny/"):
        page.goto(event + part)
        found[part] = findings(page)
    page.goto("/da/arrangementer/arranger/")
    found["what I organise"] = findings(page)
    page.goto(f"{event}mail/ny/")
    page.get_by_label("Emne (dansk)").fill("Husk cykel")
    page.get_by_label("Tekst (dansk)").fill("Kom *tørt*.")
    submit(page, "Gem, og se mailen")
    found["preview"] = findings(page)
    other = new_context(bypass_csp=True, reduced_motion="reduce").new_page()
    assert code
    other.goto(f"/da/arrangementer/ved-doeren/{code[1]}/")
    expect(other.locator("h1")).to_have_text("Vis dette ved døren")
    expect(other.locator("main")).not_to_contain_text("Hansen")
    found["stranger at the door"] = findings(other)

    assert {name: problems for name, problems in found.items() if problems} == {}
