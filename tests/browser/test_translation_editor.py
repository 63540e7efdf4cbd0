"""What the script of the translation editor changes."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.steps import explorer_id, sign_in


@contextmanager
def admin_language(site, language):
    """Let the editor work in that language meanwhile."""
    chosen = (
        "from wagtail.users.models import UserProfile\n"
        "profiles = UserProfile.objects.filter(user__email='redaktor@example.org')\n"
        "profiles.update(preferred_language='{}')"
    )
    site.run(chosen.format(language))
    try:
        yield
    finally:
        site.run(chosen.format("da"))


@pytest.mark.parametrize(
    ("language", "heading"),
    [("da", "Oversættelse: Dansk → English"), ("en", "Translation: Dansk → English")],
)
def test_the_heading_is_in_the_language_of_the_admin(site, new_context, language, heading):
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    pk = explorer_id(page, "/admin/pages/?locale=en", "House rules of the forum")
    with admin_language(site, language):
        page.goto(f"/admin/pages/{pk}/edit/")
        expect(page.locator(".js-translation-editor h3").first).to_have_text(heading)
        expect(page.locator("main")).not_to_contain_text("to English translation")


def test_the_button_with_further_actions_has_a_danish_name(site, new_context):
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    pk = explorer_id(page, "/admin/pages/?locale=en", "House rules of the forum")
    page.goto(f"/admin/pages/{pk}/edit/")
    expect(page.get_by_role("button", name="Flere handlinger").first).to_be_attached()
    expect(page.locator("main")).not_to_contain_text("More actions")


def test_a_pasted_line_break_becomes_a_space(site, new_context):
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    page.goto("/admin/pages/")
    page.locator("table.listing tr", has_text="English").locator("a[href$='/edit/']").first.click()
    editor = page.locator(".js-translation-editor")
    editor.get_by_role("button", name="Rediger").first.click()
    field = editor.locator("textarea")
    field.fill("Yes.\n\nSee the page \r\n about light.")
    expect(field).to_have_value("Yes. See the page about light.")
    # The editor itself holds the same, and goes on from there.
    field.press("End")
    field.press_sequentially("!")
    expect(field).to_have_value("Yes. See the page about light.!")


def test_the_texts_come_before_the_files_for_translators(site, new_context):
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    pk = explorer_id(page, "/admin/pages/?locale=en", "House rules of the forum")
    page.goto(f"/admin/pages/{pk}/edit/")
    editor = page.locator(".js-translation-editor")
    editor.locator("a[download]").first.wait_for(state="attached")
    order = editor.locator("h3, a[download]").evaluate_all("all => all.map(each => each.tagName)")
    # In each tab.
    assert re.fullmatch("((H3 )+A )+", "".join(f"{name} " for name in order))


def test_nothing_stops_the_translation_without_a_question(site, new_context):
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    pk = explorer_id(page, "/admin/pages/?locale=en", "House rules of the forum")
    path = f"/admin/pages/{pk}/edit/"
    page.goto(path)
    button = page.locator(".js-translation-editor [data-w-action-url-value*='/disable/']")
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        dialog.dismiss() if len(asked) == 1 else dialog.accept()

    page.on("dialog", answer)
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    button.click()
    assert len(asked) == 1
    page.goto(path)
    expect(page.locator(".js-translation-editor")).to_be_attached()

    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        button.click()
    assert len(asked) == 2
    expect(page.locator(".js-translation-editor")).to_have_count(0)
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        page.locator("[name=localize-restart-translation]").click()
    expect(page.locator(".js-translation-editor")).to_be_attached()
