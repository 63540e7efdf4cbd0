"""What anonymous readers of the demo site get: no stranger, no cookie, no error."""

import re
from urllib.parse import urldefrag, urljoin, urlsplit

START = ["/da/", "/en/"]
# Enough to meet every kind of page; the demo site has fewer.
MOST = 400


def test_no_page_calls_a_stranger_or_sets_a_cookie(site, new_context):
    """Follow every link of the site, as far as it leads without a form."""
    context = new_context(locale="en-GB")
    hosts: set[str] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    problems: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    waiting, seen = list(START), set(START)
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        response = page.goto(path, wait_until="load")
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        assert context.cookies() == [], path
        for link in page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
            address = urldefrag(urljoin(page.url, link)).url
            if not address.startswith(site.url) or not is_for_reading(address):
                continue
            if address not in seen:
                seen.add(address)
                waiting.append(address)
    assert len(seen) > 100
    assert hosts == {urlsplit(site.url).netloc}
    assert problems == []


def is_for_reading(address: str) -> bool:
    """Leave out forms (which need a cookie against forgery), files, and calendar months on end."""
    parts = urlsplit(address)
    if re.search(r"/(konto|account|admin|was|tilmeld\w*|sign-up|nyt?|new)(/|$)|\.ics$|/feed/", parts.path):
        return False
    return not re.search(r"month=|after=|area=.*theme=|theme=.*area=|kind=.*&|&.*kind=", parts.query)


def test_web_and_worker_stay_under_500_mb(site, new_context):
    page = new_context().new_page()
    for path in ("/da/", "/da/kalender/", "/da/forum/", "/en/calendar/?view=month"):
        page.goto(path)

    used = sum(resident_bytes(process.pid) for process in site.processes)

    assert used < 500 * 1024**2, f"{used / 1024**2:.0f} MB"


def resident_bytes(pid: int) -> int:
    """Return the resident memory of a process, in bytes (Linux)."""
    with open(f"/proc/{pid}/status") as status:
        found = re.search(r"VmRSS:\s+(\d+) kB", status.read())
    assert found
    return int(found[1]) * 1024
