"""Take the screenshots in docs/images/; `make screenshots` calls it.

The demo site is made in a temporary folder, so that the pictures do not show local changes in var/.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import dev_server
from console import ROOT, Problem, call
from install import venv_python
from playwright.sync_api import sync_playwright
from processes import Children, wait_until_up

IMAGES = ROOT / "docs" / "images"
# Name, path, width, height and colour scheme.
SCREENSHOTS = [
    ("front-da", "/da/", 1280, 900, "light"),
    ("front-da-dark", "/da/", 1280, 900, "dark"),
    ("front-da-small", "/da/", 360, 740, "light"),
]


def chromium() -> str:
    """Return the path of Chromium. Raises `Problem` if it is not installed."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    raise Problem("Chromium is needed for this: apt install chromium")


def take_screenshots(base_url: str, browser_path: str) -> None:
    """Take every screenshot and write it to docs/images/."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    # Chromium's sandbox does not run as root, the user of most containers.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=arguments)
        for name, path, width, height, scheme in SCREENSHOTS:
            page = browser.new_page(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            page.goto(base_url + path, wait_until="load")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
            print(f"docs/images/{name}.png")
        browser.close()


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
            take_screenshots(base_url, browser_path)
        finally:
            children.stop()


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(f"{problem}")
