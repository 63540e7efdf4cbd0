"""Every way to sign in, with a browser and a mailbox."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import PASSWORD, code_in, enter_totp_code, submit

SIGNED_IN = "header form[action*='logout']"


def join(page: Page, site: Site, email: str, password: str = "") -> None:
    """Make an account in Danish, and confirm it with the code from the mail."""
    page.goto("/da/konto/signup/")
    page.locator("[name=first_name]").fill("Karen")
    page.locator("[name=last_name]").fill("Nielsen")
    page.locator("[name=email]").fill(email)
    if password:
        page.locator("[name=password1]").fill(password)
    page.locator("[name=area]").select_option(label="Hirtshals")
    page.locator("[name=accepts_rules]").check()
    submit(page, "Opret kontoen")
    expect(page.locator("h1")).to_have_text("Tjek din mail")
    page.locator("[name=code]").fill(code_in(site.mail_to(email, containing="opret")))
    submit(page, "Bekræft")
    expect(page.locator(SIGNED_IN)).to_have_count(1)


def sign_out(page: Page) -> None:
    page.goto("/da/konto/logout/")
    submit(page, "Log ud")
    expect(page.locator(SIGNED_IN)).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_by_a_code_and_without_a_password(site: Site, new_context, script: bool):
    page = new_context(java_script_enabled=script).new_page()
    email = f"code-{script}@example.org".lower()
    join(page, site, email)

    sign_out(page)
    page.goto("/da/konto/login/")
    page.locator("main").get_by_role("link", name="Send mig en kode på mail").click()
    page.locator("[name=email]").fill(email)
    submit(page, "Send mig koden")
    mailed = code_in(site.mail_to(email, containing="ved at logge ind"))
    page.locator("[name=code]").fill("AAAA-AAAA")
    submit(page, "Bekræft")
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("[name=code]").fill(mailed)
    submit(page, "Bekræft")
    expect(page.locator(SIGNED_IN)).to_have_count(1)

    page.goto("/da/konto/sikkerhed/")
    page.locator("main").get_by_role("link", name="Se dine enheder").click()
    expect(page.locator("main")).to_contain_text("Chrome på Linux")


def test_by_password_and_a_code_from_an_app(site: Site, new_context):
    page = new_context(java_script_enabled=False).new_page()
    email = "totp@example.org"
    join(page, site, email, PASSWORD)

    page.goto("/da/konto/sikkerhed/")
    page.locator("main").get_by_role("link", name="Sæt en app op").click()
    expect(page.locator("h1")).to_have_text("Er det dig?")
    page.locator("[name=password]").fill(PASSWORD)
    submit(page, "Bekræft")
    secret = page.locator("#authenticator_secret").inner_text()
    enter_totp_code(page, secret, "Slå den til")
    expect(page.locator("h1")).to_have_text("Nødkoder")
    recovery = page.locator("#recovery_codes").inner_text().split()
    assert len(recovery) == 10

    sign_out(page)
    page.goto("/da/konto/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form:has([name=password]) button").click()
    expect(page.locator("h1")).to_have_text("Et trin mere")
    expect(page.locator(SIGNED_IN)).to_have_count(0)
    # The app's code was used just now; one works once.
    page.locator("[name=code]").fill(recovery[0])
    page.locator("main").get_by_role("button", name="Log ind").click()
    expect(page.locator(SIGNED_IN)).to_have_count(1)


def test_by_a_passkey(site: Site, new_context):
    # A passkey is for a domain, and 127.0.0.1 is none.
    context = new_context(base_url=site.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    join(page, site, "passkey@example.org")

    page.goto("/da/konto/sikkerhed/")
    page.locator("main").get_by_role("link", name="Lav en adgangsnøgle").click()
    page.locator("[name=name]").fill("Min telefon")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Lav en adgangsnøgle").click()
    expect(page.locator("h1")).to_have_text("Nødkoder")
    page.goto("/da/konto/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Min telefon")

    sign_out(page)
    page.goto("/da/konto/login/?next=/da/forum/")
    with page.expect_navigation(url="**/da/forum/"):
        page.locator("main").get_by_role("button", name="Brug en adgangsnøgle").click()
    expect(page.locator(SIGNED_IN)).to_have_count(1)


def test_a_passkey_that_is_not_given_is_said_so(site: Site, new_context):
    context = new_context(base_url=site.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    page.goto("/da/konto/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')); }")
    page.locator("main").get_by_role("button", name="Brug en adgangsnøgle").click()
    expect(page.get_by_role("alert")).to_contain_text("Prøv igen")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_through_openid_connect(site: Site, new_context, script: bool):
    sub = f"karen-{script}".lower()
    site.provider.knows(
        sub,
        email=f"{sub}@example.org",
        email_verified=True,
        given_name="Karen",
        family_name="Nielsen",
    )
    page = new_context(java_script_enabled=script).new_page()

    def at_the_provider() -> None:
        page.goto("/da/konto/login/")
        page.locator("main").get_by_role("button", name=re.compile("MitID")).click()
        page.locator("input[name=sub]").fill(sub)
        page.get_by_role("button", name="Authorize").click()

    at_the_provider()
    expect(page.locator("[name=first_name]")).to_have_value("Karen")
    page.locator("[name=accepts_rules]").check()
    submit(page, "Opret kontoen")
    expect(page.locator(SIGNED_IN)).to_have_count(1)

    sign_out(page)
    at_the_provider()
    expect(page.locator(SIGNED_IN)).to_have_count(1)


def test_an_address_is_changed_from_both_mailboxes(site: Site, new_context):
    page = new_context(java_script_enabled=False).new_page()
    old, new = "flytter@example.org", "flyttet@example.net"
    join(page, site, old)
    page.goto("/da/konto/sikkerhed/")
    page.locator("main a[href$='/email/']").click()
    page.locator("[name=email]").fill(new)
    submit(page, "Send de to mails")
    expect(page.locator("main")).to_contain_text("Tjek både din gamle og din nye mail")
    for mailbox, heading in ((new, "Halvvejs"), (old, "Din e-mailadresse er skiftet")):
        text = site.mail_to(mailbox, containing="ny-adresse")
        found = re.search(r"http://127\.0\.0\.1:\d+(/\S*ny-adresse\S*)", text)
        assert found
        page.goto(found[1])
        submit(page, "Bekræft")
        expect(page.locator("h1")).to_have_text(heading)
    page.goto("/da/konto/sikkerhed/")
    expect(page.locator("main")).to_contain_text(new)
