"""The forms that take six pictures take a larger request than other forms."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from core import request_size
from core.request_size import MOST_BYTES, RequestSizeMiddleware
from forum.models.pictures import MOST_PICTURES
from forum.pictures import receiving
from forum.threads import forms
from tests.forum.picture_files import encoded, send, upload
from tests.markup import markup_of

MOST_WITH_PICTURES = 64 * 1024 * 1024
PICTURE_FORMS = {"forum:start": [], "forum:reply": [1], "forum:edit": [1]}
OTHER_FORMS = {"forum:title": [1], "forum:contact": [1], "forum:threads": []}
in_both_languages = pytest.mark.parametrize("language", ["da", "en"])
of_picture_forms = pytest.mark.parametrize("name", PICTURE_FORMS)


def address_of(name: str, language: str) -> str:
    with translation.override(language):
        return reverse(name, args=(PICTURE_FORMS | OTHER_FORMS)[name])


def respond_to(length: int, path: str, method: str = "POST") -> HttpResponse:
    """Return the response to a request whose header says that it has `length` bytes."""

    def respond(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=204)

    request = RequestFactory().generic(method, path, b"a=b", CONTENT_LENGTH=str(length))
    return RequestSizeMiddleware(respond)(request)


@in_both_languages
@of_picture_forms
def test_forms_with_pictures_take_six_of_the_largest(name, language):
    path = address_of(name, language)

    assert respond_to(MOST_PICTURES * receiving.MOST_BYTES + 100_000, path).status_code == 204
    assert respond_to(MOST_WITH_PICTURES, path).status_code == 204
    assert respond_to(MOST_WITH_PICTURES + 1, path).status_code == 413


@of_picture_forms
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_a_form_that_is_sent_has_pictures(name, method):
    assert respond_to(MOST_BYTES + 1, address_of(name, "da"), method).status_code == 413


@in_both_languages
@pytest.mark.parametrize("name", OTHER_FORMS)
def test_other_forms_of_the_forum_take_no_more_than_elsewhere(name, language):
    path = address_of(name, language)

    assert respond_to(MOST_BYTES, path).status_code == 204
    assert respond_to(MOST_BYTES + 1, path).status_code == 413


@pytest.mark.parametrize(
    "path", ["/", "/forum/new/", "/da/", "/da/forum/new/", "/en/forum/nyt/", "/da/forum/%00/"]
)
def test_an_address_of_no_form_takes_no_more_than_elsewhere(path):
    assert respond_to(MOST_BYTES + 1, path).status_code == 413


@in_both_languages
@of_picture_forms
def test_the_refusal_says_how_large_all_pictures_may_be(name, language):
    response = respond_to(MOST_WITH_PICTURES + 1, address_of(name, language))
    elsewhere = respond_to(MOST_WITH_PICTURES + 1, f"/{language}/")

    assert f'<html lang="{language}"' in markup_of(response)
    assert "64 MB" in markup_of(response)
    assert "64 MB" not in markup_of(elsewhere)


def test_every_form_with_pictures_is_known():
    with_pictures = {
        name for name, form in vars(forms).items() if "pictures" in getattr(form, "base_fields", {})
    }

    assert with_pictures == {"ThreadForm", "ReplyForm", "EditForm"}
    assert set(settings.PICTURE_FORMS) == set(PICTURE_FORMS)


@pytest.mark.django_db
@pytest.mark.usefixtures("private")
def test_six_large_pictures_arrive_with_the_text(as_bob, thread, monkeypatch):
    monkeypatch.setattr(request_size, "MOST_BYTES", 100_000)
    files = [upload(encoded() + bytes(20_000)) for _number in range(MOST_PICTURES)]

    response = send(as_bob, thread, *files)

    assert response.status_code == 302
    assert thread.posts.get(number=2).pictures.count() == MOST_PICTURES
