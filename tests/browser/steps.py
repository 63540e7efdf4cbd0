"""Steps of many stories: open a page, sign in, press a button, publish."""

import contextlib
import datetime
import re
from urllib.parse import urljoin

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NothingInTime

from tests.demo_site import PASSWORD
from tests.residents.account_helpers import current_totp_code

# The admin is in Danish as far as its translators have come.
TRANSLATE = re.compile("^(Translate|Oversæt)$")
PUBLISHED = re.compile("er udgivet|Published")


def open_page(page: Page, address: str, *links: str) -> None:
    """Open an address, then follow the first link that each selector finds."""
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, f"{address}: {response.status}"
    if links:
        target = page.locator(links[0]).first.get_attribute("href")
        assert target
        open_page(page, urljoin(page.url, target), *links[1:])


def sign_in(page: Page, email: str) -> None:
    """Sign in to the demo site in Danish."""
    page.goto("/da/konto/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url(lambda url: "login" not in url)


def submit(page: Page, name: str | None = None) -> None:
    """Press the button with that name, or the last that sends, in <main>; wait for the response."""
    buttons = page.locator("main form button[type=submit]:not([name=preview])")
    button = page.locator("main").get_by_role("button", name=name, exact=True) if name else None
    with page.expect_navigation():
        (button or buttons.last).click()


def link_in(text: str, part: str) -> str:
    """Return the link in a mail whose address holds `part`."""
    found = re.search(rf"http://127\.0\.0\.1:\d+(/\S*{part}\S*)", text)
    assert found, text
    return found[1]


def code_in(text: str) -> str:
    """Return the code in a mail, which is on a line of its own."""
    found = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", text, re.M)
    assert found, text
    return found[1]


def explorer_id(page: Page, where: str, title: str) -> str:
    """Return the id of the page of that title, found in the page explorer at `where`."""
    page.goto(where)
    links = page.locator("table a[href$='/edit/']", has_text=title)
    links.first.wait_for()
    ids = [re.search(r"/pages/(\d+)/edit/", link.get_attribute("href")) for link in links.all()]
    # The source was made before its translation.
    return str(min(int(found[1]) for found in ids if found))


def publish(page: Page) -> None:
    """Publish the page that is open in Wagtail's editor."""
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with page.expect_navigation():
        page.locator("[name=action-publish]").click()


def enter_time(page: Page, field: str, time: str) -> None:
    """Type that time of a day ten days ahead, and close the calendar that opens over the form."""
    day = datetime.date.today() + datetime.timedelta(days=10)
    page.locator(field).fill(f"{day:%Y-%m-%d} {time}")
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    # It opens with the focus; not always, when a dialog has just given the focus back.
    with contextlib.suppress(NothingInTime):
        calendar.wait_for(timeout=1_000)
    page.locator("#id_title").click()
    expect(calendar).to_have_count(0)


def enter_totp_code(page: Page, secret: str, button: str) -> None:
    """Enter the code that the app shows. On a slow machine it may be too old when it arrives."""
    for _ in range(3):
        page.locator("[name=code]").fill(current_totp_code(secret))
        submit(page, button)
        if not page.locator("[name=code]").count():
            return


def translate(page: Page, page_id: str, words: dict[str, str]) -> None:
    """Translate a page into English, text by text, and publish the translation."""
    page.goto(f"/admin/localize/submit/page/{page_id}/")
    page.locator("[name=locales]").first.check()
    page.locator("main form input[type=submit]").first.click()
    for danish, english in words.items():
        segment = page.locator("li:is(.incomplete, .complete)", has_text=danish)
        segment.get_by_role("button", name=TRANSLATE).click()
        segment.locator("textarea").fill(english)
        segment.get_by_role("button", name="Gem").click()
        expect(segment).to_have_class(re.compile(r"(^| )complete"))
        expect(segment).to_contain_text(english)
    page.locator("footer button[name=action][value=publish]").click()
    expect(page.locator("main")).to_contain_text(PUBLISHED)
