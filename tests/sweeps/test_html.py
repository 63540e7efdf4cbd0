"""Pages are valid HTML, as the Nu HTML checker sees them."""

import datetime
from pathlib import Path

from django.utils import timezone

from core.templatetags.core_tags import machine_time
from tests import html_checker
from tests.sweeps.routes import fill_in_objects, public_routes

ROOT = Path(__file__).resolve().parents[2]
READERS = ("anonymous", "resident", "moderator", "editor")
# Routes that each run checks, for one reader each. SWEEP=full checks all, for all.
PAGES = 40


def test_pages_are_valid(clients, site, url_kwargs, sample, tmp_path):
    html_checker.require()
    always = ["/en/", "/da/", "/en/nowhere/", "/en/forum/", site.thread.get_absolute_url()]
    always += _wagtail_pages()
    routes = [route for route in public_routes("en") if route.startswith("/en/")]
    chosen = [(reader, page) for page in always for reader in ("anonymous", "resident")]
    for route in sample.some(routes, PAGES, key="html"):
        for reader in sample.some(READERS, 1, key=f"html {route}"):
            chosen.append((reader, fill_in_objects(route, url_kwargs)))
    pages = {}
    for reader, address in chosen:
        if "logout" in address:
            continue
        response = clients[reader].get(address)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            html = response.content.decode()
            if html:
                pages[f"{reader} {address}"] = html
    assert len(pages) > 20

    assert html_checker.errors_in(pages, tmp_path) == [], sample.description


def _wagtail_pages() -> list[str]:
    from wagtail.models import Page

    return [page.url for page in Page.objects.live().filter(depth__gt=2).order_by("path")]


def test_the_checker_finds_the_two_kinds_that_there_were(tmp_path):
    html_checker.require()
    frame = '<!doctype html><html lang="da"><head><title>A</title></head><body>{}</body></html>'
    pages = {
        "microseconds": frame.format('<time datetime="2027-01-01T12:00:00.123456+01:00">A</time>'),
        "icon": frame.format("<dl><div><svg></svg><dt>A</dt><dd>B</dd></div></dl>"),
        "right": frame.format("<dl><div><dt><svg></svg>A</dt><dd>B</dd></div></dl>"),
    }

    found = html_checker.errors_in(pages, tmp_path)

    assert {error.partition(":")[0] for error in found} == {"microseconds", "icon"}


def test_moments_are_written_to_the_second():
    moment = datetime.datetime(2027, 1, 1, 12, 0, 0, 123_456, tzinfo=datetime.UTC)

    assert machine_time(moment) == "2027-01-01T13:00:00+01:00"
    assert machine_time(None) == ""
    assert "." not in machine_time(timezone.now())
    for template in (ROOT / "templates").rglob("*.html"):
        assert "date:'c'" not in template.read_text(), template
