"""Error pages stay, whatever has failed; they speak the language of their path."""

from unittest import mock

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory

from core import error_pages
from hub import urls, wsgi
from tests.markup import markup_of

HANDLERS = {
    400: lambda request: error_pages.bad_request(request, ValueError()),
    403: lambda request: error_pages.permission_denied(request, ValueError()),
    404: lambda request: error_pages.page_not_found(request, ValueError()),
    500: error_pages.server_error,
}


def request_for(path: str, **more: str) -> HttpRequest:
    """Return a request as it is before any middleware: without session and user."""
    return RequestFactory().get(path, **more)


@pytest.mark.parametrize("status", HANDLERS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_page_needs_no_database_and_no_session(status, language):
    """The test has no database: a query would fail it."""
    response = HANDLERS[status](request_for(f"/{language}/findes-ikke/"))

    html = markup_of(response)
    assert response.status_code == status
    assert f'<html lang="{language}"' in html
    assert "site-header" in html
    assert f'href="/{language}/"' in html
    assert 'method="post"' not in html
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", HANDLERS)
def test_the_site_uses_these_pages(status):
    name = getattr(urls, f"handler{status}")
    module, _dot, function = name.rpartition(".")
    assert module == "core.error_pages"
    assert callable(getattr(error_pages, function))


def test_a_path_without_a_language_takes_the_readers():
    for accepted, language in (("en;q=0.9", "en"), ("da", "da"), ("x" * 5000, "da"), ("", "da")):
        request = request_for("/findes-ikke", headers={"accept-language": accepted})
        assert f'lang="{language}"' in error_pages.server_error(request).content.decode()


@pytest.mark.parametrize("status", HANDLERS)
@pytest.mark.parametrize(
    ("target", "name", "error"),
    [
        (StaticFilesStorage, "url", ValueError("Missing staticfiles manifest entry")),
        (error_pages, "get_template", TemplateDoesNotExist("404.html")),
        (error_pages, "_frame", RuntimeError()),
    ],
)
def test_a_fault_in_the_page_leaves_a_plain_one(status, target, name, error):
    with mock.patch.object(target, name, side_effect=error):
        response = HANDLERS[status](request_for("/en/nowhere/"))

    html = response.content.decode()
    assert response.status_code == status
    assert '<html lang="en">' in html
    assert '<a href="/en/">' in html


CHARSETS = ["utf-7", "utf-16", "latin-1", "unicode_escape", "cp500"]


@pytest.mark.django_db
@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("path", ["/da/konto/login/", "/admin/login/", "/en/forum/new/"])
def test_an_odd_charset_is_a_bad_request(charset, path):
    """With a CSRF cookie, a middleware of Django reads the body before any view does."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "x" * 32
    for method, kind in (
        ("POST", "application/x-www-form-urlencoded"),
        ("POST", "multipart/form-data; boundary=x"),
        ("GET", "text/plain"),
    ):
        response = client.generic(
            method, f"{path}?q=%41", b"a=+AGE-", content_type=f"{kind}; charset={charset}"
        )
        assert response.status_code == 400, (method, kind)
        assert "site-header" in response.content.decode()


def statuses(content_type: str, query: str = "q=%41%ff") -> list[str]:
    """Return the statuses of a GET and a POST to the entry point for the server."""
    answers = []
    for method in ("GET", "POST"):
        environ = RequestFactory().get(f"/robots.txt?{query}").environ
        start_response = mock.Mock()
        wsgi.application(
            environ | {"REQUEST_METHOD": method, "CONTENT_TYPE": content_type}, start_response
        )
        answers.append(start_response.call_args.args[0][:3])
    return answers


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["hex", "rot13", "idna", "undefined", "punycode", "zip"])
def test_an_encoding_that_is_none_of_texts_is_a_bad_request(charset):
    for written in (f"charset={charset}", f'Charset = "{charset}"', f"x=1; charset={charset}; y=2"):
        assert statuses(f"text/plain; {written}") == ["400", "400"], written


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type",
    [
        *("text/plain; charset=utf-8\x00", "charset", "; charset", "text/plain; charset*=u''hex"),
        *("text/plain; charset=", "multipart/form-data; charset=utf-8", "x" * 20_000),
        "application/x-www-form-urlencoded; charset=UTF8",
    ],
)
def test_an_odd_content_type_is_no_fault_of_ours(content_type):
    assert statuses(content_type) in (["200", "403"], ["400", "400"])


@pytest.mark.django_db
def test_too_many_parameters_with_a_charset_are_a_bad_request():
    query = "&".join(["a=1"] * 20_000)

    assert set(statuses("text/plain; charset=utf-8", query)) <= {"200", "400", "403"}


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "nonsense", "%00", "x" * 5000])
def test_utf_8_and_what_nobody_knows_are_read_as_utf_8(client, charset):
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    response = client.generic("POST", "/da/konto/login/", "login=å".encode(), content_type=kind)

    assert response.status_code in {200, 400}
    assert response.status_code == 200 or charset == "UTF8"


@pytest.mark.django_db
def test_a_session_that_cannot_be_read_is_a_designed_500():
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    with mock.patch.object(SessionStore, "load", side_effect=OSError("the database is away")):
        response = client.get("/da/forum/nyt/")

    assert response.status_code == 500
    assert "site-header" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_a_token_has_an_answer_when_its_text_cannot_be_kept(theme):
    client = Client(enforce_csrf_checks=True)
    with mock.patch("forum.threads.drafts.keep_draft", side_effect=OSError):
        response = client.post("/da/forum/nyt/", {"title": "Hul", "body": "Et hul."})

    assert response.status_code == 403
    assert "site-header" in response.content.decode()


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_a_designed_400(client):
    response = client.get("/en/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert '<html lang="en"' in response.content.decode()
