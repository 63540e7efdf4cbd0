"""axe-core finds no violation on any type of page, narrow and wide, light and dark.

Nor is anything cut, covered or outside the screen in large text or at a large zoom. Wagtail's admin
is left out. Each page is loaded once; the other widths, sizes and colour schemes are emulated.
"""

import pytest
from playwright.sync_api import expect

from tests.browser import events, small_event
from tests.browser.axe import ALL, AXE, Report, findings, violations
from tests.browser.conftest import NARROW
from tests.browser.pages import EVENT, FORMS, FULL, READ, STATES
from tests.browser.steps import (
    PASSWORD,
    code_in,
    enter_totp_code,
    explorer_id,
    link_in,
    open_page,
    publish,
    sign_in,
    submit,
)
from tests.browser.test_accounts import join
from tests.browser.test_waiting_list import sign_up


@pytest.mark.parametrize("kind", READ | FORMS | STATES)
def test_what_the_anonymous_see(new_page, kind: str):
    page = new_page()
    open_page(page, *(READ | FORMS | STATES)[kind])

    assert findings(page) == []


def test_an_event_in_every_state(site, new_page):
    events.make(site)
    page, report = new_page(), Report()
    for slug in events.STATES:
        page.goto(f"/da/kalender/{slug}/")
        if slug == events.WITH_MAP:
            page.get_by_role("button", name="Vis kortet her").click()
            expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
        report.look(slug, page)

    assert report.problems == {}


def test_waiting_for_a_seat_and_saying_how_it_was(site, new_page):
    address = small_event.make(site, "lille-axe")
    page, report = new_page(), Report()
    sign_up(site, page, address, "inger@example.org", "Inger")
    sign_up(site, page, address, "aage@example.org", "Aage")
    report.look("on the waiting list", page)
    page.goto(link_in(site.mail_to("aage@example.org", containing="min-tilmelding"), "min-"))
    page.locator("[name=party_size]").fill("99")
    submit(page, "Gem")
    report.look("one's sign-up, with an error", page)
    mail = site.mail_to("inger@example.org", containing="arrangementer/afmeld")
    page.goto(link_in(mail, "arrangementer/afmeld"))
    submit(page, "Meld fra")
    page.goto(link_in(site.mail_to("aage@example.org", containing="tilbud"), "tilbud"))
    report.look("an offer", page)
    submit(page, "Ja, jeg kommer")
    report.look("promoted", page)
    small_event.end(site, "lille-axe")
    mail = site.mail_to("aage@example.org", containing="hvordan-var-det")
    page.goto(link_in(mail, "hvordan-var-det"))
    report.look("how it was", page)
    submit(page, "Send")
    report.look("how it was, with an error", page)
    page.get_by_label("Rigtig godt").check()
    submit(page, "Send")
    report.look("thanks", page)

    assert report.problems == {}


