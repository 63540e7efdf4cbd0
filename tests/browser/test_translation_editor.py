"""What the script of the translation editor changes."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import explorer_id, sign_in


@pytest.mark.parametrize(
    ("language", "heading"),
    [("da", "Oversættelse: Dansk → English"), ("en", "Translation: Dansk → English")],
)
def test_the_heading_is_in_the_language_of_the_admin(site, new_context, language, heading):
    chosen = (
        "from wagtail.users.models import UserProfile\n"
        "profiles = UserProfile.objects.filter(user__email='redaktor@example.org')\n"
        "profiles.update(preferred_language='{}')"
    )
    site.run(chosen.format(language))
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    pk = explorer_id(page, "/admin/pages/?locale=en", "House rules of the forum")

    page.goto(f"/admin/pages/{pk}/edit/")

    expect(page.locator(".js-translation-editor h3").first).to_have_text(heading)
    expect(page.locator("main")).not_to_contain_text("to English translation")
    site.run(chosen.format("da"))
