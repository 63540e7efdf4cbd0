"""What is true of every page: cacheable for the anonymous, private for the signed-in, guarded."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(theme, alice):
    """One address of every kind an anonymous reader meets."""
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


def test_an_anonymous_reader_gets_no_cookie_and_a_page_that_may_be_kept(client, pages):
    for path in pages:
        response = client.get(path)

        assert response.status_code == 200, path
        assert not response.cookies, path
        assert "public" in response["Cache-Control"], path
        assert response["ETag"], path
        assert "Cookie" in response["Vary"], path


def test_it_is_the_same_bytes_for_every_anonymous_reader(client, pages):
    for path in pages:
        first = client.get(path, headers={"accept-language": "da", "user-agent": "one"})
        second = client.get(path, headers={"accept-language": "en", "user-agent": "two"})

        assert first.content == second.content, path
        assert first["ETag"] == second["ETag"], path


def test_a_page_that_has_not_changed_is_not_sent_again(client, pages):
    for path in pages:
        tag = client.get(path)["ETag"]

        assert client.get(path, headers={"if-none-match": tag}).status_code == 304, path


def test_what_the_signed_in_get_is_private(as_alice, pages):
    for path in pages:
        response = as_alice.get(path)

        assert "private" in response["Cache-Control"], path
        assert "public" not in response["Cache-Control"], path


def test_public_pages_have_the_strict_policy(client, pages):
    for path in pages:
        policy = client.get(path)["Content-Security-Policy"]

        assert "unsafe" not in policy, path
        assert "default-src 'self'" in policy, path


def test_the_editors_pages_have_the_policy_that_wagtail_needs(as_editor):
    policy = as_editor.get("/admin/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy


def test_no_page_names_another_host(client, pages):
    for path in pages:
        html = client.get(path).content.decode()
        for attribute in ('src="http', "src='http", 'src="//', 'stylesheet" href="http'):
            assert attribute not in html, path


@pytest.mark.parametrize("path", ["/healthz/live", "/healthz/ready"])
def test_health(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert "no-cache" in response["Cache-Control"]


def test_a_site_without_its_database_is_not_ready(client, monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr("hub.health._database", broken)

    response = client.get("/healthz/ready")

    assert response.status_code == 503
    assert response.json()["failed"] == ["database"]
