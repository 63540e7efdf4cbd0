"""The main job from end to end, in Danish, as people do it: with a browser and a mailbox."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.pages import EVENT
from tests.browser.steps import (
    PASSWORD,
    code_in,
    enter_time,
    explorer_id,
    link_in,
    publish,
    sign_in,
    submit,
    translate,
)

# The admin is in Danish as far as its translators have come.
TRAFFIC = re.compile("traffic-safety|Trafiksikkerhed")
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "script", [True, False], ids=["with-script", "without-script"]
)


def seats_left(page: Page) -> int:
    """Return how many seats the event's page says are left."""
    page.goto(EVENT)
    found = re.search(r"(\d+) pladser tilbage", page.locator("main").inner_text())
    assert found
    return int(found[1])


@pytest.mark.both_databases
@WITH_AND_WITHOUT_SCRIPT
def test_a_resident_signs_up_without_an_account_and_cancels(site: Site, new_context, script: bool):
    page = new_context(java_script_enabled=script).new_page()
    address = f"karen-{script}@example.org".lower()
    before = seats_left(page)

    page.locator("main").get_by_role("link", name="Tilmeld").first.click()
    page.locator("input[name=name]").fill("Karen Nielsen")
    page.locator("input[name=email]").fill(address)
    page.locator("[name=party_size]").fill("2")
    submit(page, "Tilmeld dig")
    expect(page.locator("h1")).to_have_text("Tjek din mail")

    page.goto(link_in(site.mail_to(address, containing="bekraeft"), "bekraeft"))
    submit(page, "Bekræft min tilmelding")
    assert seats_left(page) == before - 2

    mail = site.mail_to(address, containing="arrangementer/afmeld")
    page.goto(link_in(mail, "arrangementer/afmeld"))
    submit(page, "Meld fra")
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
    submit(karen)
    karen.locator("input[name=code]").fill(code_in(site.mail_to(address, containing="kode")))
    submit(karen, "Bekræft")

    karen.goto("/da/forum/")
    karen.locator("main").get_by_role("link", name="Start en samtale").click()
    karen.get_by_label("Vi mødes").check()
    karen.locator("[name=theme]").select_option(label="Ensomhed")
    karen.locator("[name=title]").fill(title)
    karen.locator("[name=body]").fill("Jeg går *altid* alene. Min fødselsdag er 010203-1234.")
    submit(karen)
    expect(karen.locator(".error-summary")).to_contain_text("CPR")
    expect(karen.locator("[name=title]")).to_have_value(title)
    karen.locator("[name=body]").fill("Jeg går *altid* alene. Vil nogen med?")
    submit(karen)
    expect(karen.locator("h1")).to_have_text(title)
    expect(karen.locator("article em")).to_have_text("altid")
    thread = karen.url

    bob = new_context(java_script_enabled=script).new_page()
    sign_in(bob, "bob@example.org")
    bob.goto(thread)
    bob.locator("[name=body]").fill("Ja, og så kan vi sælge dig noget.")
    submit(bob)
    expect(bob.locator("main")).to_contain_text("sælge dig noget")

    moderator = new_context(java_script_enabled=script).new_page()
    sign_in(moderator, "moderator@example.org")
    moderator.goto(thread)
    moderator.locator("a[href*='/skjul/']").last.click()
    moderator.locator("[name=rule][value=off_topic]").check()
    moderator.locator("[name=reason]").fill("Reklame hører ikke til her.")
    submit(moderator)

    statement = site.mail_to("bob@example.org", containing="Reklame hører ikke til her.")
    assert "sælge dig noget" in statement
    reader = new_context(java_script_enabled=script, locale="en-GB").new_page()
    reader.goto(thread)
    expect(reader.locator("main")).not_to_contain_text("sælge dig noget")
    bob.goto(thread)
    expect(bob.locator("main")).to_contain_text("Reklame hører ikke til her.")


def test_an_editor_publishes_a_campaign_and_an_event_in_two_languages(site: Site, new_context):
    """Wagtail's admin needs JavaScript; the published pages do not."""
    editor = new_context().new_page()
    sign_in(editor, "redaktor@example.org")
    front_page = explorer_id(editor, "/admin/pages/", "Det Gode Naboskab")
    theme_page = explorer_id(editor, f"/admin/pages/{front_page}/", "Trafiksikkerhed")

    editor.goto(f"/admin/pages/add/campaigns/campaignpage/{theme_page}/")
    editor.locator("#id_title").fill("Blink med lygten")
    editor.locator("#id_summary").fill("Vi tjekker lygter sammen.")
    publish(editor)
    campaign = explorer_id(editor, f"/admin/pages/{theme_page}/", "Blink med lygten")
    translate(
        editor,
        campaign,
        {"Blink med lygten": "Blink your lamp", "Vi tjekker": "We check lamps together."},
    )

    calendar = explorer_id(editor, f"/admin/pages/{front_page}/", "Kalender")
    editor.goto(f"/admin/pages/add/events/eventpage/{calendar}/")
    editor.locator("#id_title").fill("Lygtedag på torvet")
    editor.locator("#id_summary").fill("Kom og få lys på.")
    editor.locator("#id_theme-chooser [data-chooser-action-choose]").click()
    editor.locator(".modal a[data-chooser-modal-choice]", has_text=TRAFFIC).click()
    expect(editor.locator("#id_theme-title")).to_have_text(TRAFFIC)
    enter_time(editor, "#id_starts_at", "16:00")
    enter_time(editor, "#id_ends_at", "15:00")
    editor.get_by_role("tab", name="Tilmelding", exact=False).click()
    editor.locator("#id_capacity").fill("12")
    publish(editor)
    expect(editor.locator("body")).to_contain_text("skal ligge efter")
    editor.get_by_role("tab", name="Indhold", exact=False).click()
    expect(editor.locator("#id_title")).to_have_value("Lygtedag på torvet")
    enter_time(editor, "#id_ends_at", "18:00")
    publish(editor)
    event = explorer_id(editor, f"/admin/pages/{calendar}/", "Lygtedag på torvet")
    translate(
        editor,
        event,
        {"Lygtedag på torvet": "Lamp day in the square", "Kom og få": "Come and get lights."},
    )

    reader = new_context(locale="en-GB", java_script_enabled=False).new_page()
    reader.goto("/da/trafiksikkerhed/")
    reader.locator("main").get_by_role("link", name="Blink med lygten").click()
    expect(reader.locator("main")).to_contain_text("Vi tjekker lygter sammen.")
    reader.locator("header").get_by_role("link", name="English").click()
    expect(reader.locator("h1")).to_have_text("Blink your lamp")
    reader.goto("/en/calendar/?theme=traffic-safety")
    reader.locator("main").get_by_role("link", name="Lamp day in the square").click()
    expect(reader.locator("main")).to_contain_text("12 places left")
    reader.locator("header").get_by_role("link", name="Dansk").click()
    expect(reader.locator("h1")).to_have_text("Lygtedag på torvet")
    expect(reader.locator("main")).to_contain_text("12 pladser tilbage")