def test_the_open_menu_of_a_telephone(new_page):
    page = new_page(viewport=NARROW)
    page.goto("/da/")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.add_script_tag(content=AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # The open menu is all there is: what lies behind it is hidden.
        behind = ("landmark-one-main", "page-has-heading-one")
        found = violations(page, ALL)
        assert [problem for problem in found if not problem.startswith(behind)] == []


def test_signing_up_without_an_account(site, new_page):
    page, report = new_page(), Report()
    open_page(page, EVENT, "main a[href*='/tilmeld/']")
    page.locator("input[name=email]").fill("birthe@")
    page.locator("main form").evaluate("form => form.noValidate = true")
    submit(page, "Tilmeld dig")
    expect(page.locator(".error-summary")).to_be_visible()
    report.look("sign-up with errors", page)
    page.locator("input[name=name]").fill("Birthe")
    page.locator("input[name=email]").fill("birthe@example.org")
    submit(page, "Tilmeld dig")
    report.look("sent", page)
    page.goto(link_in(site.mail_to("birthe@example.org", containing="bekraeft"), "bekraeft"))
    report.look("confirm", page)
    submit(page, "Bekræft min tilmelding")
    report.look("confirmed", page)
    mail = site.mail_to("birthe@example.org", containing="arrangementer/afmeld")
    page.goto(link_in(mail, "arrangementer/afmeld"))
    report.look("cancel", page)
    submit(page, "Meld fra")
    report.look("cancelled", page)
    calendar_file = page.goto(FULL) and page.locator("main a[href$='event.ics']").first
    page.goto(calendar_file.get_attribute("href").replace("event.ics", "tilmeld/"))
    report.look("waiting list form", page)
    page.goto("/da/arrangementer/bekraeft/what-is-this/")
    report.look("unknown link", page)

    assert report.problems == {}


def test_what_residents_use(new_page):
    page, report = new_page(), Report()
    sign_in(page, "alice@example.org")
    report.look("signed in", page)
    page.goto("/da/konto/")
    report.look("account", page)
    for path in ("profil", "email", "password/change", "logout", "sikkerhed", "enheder", "andre"):
        page.goto(f"/da/konto/{path}/")
        report.look(path, page)
    for path in ("beskeder", "foelger", "beskeder/hvordan", "mine-data", "mine-data/slet"):
        page.goto(f"/da/konto/{path}/")
        report.look(path, page)
    page.goto("/da/konto/foelger/aendre/?topic=theme:1&do=mute&next=/da/")
    report.look("mute", page)
    open_page(page, "/da/forum/", "main .thread__title a", "main a[href*='/naboer/']")
    report.look("neighbour", page)
    page.goto("/da/konto/2fa/totp/activate/")
    report.look("is it you", page)
    page.locator("[name=password]").fill(PASSWORD)
    submit(page, "Bekræft")
    report.look("setting an app up", page)
    for path in ("2fa", "2fa/webauthn", "2fa/webauthn/add"):
        page.goto(f"/da/konto/{path}/")
        report.look(path, page)
    open_page(page, "/da/kalender/faellesspisning/", "main a[href*='/tilmeld/']")
    report.look("sign-up", page)
    submit(page)
    report.look("signed up", page)
    page.goto("/da/arrangementer/mine/")
    report.look("mine", page)

    assert report.problems == {}


def test_what_newcomers_and_members_use(new_page):
    page, report = new_page(), Report()
    sign_in(page, "kommune@example.org")
    for path in ("velkommen/", "velkommen/naer-dig/", "forum/nyt/"):
        page.goto(f"/da/{path}")
        report.look(path, page)
    page.locator("[name=title]").fill("Snerydning")
    page.context.clear_cookies(name="sessionid")
    submit(page)
    report.look("kept text", page)
    sign_in(page, "kommune@example.org")
    open_page(page, "/da/konto/profil/", "main a[href*='/naboer/']")
    report.look("as others see me", page)

    assert report.problems == {}


def test_what_is_seen_on_the_way_in(site, new_page):
    page, report = new_page(), Report()
    page.goto("/da/konto/login/code/")
    page.locator("[name=email]").fill("bob@example.org")
    submit(page, "Send mig koden")
    report.look("code", page)
    page.locator("[name=code]").fill("x")
    submit(page, "Bekræft")
    report.look("wrong code", page)
    mail = site.mail_to("bob@example.org", containing="ved at logge ind")
    page.locator("[name=code]").fill(code_in(mail))
    submit(page, "Bekræft")
    page.goto(link_in(mail, "mail/afmeld"))
    report.look("unsubscribe", page)
    submit(page, "Stop disse mails")
    report.look("unsubscribed", page)
    submit(page, "Fortryd: Send mig disse mails igen")
    report.look("subscribed again", page)
    page.goto("/da/mail/afmeld/what-is-this/")
    report.look("unknown link to unsubscribe", page)
    page.goto("/da/konto/email/")
    page.locator("[name=email]").fill("bob@example.net")
    submit(page, "Send de to mails")
    report.look("changing address", page)
    page.goto(link_in(site.mail_to("bob@example.net", containing="ny-adresse"), "ny-adresse"))
    report.look("confirm address", page)
    submit(page, "Bekræft")
    report.look("half done", page)
    page.goto(link_in(site.mail_to("bob@example.net", containing="behold-"), "behold-adresse"))
    report.look("stop the change", page)
    submit(page, "Stop skiftet")
    report.look("stopped", page)

    assert report.problems == {}


def test_what_neighbours_and_moderators_use(new_page):
    page, report = new_page(), Report()
    sign_in(page, "moderator@example.org")
    open_page(page, *READ["thread with a hidden post"])
    report.look("thread with a hidden post", page)
    open_page(page, page.url, "main a[href*='/vis/']")
    report.look("restore", page)

    page.goto("/da/forum/nyt/")
    report.look("new thread", page)
    page.locator("main form").evaluate("form => form.noValidate = true")
    submit(page)
    expect(page.locator(".error-summary")).to_be_visible()
    report.look("new thread with errors", page)
    page.get_by_label("Vi mødes").check()
    page.locator("[name=theme]").select_option(label="Ensomhed")
    page.locator("[name=title]").fill("En gåtur med pauser")
    page.locator("[name=body]").fill("Vi går *langsomt*.\n\n- Kom\n- bare\n\n> og sig til")
    submit(page)
    report.look("own thread", page)
    thread = page.url
    open_page(page, f"{thread}svar/")
    report.look("reply", page)
    page.locator("main form").evaluate("form => form.noValidate = true")
    submit(page)
    report.look("reply with errors", page)
    open_page(page, thread, "main a[href*='/ret/']")
    report.look("edit", page)
    page.locator("[name=body]").fill("Vi går *meget langsomt*.")
    submit(page)
    open_page(page, thread, "main a[href*='/historik/']")
    report.look("earlier versions", page)
    open_page(page, thread, "main a[href*='/skjul/']")
    report.look("hide", page)
    page.locator("main form").evaluate("form => form.noValidate = true")
    submit(page)
    report.look("hide with errors", page)
    page.locator("[name=rule][value=other]").check()
    page.locator("[name=reason]").fill("En prøve.")
    submit(page)
    report.look("hidden thread", page)

    assert report.problems == {}


def test_what_a_second_step_shows(site, new_page):
    page, report = new_page(), Report()
    join(page, site, "trin@example.org", PASSWORD)
    page.goto("/da/konto/2fa/totp/activate/")
    if page.locator("[name=password]").count():
        page.locator("[name=password]").fill(PASSWORD)
        submit(page, "Bekræft")
    secret = page.locator("#authenticator_secret").inner_text()
    enter_totp_code(page, secret, "Slå den til")
    report.look("recovery codes", page)
    for path in ("totp/deactivate", "recovery-codes/generate"):
        page.goto(f"/da/konto/2fa/{path}/")
        report.look(path, page)
    page.goto("/da/konto/slettet/")
    report.look("erased", page)
    page.goto("/da/konto/logout/")
    submit(page, "Log ud")
    page.goto("/da/konto/login/")
    page.locator("[name=login]").fill("trin@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form:has([name=password]) button").click()
    expect(page.locator("h1")).to_have_text("Et trin mere")
    report.look("second step", page)

    assert report.problems == {}


def test_a_letter_to_followers(new_page):
    page, report = new_page(), Report()
    sign_in(page, "moderator@example.org")
    page.goto("/da/konto/breve/nyt/")
    report.look("new letter", page)
    page.locator("main select").select_option(index=1)
    page.locator("[name=subject_da]").fill("En ny bænk")
    page.locator("[name=body_da]").fill("Kom og *prøv* den.")
    submit(page)
    report.look("preview", page)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Send til").click()
    report.look("sent", page)
    page.goto("/da/konto/breve/")
    report.look("letters", page)

    assert report.problems == {}


def test_a_page_that_is_not_translated(new_page):
    page, report = new_page(), Report()
    sign_in(page, "redaktor@example.org")
    front_page = explorer_id(page, "/admin/pages/", "Det Gode Naboskab")
    theme_page = explorer_id(page, f"/admin/pages/{front_page}/", "Ensomhed")
    page.goto(f"/admin/pages/add/campaigns/campaignpage/{theme_page}/")
    page.locator("#id_title").fill("Kun på dansk")
    page.locator("#id_summary").fill("Ingen har oversat den.")
    publish(page)

    reader = new_page()
    open_page(reader, "/da/ensomhed/", "main a:has-text('Kun på dansk')")
    report.look("Danish only", reader)
    open_page(reader, reader.url, "header a[hreflang=en]")
    expect(reader.locator("h1")).to_have_text("Not available in this language yet")
    report.look("not translated", reader)

    assert report.problems == {}
