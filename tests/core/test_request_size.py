"""A request that is too large is refused before it is read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.request_size import MOST_BYTES, RequestSizeMiddleware
from tests.markup import markup_of


def respond_to(length: str) -> HttpResponse:
    """Return the response to a form whose header says that it has `length` bytes."""

    def respond(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)

    request = RequestFactory().post("/da/konto/login/", {"a": "b"}, CONTENT_LENGTH=length)
    return RequestSizeMiddleware(respond)(request)


@pytest.mark.parametrize(
    ("length", "status"),
    [
        *[("0", 204), ("", 204), ("-1", 204), ("x", 204), (str(MOST_BYTES), 204)],
        *[(str(MOST_BYTES + 1), 413), (str(10**30), 413)],
    ],
)
def test_only_a_larger_request_is_refused(length, status):
    assert respond_to(length).status_code == status


def test_the_page_speaks_the_language_of_its_path():
    response = respond_to(str(MOST_BYTES + 1))

    assert '<html lang="da"' in markup_of(response)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/en/account/login/", "/en/events/mine/", "/sitemap.xml"])
def test_an_upload_of_nobody_is_not_written_to_the_disk(client, path, monkeypatch):
    files: list[str] = []
    monkeypatch.setattr(
        TemporaryFileUploadHandler, "new_file", lambda self, *args, **kwargs: files.append("file")
    )
    body = (
        b'--X\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n' + b"a" * 3_000_000
    )
    client.handler.enforce_csrf_checks = True
    headers = {"CONTENT_LENGTH": str(MOST_BYTES + 1)}

    response = client.generic("POST", path, body, "multipart/form-data; boundary=X", **headers)

    assert response.status_code == 413
    assert files == []
    # The page has the headers of all pages.
    assert "default-src" in response["Content-Security-Policy"]


def test_documents_and_the_proxy_have_the_same_limit():
    proxy = Path(settings.BASE_DIR, "deploy", "hub-nginx.conf").read_text(encoding="utf-8")

    assert f"client_max_body_size {MOST_BYTES // 1024**2}m;" in proxy
    # The page of the hub says what to do, that of the proxy does not.
    [for_pictures] = re.findall(r"/forum/ \{\s+client_max_body_size (\d+)m;", proxy)
    assert int(for_pictures) * 1024**2 > max(settings.PICTURE_FORMS.values())
    assert (
        max(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        < MOST_BYTES
    )
