"""Addresses to return to: paths of this site, through one function."""

import time

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from core.return_urls import ReturnUrlMiddleware, local_path
from notifications.delivery.allauth_adapter import AccountAdapter
from tests import factories

LOCAL = [
    *("/", "/da/", "/da/forum/?page=2&tag=lys", "/da/konto/profil/#navn", "/da/bl%C3%A5/"),
    *("/da/blå/", "/admin/pages/3/", "/da/konto/?next=/da/forum/", "/a@b:80/c"),
]
FOREIGN = [
    *("", "AAAA", "account_logout", "residents:profile", "da/forum/", "?x=1", "#a", ".", "..."),
    *("//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example", "/a\\b"),
    *(
        "https://evil.example/",
        "http:evil.example",
        "https://testserver/da/",
        "javascript:alert(1)",
    ),
    *("/da/\r\nX: y", "/da/\x00", "/da/\t/x", " /da/", "/ /x", "\x1f//evil.example", "/da/\ud800"),
    "/" + "a" * 5000,
]


@pytest.mark.parametrize("url", LOCAL)
def test_a_path_of_this_site_is_taken(url):
    assert local_path(url) == url
    assert AccountAdapter().is_safe_url(url)


@pytest.mark.parametrize("url", [*FOREIGN, None])
def test_everything_else_is_left_out(url):
    assert local_path(url) == ""
    assert local_path(url, default="/da/") == "/da/"
    assert not AccountAdapter().is_safe_url(url)


def test_views_never_see_a_foreign_address():
    seen = []
    middleware = ReturnUrlMiddleware(seen.append)
    for url in filter(None, FOREIGN):
        given = QueryDict(mutable=True)
        given["next"], given["return_url"], given["q"] = url, "/da/", "lys"
        request = RequestFactory().post("/da/")
        request.GET, request.POST = given, given.copy()
        middleware(request)
        middleware.process_view(request, print, (), {})
        for data in (request.GET, request.POST):
            assert data.dict() == {"return_url": "/da/", "q": "lys"}


def test_one_foreign_address_among_several_is_left_out():
    request = RequestFactory().get("/?next=/da/&next=//evil.example")
    ReturnUrlMiddleware(lambda _request: None)(request)
    assert "next" not in request.GET


@pytest.mark.parametrize("url", ["AAAA", "account_logout", "//evil.example", "/da/forum/"])
def test_the_page_for_the_second_factor(editor, settings, url):
    """Before and after the second factor is used; no value makes the page fail later."""
    settings.STAFF_SECOND_FACTOR = True
    browser = Client()
    factories.sign_in(browser, editor, second_factor=False)
    page = reverse("residents:second_factor")
    assert browser.get(page, {"next": url}).status_code == 200
    assert browser.session.get("second_factor_next", "") == local_path(url)

    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session.save()
    response = browser.get(page)

    assert response.status_code == 302
    assert response["Location"] == (local_path(url) or reverse("residents:security"))
    assert browser.get(page).status_code == 302


def test_a_bad_value_that_a_session_kept_before_is_left_out(as_alice):
    session = as_alice.session
    session["second_factor_next"] = "AAAA"
    session.save()

    response = as_alice.get(reverse("residents:second_factor"))

    assert response["Location"] == reverse("residents:security")


@pytest.mark.parametrize("url", ["AAAA", "account_logout", "//evil.example", "/da/\x00"])
def test_no_page_follows_a_foreign_address(as_editor, editor, client, theme, url):
    page = factories.make_standard_page()
    browsers = {"editor": as_editor, "anonymous": client}
    addresses = [
        *("/da/konto/login/", "/da/velkommen/", "/da/velkommen/tæt-på/", "/da/konto/logout/"),
        *("/da/konto/ekstra-trin/", "/da/konto/reauthenticate/", "/da/_util/login/"),
        *("/admin/login/", f"/admin/pages/{page.pk}/unpublish/", f"/admin/pages/{page.pk}/copy/"),
        *(f"/admin/pages/{page.pk}/delete/", "/admin/account/"),
        reverse("notifications:change") + f"?topic=theme:{theme.pk}&do=follow",
    ]
    for who, browser in browsers.items():
        for address in addresses:
            joint = "&" if "?" in address else "?"
            for response in (
                browser.get(f"{address}{joint}next={url}"),
                browser.post(f"{address}{joint}next={url}", {"next": url}),
            ):
                assert response.status_code < 500, (who, address)
                target = response.headers.get("Location", "")
                assert target == "" or target.startswith("/"), (who, address, target)
                assert not target.startswith("//"), (who, address, target)
        factories.sign_in(as_editor, editor)


def test_signing_in_leads_to_the_page_asked_for(alice, client):
    given = {"login": alice.email, "password": factories.PASSWORD}
    for url, target in (("/da/forum/", "/da/forum/"), ("AAAA", "/da/"), ("//evil.example", "/da/")):
        response = client.post("/da/konto/login/", given | {"next": url})
        assert response["Location"] == target
        client.logout()
