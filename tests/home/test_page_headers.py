"""Caching and security headers of every kind of page."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(theme, alice):
    """A URL of every kind of public page."""
    theme_page = factories.make_theme_page(theme)
    campaign = factories.make_campaign(theme_page)
    event = factories.make_event_page(theme, capacity=20)
    thread = factories.make_thread(alice, theme)
    standard = factories.make_standard_page()
    return [
        "/da/",
        theme_page.url,
        campaign.url,
        factories.calendar_page().url,
        f"{factories.calendar_page().url}?view=month",
        event.url,
        "/da/forum/",
        thread.get_absolute_url(),
        standard.url,
    ]


def test_anonymous_readers_get_public_pages_without_cookies(client, pages):
    for path in pages:
        response = client.get(path)

        assert response.status_code == 200, path
        assert not response.cookies, path
        assert "public" in response["Cache-Control"], path
        assert response["ETag"], path
        assert "Cookie" in response["Vary"], path


def test_all_anonymous_readers_get_the_same_bytes(client, pages):
    for path in pages:
        first = client.get(path, headers={"accept-language": "da", "user-agent": "one"})
        second = client.get(path, headers={"accept-language": "en", "user-agent": "two"})

        assert first.content == second.content, path
        assert first["ETag"] == second["ETag"], path


def test_an_unchanged_page_is_answered_with_304(client, pages):
    for path in pages:
        tag = client.get(path)["ETag"]

        assert client.get(path, headers={"if-none-match": tag}).status_code == 304, path


def test_signed_in_readers_get_private_pages(as_alice, pages):
    for path in pages:
        response = as_alice.get(path)

        assert "private" in response["Cache-Control"], path
        assert "public" not in response["Cache-Control"], path


def test_public_pages_have_the_strict_content_security_policy(client, pages):
    for path in pages:
        policy = client.get(path)["Content-Security-Policy"]

        assert "unsafe" not in policy, path
        assert "default-src 'self'" in policy, path


def test_the_admin_has_the_content_security_policy_of_wagtail(as_editor):
    policy = as_editor.get("/admin/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy


def test_pages_load_nothing_from_other_hosts(client, pages):
    for path in pages:
        html = client.get(path).content.decode()
        for attribute in ('src="http', "src='http", 'src="//', 'stylesheet" href="http'):
            assert attribute not in html, path


def test_programs_that_read_no_page_find_the_icon(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert "favicon" in response["Location"]
