"""Measure what a reader's first view takes: `make bench-first-view`.

Each page is opened in Chromium as a phone opens it, once with nothing stored and once after another
page, on the demo site with production settings, SQLite and the page cache. Counted are the requests
and the bytes on the wire, headers too, without the images of the content (pictures in `/media/`,
drawings), and how far the page shifts while it loads (CLS). Then Lighthouse judges each page for a
phone, if LIGHTHOUSE names its program: `npm install lighthouse` puts it at
`node_modules/.bin/lighthouse`. SHOW=1 lists the requests, and what cost a page points.

Prints a table and one line of figures; exits with 1 if a page misses its reach.

PAGES=front,thread_5 LIGHTHOUSE=node_modules/.bin/lighthouse
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from benchmarks import per_database, stopping  # noqa: E402
from tests.gunicorn_server import HOST, Server  # noqa: E402

PAGES = (
    *("front", "theme", "campaign", "every_block", "event", "calendar"),
    *("threads", "thread_5", "thread_20"),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"width": 390, "height": 844}
# Bytes and requests of the first view, and bytes of a second page.
FIRST_BYTES, FIRST_REQUESTS, SECOND_BYTES = 55_000, 7, 12_000
CONTENT_IMAGES = ("/media/", "/static/illustrations/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
# Lighthouse sometimes misses the beginning of a page, and ends without a report.
LIGHTHOUSE_TRIES = 3
SHIFT_SCRIPT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""


class View(NamedTuple):
    """What one page took."""

    requests: int
    bytes: int
    shift: float


def main() -> int:
    """Measure the pages and print the table; return 1 if one misses its reach."""
    names = [name for name in os.environ.get("PAGES", "").split(",") if name] or list(PAGES)
    os.environ.update(
        per_database.SETTINGS,
        DATABASE_URL=f"sqlite:///{ROOT}/var/bench-first-view.sqlite3",
        MEDIA=str(ROOT / "var" / "bench-media"),
    )
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import demo_pages
    from benchmarks.scratch_database import scratch_database

    call_command("collectstatic", interactive=False, verbosity=0)
    log = ROOT / "var" / "bench-first-view.log"
    figures: dict[str, float] = {}
    missed: list[str] = []
    with scratch_database() as url:
        paths = demo_pages.load().paths
        app = "benchmarks.hub_with_media"
        with (
            Server({"DATABASE_URL": url}, log=log, app=app) as hub,
            sync_playwright() as playwright,
        ):
            address = f"http://{HOST}:{hub.port}"
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            print(
                f"{'page':11} {'requests':>8} {'bytes':>7} {'second':>7} {'shift':>6}  lighthouse"
            )
            for name in names:
                first = first_view(browser, address + paths[name])
                second = second_view(browser, address, paths[name])
                scores = lighthouse(address + paths[name])
                points = " ".join(f"{key} {value}" for key, value in scores.items())
                print(
                    f"{name:11} {first.requests:8} {first.bytes:7} {second.bytes:7} "
                    f"{first.shift:6.3f}  {points}"
                )
                figures |= {
                    f"{name}_requests": first.requests,
                    f"{name}_bytes": first.bytes,
                    f"{name}_second_bytes": second.bytes,
                    f"{name}_shift": round(first.shift, 4),
                    **{f"{name}_{key}": value for key, value in scores.items()},
                }
                missed += [f"{name} {what}" for what in misses(first, second, scores)]
            browser.close()
    print(f"missed: {', '.join(missed) or 'none'}")
    print(" ".join(f"{name}={value:g}" for name, value in figures.items()))
    return int(bool(missed))


def misses(first: View, second: View, scores: dict[str, int]) -> list[str]:
    """Return what a page missed, in words."""
    found = {
        f"{first.requests} requests": first.requests > FIRST_REQUESTS,
        f"{first.bytes} bytes": first.bytes > FIRST_BYTES,
        f"{second.bytes} bytes as second page": second.bytes > SECOND_BYTES,
        f"shift of {first.shift:.3f}": first.shift > 0,
        **{f"{key} {value}": value < 100 for key, value in scores.items()},
    }
    return [what for what, is_missed in found.items() if is_missed]


def first_view(browser: Browser, url: str) -> View:
    """Open the page with nothing stored."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2)  # type: ignore[arg-type]
    page = context.new_page()
    view = _open(page, url)
    context.close()
    return view


def second_view(browser: Browser, address: str, path: str) -> View:
    """Open the page after another, as a reader who goes on."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2)  # type: ignore[arg-type]
    page = context.new_page()
    _open(page, f"{address}/da/om/")
    view = _open(page, address + path)
    context.close()
    return view


def _open(page: Page, url: str) -> View:
    sizes: dict[str, int] = {}
    urls: dict[str, str] = {}
    cached: set[str] = set()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")

    def note_request(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["request"]["url"]

    def note_size(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    devtools.on("Network.requestWillBeSent", note_request)
    devtools.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    devtools.on("Network.loadingFinished", note_size)
    page.add_init_script(SHIFT_SCRIPT)
    page.goto(url, wait_until="networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    counted = [
        key
        for key, address in urls.items()
        if sizes.get(key) and key not in cached and is_counted(address)
    ]
    if os.environ.get("SHOW"):
        for key in counted:
            print("   ", urls[key], sizes[key])
    return View(len(counted), sum(sizes[key] for key in counted), page.evaluate("window.shift"))


def is_counted(url: str) -> bool:
    """Say whether a request is one of the page itself, and not an image of its content."""
    return url.startswith("http") and not any(part in url for part in CONTENT_IMAGES)


def lighthouse(url: str) -> dict[str, int]:
    """Return the scores of Lighthouse for a phone by category; empty without the program.

    If Lighthouse fails each time, all scores are 0.
    """
    program = os.environ.get("LIGHTHOUSE", "")
    if not program:
        return {}
    for _time in range(LIGHTHOUSE_TRIES):
        if report := lighthouse_report(program, url):
            if os.environ.get("SHOW"):
                show(report)
            return {key: round(100 * report["categories"][key]["score"]) for key in CATEGORIES}
    return dict.fromkeys(CATEGORIES, 0)


def lighthouse_report(program: str, url: str) -> dict[str, Any] | None:
    """Return what Lighthouse found on a page, or None if it failed."""
    done = subprocess.run(  # noqa: S603 (the program that the caller names)
        [
            program,
            url,
            "--quiet",
            "--output=json",
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox",
        ],
        check=False,
        env=os.environ | {"CHROME_PATH": chromium()},
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        return None
    report: dict[str, Any] = json.loads(done.stdout)
    scores = [category["score"] for category in report["categories"].values()]
    return report if None not in scores else None


def show(report: dict[str, Any]) -> None:
    """Print the audits that cost a category its 100."""
    for category in report["categories"].values():
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                value = audit.get("displayValue", "")
                print("   ", category["title"], audit["id"], audit["score"], value)


def chromium() -> str:
    """Return the path of an installed Chromium or Chrome."""
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    if not found:
        sys.exit("No Chromium was found: install Debian's package chromium.")
    return found[0]


if __name__ == "__main__":
    stopping.stop_on_signals()
    sys.exit(main())
