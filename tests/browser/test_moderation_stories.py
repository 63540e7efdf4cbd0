"""What happens to a post that is held, hidden or reported, on a telephone and in Danish."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Site
from tests.browser.steps import link_in, open_page, sign_in, submit

pytestmark = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])


@pytest.fixture
def telephone_of(new_context, script: bool):
    """Return a function that opens the browser of a telephone, signed in with an address."""

    def open_telephone(email: str = "") -> Page:
        page = new_context(viewport=NARROW, java_script_enabled=script).new_page()
        if email:
            sign_in(page, email)
        return page

    return open_telephone


def start(page: Page, title: str, body: str) -> None:
    """Send a new discussion."""
    page.goto("/da/forum/nyt/")
    page.locator("[name=kind][value=discussion]").check()
    page.locator("[name=title]").fill(title)
    page.locator("[name=body]").fill(body)
    submit(page)


def test_a_held_post_is_approved(site: Site, telephone_of, script):
    bob, mona, reader = (
        telephone_of("bob@example.org"),
        telephone_of("moderator@example.org"),
        telephone_of(),
    )
    title = f"Min cykel er væk ({script})"
    start(bob, title, "Det var Kim Hansen, der stjal den.")
    expect(bob.locator("main")).to_contain_text("Venter på godkendelse")
    held = urlsplit(bob.url).path
    assert reader.goto(held).status in (403, 404) or "login" in reader.url
    reader.goto("/da/forum/")
    expect(reader.locator("main")).not_to_contain_text(title)

    mona.goto(held)
    submit(mona, "Udgiv indlægget")
    reader.goto("/da/forum/")
    reader.locator("main").get_by_role("link", name=title).click()
    expect(reader.locator("h1")).to_have_text(title)
    assert site.mail_to("bob@example.org", containing=title)


def test_a_hidden_post_is_appealed_and_another_moderator_restores_it(
    site: Site, telephone_of, script
):
    bob, mona, admin, reader = (
        telephone_of("bob@example.org"),
        telephone_of("moderator@example.org"),
        telephone_of("admin@example.org"),
        telephone_of(),
    )
    title = f"Jeg sælger æbler fra haven ({script})"
    start(bob, title, "Kom og hent en pose for en tier.")
    thread = urlsplit(bob.url).path

    mona.goto(thread)
    mona.locator("a[href*='/skjul/']").first.click()
    mona.locator("[name=rule][value=off_topic]").check()
    mona.locator("[name=reason]").fill(f"Det er reklame ({script}).")
    submit(mona)
    assert reader.goto(thread).status == 404

    mail = site.mail_to("bob@example.org", containing=f"Det er reklame ({script}).")
    decision = link_in(mail, "afgoerelse")
    bob.goto(decision)
    bob.locator("[name=text]").fill("Det er naboer, der deler, og ikke en forretning.")
    submit(bob, "Send klagen")
    expect(bob.locator("main")).to_contain_text("der deler, og ikke en forretning")
    # Once, and another moderator decides.
    expect(bob.locator("main form [name=text]")).to_have_count(0)
    mona.goto(decision)
    expect(mona.locator("a[href*='/klage/']")).to_have_count(0)

    admin.goto(decision)
    admin.locator("a[href*='/klage/']").click()
    admin.locator("[name=decision][value=uphold]").check()
    admin.locator("[name=answer]").fill(f"Du har ret ({script}).")
    submit(admin, "Send svaret")
    assert reader.goto(thread).status == 200
    assert site.mail_to("bob@example.org", containing=f"Du har ret ({script}).")


def test_a_post_is_reported_without_an_account_and_answered(site: Site, telephone_of, script):
    alice, mona, reader = (
        telephone_of("alice@example.org"),
        telephone_of("moderator@example.org"),
        telephone_of(),
    )
    title = f"Hvem larmer om natten? ({script})"
    start(alice, title, "Det er altid fra den samme have.")
    thread = urlsplit(alice.url).path
    address = f"reports-{script}@example.net".lower()

    reader.goto(thread)
    reader.locator("a[href*='/rapporter/']").first.click()
    reader.locator("[name=rule]").first.check()
    reader.locator("[name=text]").fill(f"Det peger på en nabo ({script}).")
    reader.locator("[name=email]").fill(address)
    submit(reader, "Send rapporteringen")
    reader.goto(link_in(site.mail_to(address, containing="rapport"), "rapport"))
    submit(reader)

    # The inbox is a page of Wagtail's admin. Without JavaScript its menu covers it on a telephone.
    open_page(mona, "/admin/moderation/", f"article:has-text('en nabo ({script})') h2 a")
    expect(mona.locator("main")).to_contain_text(f"Det peger på en nabo ({script}).")
    expect(mona.locator("main")).not_to_contain_text(address)
    mona.locator("[name=answer]").fill(f"Ingen er nævnt ({script}).")
    submit(mona, "Lad indlægget stå, og send svaret")
    assert site.mail_to(address, containing=f"Ingen er nævnt ({script}).")
    expect(reader.goto(thread) and reader.locator("h1")).to_have_text(title)
