"""Photograph the demo site into docs/images/; `make screenshots` calls it.

The site is made afresh in a folder of its own, so that the pictures show the demo content and
not what somebody has tried out in var/.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import dev_server
from playwright.sync_api import sync_playwright

IMAGES = dev_server.ROOT / "docs" / "images"
# name, path, width, height, colour scheme
PICTURES = [
    ("front-da", "/da/", 1280, 900, "light"),
    ("front-da-dark", "/da/", 1280, 900, "dark"),
    ("front-da-small", "/da/", 360, 740, "light"),
]


def chromium() -> str:
    """Return the path of the machine's Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    raise dev_server.Problem("Chromium is needed for this: apt install chromium")


def photograph(base_url: str, browser_path: str) -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    # Chromium's sandbox refuses to run as root, as it does in most containers.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=arguments)
        for name, path, width, height, scheme in PICTURES:
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
    """Make the site, serve it, photograph it and throw it away."""
    browser_path = chromium()
    port = dev_server.free_port()
    python = dev_server.venv_python()
    with tempfile.TemporaryDirectory() as directory:
        dev_server.VAR = Path(directory)
        environment = dev_server.demo_environment(port)
        environment["DATABASE_URL"] = f"sqlite:///{directory}/hub.sqlite3"
        environment["MEDIA"] = f"{directory}/media"
        environment["PRIVATE_FILES"] = f"{directory}/private"
        dev_server.call([python, dev_server.ROOT / "deploy" / "prepare.py"], environment)
        children = dev_server.Children()
        try:
            command = [python, "manage.py", "runserver", str(port), "--noreload", "--skip-checks"]
            children.start("web server", command, environment)
            base_url = f"http://{dev_server.HOST}:{port}"
            dev_server.wait_until_up(children, f"{base_url}/healthz/live")
            photograph(base_url, browser_path)
        finally:
            children.stop()


if __name__ == "__main__":
    try:
        main()
    except dev_server.Problem as problem:
        sys.exit(f"{problem}")
