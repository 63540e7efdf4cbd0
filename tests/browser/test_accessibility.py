"""axe-core finds nothing to complain of, on every kind of page, narrow and wide, light and dark."""

from pathlib import Path

import pytest

from tests.browser.conftest import NARROW, WIDE, sign_in

AXE = (Path(__file__).parent / "axe-core" / "axe.min.js").read_text()
RULES = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"),
]
FINDINGS = """async rules => {
  const found = await axe.run({ runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] });
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(" ")}`));
}"""

ANONYMOUS = {
    "front": "/da/",
    "front in English": "/en/",
    "theme": "a[href*='indbrudsforebyggelse']",
    "calendar": "/da/kalender/",
    "calendar by month": "/da/kalender/?view=month",
    "calendar with an unknown filter": "/da/kalender/?theme=nothing",
    "empty month": "/da/kalender/?view=month&month=2031-01",
    "forum": "/da/forum/",
    "forum of one theme": "/da/forum/?theme=loneliness",
    "about": "a[href='/da/om/'], a[href*='/da/om-']",
    "search": "/da/soeg/?q=lys",
    "search without a result": "/da/soeg/?q=zzzz",
    "sign in": "/da/konto/login/",
    "join": "/da/konto/signup/",
    "not found": "/da/findes-ikke/",
    "components": "/components/",
}
# The first link in the main part of one page that leads to a page of the other kind.
LED_TO = {
    "campaign": ("/da/trafiksikkerhed/", "main .card a"),
    "event": ("/da/kalender/", "main .event__title a"),
    "sign up": ("/da/kalender/", "main .event__title a", "main a[href*='tilmeld']"),
    "thread": ("/da/forum/", "main .thread__title a"),
}


@pytest.fixture(
    params=[(size, scheme) for size in (NARROW, WIDE) for scheme in ("light", "dark")],
    ids=["narrow-light", "narrow-dark", "wide-light", "wide-dark"],
)
def page(request, new_context):
    """A browser of one size and colour scheme."""
    size, scheme = request.param
    # The site's own policy does not let a test add a script.
    return new_context(viewport=size, color_scheme=scheme, bypass_csp=True).new_page()


def findings(page) -> list[str]:
    """Return what axe-core has to say about the page, and whether it scrolls sideways."""
    page.add_script_tag(content=AXE)
    found = page.evaluate(FINDINGS, RULES)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("The page scrolls sideways.")
    return found


def test_what_the_anonymous_read(page):
    problems = {}
    for name, target in ANONYMOUS.items():
        if target.startswith("/"):
            page.goto(target)
        else:
            page.goto("/da/")
            page.goto(page.locator(target).first.get_attribute("href"))
        problems[name] = findings(page)
    for name, (start, *links) in LED_TO.items():
        page.goto(start)
        for link in links:
            page.goto(page.locator(link).first.get_attribute("href"))
        problems[name] = findings(page)

    assert {name: found for name, found in problems.items() if found} == {}


def test_forms_with_errors(page):
    problems = {}
    page.goto("/da/konto/signup/")
    page.locator("main form button[type=submit]").click()
    problems["join"] = findings(page)
    page.goto("/da/kalender/")
    page.goto(page.locator("main .event__title a").first.get_attribute("href"))
    page.goto(page.locator("main a[href*='tilmeld']").first.get_attribute("href"))
    page.locator("main form button[type=submit]").click()
    problems["sign up"] = findings(page)

    assert {name: found for name, found in problems.items() if found} == {}


def test_what_residents_use(page):
    sign_in(page, "alice@example.org")
    problems = {}
    for path in ("/da/konto/profil/", "/da/forum/nyt/", "/da/konto/email/", "/da/"):
        page.goto(path)
        problems[path] = findings(page)
    page.goto("/da/forum/nyt/")
    page.locator("main form button[type=submit]").click()
    problems["a thread with errors"] = findings(page)

    assert {name: found for name, found in problems.items() if found} == {}
