"""Anonymous readers of the demo site: no request to another host, no cookie, no error."""

import re
import urllib.request
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

from tests.browser.pages import FORMS, READ
from tests.browser.steps import open_page

# The attributes whose URLs a browser loads by itself; links are not among them.
FETCHED = {"src", "poster", "data", "action", "formaction", "background", "xlink:href"}
FETCHED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "preconnect"}


class Document(HTMLParser):
    """The addresses that a page links to, the ones that a browser fetches, and its forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.has_posting_form = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form" and given.get("method", "").lower() == "post":
            self.has_posting_form = True
        self.fetched += [value for name, value in given.items() if name in FETCHED]
        if tag in {"use", "image"} and "href" in given:
            self.fetched.append(given["href"])
        if tag == "link" and FETCHED_RELATIONS & set(given.get("rel", "").split()):
            self.fetched.append(given["href"])
        for candidate in given.get("srcset", "").split(","):
            self.fetched += candidate.split()[:1]
        self.fetched += urls_in_css(given.get("style", ""))


def urls_in_css(css: str) -> list[str]:
    """Return the URLs that a stylesheet loads."""
    found = re.findall(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", css)
    return [first or second for first, second in found]


def test_every_link_works_and_no_page_fetches_from_another_host(site):
    """Follow every link of the site by plain HTTP, as far as it leads without a form.

    Filters are followed one at a time, not in all combinations; so are the pages of a long list.
    A page with a form that is posted may set the cookie against forgery, and no other.
    """
    seen: set[str] = set()
    waiting = [f"{site.url}/da/", f"{site.url}/en/", f"{site.url}/was"]
    problems: list[str] = []
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        status, kind, cookies, text = get(address)
        if status != 200:
            problems.append(f"{address}: {status}")
        document = Document(text if kind == "text/html" else "")
        allowed = {"csrftoken"} if document.has_posting_form else set()
        if cookies - allowed:
            problems.append(f"{address} sets {cookies}")
        fetched = [*document.fetched, *(urls_in_css(text) if kind == "text/css" else ())]
        for target in (urldefrag(urljoin(address, each)).url for each in fetched):
            if target.startswith("data:"):
                continue
            if not target.startswith(f"{site.url}/"):
                problems.append(f"{address} fetches {target}")
            elif target.startswith(f"{site.url}/static/"):
                waiting.append(target)
        for target in (urldefrag(urljoin(address, each)).url for each in document.links):
            if target.startswith(f"{site.url}/") and is_worth_following(target):
                waiting.append(target)

    assert problems == []
    assert len(seen) > 200


def is_worth_following(address: str) -> bool:
    """Leave out combinations of filters, and signing in once more from every page of the site."""
    asked = parse_qs(urlsplit(address).query)
    return len(asked) < 2 and "next" not in asked


def get(address: str) -> tuple[int, str, set[str], str]:
    """Return the status, the media type, the names of the cookies and the text of an address."""
    try:
        with urllib.request.urlopen(address) as response:  # noqa: S310 (our own server)
            kind = response.headers.get_content_type()
            cookies = response.headers.get_all("Set-Cookie") or []
            body = response.read()
            status = response.status
    except HTTPError as error:
        status, kind, cookies, body = error.code, "", [], b""
    names = {cookie.split("=")[0].strip() for cookie in cookies}
    return status, kind, names, body.decode(errors="replace")


def test_pages_cause_no_foreign_request_no_cookie_and_no_error(site, new_context):
    """Read one page of every kind in Danish and its counterpart in English, with a real browser.

    What a page fetches by script or stylesheet shows here; the links are followed above.
    """
    context = new_context(locale="en-GB")
    hosts: set[str] = set()
    problems: list[str] = []
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    # An icon that is still under way when the next page is asked for is "aborted".
    context.on(
        "requestfailed",
        lambda request: (
            "ERR_ABORTED" in request.failure or problems.append(f"{request.url}: {request.failure}")
        ),
    )
    context.on(
        "response",
        lambda response: (
            response.status < 400 or problems.append(f"{response.url}: {response.status}")
        ),
    )
    context.on("weberror", lambda error: problems.append(str(error.error)))
    context.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page = context.new_page()
    for kind, way in READ.items():
        open_page(page, *way)
        other = page.locator("header a[hreflang]").first.get_attribute("href")
        if "English" not in kind and other:
            open_page(page, other)
        assert context.cookies() == [], kind
    for way in FORMS.values():
        open_page(page, *way)
    assert {cookie["name"] for cookie in context.cookies()} <= {"csrftoken"}
    storage = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert storage == [0, 0]
    assert hosts == {urlsplit(site.url).netloc}
    assert problems == []


def test_web_and_worker_stay_under_500_mb(site):
    """The tests before have read the whole site by now, if they ran."""
    for path in ("/da/", "/da/kalender/", "/da/forum/", "/en/calendar/?view=month"):
        assert get(f"{site.url}{path}")[0] == 200

    used = sum(memory_bytes(process.pid) for process in site.processes)

    assert used < 500 * 1024**2, f"{used / 1024**2:.0f} MB"


def memory_bytes(pid: int) -> int:
    """Return the memory of a process, in bytes; of shared memory its part of it (Linux)."""
    with open(f"/proc/{pid}/smaps_rollup") as memory:
        found = re.search(r"^Pss:\s+(\d+) kB", memory.read(), re.MULTILINE)
    assert found
    return int(found[1]) * 1024
