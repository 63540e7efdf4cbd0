"""Static files have the headers that keep them from being read or framed by others."""

import pytest
from django.test import Client

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def browser(settings) -> Client:
    """A browser of a site that serves its files as production does."""
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True
    return Client()


@pytest.mark.parametrize(
    "path", ["css/base.css", "js/site.js", "icons/sprite.svg", "images/favicon.svg"]
)
def test_each_file_has_them(browser, path):
    response = browser.get(f"/static/{path}")

    assert response.status_code == 200
    for name, value in HEADERS.items():
        assert response[name] == value, name
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "Access-Control-Allow-Origin" not in response
    not_modified = browser.get(f"/static/{path}", headers={"if-none-match": response["ETag"]})
    assert not_modified.status_code == 304


def test_a_font_can_be_used_by_the_pages(browser):
    """`crossorigin` on a preload of the same origin asks for no permission."""
    response = browser.get("/static/fonts/literata.woff2")

    assert response.status_code == 200
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
