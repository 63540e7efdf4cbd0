"""The browser's own translation of a thread in another language, with a stub of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import NARROW

STUB = """
globalThis.asked = [];
globalThis.Translator = {
  availability: async (pair) => { asked.push(pair); return "STATE"; },
  create: async () => {
    if (globalThis.fails) throw new Error("no model");
    return { translate: async (text) => `<en> ${text.length}` };
  },
};
"""


@pytest.fixture
def danish_thread(new_context) -> str:
    """The path of a thread in Danish, on the English site."""
    page = new_context(viewport=NARROW).new_page()
    page.goto("/da/forum/")
    link = page.locator("main .thread__title a:not([lang=en])").first.get_attribute("href")
    assert link
    return "/en/" + link.removeprefix("/da/")


def open_with(
    new_context, path: str, state: str, *, detector: str = "undefined", **options
) -> tuple[Page, list[str]]:
    """Open `path` in a browser that says `state` of its translator; return what it requests."""
    page = new_context(viewport=NARROW, **options).new_page()
    page.add_init_script(f"globalThis.LanguageDetector = {detector}")
    script = STUB.replace("STATE", state) if state else "delete globalThis.Translator"
    page.add_init_script(script)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    return page, requested


@pytest.mark.parametrize("state", ["available", "downloadable"])
def test_a_click_translates_and_another_one_undoes_it(new_context, danish_thread, state):
    page, requested = open_with(new_context, danish_thread, state)
    post = page.locator("#post-1")
    text = post.locator(".prose").first.inner_text()
    button = post.get_by_role("button", name="Translate to English")
    expect(post.locator(".prose")).to_have_count(2)
    button.click()

    shown = post.locator(".prose[lang=en]")
    # The answer of a machine is text.
    expect(shown.locator("p").first).to_contain_text("<en> ")
    expect(post).to_contain_text("Translated by your browser")
    expect(post.locator(".prose").first).to_have_text(text, use_inner_text=True)
    assert page.evaluate("asked[0]") == {"sourceLanguage": "da", "targetLanguage": "en"}
    assert requested == []

    post.get_by_role("button", name="Remove the translation").click()
    expect(shown).to_be_hidden()
    expect(button).to_be_visible()


def test_axe_finds_nothing(new_context, danish_thread):
    options = {"bypass_csp": True, "reduced_motion": "reduce"}
    page, _requested = open_with(new_context, danish_thread, "available", **options)
    post = page.locator("#post-1")
    post.get_by_role("button", name="Translate to English").click()
    expect(post.locator(".prose[lang=en]")).to_be_visible()
    assert findings(page) == []


def test_a_failure_is_said_and_can_be_tried_again(new_context, danish_thread):
    page, _requested = open_with(new_context, danish_thread, "available")
    page.evaluate("globalThis.fails = true")
    post = page.locator("#post-1")
    button = post.get_by_role("button", name="Translate to English")
    button.click()
    expect(post.get_by_role("status")).to_contain_text("could not")

    page.evaluate("globalThis.fails = false")
    button.click()
    expect(post.locator(".prose[lang=en]")).to_be_visible()


@pytest.mark.parametrize("state", ["", "unavailable"])
def test_a_browser_that_cannot_offers_nothing(new_context, danish_thread, state):
    page, _requested = open_with(new_context, danish_thread, state)
    expect(page.locator("#post-1 .prose")).to_have_count(1)
    expect(page.get_by_role("button", name="Translate to English")).to_have_count(0)


DETECTOR = """{
  availability: async () => "available",
  create: async () => ({ detect: async () => DETECT }),
}"""


@pytest.mark.parametrize(
    ("detected", "source"),
    [
        ("[{detectedLanguage: 'no', confidence: 0.9}]", "no"),
        ("[{detectedLanguage: 'no', confidence: 0.3}]", "da"),
        ("Promise.reject(new Error('no model'))", "da"),
    ],
)
def test_the_browsers_guess_of_the_language_comes_first(
    new_context, danish_thread, detected, source
):
    page, _requested = open_with(
        new_context, danish_thread, "available", detector=DETECTOR.replace("DETECT", detected)
    )
    expect(page.get_by_role("button", name="Translate to English").first).to_be_visible()
    assert page.evaluate("asked[0].sourceLanguage") == source


def test_a_text_in_the_readers_language_has_no_button(new_context, danish_thread):
    page, _requested = open_with(
        new_context, "/da/" + danish_thread.removeprefix("/en/"), "available"
    )
    expect(page.locator("#post-1")).to_be_visible()
    expect(page.locator("#post-1").get_by_role("button", name="Oversæt")).to_have_count(0)
