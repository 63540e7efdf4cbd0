"""What an editor typed is kept when the session has ended, and saved after signing in again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.steps import explorer_id, sign_in

MESSAGE = "[data-session-message]"
TITLE = "#id_title"
TYPED = "Skrevet uden at være logget ind"
SET_UP = """
from home.models import HomePage, StandardPage
front_page = HomePage.objects.get(locale__language_code="da")
front_page.add_child(instance=StandardPage(title="Kladden", slug="kladden", live=False))
"""
CLEAN_UP = f"""
from home.models import StandardPage
for page in StandardPage.objects.filter(draft_title__in=["Kladden", "{TYPED}"]):
    page.delete()
"""


@pytest.fixture
def draft(site: Site) -> Iterator[str]:
    """The title of a page that no other test knows."""
    site.run(SET_UP)
    yield "Kladden"
    site.run(CLEAN_UP)


def test_a_form_outlives_the_session(draft, new_context):
    context = new_context()
    page = context.new_page()
    sign_in(page, "redaktor@example.org")
    front_page = explorer_id(page, "/admin/pages/", "Det Gode Naboskab")
    pk = explorer_id(page, f"/admin/pages/{front_page}/", draft)
    page.goto(f"/admin/pages/{pk}/edit/")
    expect(page.locator(TITLE)).to_be_visible()
    session = [each for each in context.cookies() if each["name"].endswith("sessionid")]
    context.clear_cookies(name=session[0]["name"])

    page.locator(TITLE).fill(TYPED)
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator(MESSAGE)).to_be_visible()
    expect(page.locator(TITLE)).to_have_value(TYPED)

    with context.expect_page() as opened:
        page.locator(f"{MESSAGE} a").click()
    sign_in(opened.value, "redaktor@example.org")
    page.bring_to_front()
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator(MESSAGE)).to_have_count(0)
    page.wait_for_load_state()
    page.goto(f"/admin/pages/{pk}/edit/")
    expect(page.locator(TITLE)).to_have_value(TYPED)


OTHER_FORMS = {
    "snippet": "/admin/snippets/core/searchsynonyms/add/",
    "names of the tags": "/admin/snippets/core/tagtranslation/add/",
    "settings": "/admin/settings/core/emergencystrip/",
    "profile": "/admin/account/",
}


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_the_other_forms_keep_what_was_typed(new_context, name):
    context = new_context()
    page = context.new_page()
    sign_in(page, "redaktor@example.org")
    page.goto(OTHER_FORMS[name])
    form = page.locator("main form[method=post i]")
    field = form.locator("input[type=text]:visible, textarea:visible").first
    expect(field).to_be_visible()
    session = [each for each in context.cookies() if each["name"].endswith("sessionid")]
    context.clear_cookies(name=session[0]["name"])

    field.fill(TYPED)
    before = page.url
    field.evaluate("field => field.form.requestSubmit()")
    expect(page.locator(MESSAGE)).to_be_visible()
    expect(field).to_have_value(TYPED)
    assert page.url == before
