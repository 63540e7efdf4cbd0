"""What editors type into the date fields of the admin is what they get."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import explorer_id, sign_in

YEAR = datetime.date.today().year + 1
# What is typed, and what the field holds when it is left.
DATES = {
    f"15.12.{YEAR}": f"15.12.{YEAR}",
    f"15/12 {YEAR}": f"15.12.{YEAR}",
    f"5/1-{YEAR}": f"05.01.{YEAR}",
    f"{YEAR}-12-15": f"15.12.{YEAR}",
    f"15. december {YEAR}": f"15.12.{YEAR}",
    f"1. maj {YEAR}": f"01.05.{YEAR}",
    f"31. februar {YEAR}": f"31. februar {YEAR}",
    # No dates: kept as they are.
    f"31.2.{YEAR}": f"31.2.{YEAR}",
    "15/12 19": "15/12 19",
    "på torsdag": "på torsdag",
}
TIMES = {
    f"15.12.{YEAR} 19:00": f"15.12.{YEAR} 19:00",
    f"15/12 {YEAR} kl. 19": f"15.12.{YEAR} 19:00",
    f"15.12.{YEAR} 19.30": f"15.12.{YEAR} 19:30",
    f"15.12.{YEAR} kl. 9.05": f"15.12.{YEAR} 09:05",
    f"15. okt. {YEAR} kl. 19": f"15.10.{YEAR} 19:00",
    f"Tirsdag d. 2. marts {YEAR} kl. 19.30": f"02.03.{YEAR} 19:30",
    f"2 October {YEAR} at 9": f"02.10.{YEAR} 09:00",
    f"15.12.{YEAR} 25.00": f"15.12.{YEAR} 25.00",
    "i aften": "i aften",
}


@pytest.fixture(params=["da", "en"])
def editor(site, new_context, request) -> Page:
    """The browser of an editor whose admin is in that language."""
    chosen = (
        "from wagtail.users.models import UserProfile\n"
        "profiles = UserProfile.objects.filter(user__email='redaktor@example.org')\n"
        "profiles.update(preferred_language='{}')"
    )
    site.run(chosen.format(request.param))
    page = new_context().new_page()
    sign_in(page, "redaktor@example.org")
    yield page
    site.run(chosen.format("da"))


def type_and_leave(page: Page, field: str, text: str) -> None:
    """Type like a person, and go on with the tab key."""
    page.locator(field).click()
    page.locator(field).press("ControlOrMeta+a")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def leaves_what_it_should(page: Page, field: str, typed: dict[str, str]) -> None:
    """Check each text in that field, and that its date picker does not stay open."""
    for text, expected in typed.items():
        type_and_leave(page, field, text)
        expect(page.locator(field)).to_have_value(expected)
    # A picker opens a tenth of a second after the focus came. Only that of the next field may.
    page.wait_for_timeout(300)
    open_pickers = page.evaluate(
        "jQuery('input').get().filter((one) => one !== document.activeElement"
        " && jQuery(one).data('xdsoft_datetimepicker')?.is(':visible')).map((one) => one.id)"
    )
    assert open_pickers == []


def date_fields(page: Page) -> list[str]:
    """Return the ids of the form's fields that have a date picker."""
    found: list[str] = page.evaluate(
        "jQuery('input').get().filter((one) => jQuery(one).data('xdsoft_datetimepicker'))"
        ".map((one) => one.id).sort()"
    )
    return found


def open_schedule(page: Page) -> None:
    """Open the dialog with the dates of publication and expiry."""
    page.locator("[data-side-panel-toggle=status]").first.click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]:visible").first.click()


