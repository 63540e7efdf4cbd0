"""axe-core, large text and narrow screens, on the pages and states of the forum."""

import json
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.browser import forum_visits
from tests.browser.axe import ALL, AXE, Report, violations
from tests.browser.conftest import NARROW, WIDE, Site
from tests.browser.forum_states import Keys
from tests.browser.forum_visits import Visit
from tests.browser.steps import PASSWORD, sign_in


@pytest.fixture(scope="module")
def known(site: Site) -> Keys:
    """The keys of the things that the visits show."""
    written = site.mail.parent / "forum_states.json"
    if not written.exists():
        site.run(
            "from tests.browser import forum_states\n"
            f"forum_states.write({str(written)!r}, {PASSWORD!r})"
        )
    return json.loads(written.read_text())


def send(page: Page, fields: dict[str, str], button: str) -> None:
    """Fill in the form with those fields, hidden ones too, and send it unchecked."""
    first = next(iter(fields))
    form = page.locator(f"main form:has([name='{first}'])").last
    form.evaluate(
        """(form, fields) => {
          form.noValidate = true;
          for (const [name, value] of Object.entries(fields)) {
            const control = form.elements[name];
            // No radio button is chosen for "".
            const unchosen = value ? [] : form.querySelectorAll(`[name="${name}"]:checked`);
            for (const each of unchosen) each.checked = false;
            if (!unchosen.length) control.value = value;
          }
        }""",
        fields,
    )
    form.locator(button).first.click()


def look_at(visits: Sequence[Visit], page: Page, known: Keys) -> dict[str, list[str]]:
    """Make the visits, and return the problems by their names."""
    report = Report()
    for visit in visits:
        page.goto(visit.path(known))
        if visit.sends:
            send(page, visit.sends, visit.presses)
            expect(page.locator(visit.expects).first).to_be_visible()
        report.look(visit.name, page)
    return report.problems


@pytest.mark.parametrize("visits", [0, 1], ids=["first", "second"])
def test_what_is_seen_without_an_account(known, new_page, visits: int):
    assert look_at(forum_visits.WITHOUT_ACCOUNT[visits::2], new_page(), known) == {}


@pytest.mark.parametrize("visits", [0, 1], ids=["first", "second"])
def test_what_a_writer_sees(known, new_page, visits: int):
    page = new_page()
    sign_in(page, "alice@example.org")

    assert look_at(forum_visits.WRITER[visits::2], page, known) == {}


def test_what_an_answerer_sees(known, new_page):
    page = new_page()
    sign_in(page, "bob@example.org")

    assert look_at(forum_visits.ANSWERER, page, known) == {}


def test_what_the_suspended_see(known, new_page):
    page = new_page()
    sign_in(page, known["suspended"])

    assert look_at(forum_visits.SUSPENDED, page, known) == {}


@pytest.mark.parametrize("visits", [0, 1], ids=["first", "second"])
def test_what_moderators_see(known, new_page, visits: int):
    page = new_page()
    sign_in(page, "moderator@example.org")

    assert look_at(forum_visits.MODERATOR[visits::2], page, known) == {}


@pytest.mark.parametrize(
    ("person", "visits"),
    [
        ("admin", forum_visits.ADMINISTRATOR),
        ("kommunemoderator", forum_visits.PARTNERS_MODERATOR),
    ],
    ids=["administrator", "partner"],
)
def test_what_other_moderators_see(known, new_page, person: str, visits):
    page = new_page()
    sign_in(page, f"{person}@example.org")

    assert look_at(visits, page, known) == {}


def test_the_inbox_of_moderators(known, new_page):
    page = new_page()
    sign_in(page, "moderator@example.org")
    page.goto("/admin/moderation/")
    expect(page.locator("article").first).to_be_visible()

    page.add_script_tag(content=AXE)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        # What is around it is Wagtail's.
        assert violations(page, ALL, within=".nice-padding") == []
