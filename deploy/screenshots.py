"""Take the screenshots in docs/images/; `make screenshots` calls it.

The demo site is made in a temporary folder, so that the pictures do not show local changes in var/.
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import dev_server
from console import ROOT, Problem, call
from install import venv_python
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from processes import Children, wait_until_up

IMAGES = ROOT / "docs" / "images"
TELEPHONE = {"width": 360, "height": 740}
SCREEN = {"width": 1280, "height": 900}
LANGUAGES = ("da", "en")


@dataclass(frozen=True)
class Screenshot:
    """A picture of a page. `reader` signs in; `link` is followed first; `focus` is scrolled to."""

    name: str
    path: str
    size: dict[str, int]
    scheme: Literal["light", "dark"] = "light"
    reader: str = ""
    link: str = ""
    focus: str = ""


def screenshots() -> Iterator[Screenshot]:
    """Return those of the README, and those of the handbooks in each language."""
    yield Screenshot("front-da", "/da/", SCREEN)
    yield Screenshot("front-da-dark", "/da/", SCREEN, "dark")
    yield Screenshot("front-da-small", "/da/", TELEPHONE)
    first = "main .thread__title a"
    for language in LANGUAGES:
        forum = f"/{language}/forum/"
        start = f"{forum}{'nyt' if language == 'da' else 'new'}/"
        poll = f"{forum}{'afstemning' if language == 'da' else 'poll'}/1/"
        for name, path, link, focus in (
            ("start", start, "", "form"),
            ("issue", f"{forum}?kind=issue&status=planned", first, ".issue"),
            ("help", f"{forum}?kind=help_wanted", first, "#help"),
            ("poll", poll, "", "form"),
        ):
            yield Screenshot(
                f"{name}-{language}", path, TELEPHONE, reader="alice", link=link, focus=focus
            )
        post = "indlaeg" if language == "da" else "post"
        acts = f"{forum}{post}/1/moderation/"
        yield Screenshot(f"acts-{language}", acts, SCREEN, reader="moderator")
    # The admin is in the language of its reader, which is Danish.
    yield Screenshot("inbox-da", "/admin/moderation/", SCREEN, reader="moderator")


def chromium() -> str:
    """Return the path of Chromium. Raises `Problem` if it is not installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    raise Problem("Chromium is needed for this: apt install chromium")


def take_screenshots(base_url: str, browser_path: str, password: str) -> None:
    """Take every screenshot and write it to docs/images/, in few colours to save space."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    # Chromium's sandbox does not run as root, the user of most containers.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=arguments)
        for wanted in screenshots():
            page = browser.new_page(
                base_url=base_url,
                viewport=wanted.size,
                color_scheme=wanted.scheme,
                reduced_motion="reduce",
            )
            if wanted.reader:
                sign_in(page, f"{wanted.reader}@example.org", password)
            page.goto(wanted.path, wait_until="load")
            if wanted.link:
                page.locator(wanted.link).first.click()
                page.wait_for_load_state("load")
            page.evaluate("document.fonts.ready")
            if wanted.focus:
                page.evaluate(
                    "focus => document.querySelector(`main ${focus}`).scrollIntoView()",
                    wanted.focus,
                )
            taken = Image.open(io.BytesIO(page.screenshot()))
            taken.convert("RGB").quantize(128).save(IMAGES / f"{wanted.name}.png", optimize=True)
            page.close()
            print(f"docs/images/{wanted.name}.png")
        browser.close()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in to the demo site."""
    page.goto("/da/konto/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url(lambda url: "login" not in url)


def main() -> None:
    """Make the site, serve it, take the screenshots and delete it."""
    browser_path = chromium()
    port = dev_server.free_port()
    python = venv_python()
    with tempfile.TemporaryDirectory() as directory:
        dev_server.VAR = Path(directory)
        environment = dev_server.demo_environment(port)
        environment["DATABASE_URL"] = f"sqlite:///{directory}/hub.sqlite3"
        environment["MEDIA"] = f"{directory}/media"
        environment["PRIVATE_FILES"] = f"{directory}/private"
        call([python, ROOT / "deploy" / "prepare.py"], environment)
        children = Children()
        try:
            command = [python, "manage.py", "runserver", str(port), "--noreload", "--skip-checks"]
            children.start("web server", command, environment)
            base_url = f"http://{dev_server.HOST}:{port}"
            wait_until_up(children, f"{base_url}/livez")
            take_screenshots(base_url, browser_path, environment["DEMO_PASSWORD"])
        finally:
            children.stop()


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(f"{problem}")
