"""Drafts outlive the session: with JavaScript and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.steps import PASSWORD, sign_in, submit

WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "script", [True, False], ids=["with-script", "without-script"]
)
BODY = "Jeg skal rense tagrenden.\n\nDen må gerne være *lang*."


def begin(page: Page, title: str) -> None:
    """Type a thread, and send none of it."""
    page.goto("/da/forum/")
    page.locator("main").get_by_role("link", name="Start en samtale").click()
    page.get_by_label("Hjælp søges").check()
    page.locator("[name=theme]").select_option(label="Ensomhed")
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill(BODY)


def expect_all_of_it(page: Page, title: str) -> None:
    """Expect the form, filled in as it was, with a notice that says so."""
    expect(page.locator("main")).to_contain_text("Her er din tekst")
    expect(page.get_by_label("Hjælp søges")).to_be_checked()
    expect(page.locator("[name=title]")).to_have_value(title)
    expect(page.locator("[name=body]")).to_have_value(BODY)
    assert "tagrenden" not in page.url


def threads_called(page: Page, title: str) -> int:
    """Return how many threads of that title the forum lists."""
    page.goto("/da/forum/?kind=help_wanted")
    return page.locator("main .thread__title", has_text=title).count()


@WITH_AND_WITHOUT_SCRIPT
def test_the_session_ends_while_typing(site: Site, new_context, script: bool):
    context = new_context(java_script_enabled=script)
    page, title = context.new_page(), f"Kan nogen låne mig en stige? ({script})"
    sign_in(page, "alice@example.org")
    begin(page, title)
    context.clear_cookies(name="sessionid")
    submit(page)

    expect(page.locator("h1")).to_have_text("Din tekst er gemt")
    page.locator("main").get_by_role("link", name="Log ind, og fortsæt").click()
    page.locator("input[name=login]").fill("alice@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url("**/forum/**")
    expect_all_of_it(page, title)

    submit(page)
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    assert threads_called(page, title) == 1


@WITH_AND_WITHOUT_SCRIPT
@pytest.mark.parametrize("lost", ["token", "cookie"])
def test_the_form_goes_stale_while_typing(site: Site, new_context, script: bool, lost: str):
    context = new_context(java_script_enabled=script)
    page, title = context.new_page(), f"Hvem har et målebånd? ({script}, {lost})"
    sign_in(page, "alice@example.org")
    begin(page, title)
    if lost == "cookie":
        context.clear_cookies(name="csrftoken")
    else:
        other = context.new_page()
        other.goto("/da/konto/logout/")
        submit(other)
        sign_in(other, "alice@example.org")
    submit(page)

    expect(page.locator("h1")).to_have_text("Formularen har været åben for længe")
    page.locator("main").get_by_role("link", name="Fortsæt med din tekst").click()
    expect_all_of_it(page, title)
    submit(page)
    expect(page.locator("h1")).to_have_text(title)
    assert threads_called(page, title) == 1


@WITH_AND_WITHOUT_SCRIPT
def test_a_member_writes_in_a_partners_name(site: Site, new_context, script: bool):
    page, title = new_context(java_script_enabled=script).new_page(), f"Snerydning ({script})"
    sign_in(page, "kommune@example.org")
    begin(page, title)
    page.get_by_label("Hjørring Kommune", exact=True).check()
    submit(page)

    post = page.locator("main article.post").first
    expect(post).to_contain_text("skrevet af Kirsten Eksempel")
    post.get_by_role("link", name="Hjørring Kommune").click()
    expect(page.locator("main")).to_contain_text(title)
    page.go_back()
    post.get_by_role("link", name="Kirsten Eksempel").click()
    expect(page.locator("h1")).to_have_text("Kirsten Eksempel")