def test_each_date_field_of_pages(editor):
    front_page = explorer_id(editor, "/admin/pages/", "Det Gode Naboskab")
    calendar = explorer_id(editor, f"/admin/pages/{front_page}/", "Kalender")
    editor.goto(f"/admin/pages/add/events/eventpage/{calendar}/")
    assert date_fields(editor) == [
        *("id_ends_at", "id_expire_at", "id_go_live_at", "id_repeat_until", "id_starts_at"),
    ]
    leaves_what_it_should(editor, "#id_starts_at", {**DATES, **TIMES})
    leaves_what_it_should(editor, "#id_ends_at", TIMES)
    type_and_leave(editor, "#id_starts_at", f"15.12.{YEAR} 19:00")
    end = dict.fromkeys(("21.30", "kl. 21:30"), f"15.12.{YEAR} 21:30")
    leaves_what_it_should(editor, "#id_ends_at", {**end, "25": "25"})
    leaves_what_it_should(editor, "#id_repeat_until", DATES)
    open_schedule(editor)
    leaves_what_it_should(editor, "#id_go_live_at", TIMES)
    leaves_what_it_should(editor, "#id_expire_at", TIMES)

    theme_page = explorer_id(editor, f"/admin/pages/{front_page}/", "Ensomhed")
    editor.goto(f"/admin/pages/add/campaigns/campaignpage/{theme_page}/")
    assert date_fields(editor) == ["id_ends_on", "id_expire_at", "id_go_live_at", "id_starts_on"]


def test_what_was_typed_is_saved_or_refused_with_the_text_kept(editor):
    front_page = explorer_id(editor, "/admin/pages/", "Det Gode Naboskab")
    calendar = explorer_id(editor, f"/admin/pages/{front_page}/", "Kalender")
    event = explorer_id(editor, f"/admin/pages/{calendar}/?q=", "Nabo")
    editor.goto(f"/admin/pages/{event}/edit/")
    type_and_leave(editor, "#id_starts_at", "i morgen aften")
    type_and_leave(editor, "#id_ends_at", f"15/12 {YEAR} kl. 21.30")
    editor.locator("button.action-save:visible").first.click()
    error = editor.locator("[data-contentpath=starts_at] .w-field__errors")
    expect(error).to_contain_text("24.12.2026")
    expect(editor.locator("#id_starts_at")).to_have_value("i morgen aften")
    expect(editor.locator("#id_ends_at")).to_have_value(f"15.12.{YEAR} 21:30")

    type_and_leave(editor, "#id_starts_at", f"15/12 {YEAR} kl. 19")
    editor.locator("button.action-save:visible").first.click()
    expect(error).to_have_count(0)
    editor.goto(f"/admin/pages/{event}/edit/")
    expect(editor.locator("#id_starts_at")).to_have_value(f"15.12.{YEAR} 19:00")
    expect(editor.locator("#id_ends_at")).to_have_value(f"15.12.{YEAR} 21:30")


def test_each_date_field_of_one_time_of_an_event(editor):
    front_page = explorer_id(editor, "/admin/pages/", "Det Gode Naboskab")
    calendar = explorer_id(editor, f"/admin/pages/{front_page}/", "Kalender")
    event = explorer_id(editor, f"/admin/pages/{calendar}/", "Nabo")
    editor.goto(f"/admin/events/{event}/times/")
    editor.locator("main a[href*='/times/']:visible").last.click()
    editor.locator("#id_starts_at").wait_for()
    assert date_fields(editor)
    for field in date_fields(editor):
        leaves_what_it_should(editor, f"#{field}", TIMES)


def test_the_date_of_an_update_of_a_campaign(editor):
    front_page = explorer_id(editor, "/admin/pages/", "Det Gode Naboskab")
    theme_page = explorer_id(editor, f"/admin/pages/{front_page}/", "Ensomhed")
    editor.goto(f"/admin/pages/add/campaigns/campaignpage/{theme_page}/")
    before = date_fields(editor)
    editor.locator("[data-contentpath=updates] .c-sf-add-button").first.click()
    field = editor.locator("[data-contentpath=updates] input[name$='-date']")
    expect(field).to_have_count(1)
    [added] = set(date_fields(editor)) - set(before)
    assert added == field.get_attribute("id")
    leaves_what_it_should(editor, f"#{added}", DATES)
